import { expect, it } from 'vitest';
import { migrate, type SqlLike } from '../../src/kit/sql.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import { OBJECT_PULL_MIGRATIONS } from './migrations.ts';
import { PullStore } from './store.ts';

it('no call reads through all objects that it knows: a busy bucket has millions in three weeks', () => {
  const real = nodeSqlite();
  migrate(real, OBJECT_PULL_MIGRATIONS);
  const asked = new Map<string, unknown[]>();
  const sql: SqlLike = {
    exec: (query: string, ...bindings: unknown[]) => {
      asked.set(query, bindings);
      return real.exec(query, ...bindings);
    },
  };
  const store = new PullStore(sql);
  const message = { v: 1, org: 'org_a', via: 'src_a', bucket: 'b-1', key: 'k', etag: 'e', announcedAt: 1 } as const;
  for (const id of ['a', 'b', 'c']) store.begin(id, message, 1_000);
  store.progress('a', 1, { records: 5, pieces: 1 }, 2_000);
  store.end('a', 1, 'delivered', { records: 5, pieces: 1 }, 3_000);
  store.failed('b', 1, { how: 'away', reason: 'S3 did not answer' }, 3_000);
  store.begin('b', message, 90_000);
  store.due(90_000, 10);
  store.resent(['c'], true, 90_000);
  store.nextDue();
  store.purge(90_000);
  const plans = [...asked].map(([query, bindings]) => ({
    query,
    plan: real
      .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...bindings)
      .toArray()
      .map((row) => row.detail)
      .join('; '),
  }));
  expect(plans.length).toBeGreaterThan(8);
  // What is sought has a bound, in brackets; what is read through has none.
  for (const { query, plan } of plans)
    if (plan !== '') expect(`${query}: ${plan}`).toMatch(/: SEARCH object USING .*\(.+\)$/);
});
