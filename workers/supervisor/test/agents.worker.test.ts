import { applyD1Migrations, reset } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import { people } from '../people.ts';
import { add, bindings, deliver, logOf, reports, until } from './world.ts';

const failed = (incident: string, job: string, n: number, agent = 'analyst') => ({
  v: 1,
  kind: 'agent_failed',
  id: `ev_f${n}`,
  org: ORG,
  incident,
  job,
  agent,
  error: 'it broke',
  at: Date.now(),
});
const breakers = async (org = ORG) => {
  const answer = await people.breakers(bindings, { v: 1, org });
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.value.breakers;
};
const jobOf = async (incident: string): Promise<string> =>
  (await until(incident, (s) => s.round.stage === 'investigating')).round.job!;
const fiveFailures = async (agent?: string) => {
  await add('inc_first', findingOf(1));
  const job = await jobOf('inc_first');
  for (let n = 0; n < 5; n++) await deliver('vedette-reports', failed('inc_first', job, n, agent));
};

beforeEach(async () => {
  await reset();
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
});

describe('the circuit breaker before an agent', () => {
  it('is closed at first, and stays so while the agent answers', async () => {
    await add('inc_calm', findingOf(1));
    await deliver('vedette-reports', ...(await reports('inc_calm')));
    expect(await breakers()).toMatchObject({
      analyst: { state: 'closed', failures: 0 },
      inspector: { state: 'closed' },
      outbound: { state: 'closed' },
    });
  });
  it('opens after five failures in a row: the next incident goes on without asking, and says so', async () => {
    await fiveFailures();
    expect((await breakers())['analyst']).toMatchObject({ state: 'open', failures: 5 });
    await add('inc_second', findingOf(2));
    const state = await until('inc_second', (s) => s.round.analyst === 'missing' && s.round.job !== undefined);
    expect(state.limits.join()).toContain('analyst: not asked: its circuit is open');
    expect(state.round.inspector).toBe('pending');
  });
  it('of one organisation says nothing of another’s', async () => {
    await fiveFailures();
    expect((await breakers('org_other'))['analyst']).toMatchObject({ state: 'closed', failures: 0 });
  });
  it('counts an agent that is silent until its time is up', async () => {
    await add('inc_quiet', findingOf(1));
    await jobOf('inc_quiet');
    // The time-out itself is twenty seconds of real time: the timer is told to the incident instead.
    await bindings.INCIDENT.getByName('inc_quiet').record(ORG, [
      { id: 'ev_late', type: 'timer_fired', at: Date.now(), body: { name: 'investigation_timeout' } },
    ]);
    await until('inc_quiet', (s) => s.round.stage !== 'investigating');
    await expect.poll(async () => (await breakers())['analyst']!.failures).toBe(1);
    await expect.poll(async () => (await breakers())['inspector']!.failures).toBe(1);
  });
  it('is closed again by an answer', async () => {
    await fiveFailures('inspector');
    await deliver('vedette-reports', (await reports('inc_first'))[1]!);
    expect((await breakers())['inspector']).toEqual({ state: 'closed', failures: 0 });
  });
});

describe('the analyst’s budget', () => {
  it('is counted from its report, once', async () => {
    await add('inc_cost', findingOf(1));
    const [analyst, inspector] = (await reports('inc_cost')) as [{ report: object }, object];
    const costly = { ...analyst, report: { ...analyst.report, usage: { tokens: 900, microUsd: 4_500 } } };
    await deliver('vedette-reports', costly, costly, inspector);
    const { state } = await logOf('inc_cost');
    expect(state.analyst?.usage).toEqual({ tokens: 900, microUsd: 4_500 });
  });
});
