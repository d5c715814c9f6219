import { beforeAll, describe, expect, it } from 'vitest';
import { Baseline } from './baseline.ts';
import { fromBytes, toBytes } from './codec.ts';
import { dayOf } from './days.ts';
import { eventKey, valueHash } from './hash.ts';
import { observeDay } from './observe.ts';
import { tallyBit } from './tally.ts';
import { HABITS, randomOf, simulate, type SimulatedEvent } from './testing/account.ts';

const FROM = Date.UTC(2026, 0, 5);
const DAYS = 90;

const hashes = new Map<string, number>();
const hashOf = (feature: number, value: string): number => {
  const key = `${feature}|${value}`;
  let hash = hashes.get(key);
  if (hash === undefined) hashes.set(key, (hash = valueHash(feature, value)));
  return hash;
};

function show(b: Baseline, e: SimulatedEvent): boolean {
  const values = e.values.flatMap((v, f) => (v === undefined ? [] : [[f, hashOf(f, v)] as const]));
  const bit = tallyBit(e.uid);
  const tally: [number, number] = [bit < 32 ? 1 << bit : 0, bit < 32 ? 0 : 1 << (bit - 32)];
  const candidates = e.changes ? [[eventKey('test', e.uid), values.map((_, n) => n)] as const] : [];
  return observeDay(b, { principal: 'p', day: dayOf(e.time), tally, values, candidates }).told.length > 0;
}

describe('a busy account over 90 days', () => {
  const learnt = new Map<string, Baseline>();
  let events = 0;
  const told: SimulatedEvent[] = [];
  let largest = 0;
  beforeAll(() => {
    for (const [n, habit] of HABITS.entries()) {
      const b = new Baseline();
      for (const e of simulate(habit, FROM, DAYS, randomOf(n + 1))) {
        events++;
        if (show(b, e)) told.push(e);
      }
      learnt.set(habit.principal, b);
      largest = Math.max(largest, toBytes(b).byteLength);
    }
  }, 120_000);

  it('has at most one finding in 10,000 benign events', () => {
    expect(events).toBeGreaterThan(100_000);
    expect(
      told.length / events,
      JSON.stringify(
        told.map((e) => [e.principal, dayOf(e.time - FROM), ...e.values]),
        null,
        1,
      ),
    ).toBeLessThanOrEqual(1 / 10_000);
  });

  it('takes a few kilobytes a principal', () => {
    expect(largest).toBeLessThan(6 * 1024);
  });

  it.each(HABITS.map((h) => h.principal))(
    'who takes over %s from another country and does new things is found',
    (principal) => {
      const time = FROM + DAYS * 86_400_000 + 3 * 3_600_000;
      const b = learnt.get(principal)!;
      const takenOver = [
        'cloudtrail.amazonaws.com:DeleteTrail',
        'iam.amazonaws.com:CreateUser',
        'iam.amazonaws.com:CreateAccessKey',
      ];
      const found = takenOver.filter((operation, n) =>
        show(b, {
          principal,
          time,
          uid: `attack-${n}`,
          changes: true,
          values: [operation, 'sa-east-1', 'BR', 'pacu', '3', 'n-br', undefined],
        }),
      );
      expect(found).toEqual(takenOver);
    },
  );

  it('who takes a key over with its usual tool, in its usual region, is found where the principal is steady', () => {
    const time = FROM + DAYS * 86_400_000 + 10 * 3_600_000;
    const found = HABITS.filter(({ principal }) => {
      const b = fromBytes(toBytes(learnt.get(principal)!));
      const values = ['cloudtrail.amazonaws.com:DeleteTrail', undefined, 'BR', undefined, undefined, 'n-br', undefined];
      return show(b, { principal, time, uid: 'quiet attack', changes: true, values });
    });
    expect(found.length).toBeGreaterThanOrEqual(HABITS.length / 2);
  });
});
