import { describe, expect, it } from 'vitest';
import { failure } from '../kit/errors.ts';
import { err, ok } from '../kit/result.ts';
import { tellIncident } from './tell-incident.ts';

const told = { v: 1 as const, org: 'org_a', incident: 'inc_1', plan: 'plan_1', actor: 'user:usr_1' };
/** An incident that answers by turns. */
const incident = (...answers: (() => ReturnType<Parameters<typeof tellIncident>[0]['approvalArrived']>)[]) => {
  let calls = 0;
  return { calls: () => calls, approvalArrived: () => answers[Math.min(calls++, answers.length - 1)]!() };
};
const away = () => Promise.resolve(err(failure('unavailable', 'not now')));
const gone = () => Promise.reject(new Error('the connection broke'));
const there = () => Promise.resolve(ok({ phase: 'respond' }));

describe('telling an incident of a verdict', () => {
  it('tries again while it cannot be reached', async () => {
    const i = incident(gone, away, there);
    expect(await tellIncident(i, told)).toEqual({ phase: 'respond' });
    expect(i.calls()).toBe(3);
  });
  it('does not try again where it was refused', async () => {
    const i = incident(() => Promise.resolve(err(failure('not_found', 'no such incident'))));
    await expect(tellIncident(i, told)).rejects.toMatchObject({ failure: { code: 'not_found' } });
    expect(i.calls()).toBe(1);
  });
  it('says that the word is kept where it never answers', async () => {
    await expect(tellIncident(incident(away), told)).rejects.toMatchObject({
      failure: { code: 'unavailable', detail: expect.stringContaining('Your word is kept') as string },
    });
  });
});
