import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CALL_MAX_HITS } from '../../../durable-objects/correlation-window/api.ts';
import type { BlockEntry, BlockMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { Finding } from '../../../src/contracts/finding.ts';
import type { CorrelationAst } from '../../../src/detect/ast.ts';
import { shardOf } from '../../../src/detect/correlation/keys.ts';
import { specOf } from '../../../src/detect/correlation/plan.ts';
import { makeCorrelation, T0 } from '../../../src/detect/correlation/testing/make-correlation.ts';
import type { Hit } from '../../../src/detect/correlation/types.ts';
import { LATENESS_MS } from '../../../src/detect/correlation/window.ts';
import type { RuleMeta } from '../../../src/detect/types.ts';
import { concatBytes, utf8 } from '../../../src/kit/bytes.ts';
import { newId } from '../../../src/kit/ids.ts';
import { blockKey, encodeBlock } from '../../../src/storage/raw/block.ts';
import { consumeBlocks } from '../consume-blocks.ts';
import { depsOf, newMemory, type Deps } from '../deps.ts';
import type { Stages } from '../process-delivery.ts';
import { rulesOf, testStages } from './stages.ts';
import { env, journalName, migrateMain, newScope, rows, supervisor, until } from './world.ts';

beforeAll(migrateMain);
beforeEach(() => supervisor.reset());

const GROUP = [{ name: 'by', fields: {} }];
const failed: RuleMeta = { ...makeCorrelation({ id: 'failed' }).meta, kind: 'rule', silent: true };

/** Records of the tests have a time of their own: `{id, by, rule, at}`, `at` in seconds. */
function stagesOf(...correlations: readonly CorrelationAst[]): Stages {
  const normalizer = testStages.normalizers['test.event']!;
  return {
    ...testStages,
    normalizers: {
      'test.event': {
        ...normalizer,
        facts: (r) => {
          const facts = normalizer.facts(r);
          return facts.ok ? { ok: true, value: { ...facts.value, time: T0 + Number(r['at'] ?? 0) * 1000 } } : facts;
        },
      },
    },
    engine: {
      ...testStages.engine,
      correlations,
      match: (source, r) => (r['rule'] === 'failed' ? [failed] : testStages.engine.match(source, r)),
    },
  };
}
const depsWith = (...correlations: readonly CorrelationAst[]): Deps => ({
  ...depsOf(env),
  stages: stagesOf(...correlations),
  rules: rulesOf(stagesOf(...correlations)),
  memory: newMemory(),
  hunt: () => Promise.resolve(),
  done: () => Promise.resolve(),
});

async function putBlock(scope: SourceScope, records: readonly unknown[]): Promise<BlockMessage> {
  const body = utf8(JSON.stringify(records));
  const entry: BlockEntry = {
    id: newId('dlv', Date.now()),
    scope,
    contentType: 'application/json',
    acceptedAt: Date.now(),
    offset: 0,
    length: body.byteLength,
  };
  const block = newId('blk', Date.now());
  const key = blockKey(scope.org, scope.sourceId, block, Date.now());
  await env.RAW.put(key, encodeBlock([{ entries: [entry], body: concatBytes([body]) }]));
  return { v: 1, org: scope.org, block, key, journal: journalName(scope) };
}

/** Hands blocks to the consumer; true if all were acknowledged. */
async function consume(deps: Deps, ...messages: readonly BlockMessage[]): Promise<boolean> {
  const batch = createMessageBatch(
    'vedette-blocks',
    messages.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  await consumeBlocks(deps, batch.messages);
  const result = await getQueueResult(batch, createExecutionContext());
  return result.explicitAcks.length === messages.length;
}

/** Findings that D1 has, as `{id, rule, eventId, foreignAccount, …}` */
async function findings(scope: SourceScope): Promise<Finding[]> {
  const found = await rows<{ body: string }>('SELECT body FROM finding WHERE org = ? ORDER BY id', scope.org);
  return found.map((r) => Finding.parse(JSON.parse(r.body)));
}
const event = (at: number, by = 'ann', more: Record<string, unknown> = {}) => ({
  id: `${by}-${at}`,
  by,
  rule: 'failed',
  at,
  ...more,
});

describe('correlation rules in the pipeline', () => {
  const many = makeCorrelation({ id: 'many', rules: ['failed'], groupBy: GROUP });

  it('make one finding of events in several blocks, about the event that completed it; silent rules make none', async () => {
    const scope = newScope();
    const deps = depsWith(many);
    expect(await consume(deps, await putBlock(scope, [event(0), event(1), event(1, 'bob')]))).toBe(true);
    expect(await findings(scope)).toEqual([]);
    expect(await consume(deps, await putBlock(scope, [event(2), event(3), event(2, 'bob')]))).toBe(true);
    expect(await findings(scope)).toMatchObject([
      { rule: { id: 'many' }, eventId: 'ann-2', severity: 4, foreignAccount: false },
    ]);
    const [made] = await findings(scope);
    expect(made!.evidence).toMatchObject({
      correlation: {
        type: 'event_count',
        group: { by: 'ann' },
        value: 3,
        events: ['ann-2', 'ann-1', 'ann-0'],
        first: new Date(T0).toISOString(),
      },
      metadata: { uid: 'ann-2' },
    });
    const told = (await supervisor.told()).told;
    expect(told.map((t) => t.finding)).toEqual((await findings(scope)).map((f) => f.id));
  });

  it('count a block once however often it comes, in whatever order, from isolates that know nothing of each other', async () => {
    const scope = newScope();
    const [a, b] = [await putBlock(scope, [event(0), event(1)]), await putBlock(scope, [event(30)])];
    for (const message of [b, b, b]) await consume(depsWith(many), message);
    expect(await findings(scope)).toEqual([]);
    await consume(depsWith(many), a);
    const first = await findings(scope);
    expect(first).toHaveLength(1);
    for (const batch of [[a], [b, a], [a, b], [b]]) expect(await consume(depsWith(many), ...batch)).toBe(true);
    expect(await findings(scope)).toEqual(first);
  });

  it('lose no firing to a crash between the count and the commit', async () => {
    const scope = newScope();
    await consume(depsWith(many), await putBlock(scope, [event(0), event(1)]));
    const last = await putBlock(scope, [event(2)]);
    await supervisor.reset(1);
    expect(await consume(depsWith(many), last)).toBe(false);
    expect(await findings(scope)).toEqual([]);
    expect(await consume(depsWith(many), last)).toBe(true);
    expect(await findings(scope)).toMatchObject([{ rule: { id: 'many' }, eventId: 'ann-2' }]);
  });

  it('never count an account that the source may not speak for among its own', async () => {
    const scope = newScope();
    const forged = { account: '999999999999' };
    await consume(depsWith(many), await putBlock(scope, [event(0), event(1), event(2, 'ann', forged)]));
    expect(await findings(scope)).toEqual([]);
    await consume(depsWith(many), await putBlock(scope, [event(3, 'ann', forged), event(4, 'ann', forged)]));
    expect(await findings(scope)).toMatchObject([{ rule: { id: 'many' }, eventId: 'ann-4', foreignAccount: true }]);
  });

  it('follow chains from one shard to another', async () => {
    const scope = newScope();
    const chain = makeCorrelation({
      id: 'chain',
      type: 'temporal_ordered',
      rules: ['quiet', 'ok'],
      groupBy: GROUP,
      bounds: [],
      timespanMs: 600_000,
    });
    const quiet = makeCorrelation({ id: 'quiet', rules: ['failed'], groupBy: GROUP, silent: true });
    const deps = depsWith(chain, quiet);
    await consume(deps, await putBlock(scope, [event(0), event(1), event(2)]));
    expect(await findings(scope)).toEqual([]);
    await consume(deps, await putBlock(scope, [event(60, 'ann', { rule: 'ok', level: 'low' })]));
    expect((await findings(scope)).map((f) => f.rule.id).toSorted()).toEqual(['chain', 'ok']);
  });

  it('that wait for the end of their window tell by the queue', async () => {
    const scope = newScope();
    const few = makeCorrelation({ id: 'few', rules: ['failed'], groupBy: GROUP, bounds: [{ op: 'lt', value: 3 }] });
    await consume(depsWith(few), await putBlock(scope, [event(0), event(1)]));
    expect(await findings(scope)).toEqual([]);
    const shard = env.CORRELATION_WINDOW.getByName(
      `${scope.org}:${shardOf({ correlation: 'few', group: ['ann'] }, 8)}`,
    );
    const alarm = await runInDurableObject(shard, (_, state) => {
      const { due } = state.storage.sql.exec<{ due: number }>('SELECT due FROM segment').one();
      expect(due - Date.now()).toBeGreaterThan(LATENESS_MS - 60_000);
      state.storage.sql.exec('UPDATE segment SET due = 1');
      return state.storage.getAlarm();
    });
    expect(alarm).not.toBeNull();
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    await until(async () => (await findings(scope)).length === 1);
    expect(await findings(scope)).toMatchObject([{ rule: { id: 'few' }, eventId: 'ann-1' }]);
  });
});

describe('a shard', () => {
  const shard = (name: string) => env.CORRELATION_WINDOW.getByName(name);
  const spec = specOf(makeCorrelation({ id: 'c1' }));

  it('survives 100,000 groups of one rule in bounded room, and still counts', async () => {
    const { org } = newScope();
    const hit = (group: string, n: number): Hit => ({
      correlation: 'c1',
      rule: 'r1',
      group: [group],
      event: `${group}-${n}`,
      time: T0 + n,
    });
    let evicted = 0;
    for (let call = 0; call < 20; call++) {
      const hits = Array.from({ length: CALL_MAX_HITS }, (_, i) => hit(`g${call}-${i}`, 0));
      const reply = await shard(`${org}:0`).count({ v: 1, org, specs: [spec], hits, maxRowsPerRule: 30_000 });
      for (const entry of reply.evicted) evicted += Number(entry[1]);
    }
    expect(evicted).toBe(70_000);
    const reply = await shard(`${org}:0`).count({
      v: 1,
      org,
      specs: [spec],
      hits: [hit('g19-7', 1), hit('g19-7', 2)],
      maxRowsPerRule: 30_000,
    });
    expect(reply.firings).toHaveLength(1);
    await runInDurableObject(shard(`${org}:0`), (_, state) => {
      expect(state.storage.sql.databaseSize).toBeLessThan(64 * 1024 * 1024);
    });
    // Twenty large calls; the machine may be busy.
  }, 120_000);

  it('refuses another organisation and more hits than a call may hold', async () => {
    const { org } = newScope();
    const one: Hit = { correlation: 'c1', rule: 'r1', group: ['g'], event: 'e', time: T0 };
    await shard(`${org}:1`).count({ v: 1, org, specs: [spec], hits: [one], maxRowsPerRule: 10 });
    const ask = (more: object) =>
      runInDurableObject(shard(`${org}:1`), async (o) => {
        try {
          await o.count({ v: 1, org, specs: [spec], hits: [one], maxRowsPerRule: 10, ...more });
          return 'counted';
        } catch (cause) {
          return (cause as Error).message;
        }
      });
    expect(await ask({})).toBe('counted');
    expect(await ask({ org: 'org_other' })).toContain('another organisation');
    expect(await ask({ hits: Array.from({ length: CALL_MAX_HITS + 1 }, () => one) })).toContain('at most');
    expect(await ask({ specs: [] })).toContain('not among the specs');
  });
});
