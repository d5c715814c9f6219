import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BlockMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { FeedInput, FindingNews, MetricNews } from '../../../src/contracts/feed.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import { newId } from '../../../src/kit/ids.ts';
import { blockKey, encodeBlock } from '../../../src/storage/raw/block.ts';
import { consumeBlocks } from '../consume-blocks.ts';
import { depsOf, newMemory, type Deps } from '../deps.ts';
import { rulesOf, testStages } from './stages.ts';
import { env, journalName, migrateMain, newScope, rows, supervisor } from './world.ts';

interface FakeFeed {
  calls(org: string): Promise<FeedInput[][]>;
  fail(times: number): Promise<void>;
  left(): Promise<number>;
}
const feed = env.FEED as unknown as FakeFeed;

beforeAll(migrateMain);
beforeEach(async () => {
  await supervisor.reset();
  await feed.fail(0);
});

const newDeps = (more: Partial<Deps> = {}): Deps => ({
  ...depsOf(env),
  stages: testStages,
  rules: rulesOf(testStages),
  memory: newMemory(),
  hunt: () => Promise.resolve(),
  done: () => Promise.resolve(),
  ...more,
});

/** Puts a block of one delivery into R2, as a journal would. */
async function putBlock(scope: SourceScope, events: readonly object[]): Promise<BlockMessage> {
  const body = utf8(JSON.stringify(events));
  const entry = { id: newId('dlv', Date.now()), scope, contentType: 'application/json', acceptedAt: Date.now() };
  const block = newId('blk', Date.now());
  const key = blockKey(scope.org, scope.sourceId, block, Date.now());
  await env.RAW.put(key, encodeBlock([{ entries: [{ ...entry, offset: 0, length: body.byteLength }], body }]));
  return { v: 1, org: scope.org, block, key, journal: journalName(scope) };
}

async function consume(deps: Deps, ...messages: BlockMessage[]) {
  const batch = createMessageBatch<BlockMessage>(
    'vedette-blocks',
    messages.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await consumeBlocks(deps, batch.messages);
  return getQueueResult(batch, ctx);
}
const EVENTS = [{ id: 'e1', by: 'mallory', rule: 'r1', level: 'high' }, { id: 'e2' }, { nothing: 1 }];

describe('what people who watch hear of a block', () => {
  it('its findings with their incident and its counts, in one call, when D1 has the rows', async () => {
    const scope = newScope();
    let inD1 = -1;
    const real = depsOf(env).tell;
    const tell: Deps['tell'] = async (org, items) => {
      inD1 = (await rows('SELECT id FROM finding WHERE org = ?', org)).length;
      return real(org, items);
    };
    await consume(newDeps({ tell }), await putBlock(scope, EVENTS));
    expect(inD1).toBe(1);
    const calls = await feed.calls(scope.org);
    expect(calls).toHaveLength(1);
    for (const item of calls[0]!) expect(FeedInput.safeParse(item).success).toBe(true);
    const [metrics, finding] = calls[0]!;
    expect(MetricNews.parse(metrics!.data)).toEqual({ deliveries: 1, events: 2, rejected: 1, findings: 1 });
    const [row] = await rows<{ id: string; incident: string }>(
      'SELECT id, incident FROM finding WHERE org = ?',
      scope.org,
    );
    expect(finding).toMatchObject({ topic: 'findings', key: row!.id, version: 2 });
    expect(FindingNews.parse(finding!.data)).toMatchObject({ incident: row!.incident, actor: 'mallory' });
  });

  it('a weak finding first without its incident, and again with it when that opens', async () => {
    const scope = newScope();
    const deps = newDeps();
    const weak = (n: number) => [{ id: `e${n}`, by: 'mallory', rule: `r${n}`, level: 'low' }];
    for (const n of [1, 2, 3]) await consume(deps, await putBlock(scope, weak(n)));
    const told = (await feed.calls(scope.org)).flat().filter((i) => i.topic === 'findings');
    const first = told[0]!.key;
    expect(told.filter((i) => i.key === first).map((i) => [i.version, i.data['incident'] === null])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it('a block of many findings in calls that the feed takes', async () => {
    const scope = newScope();
    // As many rules as keep each below what one of them may say of a principal.
    const events = Array.from({ length: 1_100 }, (_, i) => ({
      id: `e${i}`,
      by: 'mallory',
      rule: `r${i % 11}`,
      level: 'high',
    }));
    await consume(newDeps(), await putBlock(scope, events));
    const calls = await feed.calls(scope.org);
    expect(calls.every((c) => c.length <= 500)).toBe(true);
    expect(new Set(calls.flat().map((i) => i.key)).size).toBe(1_101);
  });
});

describe('a feed that is away', () => {
  it('for two tries loses nothing', async () => {
    const scope = newScope();
    await feed.fail(2);
    expect((await consume(newDeps(), await putBlock(scope, EVENTS))).explicitAcks).toEqual(['m0']);
    expect(await feed.calls(scope.org)).toHaveLength(1);
  });

  it('for longer keeps no block back: it is logged and the block is done', async () => {
    const scope = newScope();
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await feed.fail(100);
    const result = await consume(newDeps(), await putBlock(scope, EVENTS));
    expect(result).toMatchObject({ explicitAcks: ['m0'], retryMessages: [] });
    expect(await feed.left()).toBe(97);
    expect(log.mock.calls.flat().join()).toContain('feed_not_told');
    log.mockRestore();
    expect(await rows('SELECT id FROM finding WHERE org = ?', scope.org)).toHaveLength(1);
  });

  it('that never answers keeps a block for seconds, not for good', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const tell = () => new Promise<void>(() => undefined);
    const result = await consume(newDeps({ tell }), await putBlock(newScope(), EVENTS));
    log.mockRestore();
    expect(result.explicitAcks).toEqual(['m0']);
  });
});
