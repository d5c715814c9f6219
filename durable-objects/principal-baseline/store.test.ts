import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/detect/baseline/days.ts';
import { FEATURES } from '../../src/detect/baseline/features.ts';
import { principalKey, shardOf, valueHash } from '../../src/detect/baseline/hash.ts';
import { verdictOf, type DayOfPrincipal } from '../../src/detect/baseline/observe.ts';
import { DAY_MS } from '../../src/kit/clock.ts';
import { migrate } from '../../src/kit/sql.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import { PRINCIPAL_BASELINE_MIGRATIONS } from './migrations.ts';
import { observeCall } from './observe.ts';
import { PrincipalBaselineStore } from './store.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const TODAY = dayOf(NOW);
const COUNTRY = FEATURES.indexOf('country');

const newStore = () => {
  const sql = nodeSqlite();
  migrate(sql, PRINCIPAL_BASELINE_MIGRATIONS);
  return new PrincipalBaselineStore(sql);
};
const seen = (name: string, day: number, country = 'DE'): DayOfPrincipal => ({
  principal: principalKey('org_a', name),
  day,
  tally: [-1, 0],
  values: [[COUNTRY, valueHash(COUNTRY, country)]],
  candidates: [],
});
const observe = (store: PrincipalBaselineStore, list: readonly DayOfPrincipal[], now = NOW, most = 1_000) =>
  observeCall(store, { v: 1, org: 'org_a', seen: list }, now, most);
const known = (store: PrincipalBaselineStore, name: string, days = 10) =>
  observe(
    store,
    Array.from({ length: days }, (_, n) => seen(name, TODAY - days + n)),
  );

describe('a shard of baselines', () => {
  it('remembers over calls and judges by the days before', () => {
    const store = newStore();
    known(store, 'ann');
    const [judged] = observe(store, [seen('ann', TODAY, 'BR')]).judged;
    expect(verdictOf(judged!.verdicts[0]!)).toEqual({ state: 'first', days: 0 });
    expect(judged!.history).toMatchObject({ days: 10, active: 10 });
    expect(observe(store, [seen('ann', TODAY, 'BR')]).judged).toEqual([judged]);
  });

  it('days to come and days too old are not taken', () => {
    const store = newStore();
    known(store, 'ann');
    const judged = observe(store, [
      seen('ann', TODAY + 3_000, 'BR'),
      seen('ann', TODAY - 400, 'BR'),
      seen('ann', TODAY),
    ]);
    expect(judged.judged.map((j) => j !== undefined)).toEqual([false, false, true]);
    expect(judged.judged[2]!.history.days).toBe(10);
  });

  it('a flood of made-up principals pushes out each other, not who is known', () => {
    const store = newStore();
    known(store, 'ann');
    let evicted = 0;
    for (let call = 0; call < 20; call++)
      evicted += observe(
        store,
        Array.from({ length: 100 }, (_, n) => seen(`made-up-${call}-${n}`, TODAY)),
        NOW,
        500,
      ).evicted;
    expect(store.principals).toBe(500);
    expect(evicted).toBe(2_001 - 500);
    expect(observe(store, [seen('ann', TODAY)]).judged[0]!.history.days).toBe(10);
  });

  it('of those equally known the one seen longest ago goes first', () => {
    const store = newStore();
    for (const [n, name] of ['a', 'b', 'c'].entries()) observe(store, [seen(name, TODAY)], NOW + n * DAY_MS, 3);
    observe(store, [seen('d', TODAY + 3)], NOW + 3 * DAY_MS, 3);
    expect(store.load([principalKey('org_a', 'a')]).get(principalKey('org_a', 'a'))!.head).toBe(0);
    expect(store.load([principalKey('org_a', 'b')]).get(principalKey('org_a', 'b'))!.head).toBe(TODAY);
  });

  it('who was not seen for a quarter is swept', () => {
    const store = newStore();
    known(store, 'ann');
    observe(store, [seen('bob', TODAY)]);
    expect(store.sweep(TODAY + 1, 1)).toBe(1);
    expect(store.sweep(TODAY + 1, 10)).toBe(1);
    expect(store.principals).toBe(0);
  });
});

it('principals spread over the shards', () => {
  const counts = Array.from({ length: 8 }, () => 0);
  for (let n = 0; n < 8_000; n++) counts[shardOf(principalKey('org_a', `p${n}`), 8)]!++;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1_150);
});
