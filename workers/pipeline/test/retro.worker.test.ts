import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DetectionContent } from '../../../src/contracts/detections.ts';
import { RetroHuntView } from '../../../src/contracts/retro-hunt.ts';
import { HOUR_MS } from '../../../src/kit/clock.ts';
import { storeList } from '../../../test/support/indicators.ts';
import { depsOf } from '../deps.ts';
import { processBlocks } from '../process-blocks.ts';
import { consumeDeadRetro, consumeRetro } from '../retro/consume-retro.ts';
import { HUNTS_UNDER_WAY_MAX } from '../retro/hunts-api.ts';
import { archive, call, enable, findingsOf, hunts, NOON, over, RULE, RULE_ID, scopeOf, start } from './retro-world.ts';
import { accept, env, journalName, migrateMain, rows, supervisor, until } from './world.ts';

beforeAll(migrateMain);
beforeEach(() => supervisor.reset());

describe('a hunt for a rule', () => {
  it('finds in every hour and source what the rule would have found, marks it, and puts it into incidents', async () => {
    const scope = scopeOf();
    const second = scopeOf(scope.org);
    await enable(scope.org);
    await archive(scope, NOON - HOUR_MS + 5, [call('a', 'QuietDeed'), call('b', 'Other')], [call('c', 'Other')]);
    await archive(scope, NOON - 3 * HOUR_MS, [call('d', 'QuietDeed')]);
    await archive(second, NOON - 20 * HOUR_MS, [call('e', 'QuietDeed')]);
    await archive(second, NOON - 30 * HOUR_MS, [call('too-old', 'QuietDeed')]);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID, version: 1 } });
    const view = RetroHuntView.parse(await over(scope.org, id));
    expect(view).toMatchObject({
      state: 'done',
      kind: 'rule',
      subject: RULE_ID,
      title: 'Something quiet was done',
      blocks: { found: 3, checked: 3, unreadable: 0 },
      events: 5,
      matches: 3,
      findings: 3,
      checked: [{ from: NOON - 24 * HOUR_MS, to: NOON }],
      unchecked: [],
      startedBy: 'user:usr_test',
    });
    const findings = await findingsOf(scope.org);
    expect(findings.map((f) => f.retroHunt)).toEqual([id, id, id]);
    expect(new Set(view.samples.map((s) => s.finding))).toEqual(new Set(findings.map((f) => f.id)));
    expect(new Set(findings.map((f) => f.incident)).size).toBe(1);
    expect((await supervisor.told()).told.filter((t) => findings.some((f) => f.id === t.finding))).toHaveLength(3);
    const again = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID, version: 1 } });
    expect(again).toMatchObject({ id, state: 'done', finishedAt: view.finishedAt });
  });

  it('does not find again what was found when it came', async () => {
    const scope = scopeOf();
    await enable(scope.org);
    const { key } = await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    await archive(scope, NOON - 2 * HOUR_MS, [call('b', 'QuietDeed')]);
    await processBlocks(depsOf(env), scope.org, [
      { v: 1, org: scope.org, block: 'blk_a', key, journal: journalName(scope) },
    ]);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    expect(await over(scope.org, id)).toMatchObject({ matches: 2, findings: 1 });
    expect((await findingsOf(scope.org)).map((f) => f.retroHunt)).toEqual([null, id]);
    const second = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID }, maxSeconds: 60 });
    expect(second.id).not.toBe(id);
    expect(await over(scope.org, second.id)).toMatchObject({ matches: 2, findings: 0 });
  });

  it('heeds suppressions', async () => {
    const scope = scopeOf();
    const where = { 'userIdentity.userName': 'mallory' };
    await enable(scope.org, RULE, {
      suppressions: [{ id: 'sup_1', rule: RULE_ID, where, expiresAt: Date.now() + 60_000 }],
    });
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    expect(await over(scope.org, id)).toMatchObject({ matches: 0, findings: 0, keptBack: 1 });
    expect(await findingsOf(scope.org)).toEqual([]);
  });

  it('that ships needs no version', async () => {
    const scope = scopeOf();
    const stopped = { eventSource: 'cloudtrail.amazonaws.com', requestParameters: { name: 'audit' } };
    await archive(scope, NOON - HOUR_MS, [call('a', 'StopLogging', stopped), call('b', 'QuietDeed')]);
    const [known] = await rows<{ id: string }>('SELECT 1 AS id');
    expect(known).toBeDefined();
    const { bundledEngine } = await import('../../../src/detect/bundled.ts');
    const source = { product: 'aws', service: 'cloudtrail' };
    const [rule] = bundledEngine().match(source, call('a', 'StopLogging', stopped));
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: rule!.id } });
    expect(await over(scope.org, id)).toMatchObject({ state: 'done', matches: 1, findings: 1, title: rule!.title });
  });

  it('is refused with a reason: no such rule, another version, a time that is none', async () => {
    const scope = scopeOf();
    await enable(scope.org);
    const ask = (what: unknown, more: object = {}) =>
      hunts().start({
        v: 1,
        org: scope.org,
        actor: 'user:usr_test',
        body: { what, from: NOON - HOUR_MS, to: NOON, ...more } as never,
      });
    expect(await ask({ kind: 'rule', rule: 'nobody' })).toMatchObject({ error: { code: 'not_found' } });
    expect(await ask({ kind: 'rule', rule: RULE_ID, version: 7 })).toMatchObject({ error: { code: 'conflict' } });
    const off = { tunings: [{ rule: 'off', state: 'disabled', level: null, until: Date.now() + 60_000 }] };
    await enable(scope.org, RULE, off);
    expect(await ask({ kind: 'rule', rule: 'off' })).toMatchObject({ error: { code: 'conflict' } });
    expect(await ask({ kind: 'text', text: 'title: x' })).toMatchObject({ error: { code: 'unprocessable' } });
    expect(await ask({ kind: 'indicators', version: 'ind_1' })).toMatchObject({ error: { code: 'not_found' } });
    expect(await ask({ kind: 'rule', rule: RULE_ID }, { from: NOON })).toMatchObject({
      error: { code: 'malformed', field: '/from' },
    });
  });
});

describe('a hunt with a text', () => {
  it('shows what it matches and makes no finding', async () => {
    const scope = scopeOf();
    const { ids } = await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    const { id } = await start(scope.org, { what: { kind: 'text', text: RULE } });
    const view = await over(scope.org, id);
    expect(view).toMatchObject({
      state: 'done',
      matches: 1,
      findings: 0,
      samples: [
        {
          rule: RULE_ID,
          title: 'Something quiet was done',
          eventId: 'a',
          source: 'aws.cloudtrail',
          delivery: ids[0],
        },
      ],
    });
    expect(view.samples[0]).not.toHaveProperty('finding');
    expect(await findingsOf(scope.org)).toEqual([]);
  });
});

describe('what a hunt does not look at', () => {
  it('is named by its hours when the bytes are used up', async () => {
    const scope = scopeOf();
    const sizes: number[] = [];
    for (const h of [1, 2, 3])
      sizes.push((await archive(scope, NOON - h * HOUR_MS, [call(`e${h}`, 'QuietDeed')])).bytes);
    const maxBytes = sizes[0]! + sizes[1]! + 1;
    const { id } = await start(scope.org, { what: { kind: 'text', text: RULE }, maxBytes });
    expect(await over(scope.org, id)).toMatchObject({
      state: 'partial',
      bytes: sizes[0]! + sizes[1]!,
      matches: 2,
      checked: [{ from: NOON - 2 * HOUR_MS, to: NOON }],
      unchecked: [
        {
          from: NOON - 24 * HOUR_MS,
          to: NOON - 2 * HOUR_MS,
          why: `the budget of ${maxBytes} bytes was used up`,
        },
      ],
    });
  });

  it('is named by its block when that is damaged, or holds what is another organisation’s', async () => {
    const [scope, other] = [scopeOf(), scopeOf()];
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    const damaged = await archive(scope, NOON - 2 * HOUR_MS, [call('b', 'QuietDeed')]);
    await env.RAW.put(damaged.key, 'no block at all');
    const foreign = await archive(other, NOON - 3 * HOUR_MS, [call('c', 'QuietDeed')]);
    const moved = foreign.key.replace(other.org, scope.org);
    await env.RAW.put(moved, await (await env.RAW.get(foreign.key))!.arrayBuffer());
    const { id } = await start(scope.org, { what: { kind: 'text', text: RULE } });
    const view = await over(scope.org, id);
    expect(view).toMatchObject({ state: 'done', matches: 1, blocks: { found: 3, checked: 1, unreadable: 2 } });
    expect(view.unchecked.map((u) => u.why).toSorted()).toEqual(
      [
        `block ${damaged.key}: the object does not end like a block`,
        `block ${moved}: it holds deliveries of another organisation`,
      ].toSorted(),
    );
  });

  it('is another organisation’s archive, and its hunts', async () => {
    const [scope, other] = [scopeOf(), scopeOf()];
    await archive(other, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    await archive(scope, NOON - HOUR_MS, [call('b', 'Other')]);
    const { id } = await start(scope.org, { what: { kind: 'text', text: RULE } });
    expect(await over(scope.org, id)).toMatchObject({ events: 1, matches: 0 });
    expect(await hunts().hunt({ v: 1, org: other.org, id })).toMatchObject({ error: { code: 'not_found' } });
    expect(await hunts().cancel({ v: 1, org: other.org, id, actor: 'user:usr_x' })).toMatchObject({
      error: { code: 'not_found' },
    });
    expect(await hunts().list({ v: 1, org: other.org, limit: 10 })).toEqual({ ok: true, value: { hunts: [] } });
    expect(await hunts().list({ v: 1, org: scope.org, limit: 10 })).toMatchObject({
      value: { hunts: [{ id, samples: [] }] },
    });
  });
});

describe('a hunt that is disturbed', () => {
  it('counts a chunk once, however often its message comes', async () => {
    const scope = scopeOf();
    await enable(scope.org);
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    const bodies = Array.from({ length: 6 }, () => ({ v: 1, org: scope.org, hunt: id, chunk: 1 }));
    const batch = createMessageBatch(
      'vedette-retro',
      bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
    );
    await consumeRetro(depsOf(env), batch.messages);
    expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toHaveLength(6);
    expect(await over(scope.org, id)).toMatchObject({ events: 1, matches: 1, findings: 1, blocks: { checked: 1 } });
  });

  it('goes on when the supervisor was away', async () => {
    const scope = scopeOf();
    await enable(scope.org);
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    await supervisor.reset(1);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    expect(await over(scope.org, id)).toMatchObject({ state: 'done', matches: 1, findings: 1 });
    expect(await findingsOf(scope.org)).toMatchObject([{ retroHunt: id }]);
  });

  it('names the hours of what the queue gave up', async () => {
    const scope = scopeOf();
    await enable(scope.org);
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    // Too often for the queue's first try: the chunk stays handed out until it is given up.
    await supervisor.reset(1_000);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    await until(async () => {
      const view = await hunts().hunt({ v: 1, org: scope.org, id });
      return view.ok && view.value.state === 'running';
    });
    const body = { v: 1, org: scope.org, hunt: id, chunk: 1 };
    const batch = createMessageBatch('vedette-retro-dead', [{ id: 'm', timestamp: new Date(), attempts: 1, body }]);
    await consumeDeadRetro(depsOf(env), batch.messages);
    expect(await over(scope.org, id)).toMatchObject({
      state: 'partial',
      blocks: { found: 1, checked: 0 },
      unchecked: [{ from: NOON - HOUR_MS, to: NOON, why: 'looking through it failed after every retry' }],
    });
  });

  it('ends when its rule is changed or switched off, and does not take that for an all-clear', async () => {
    const scope = scopeOf();
    await enable(scope.org);
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    await supervisor.reset(1_000);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    const changed: DetectionContent = { v: 1, org: scope.org, revision: 2, rules: [], tunings: [], suppressions: [] };
    const deps = { ...depsOf(env), content: () => Promise.resolve(changed) };
    const body = { v: 1, org: scope.org, hunt: id, chunk: 1 };
    const batch = createMessageBatch('vedette-retro', [{ id: 'm', timestamp: new Date(), attempts: 1, body }]);
    await until(async () => (await env.RETRO_HUNT.getByName(id).take(1)) !== undefined);
    await consumeRetro(deps, batch.messages);
    const view = await over(scope.org, id);
    expect(view).toMatchObject({
      state: 'partial',
      findings: 0,
      blocks: { found: 1, checked: 0 },
      checked: [{ from: NOON - 24 * HOUR_MS, to: NOON - HOUR_MS }],
    });
    expect(new Set(view.unchecked.map((u) => u.why))).toEqual(
      new Set(['the rule was changed or switched off; a new version has a hunt of its own']),
    );
  });

  it('waits for its turn among the others, and comes to it', async () => {
    const scope = scopeOf();
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    const ids: string[] = [];
    for (let days = 1; days <= 5; days++)
      ids.push((await start(scope.org, { what: { kind: 'text', text: RULE }, from: NOON - days * 24 * HOUR_MS })).id);
    for (const id of ids) expect(await over(scope.org, id)).toMatchObject({ state: 'done', matches: 1 });
  });

  it('is refused while as many as an organisation may have are not over, but the same again is not another', async () => {
    const { org } = scopeOf();
    const other = scopeOf().org;
    const body = (at: number) => ({ what: { kind: 'text' as const, text: RULE }, from: NOON - at, to: NOON });
    const first = await start(org, body(1_000));
    await env.DB.batch(
      Array.from({ length: HUNTS_UNDER_WAY_MAX }, (_, i) =>
        env.DB.prepare(
          `INSERT INTO retro_hunt (org, id, kind, subject, state, started_at, finished_at, body) VALUES (?, ?, 'text', 'text', 'listing', ?, NULL, '{}')`,
        ).bind(org, `hunt_waits${i}`, Date.now()),
      ),
    );
    const refused = await hunts().start({ v: 1, org, actor: 'user:usr_test', body: body(2_000) });
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(!refused.ok && refused.error.detail).toContain('cancel');
    expect((await start(org, body(1_000))).id).toBe(first.id);
    await start(other, body(2_000));
  });

  it('stops when it is cancelled, and says what it left', async () => {
    const scope = scopeOf();
    await enable(scope.org);
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    await supervisor.reset(1_000);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    const cancelled = await hunts().cancel({ v: 1, org: scope.org, id, actor: 'user:usr_test' });
    expect(cancelled).toMatchObject({ ok: true, value: { state: 'cancelled' } });
    const view = await over(scope.org, id);
    expect(view).toMatchObject({ state: 'cancelled', findings: 0 });
    expect(view.unchecked.map((u) => u.why)).toContain('user:usr_test cancelled it');
  });
});

describe('a hunt for a correlation', () => {
  const text = `${RULE.replace('title: Something', 'name: deed\ntitle: Something')}
---
title: Many quiet deeds
id: 9d1c1b7e-2222-4c7e-9d5e-5f0f1a2b3c4d
status: test
level: high
correlation:
  type: event_count
  rules:
    - deed
  group-by:
    - userIdentity.userName
  timespan: 10m
  condition:
    gte: 3
`;
  it('counts events in the order of their time, whatever blocks they lie in', async () => {
    const scope = scopeOf();
    await enable(scope.org, text);
    const at = (minute: number) => ({ eventTime: new Date(NOON - 5 * HOUR_MS + minute * 60_000).toISOString() });
    await archive(scope, NOON - 2 * HOUR_MS, [call('c', 'QuietDeed', at(8))]);
    await archive(scope, NOON - 4 * HOUR_MS, [call('a', 'QuietDeed', at(1)), call('z', 'QuietDeed', at(55))]);
    await archive(scope, NOON - 3 * HOUR_MS, [call('b', 'QuietDeed', at(4)), call('y', 'Other', at(5))]);
    const { id } = await start(scope.org, { what: { kind: 'rule', rule: RULE_ID } });
    const view = await over(scope.org, id);
    expect(view).toMatchObject({ state: 'done', events: 5, matches: 1, findings: 1 });
    const [finding] = await rows<{ body: string }>('SELECT body FROM finding WHERE org = ?', scope.org);
    expect(JSON.parse(finding!.body)).toMatchObject({
      retroHunt: id,
      title: 'Many quiet deeds',
      eventId: 'c',
      evidence: { correlation: { value: 3, group: { 'userIdentity.userName': 'mallory' } } },
    });
  });
});

describe('hunts that begin by themselves', () => {
  it('one for a rule that was enabled, as soon as its organisation is looked at, however many look', async () => {
    const scope = scopeOf();
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    await enable(scope.org);
    await Promise.all([1, 2, 3].map(() => hunts().contentChanged({ v: 1, org: scope.org })));
    const listed = await hunts().list({ v: 1, org: scope.org, limit: 10 });
    if (!listed.ok) throw new Error('refused');
    expect(listed.value.hunts).toMatchObject([{ kind: 'rule', subject: RULE_ID, startedBy: 'worker:pipeline' }]);
    await until(async () => (await findingsOf(scope.org)).length === 1);
    expect((await findingsOf(scope.org))[0]!.retroHunt).toBe(listed.value.hunts[0]!.id);
  });

  it('one when the organisation’s next events come', async () => {
    const scope = scopeOf();
    await archive(scope, NOON - HOUR_MS, [call('a', 'QuietDeed')]);
    await enable(scope.org);
    await accept(scope, JSON.stringify(call('new', 'Other')), { contentType: 'application/x-ndjson' });
    const [finding] = await until(async () => {
      const found = await findingsOf(scope.org);
      return found.length > 0 && found;
    });
    expect(finding!.retroHunt).toMatch(/^hunt_/);
  });

  it('none for a rule in shadow', async () => {
    const scope = scopeOf();
    await enable(scope.org, RULE, {
      rules: [{ id: RULE_ID, version: 1, state: 'shadow', text: RULE, since: Date.now() }],
    });
    await hunts().contentChanged({ v: 1, org: scope.org });
    expect(await hunts().list({ v: 1, org: scope.org, limit: 10 })).toEqual({ ok: true, value: { hunts: [] } });
  });

  it('one for a list of indicators', async () => {
    const scope = scopeOf();
    await archive(scope, NOON - HOUR_MS, [call('a', 'Other'), call('b', 'Other', { sourceIPAddress: '198.51.100.1' })]);
    const { version } = await storeList(env.INDICATORS, scope.org, [{ type: 'ip', value: '203.0.113.77' }]);
    await hunts().contentChanged({ v: 1, org: scope.org });
    const listed = await hunts().list({ v: 1, org: scope.org, limit: 10 });
    expect(listed).toMatchObject({ value: { hunts: [{ kind: 'indicators', subject: version }] } });
    await until(async () => (await findingsOf(scope.org)).length === 1);
    const [finding] = await rows<{ body: string }>('SELECT body FROM finding WHERE org = ?', scope.org);
    expect(JSON.parse(finding!.body)).toMatchObject({ kind: 'indicator', eventId: 'a' });
    expect(JSON.parse(finding!.body)).toHaveProperty('retroHunt');
  });
});
