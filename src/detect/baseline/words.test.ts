import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventTraits } from '../../contracts/event.ts';
import { FEATURES, featureValues, userAgentFamily, type Feature } from './features.ts';
import { mayBeLearnt, mayBeTold, noveltyOf } from './novelty.ts';
import type { History, State, Verdicts } from './types.ts';
import { anomalyFields, anomalyTitle, rarityLines } from './words.ts';

const HISTORY: History = { days: 34, active: 30, events: 1_204, atLeast: false };
const VALUES = [
  'cloudtrail.amazonaws.com:DeleteTrail',
  'sa-east-1',
  'BR',
  'aws-cli',
  '3',
  '200.160.2.0/24',
  'AKIAEXAMPLEANN000001',
];
const all = (state: State, days = 0): Verdicts => Object.fromEntries(FEATURES.map((f) => [f, { state, days }]));
const only = (state: State, ...features: readonly Feature[]): Verdicts =>
  Object.fromEntries(features.map((f) => [f, { state, days: 3 }]));
const lines = (verdicts: Verdicts, history: History | undefined = HISTORY) =>
  rarityLines(VALUES, verdicts, history, '2026-06-17');

describe('what is said of an unusual event', () => {
  it('first times, with how much is known', () => {
    expect(lines(only('first', 'operation', 'country'))).toEqual([
      'first DeleteTrail by this principal in 90 days (34 days of history, about 1,200 events)',
      'first call of this principal from BR in 90 days (34 days of history, about 1,200 events); country by data of 2026-06-17',
    ]);
  });

  it('what is rare, in days', () => {
    expect(lines(only('rare', 'country', 'operation'))).toEqual([
      'this principal called DeleteTrail on 3 of 30 days with events',
      'this principal came from BR on 3 of 30 days with events; country by data of 2026-06-17',
    ]);
  });

  it('days with more events than are told apart are "at least"', () => {
    const [line] = lines(only('first', 'region'), { ...HISTORY, days: 1, events: 266, atLeast: true });
    expect(line).toBe('first call of this principal to sa-east-1 in 90 days (1 day of history, at least 270 events)');
  });

  it.each(['unknown', 'usual'] as const)('nothing of what is %s', (state) => {
    expect(lines(all(state))).toEqual([]);
  });

  it('nothing where nothing was heard', () => {
    expect(rarityLines(VALUES, all('first'), undefined, undefined)).toEqual([]);
  });

  it('of one who does new things all the time only that the operation is new', () => {
    expect(lines(all('first_of_many'))).toEqual([
      'first DeleteTrail by this principal in 90 days, who often does what is new',
    ]);
  });

  it('the network of a new country is not told twice, and six lines are enough', () => {
    const told = lines(all('first'));
    expect(told).toHaveLength(6);
    expect(told.join()).not.toContain('200.160');
  });

  it('whatever a sender writes, lines stay plain and short', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 300 }), (operation, userAgent) => {
        const traits: EventTraits = { principal: 'p', userAgent, byService: false, activity: 'other' };
        const values = featureValues(traits, { operation, region: operation, time: 0 }, undefined);
        for (const line of rarityLines(values, all('first'), HISTORY, undefined))
          expect(line).toMatch(/^[\w.:/@+ ,()-]{1,200}$/);
      }),
      { numRuns: 500, seed: 21 },
    );
  });
});

describe('what is told by itself', () => {
  it.each([
    [['operation'], undefined],
    [['country', 'network'], undefined],
    [['country', 'hour'], undefined],
    [['country', 'operation'], 'low'],
    [['region', 'operation'], 'low'],
    [['country', 'operation', 'hour'], 'medium'],
    [['network', 'access_key', 'user_agent'], 'medium'],
  ] as const)('new %j: %s', (features, level) => {
    expect(noveltyOf(only('first', ...features))?.level).toBe(level);
  });

  it('only what seldom is new counts', () => {
    expect(noveltyOf(all('first_of_many'))).toBeUndefined();
    expect(noveltyOf(all('rare'))).toBeUndefined();
    expect(noveltyOf(all('unknown'))).toBeUndefined();
  });

  it('says what was new', () => {
    const novelty = noveltyOf(all('first'))!;
    expect(anomalyTitle(VALUES, novelty)).toBe(
      'A principal did several things for the first time: first from BR, with a key new to it, first in sa-east-1, first with aws-cli, first DeleteTrail, at a new hour',
    );
    expect(anomalyFields(VALUES, novelty)[0]).toEqual({ field: 'vedette.source_country', value: 'BR' });
  });

  const traits: EventTraits = { principal: 'p', byService: false, activity: 'delete' };
  it.each([
    [{}, 'success', true, true],
    [{}, 'failure', false, false],
    [{}, 'unknown', true, false],
    [{ byService: true }, 'success', false, false],
    [{ activity: 'read' }, 'success', true, false],
    [{ activity: 'other' }, 'success', true, false],
    [{ activity: 'sign-in' }, 'success', true, true],
  ] as const)('%j with %s: learnt %s, told %s', (more, outcome, learnt, told) => {
    expect(mayBeLearnt({ ...traits, ...more }, outcome)).toBe(learnt);
    expect(mayBeTold({ ...traits, ...more }, outcome)).toBe(told);
  });
});

describe('values of an event', () => {
  it.each([
    ['aws-cli/2.17.0 Python/3.11', 'aws-cli'],
    ['[aws-cli/1.16.80 Python/2.7]', 'aws-cli'],
    ['Boto3/1.28.0 md/Botocore', 'boto3'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Safari/605', 'a browser on macOS'],
    ['Mozilla/5.0 (Linux; Android 14) Chrome/120', 'a browser on Android'],
    ['APN/1.0 HashiCorp/1.0 Terraform/1.5', 'apn'],
    ['', 'none'],
  ])('the program of %j is %s', (userAgent, family) => {
    expect(userAgentFamily(userAgent)).toBe(family);
  });

  it('a session’s key is no habit, a lasting one is', () => {
    const of = (accessKeyIsTemporary: boolean) =>
      featureValues(
        { principal: 'p', byService: false, activity: 'read', accessKey: 'K', accessKeyIsTemporary },
        { time: Date.UTC(2026, 0, 1, 23, 30) },
        undefined,
      );
    expect(of(true)[FEATURES.indexOf('access_key')]).toBeUndefined();
    expect(of(false)[FEATURES.indexOf('access_key')]).toBe('K');
    expect(of(false)[FEATURES.indexOf('hour')]).toBe('23');
  });
});
