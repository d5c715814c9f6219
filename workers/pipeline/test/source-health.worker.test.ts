import { createExecutionContext } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SourceScope } from '../../../src/contracts/delivery.ts';
import { SOURCE_CATALOGUE } from '../../../src/contracts/source-catalogue.generated.ts';
import { HOUR_MS } from '../../../src/kit/clock.ts';
import { sweepRefusals } from '../../../src/storage/main/write/refusals.ts';
import { SourceTests } from '../index.ts';
import { processBlocks } from '../process-blocks.ts';
import { replaySource } from '../sources/replay-source.ts';
import { blockAt, ownDeps } from './source-world.ts';
import { testStages, TEST_TIME } from './stages.ts';
import { deadLetters, env, intake, migrateMain, newScope, rows, supervisor, until } from './world.ts';

beforeAll(migrateMain);
beforeEach(() => supervisor.reset());

const hourOf = (scope: SourceScope) =>
  rows<Record<string, number>>('SELECT * FROM source_hour WHERE org = ? AND source_id = ?', scope.org, scope.sourceId);

describe('how late events come', () => {
  it('stands with their delivery, and in the hour of their source', async () => {
    const scope = newScope();
    const at = TEST_TIME + 30_000;
    const { message } = await blockAt(scope, at, [[{ id: 'e1' }, { id: 'e2' }], 'no json']);
    await processBlocks(ownDeps(), scope.org, [message]);
    expect(
      await rows(
        'SELECT lag_ms, lag_max_ms, ahead_ms, last_event_at, test FROM delivery WHERE org = ? ORDER BY "offset"',
        scope.org,
      ),
    ).toEqual([
      { lag_ms: 30_000, lag_max_ms: 30_000, ahead_ms: 0, last_event_at: TEST_TIME, test: 0 },
      { lag_ms: null, lag_max_ms: null, ahead_ms: null, last_event_at: null, test: 0 },
    ]);
    const [hour] = await hourOf(scope);
    expect(hour).toMatchObject({ deliveries: 2, lag_n: 1, lag_10s: 0, lag_1m: 1, lag_1h: 1, lag_max_ms: 30_000 });
    expect(hour).toMatchObject({ ahead_max_ms: 0, last_event_at: TEST_TIME });
  });

  it('is a clock that is ahead, where it is', async () => {
    const scope = newScope();
    const { message } = await blockAt(scope, TEST_TIME - 5_000, [[{ id: 'e1' }]]);
    await processBlocks(ownDeps(), scope.org, [message]);
    const [hour] = await hourOf(scope);
    expect(hour).toMatchObject({ lag_n: 1, lag_1s: 1, ahead_max_ms: 5_000, last_event_at: TEST_TIME - 5_000 });
  });

  it('counts once, however often a block is processed and whatever failed before', async () => {
    const scope = newScope();
    const { message } = await blockAt(scope, TEST_TIME + 500, [[{ id: 'e1' }]]);
    const broken = { ...testStages, split: () => Promise.reject(new Error('not yet')) };
    await processBlocks(ownDeps({ stages: broken }), scope.org, [message]);
    expect(await hourOf(scope)).toMatchObject([{ deliveries: 1, lag_n: 0, lag_1s: 0 }]);
    for (let i = 0; i < 2; i++) await processBlocks(ownDeps(), scope.org, [message]);
    expect(await hourOf(scope)).toMatchObject([{ deliveries: 1, events: 1, lag_n: 1, lag_1s: 1, lag_1h: 1 }]);
  });
});

describe('a test delivery', () => {
  const bad = [
    { id: 'e1', by: 'mallory', rule: 'r1', ip: '192.0.2.1' },
    { nothing: 1 },
    { id: 'e1', by: 'mallory', rule: 'r1' },
  ];
  it('is read and counted, finds nothing, and is no part of what its source does', async () => {
    const scope = newScope();
    const deps = ownDeps();
    const { message, ids } = await blockAt(scope, Date.now(), [bad], { test: true });
    await processBlocks(deps, scope.org, [message]);
    expect(
      await rows('SELECT events, duplicates, rejected, findings, verdict, test FROM delivery WHERE id = ?', ids[0]),
    ).toEqual([{ events: 2, duplicates: 0, rejected: 1, findings: 0, verdict: 'partial', test: 1 }]);
    expect(await rows('SELECT place, reason, source_id FROM dead_letter WHERE delivery = ?', ids[0])).toEqual([
      { place: 'records[1]', reason: 'id is missing', source_id: scope.sourceId },
    ]);
    expect(await rows('SELECT id FROM finding WHERE org = ?', scope.org)).toEqual([]);
    expect(await hourOf(scope)).toEqual([]);
    expect((await supervisor.told()).told).toEqual([]);
  });

  it('does not make the real event a repetition', async () => {
    const scope = newScope();
    const deps = ownDeps();
    const events = [{ id: 'e1', by: 'mallory', rule: 'r1' }];
    await processBlocks(deps, scope.org, [(await blockAt(scope, Date.now(), [events], { test: true })).message]);
    await processBlocks(deps, scope.org, [(await blockAt(scope, Date.now(), [events])).message]);
    expect(await rows('SELECT id FROM finding WHERE org = ?', scope.org)).toHaveLength(1);
  });

  it('says what breaks in a normalizer', async () => {
    const scope = newScope();
    const own = testStages.normalizers['test.event']!;
    const broken = {
      ...own,
      toOcsf: () => {
        throw new Error('no class');
      },
    };
    const stages = { ...testStages, normalizers: { 'test.event': broken } };
    const { message, ids } = await blockAt(scope, Date.now(), [[{ id: 'e1' }]], { test: true });
    await processBlocks(ownDeps({ stages }), scope.org, [message]);
    expect(await rows('SELECT reason FROM dead_letter WHERE delivery = ?', ids[0])).toEqual([
      { reason: 'processing failed: Error' },
    ]);
  });
});

describe('a kind’s own sample', () => {
  const tests = new SourceTests(createExecutionContext(), env);
  const send = (scope: SourceScope, settings: Record<string, string | string[]>) =>
    tests.send({
      v: 1,
      org: scope.org,
      source: scope.sourceId,
      kind: scope.kind,
      accounts: [...scope.accounts],
      settings,
    });

  it.each(SOURCE_CATALOGUE.map((about) => [about.id, about] as const))(
    '%s is taken by its own door, read and normalized whole',
    async (kind, about) => {
      const scope = newScope(kind, [about.accounts.example]);
      const settings = Object.fromEntries(
        about.settings.map((s) => [s.name, s.type === 'list' ? [s.example] : s.example] as const),
      );
      const sent = await send(scope, settings);
      expect(sent).toMatchObject({ ok: true });
      if (!sent.ok) return;
      const [row] = await until(async () => {
        const found = await rows<Record<string, unknown>>('SELECT * FROM delivery WHERE id = ?', sent.value.delivery);
        return found.length > 0 && found;
      });
      const letters = await rows('SELECT place, reason FROM dead_letter WHERE delivery = ?', sent.value.delivery);
      expect(letters).toEqual([]);
      expect(row).toMatchObject({ test: 1, verdict: 'processed', rejected: 0, findings: 0, kind });
      expect(row!['events']).toBeGreaterThanOrEqual(1);
    },
  );

  it('is refused for a kind that this version does not know', async () => {
    expect(await send(newScope('vendor.gone'), {})).toMatchObject({ ok: false, error: { code: 'unprocessable' } });
    expect(await send(newScope('constructor'), {})).toMatchObject({ ok: false, error: { code: 'unprocessable' } });
  });
});

describe('refusals', () => {
  const refused = (scope: SourceScope, counts: unknown) =>
    intake().refused({ v: 1, org: scope.org, source: scope.sourceId, counts: counts as never });
  const kept = (scope: SourceScope) =>
    rows(
      'SELECT code, sum(n) AS n, max(last_at) AS "at" FROM source_refusal WHERE org = ? GROUP BY code ORDER BY code',
      scope.org,
    );

  it('add up by source, reason and hour', async () => {
    const scope = newScope();
    await refused(scope, [{ code: 'unauthenticated', count: 3, at: 10 }]);
    expect(
      await refused(scope, [
        { code: 'unauthenticated', count: 2, at: 30 },
        { code: 'too_large', count: 1, at: 20 },
      ]),
    ).toEqual({
      ok: true,
      value: { counted: 3 },
    });
    expect(await kept(scope)).toEqual([
      { code: 'too_large', n: 1, at: 20 },
      { code: 'unauthenticated', n: 5, at: 30 },
    ]);
  });
  it.each([
    [[{ code: 'a text of a stranger', count: 1, at: 1 }]],
    [[{ code: 'malformed', count: 0, at: 1 }]],
    [[{ code: 'malformed', count: 1.5, at: 1 }]],
    [[]],
    ['nonsense'],
  ])('that are none are not kept (%#)', async (counts) => {
    const scope = newScope();
    expect(await refused(scope, counts)).toMatchObject({ ok: false, error: { code: 'malformed' } });
    expect(await kept(scope)).toEqual([]);
  });
  it('do not say that something was refused in the future', async () => {
    const scope = newScope();
    await refused(scope, [{ code: 'malformed', count: 1, at: Date.now() + HOUR_MS }]);
    const [row] = (await kept(scope)) as { at: number }[];
    expect(row!.at).toBeLessThanOrEqual(Date.now());
  });
  it('are forgotten after thirty days', async () => {
    const scope = newScope();
    await refused(scope, [{ code: 'malformed', count: 1, at: 1 }]);
    await sweepRefusals(env.DB, Date.now() + 29 * 24 * HOUR_MS);
    expect(await kept(scope)).toHaveLength(1);
    await sweepRefusals(env.DB, Date.now() + 31 * 24 * HOUR_MS);
    expect(await kept(scope)).toEqual([]);
  });
});

describe('a source’s dead letters', () => {
  const own = testStages.normalizers['test.event']!;
  const mended = {
    ...testStages,
    normalizers: {
      'test.event': { ...own, facts: (r: Record<string, unknown>) => own.facts({ ...r, boom: false }) },
    },
  };
  const ask = (scope: SourceScope, more: object = {}) => ({
    v: 1,
    org: scope.org,
    source: scope.sourceId,
    actor: 'user:usr_a',
    ...more,
  });

  it('are replayed page by page, each delivery once, and those that fail again stay open', async () => {
    const scope = newScope();
    const boom = (n: number) => [
      { id: `a${n}`, boom: true, by: 'm', rule: 'r1' },
      { id: `b${n}`, boom: true },
    ];
    const deliveries = [...Array.from({ length: 51 }, (_, n) => boom(n)), [{ none: 1 }]];
    const { message } = await blockAt(scope, Date.now(), deliveries);
    await processBlocks(ownDeps(), scope.org, [message]);
    const deps = ownDeps({ stages: mended });
    const first = await replaySource(deps, ask(scope));
    expect(first).toMatchObject({ ok: true });
    if (!first.ok) return;
    expect(first.value.replayed + first.value.failed).toBe(100);
    const second = await replaySource(deps, ask(scope, { cursor: first.value.next }));
    expect(second).toMatchObject({ ok: true, value: { remaining: 1 } });
    if (!second.ok) return;
    expect(second.value.next).toBeUndefined();
    expect(first.value.failed + second.value.failed).toBe(1);
    expect(await rows('SELECT id FROM finding WHERE org = ?', scope.org)).toHaveLength(51);
    expect(
      await rows('SELECT reason, attempts FROM dead_letter WHERE org = ? AND replayed_at IS NULL', scope.org),
    ).toEqual([{ reason: 'id is missing', attempts: 2 }]);
  });

  it('of another source, or of another organisation, are left alone', async () => {
    const [scope, other] = [newScope(), newScope()];
    const neighbour = { ...scope, sourceId: other.sourceId };
    const { message } = await blockAt(neighbour, Date.now(), [[{ id: 'a', boom: true }]]);
    await processBlocks(ownDeps(), scope.org, [message]);
    const nothing = { ok: true, value: { replayed: 0, failed: 0, remaining: 0 } };
    expect(await deadLetters().replaySource(ask(scope) as never)).toEqual(nothing);
    expect(await deadLetters().replaySource(ask(other) as never)).toEqual(nothing);
    expect(await deadLetters().replaySource(ask(scope, { cursor: 'nonsense' }) as never)).toMatchObject({
      ok: false,
      error: { code: 'malformed', field: '/cursor' },
    });
  });

  it('whose block is gone say so, and keep no other back', async () => {
    const scope = newScope();
    const gone = await blockAt(scope, Date.now(), [[{ id: 'a', boom: true }]]);
    const there = await blockAt(scope, Date.now(), [[{ id: 'b', boom: true }]]);
    await processBlocks(ownDeps(), scope.org, [gone.message, there.message]);
    await env.RAW.delete(gone.message.key);
    expect(await replaySource(ownDeps({ stages: mended }), ask(scope))).toEqual({
      ok: true,
      value: { replayed: 1, failed: 1, remaining: 1 },
    });
  });
});
