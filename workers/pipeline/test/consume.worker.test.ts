import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlockEntry, BlockMessage, HuntMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { Finding } from '../../../src/contracts/finding.ts';
import { concatBytes, utf8 } from '../../../src/kit/bytes.ts';
import { newId } from '../../../src/kit/ids.ts';
import { blockKey, encodeBlock } from '../../../src/storage/raw/block.ts';
import { consumeBlocks } from '../consume-blocks.ts';
import { consumeDeadBlocks, consumeDeadFindings } from '../consume-dead.ts';
import { consumeFindings } from '../consume-findings.ts';
import { depsOf, newMemory, type Deps } from '../deps.ts';
import { replay } from '../replay.ts';
import { storeList } from '../../../test/support/indicators.ts';
import { rulesOf, testStages } from './stages.ts';
import { env, journalName, migrateMain, newScope, rows, supervisor } from './world.ts';

beforeAll(migrateMain);
beforeEach(() => supervisor.reset());

interface Watched extends Deps {
  readonly hunted: HuntMessage[];
  readonly finished: string[];
}
/** Dependencies with the tests' stages and a memory of their own; what goes to the hunter and to journals is noted. */
function watchedDeps(more: Partial<Deps> = {}): Watched {
  const hunted: HuntMessage[] = [];
  const finished: string[] = [];
  return {
    ...depsOf(env),
    stages: testStages,
    rules: rulesOf(testStages),
    memory: newMemory(),
    hunt: (messages) => {
      hunted.push(...messages);
      return Promise.resolve();
    },
    done: (_, blocks) => {
      finished.push(...blocks);
      return Promise.resolve();
    },
    ...more,
    hunted,
    finished,
  };
}

/** Puts a block of JSON deliveries into R2 as a journal would. */
async function putBlock(
  scope: SourceScope,
  ...deliveries: readonly unknown[]
): Promise<{ message: BlockMessage; ids: string[] }> {
  const bodies = deliveries.map((d) => utf8(typeof d === 'string' ? d : JSON.stringify(d)));
  let offset = 0;
  const entries = bodies.map((b): BlockEntry => {
    const entry = {
      id: newId('dlv', Date.now()),
      scope,
      contentType: 'application/json',
      acceptedAt: Date.now(),
      offset,
      length: b.byteLength,
    };
    offset += b.byteLength;
    return entry;
  });
  const block = newId('blk', Date.now());
  const key = blockKey(scope.org, scope.sourceId, block, Date.now());
  await env.RAW.put(key, encodeBlock([{ entries, body: concatBytes(bodies) }]));
  return { message: { v: 1, org: scope.org, block, key, journal: journalName(scope) }, ids: entries.map((e) => e.id) };
}

type Consumer = (deps: Deps, messages: readonly Message<never>[]) => Promise<void>;
async function consume(
  deps: Deps,
  bodies: readonly unknown[],
  consumer: unknown = consumeBlocks,
  queue = 'vedette-blocks',
) {
  const batch = createMessageBatch(
    queue,
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await (consumer as Consumer)(deps, batch.messages as readonly Message<never>[]);
  return getQueueResult(batch, ctx);
}
const findingsOf = (org: string) =>
  rows<{ id: string; incident: string | null; delivery: string; body: string }>(
    'SELECT * FROM finding WHERE org = ? ORDER BY event_id',
    org,
  );
const letters = (org: string) =>
  rows<{
    id: string;
    kind: string;
    place: string | null;
    reason: string;
    delivery: string | null;
    replayed_at: number | null;
    attempts: number;
  }>('SELECT * FROM dead_letter WHERE org = ? ORDER BY place', org);

describe('blocks', () => {
  it('become findings in incidents, rows, and are done', async () => {
    const scope = newScope();
    await storeList(env.INDICATORS, scope.org, [{ type: 'ip', value: '192.0.2.1' }]);
    const { message, ids } = await putBlock(
      scope,
      [{ id: 'e1', by: 'mallory', rule: 'r1', ip: '192.0.2.1' }, { id: 'e2' }],
      [{ id: 'e3', by: 'mallory', rule: 'r2' }],
    );
    const deps = watchedDeps();
    const result = await consume(deps, [message]);
    expect(result.explicitAcks).toEqual(['m0']);
    expect(deps.finished).toEqual([message.block]);
    const findings = await findingsOf(scope.org);
    expect(findings).toHaveLength(2);
    expect(new Set(findings.map((f) => f.incident)).size).toBe(1);
    const { told } = await supervisor.told();
    expect(new Set(told.map((t) => t.finding))).toEqual(new Set(findings.map((f) => f.id)));
    const body = Finding.parse(JSON.parse(findings[0]!.body));
    expect(body).toMatchObject({ kind: 'rule', delivery: ids[0], foreignAccount: false, confidence: 90, severity: 4 });
    expect(
      await rows(
        'SELECT events, duplicates, rejected, findings, verdict FROM delivery WHERE org = ? ORDER BY "offset"',
        scope.org,
      ),
    ).toEqual([
      { events: 2, duplicates: 0, rejected: 0, findings: 1, verdict: 'processed' },
      { events: 1, duplicates: 0, rejected: 0, findings: 1, verdict: 'processed' },
    ]);
    expect(await rows('SELECT type, id FROM entity WHERE org = ?', scope.org)).toEqual([
      { type: 'principal', id: 'mallory' },
    ]);
    expect(deps.hunted).toMatchObject([
      { org: scope.org, observables: [{ type: 'ip', value: '192.0.2.1', eventId: 'e1' }] },
    ]);
  });

  it('delivered twice change nothing, with or without a memory of the first time', async () => {
    const scope = newScope();
    const { message } = await putBlock(scope, [{ id: 'e1', by: 'mallory', rule: 'r1' }]);
    const deps = watchedDeps();
    await consume(deps, [message, message]);
    const before = [
      await findingsOf(scope.org),
      await rows('SELECT events, findings, duplicates FROM delivery WHERE org = ?', scope.org),
    ];
    await consume(deps, [message]);
    await consume({ ...deps, memory: newMemory() }, [message]);
    expect([
      await findingsOf(scope.org),
      await rows('SELECT events, findings, duplicates FROM delivery WHERE org = ?', scope.org),
    ]).toEqual(before);
    expect((await supervisor.told()).told).toHaveLength(1);
    expect(deps.finished).toHaveLength(3);
  });

  it('with events that another delivery brought are counted as duplicates and add no finding', async () => {
    const scope = newScope();
    const events = [{ id: 'e1', by: 'mallory', rule: 'r1' }, { id: 'e2' }];
    const deps = watchedDeps();
    await consume(deps, [(await putBlock(scope, events)).message]);
    await consume(deps, [(await putBlock(scope, events)).message]);
    expect(await findingsOf(scope.org)).toHaveLength(1);
    expect(
      await rows('SELECT events, duplicates FROM delivery WHERE org = ? ORDER BY accepted_at, id', scope.org),
    ).toEqual([
      { events: 2, duplicates: 0 },
      { events: 2, duplicates: 2 },
    ]);
  });

  it('are processed in full by the retry when the supervisor was away', async () => {
    const scope = newScope();
    const { message } = await putBlock(scope, [{ id: 'e1', by: 'mallory', rule: 'r1' }]);
    const deps = watchedDeps();
    await supervisor.reset(1);
    const failed = await consume(deps, [message]);
    expect(failed.retryMessages).toMatchObject([{ msgId: 'm0' }]);
    expect(deps.finished).toEqual([]);
    expect(await findingsOf(scope.org)).toEqual([]);
    await consume(deps, [message]);
    expect(await findingsOf(scope.org)).toHaveLength(1);
    expect((await supervisor.told()).told).toHaveLength(1);
  });

  it('that cannot be read keep no other back', async () => {
    const scope = newScope();
    const good = await putBlock(scope, [{ id: 'e1' }]);
    const bad = { ...good.message, block: 'blk_missing', key: 'raw/missing.block' };
    const result = await consume(watchedDeps(), [good.message, bad]);
    expect(result.explicitAcks).toEqual(['m0']);
    expect(result.retryMessages).toMatchObject([{ msgId: 'm1' }]);
  });

  it('that hold another organisation’s deliveries are refused', async () => {
    const [mine, other] = [newScope(), newScope()];
    const { message } = await putBlock(other, [{ id: 'e1', by: 'mallory', rule: 'r1' }]);
    const result = await consume(watchedDeps(), [{ ...message, org: mine.org }]);
    expect(result.retryMessages).toHaveLength(1);
    expect(await findingsOf(mine.org)).toEqual([]);
    await consume(watchedDeps(), [{ ...message, org: mine.org }], consumeDeadBlocks, 'vedette-blocks-dead');
    expect(await letters(mine.org)).toMatchObject([{ kind: 'message', delivery: null }]);
  });

  it('with one bad record dead-letter it with its place and process its neighbours', async () => {
    const scope = newScope();
    const { message, ids } = await putBlock(scope, [
      { id: 'e1' },
      { nothing: 1 },
      { id: 'e3', boom: true },
      { id: 'e4', by: 'm', rule: 'r1' },
    ]);
    await consume(watchedDeps(), [message]);
    expect(await letters(scope.org)).toMatchObject([
      { kind: 'record', place: 'records[1]', reason: 'id is missing', delivery: ids[0] },
      { kind: 'record', place: 'records[2]', reason: 'processing failed: Error', delivery: ids[0] },
    ]);
    expect(await findingsOf(scope.org)).toHaveLength(1);
    expect(await rows('SELECT events, rejected, verdict FROM delivery WHERE org = ?', scope.org)).toEqual([
      { events: 2, rejected: 2, verdict: 'partial' },
    ]);
  });

  it('with a delivery bad throughout make a bounded number of dead letters', async () => {
    const scope = newScope();
    const { message } = await putBlock(
      scope,
      Array.from({ length: 400 }, () => ({})),
      'no json',
    );
    await consume(watchedDeps(), [message]);
    const all = await letters(scope.org);
    expect(all.filter((l) => l.kind === 'record')).toHaveLength(51);
    expect(all.some((l) => l.reason === '350 further records of this delivery are bad')).toBe(true);
    expect(all.filter((l) => l.kind === 'delivery')).toHaveLength(1);
  });

  it('keep a forged event of a foreign account apart from the real one', async () => {
    const scope = newScope('standard.webhook', ['999999999999']);
    const real = { ...scope, accounts: ['123456789012'] };
    const event = [{ id: 'e1', by: 'mallory', rule: 'r1' }];
    const deps = watchedDeps();
    await consume(deps, [(await putBlock(scope, event)).message]);
    await consume(deps, [(await putBlock(real, event)).message]);
    const found = (await findingsOf(scope.org)).map((f) => ({
      foreign: Finding.parse(JSON.parse(f.body)).foreignAccount,
      incident: f.incident,
    }));
    expect(new Set(found.map((f) => f.foreign))).toEqual(new Set([true, false]));
    expect(new Set(found.map((f) => f.incident)).size).toBe(2);
  });

  it.each([
    ['of two accounts', 'staging', 'prod', (account: string) => ({ account })],
    ['that name no account, of two sources', 'a', 'b', () => ({ account: null })],
  ])('%s, with the same id, are two: one does not hide the other', async (_, one, two, more) => {
    const scope = newScope('standard.webhook', [one]);
    const other = { ...newScope('standard.webhook', [two]), org: scope.org };
    const deps = watchedDeps();
    await consume(deps, [(await putBlock(scope, [{ id: 'e1', by: 'mallory', rule: 'r1', ...more(one) }])).message]);
    const second = await putBlock(other, [{ id: 'e1', by: 'mallory', rule: 'r1', ...more(two) }]);
    await consume(deps, [second.message]);
    expect(await findingsOf(scope.org)).toHaveLength(2);
    await consume(watchedDeps(), [second.message]);
    expect(await findingsOf(scope.org)).toHaveLength(2);
  });

  it('with huge and broken texts make findings within every bound', async () => {
    const scope = newScope();
    const huge = { id: `\ud800${'x'.repeat(5000)}`, by: `p\ud800`, rule: 'r'.repeat(400), junk: 'y'.repeat(100_000) };
    const { message } = await putBlock(scope, [huge]);
    await consume(watchedDeps(), [message]);
    const [f] = await findingsOf(scope.org);
    const body = Finding.parse(JSON.parse(f!.body));
    expect(JSON.stringify(body.evidence).length).toBeLessThanOrEqual(8192);
    expect(JSON.stringify(body).isWellFormed()).toBe(true);
  });

  it('split many observables over messages that a queue takes', async () => {
    const scope = newScope();
    await storeList(env.INDICATORS, scope.org, [{ type: 'cidr', value: '2001:db8::/32' }]);
    const { message } = await putBlock(
      scope,
      Array.from({ length: 1200 }, (_, i) => ({ id: `e${i}`, ip: `2001:db8::${i.toString(16)}` })),
    );
    const deps = watchedDeps();
    await consume(deps, [message]);
    expect(deps.hunted.flatMap((h) => h.observables)).toHaveLength(1200);
    for (const h of deps.hunted) expect(JSON.stringify(h).length).toBeLessThan(128_000);
  });
});

describe('weak findings', () => {
  it('that waited come to the incident, the supervisor and D1 when it opens, also if the first try fails', async () => {
    const scope = newScope();
    const deps = watchedDeps();
    const weak = (n: number) => ({ id: `e${n}`, by: 'mallory', rule: `r${n}`, level: 'low' });
    await consume(deps, [(await putBlock(scope, [weak(1)])).message]);
    await consume(deps, [(await putBlock(scope, [weak(2)])).message]);
    expect((await supervisor.told()).told).toEqual([]);
    expect((await findingsOf(scope.org)).map((f) => f.incident)).toEqual([null, null]);
    await supervisor.reset(1);
    const { message } = await putBlock(scope, [weak(3)]);
    await consume(deps, [message]);
    await consume({ ...deps, memory: newMemory() }, [message]);
    const incidents = (await findingsOf(scope.org)).map((f) => f.incident);
    expect(incidents).toHaveLength(3);
    expect(new Set(incidents).size).toBe(1);
    expect(incidents[0]).not.toBeNull();
    expect((await supervisor.told()).told).toHaveLength(3);
  });
});

describe('incidents that share an entity', () => {
  it('are told to the supervisor as a pair, and each keeps its findings', async () => {
    const scope = newScope();
    const deps = watchedDeps();
    const strong = (id: string, more: object) => ({ id, rule: `r${id}`, level: 'high', ...more });
    await consume(deps, [(await putBlock(scope, [strong('e1', { by: 'mallory' })])).message]);
    await consume(deps, [(await putBlock(scope, [strong('e2', { by: 'trudy' })])).message]);
    expect((await supervisor.told()).shared).toEqual([]);
    await consume(deps, [(await putBlock(scope, [strong('e3', { by: 'mallory', with: 'trudy' })])).message]);
    const { shared, told } = await supervisor.told();
    const [first, second] = [...new Set(told.map((t) => t.incident))];
    expect(shared).toHaveLength(1);
    expect(new Set([shared[0]!.from, shared[0]!.into])).toEqual(new Set([first, second]));
  });
});

describe('incidents that people merged', () => {
  it('keep no row: findings are written under the one that took them', async () => {
    const scope = newScope();
    const deps = watchedDeps();
    await supervisor.reset(0, 'inc_survivor');
    await consume(deps, [(await putBlock(scope, [{ id: 'e1', by: 'mallory', rule: 'r1', level: 'high' }])).message]);
    expect((await findingsOf(scope.org)).map((f) => f.incident)).toEqual(['inc_survivor']);
    expect(await rows('SELECT DISTINCT incident FROM entity WHERE org = ?', scope.org)).toEqual([
      { incident: 'inc_survivor' },
    ]);
  });
});

describe('findings of the hunter', () => {
  it('take the same way; a malformed one is dead-lettered under its organisation and replayed in vain', async () => {
    const scope = newScope();
    const deps = watchedDeps();
    await consume(deps, [(await putBlock(scope, [{ id: 'e1', by: 'mallory', rule: 'r1' }])).message]);
    const own = Finding.parse(JSON.parse((await findingsOf(scope.org))[0]!.body));
    const hunted = { ...own, id: 'fnd_hunted', kind: 'indicator' as const };
    const result = await consume(
      deps,
      [
        { v: 1, finding: hunted },
        { v: 1, finding: { ...hunted, severity: 99 } },
      ],
      consumeFindings,
      'vedette-findings',
    );
    expect(result.explicitAcks).toEqual(['m0', 'm1']);
    expect(new Set((await findingsOf(scope.org)).map((f) => f.incident)).size).toBe(1);
    const [letter] = await letters(scope.org);
    expect(letter).toMatchObject({ kind: 'message' });
    expect(await replay(deps, { v: 1, org: scope.org, id: letter!.id, actor: 'user:usr_a' })).toMatchObject({
      ok: false,
      error: { code: 'unprocessable' },
    });
  });

  it('that failed for good are kept and can be replayed', async () => {
    const scope = newScope();
    const deps = watchedDeps();
    const { message } = await putBlock(scope, [{ id: 'e1', by: 'mallory', rule: 'r1' }]);
    await consume(deps, [message]);
    const finding = {
      ...Finding.parse(JSON.parse((await findingsOf(scope.org))[0]!.body)),
      id: 'fnd_h2',
      org: scope.org,
    };
    await consume(deps, [{ v: 1, finding }], consumeDeadFindings, 'vedette-findings-dead');
    const [letter] = await letters(scope.org);
    expect(await replay(deps, { v: 1, org: scope.org, id: letter!.id, actor: 'user:usr_a' })).toEqual({
      ok: true,
      value: { replayed: true },
    });
    expect(await findingsOf(scope.org)).toHaveLength(2);
  });
});

describe('dead letters', () => {
  it('of a block that failed for good name each delivery, free the journal, and replay alone', async () => {
    const scope = newScope();
    const { message, ids } = await putBlock(scope, [{ id: 'e1', by: 'mallory', rule: 'r1' }], [{ id: 'e2' }]);
    const deps = watchedDeps();
    await consume(deps, [message], consumeDeadBlocks, 'vedette-blocks-dead');
    expect(deps.finished).toEqual([message.block]);
    const dead = await letters(scope.org);
    expect(new Set(dead.map((l) => l.delivery))).toEqual(new Set(ids));
    const first = dead.find((l) => l.delivery === ids[0])!;
    expect(await replay(deps, { v: 1, org: scope.org, id: first.id, actor: 'user:usr_a' })).toEqual({
      ok: true,
      value: { replayed: true },
    });
    expect(await findingsOf(scope.org)).toHaveLength(1);
    expect(await rows('SELECT id, verdict FROM delivery WHERE org = ? ORDER BY "offset"', scope.org)).toEqual([
      { id: ids[0], verdict: 'processed' },
      { id: ids[1], verdict: 'dead' },
    ]);
    expect((await letters(scope.org)).find((l) => l.id === first.id)!.replayed_at).toBeGreaterThan(0);
  });

  it('of a record replay once the reason is gone, and say so while it is not', async () => {
    const scope = newScope();
    const { message } = await putBlock(scope, [{ id: 'e1', boom: true, by: 'm', rule: 'r1' }, { id: 'e2' }]);
    const deps = watchedDeps();
    await consume(deps, [message]);
    const [letter] = await letters(scope.org);
    const request = { v: 1, org: scope.org, id: letter!.id, actor: 'user:usr_a' };
    expect(await replay(deps, request)).toMatchObject({ ok: false, error: { code: 'unprocessable' } });
    expect((await letters(scope.org))[0]).toMatchObject({ attempts: 2, replayed_at: null });
    const own = testStages.normalizers['test.event']!;
    const mended = { ...own, facts: (r: Record<string, unknown>) => own.facts({ ...r, boom: false }) };
    const stages = { ...testStages, normalizers: { 'test.event': mended } };
    expect(await replay({ ...deps, stages }, request)).toMatchObject({ ok: true });
    expect(await findingsOf(scope.org)).toHaveLength(1);
  });

  it('are another organisation’s secret', async () => {
    const [scope, other] = [newScope(), newScope()];
    const deps = watchedDeps();
    await consume(deps, [(await putBlock(scope, [{}])).message]);
    const [letter] = await letters(scope.org);
    expect(await replay(deps, { v: 1, org: other.org, id: letter!.id, actor: 'user:usr_a' })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(await replay(deps, { v: 1, org: 'nonsense', id: letter!.id, actor: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'malformed', field: '/org' },
    });
  });

  it('keep a message that is none', async () => {
    const scope = newScope();
    const result = await consume(watchedDeps(), [{ v: 2, org: scope.org }, null]);
    expect(result.explicitAcks).toEqual(['m0', 'm1']);
    expect(await letters(scope.org)).toMatchObject([{ kind: 'message' }]);
  });
});
