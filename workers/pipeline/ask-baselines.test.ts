import { expect, it, vi } from 'vitest';
import { FEATURES } from '../../src/detect/baseline/features.ts';
import { eventKey } from '../../src/detect/baseline/hash.ts';
import { STATES } from '../../src/detect/baseline/types.ts';
import type { OrganisationRules } from '../../src/detect/tuning/organisation.ts';
import { askBaselines } from './ask-baselines.ts';
import { HabitMemory } from './habit-memory.ts';
import type { Habits } from './habits.ts';

it('a record that breaks what would be said of its habits costs that finding, not its batch', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  const day = new HabitMemory().day('org_a', 'ann', 20_000);
  const values = ['operation', 'region'].map((f) => day.value(FEATURES.indexOf(f as 'region'), 'new')!);
  const watched = {
    source: 'aws.cloudtrail',
    eventId: 'e1',
    day,
    texts: FEATURES.map(() => 'new'),
    values,
    candidate: true,
    views: {},
    suspicion: () => {
      throw new Error('deep');
    },
  };
  const message = { principal: day.key, day: 20_000, tally: [1, 0], values: [], candidates: [] };
  const habits = { watched: [watched], tellings: () => [{ day, values, message }] } as unknown as Habits;
  const first = [STATES.indexOf('first'), 0] as const;
  const history = { days: 30, active: 30, events: 900, atLeast: false };
  const told = [eventKey('aws.cloudtrail', 'e1')];
  const baselines = () => ({
    observe: () => Promise.resolve({ judged: [{ history, verdicts: [first, first], told }], evicted: 0 }),
  });
  const unusual = await askBaselines(
    { baselines, baselineShards: 8, now: () => 0 },
    'org_a',
    habits,
    {} as OrganisationRules,
  );
  expect(unusual.findings).toEqual([]);
  expect(log.mock.calls.flat().join(' ')).toContain('anomaly_failed');
  log.mockRestore();
});
