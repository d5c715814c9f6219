import { describe, expect, it } from 'vitest';
import type { CorrelationAst } from '../../src/detect/ast.ts';
import { draftOf } from '../../src/detect/correlation/finding.ts';
import { specOf } from '../../src/detect/correlation/plan.ts';
import { makeCorrelation, makeHit, T0 } from '../../src/detect/correlation/testing/make-correlation.ts';
import type { Hit } from '../../src/detect/correlation/types.ts';
import { FIRING_KEPT_MS, LATENESS_MS } from '../../src/detect/correlation/window.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { migrate } from '../../src/kit/sql.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import type { CountReply } from './api.ts';
import { countCall, settleDue } from './count.ts';
import { CORRELATION_WINDOW_MIGRATIONS } from './migrations.ts';
import { CorrelationWindowStore } from './store.ts';

class Shard {
  private readonly sql = nodeSqlite();
  readonly store = new CorrelationWindowStore(this.sql);
  now = T0 + 120_000;
  constructor() {
    migrate(this.sql, CORRELATION_WINDOW_MIGRATIONS);
  }
  count(
    ast: CorrelationAst | readonly CorrelationAst[],
    hits: readonly Hit[],
    more: { maxRows?: number; maxBytes?: number; drafts?: readonly (readonly [string, string, Finding])[] } = {},
  ): CountReply {
    const specs = (Array.isArray(ast) ? (ast as readonly CorrelationAst[]) : [ast as CorrelationAst]).map(specOf);
    const drafts = more.drafts === undefined ? {} : { drafts: more.drafts };
    const request = { v: 1, org: 'org_a', specs, hits, maxRowsPerRule: more.maxRows ?? 1e6, ...drafts } as const;
    return countCall(this.store, request, this.now, more.maxBytes);
  }
  rows(): { n: number; bytes: number; accounted: number; accountedBytes: number } {
    return this.sql
      .exec<{ n: number; bytes: number; accounted: number; accountedBytes: number }>(
        `SELECT COUNT(*) AS n, COALESCE(SUM(bytes), 0) AS bytes, (SELECT COALESCE(SUM(rows), 0) FROM rule) AS accounted,
           (SELECT COALESCE(SUM(bytes), 0) FROM rule) AS accountedBytes FROM segment`,
      )
      .one();
  }
}

const finding = { v: 1, id: 'fnd_x', org: 'org_a', time: T0, evidence: { api: 'x' } } as unknown as Finding;
const ofUser = (user: string, seconds: number, more: Partial<Hit> = {}) => makeHit(seconds, { group: [user], ...more });

describe('a shard of correlation windows', () => {
  it('counts over calls, keeps groups, rules and foreign events apart, and answers a redelivery the same', () => {
    const shard = new Shard();
    const rules = [makeCorrelation(), makeCorrelation({ id: 'c2' })];
    const hits = [ofUser('ann', 0), ofUser('ann', 1), ofUser('ann', 2)];
    const others = [
      ofUser('bob', 0),
      ofUser('bob', 1),
      ofUser('ann', 0, { correlation: 'c2' }),
      ofUser('ann', 0, { foreign: true }),
      ofUser('ann', 1, { foreign: true }),
    ];
    expect(shard.count(rules, [...hits.slice(0, 2), ...others]).firings).toEqual([]);
    const fired = shard.count(rules, hits.slice(2));
    expect(fired.firings).toMatchObject([{ correlation: 'c1', group: ['ann'], value: 3 }]);
    expect(shard.count(rules, [...others, ...hits]).firings).toEqual(fired.firings);
    expect(shard.count(rules, [ofUser('ann', 2, { foreign: true })]).firings).toMatchObject([{ foreign: true }]);
  });

  it('does not mix what two versions of a correlation remember', () => {
    const shard = new Shard();
    shard.count(makeCorrelation(), [ofUser('ann', 0), ofUser('ann', 1)]);
    expect(shard.count(makeCorrelation({ timespanMs: 61_000 }), [ofUser('ann', 2)]).firings).toEqual([]);
    expect(shard.count(makeCorrelation(), [ofUser('ann', 2)]).firings).toHaveLength(1);
  });

  it('counts the hits of one call over very many timespans of one group', () => {
    const shard = new Shard();
    const hits = Array.from({ length: 1_500 }, (_, i) => [ofUser('ann', i * 180), ofUser('ann', i * 180 + 1)]).flat();
    expect(shard.count(makeCorrelation({ bounds: [{ op: 'gte', value: 2 }] }), hits).firings).toHaveLength(1_500);
  });

  it('forgets the oldest groups of a flood, says how many, and goes on counting', () => {
    const shard = new Shard();
    shard.count(makeCorrelation(), [ofUser('quiet', 0)]);
    let evicted = 0;
    for (let call = 0; call < 6; call++) {
      shard.now++;
      const hits = Array.from({ length: 1_000 }, (_, i) => ofUser(`flood-${call}-${i}`, 1));
      for (const [id, n] of shard.count(makeCorrelation(), hits, { maxRows: 2_500 }).evicted) {
        expect(id).toBe('c1');
        evicted += n;
      }
      expect(shard.rows().n).toBeLessThanOrEqual(2_500);
    }
    expect(evicted).toBe(6_001 - 2_500);
    const last = [ofUser('flood-5-7', 2), ofUser('flood-5-7', 3)];
    expect(shard.count(makeCorrelation(), last, { maxRows: 2_500 }).firings).toHaveLength(1);
    const { n, bytes, accounted, accountedBytes } = shard.rows();
    expect([accounted, accountedBytes]).toEqual([n, bytes]);
  });

  it('stays below its bytes, whichever correlation takes them', () => {
    const shard = new Shard();
    const long = (i: number) => ofUser(`${'x'.repeat(250)}${i}`, 1);
    const hits = Array.from({ length: 3_000 }, (_, i) => long(i));
    const { evicted } = shard.count(makeCorrelation(), hits, { maxBytes: 500_000 });
    expect(evicted[0]![1]).toBeGreaterThan(0);
    expect(shard.rows().bytes).toBeLessThanOrEqual(500_000);
  });

  it('sweeps windows that have passed, and keeps a firing for as long as blocks are sent again', () => {
    const shard = new Shard();
    const hits = [ofUser('ann', 0), ofUser('ann', 1), ofUser('ann', 2)];
    const { firings } = shard.count(makeCorrelation(), [...hits, ofUser('bob', 0)]);
    expect(shard.store.sweep(shard.now + LATENESS_MS, 100)).toBe(0);
    shard.now += 120_000 + LATENESS_MS;
    expect(shard.store.sweep(shard.now, 100)).toBe(1);
    expect(shard.count(makeCorrelation(), hits).firings).toEqual(firings);
    expect(shard.store.sweep(shard.now + FIRING_KEPT_MS + 1, 100)).toBe(1);
    expect(shard.rows()).toMatchObject({ n: 0, accounted: 0 });
  });

  it('judges a settled correlation once its time is over and late events are in; its finding is always the same', () => {
    const few = makeCorrelation({ bounds: [{ op: 'lt', value: 3 }] });
    const shard = new Shard();
    const hits = [ofUser('ann', 0), ofUser('ann', 1)];
    const drafts = hits.map((h) => ['c1', h.event, draftOf(few, finding)] as const);
    expect(shard.count(few, hits, { drafts }).firings).toEqual([]);
    expect(settleDue(shard.store, shard.now + LATENESS_MS - 1).findings).toEqual([]);
    const { findings } = settleDue(shard.store, shard.now + LATENESS_MS);
    expect(findings).toMatchObject([
      {
        time: T0 + 1_000,
        evidence: {
          api: 'x',
          correlation: { group: { user: 'ann' }, value: 2, events: [hits[1]!.event, hits[0]!.event] },
        },
      },
    ]);
    expect(settleDue(shard.store, shard.now + 2 * LATENESS_MS).findings).toEqual([]);
    const again = new Shard();
    again.count(few, hits.toReversed(), { drafts });
    expect(settleDue(again.store, shard.now + LATENESS_MS).findings).toEqual(findings);
  });

  it('a settled correlation that more events put right does not fire', () => {
    const few = makeCorrelation({ bounds: [{ op: 'lt', value: 3 }] });
    const shard = new Shard();
    const hits = [ofUser('ann', 0), ofUser('ann', 1)];
    shard.count(few, hits, { drafts: hits.map((h) => ['c1', h.event, draftOf(few, finding)] as const) });
    shard.now += LATENESS_MS - 1;
    shard.count(few, [ofUser('ann', 2)]);
    expect(settleDue(shard.store, shard.now + LATENESS_MS).findings).toEqual([]);
  });
});
