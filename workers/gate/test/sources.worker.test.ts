import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { SOURCE_CATALOGUE } from '../../../src/contracts/source-catalogue.generated.ts';
import type { SourceAbout } from '../../../src/contracts/source-about.ts';
import { retireSourceKeys } from '../../../src/decide/admin/source-keys.ts';
import { accountsFor, settingsFor } from '../../../src/decide/admin/source-input.ts';
import { gateDeps } from '../deps.ts';
import { codeOf, env, freshDatabase, gate, ledgerTypes, must, ORG, setUp } from './world.ts';

let admin: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
});

/** What an admin would give for a kind, by its own examples. */
const bodyFor = (about: SourceAbout, more: Record<string, unknown> = {}) => ({
  kind: about.id,
  name: 's',
  accounts: [about.accounts.example],
  settings: Object.fromEntries(
    about.settings.map((s) => [s.name, s.type === 'list' ? [s.example] : s.example] as const),
  ),
  ...more,
});
const create = (body: Record<string, unknown>) => gate.admin.createSource({ v: 1, caller: admin, body });
const firehose = async () => must(await create({ kind: 'aws.firehose', name: 's', accounts: ['111122223333'] }));
const lookup = (source: string) => gate.sources.lookup({ v: 1, source });
/** What the ledger was told of a source. */
const toldOf = async (source: string) =>
  (await env.LEDGER.entries()).filter((e) => e.body['source'] === source).map((e) => e.type);
const rowsOf = async (table: string) =>
  JSON.stringify((await env.AUTHORITY.prepare(`SELECT * FROM ${table}`).all()).results);

const FORMS: Readonly<Record<SourceAbout['secret'], RegExp | undefined>> = {
  random: /^[\w-]{43}$/,
  webhook: /^whsec_[A-Za-z0-9+/]{43}=$/,
  addressed: /^src_[a-z0-9]+\.[\w-]{43}$/,
  none: undefined,
};

describe('a new source', () => {
  it.each(SOURCE_CATALOGUE.map((about) => [about.id, about] as const))(
    '%s gets a secret of its form, and ingest gets it back with its settings',
    async (kind, about) => {
      const body = bodyFor(about);
      const made = must(await create(body));
      const form = FORMS[about.secret];
      if (form === undefined) expect(made.secret).toBeUndefined();
      else expect(made.secret).toMatch(form);
      if (about.secret === 'addressed') expect(made.secret!.startsWith(`${made.id}.`)).toBe(true);
      expect(made.path).toBe(`/in/${made.id}`);
      const secrets = made.secret === undefined ? [] : [made.secret];
      const { accounts, settings } = body;
      expect(await lookup(made.id)).toMatchObject({ org: ORG, kind, accounts, settings, secrets, enabled: true });
      const seen = JSON.stringify([
        must(await gate.admin.listSources({ v: 1, caller: admin })),
        must(await gate.admin.source({ v: 1, caller: admin, id: made.id })),
        await env.LEDGER.entries(),
      ]);
      if (made.secret !== undefined)
        for (const text of [seen, await rowsOf('source_key')]) expect(text).not.toContain(made.secret);
    },
  );

  it('of an unknown kind is refused', async () => {
    for (const kind of ['constructor', 'aws.nothing'])
      expect(await create({ kind, name: 's', accounts: [] })).toMatchObject({
        ok: false,
        error: { code: 'unprocessable', field: '/kind' },
      });
  });

  it('with a setting that its kind does not know, or an account that is none, is refused with the place', async () => {
    expect(await create({ kind: 'aws.firehose', name: 's', accounts: [], settings: { colour: 'red' } })).toMatchObject({
      ok: false,
      error: { code: 'unprocessable', field: '/settings/colour' },
    });
    expect(await create({ kind: 'aws.firehose', name: 's', accounts: ['111122223333', 'prod'] })).toMatchObject({
      ok: false,
      error: { code: 'unprocessable', field: '/accounts/1' },
    });
    expect(await rowsOf('source')).toBe('[]');
  });

  it('of an organisation that has five hundred is one too many', async () => {
    await env.AUTHORITY.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       INSERT INTO source (id, org, kind, name, accounts, enabled, rate_per_minute, created_at)
       SELECT 'src_' || i, ?, 'aws.firehose', 's', '[]', 1, 0, i FROM n`,
    )
      .bind(ORG)
      .run();
    expect(codeOf(await create({ kind: 'aws.firehose', name: 's', accounts: [] }))).toBe('conflict');
  });
});

describe('settings', () => {
  const about = {
    ...SOURCE_CATALOGUE[0]!,
    settings: [
      {
        name: 'topics',
        label: 'Topics',
        help: '',
        type: 'list',
        pattern: 'arn:[a-z]+',
        required: true,
        example: 'arn:x',
      },
      { name: 'audience', label: 'Audience', help: '', type: 'text', pattern: '[a-z]+', required: false, example: 'a' },
    ],
    accounts: { label: 'names', pattern: '[a-z]+|[0-9]+', example: 'a' },
  } as const satisfies SourceAbout;

  it.each([
    [{}, '/settings/topics'],
    [{ topics: [] }, '/settings/topics'],
    [{ topics: 'arn:x' }, '/settings/topics'],
    [{ topics: ['arn:x', 'arn:y', 'arn:1'] }, '/settings/topics/2'],
    [{ topics: ['arn:x'], audience: ['a'] }, '/settings/audience'],
    [{ topics: ['arn:x'], audience: 'a\nb' }, '/settings/audience'],
    [{ topics: ['arn:x'], audience: 'a1' }, '/settings/audience'],
    [{ topics: ['arn:x'], toString: 'a' }, '/settings/toString'],
    [{ topics: ['arn:x'], 'a/b': 'a' }, '/settings/a~1b'],
    [{ topics: Array.from({ length: 201 }, () => 'arn:x') }, '/settings/topics'],
  ])('%j are refused at %s', (given, field) => {
    expect(settingsFor(about, given)).toMatchObject({ ok: false, error: { field } });
  });
  it('are taken without repetitions, and without what was left empty', () => {
    expect(settingsFor(about, { topics: ['arn:x', 'arn:x'], audience: '' })).toEqual({
      ok: true,
      value: { topics: ['arn:x'] },
    });
  });
  it('and accounts fit their pattern wholly, whatever alternatives it has', () => {
    expect(accountsFor(about, ['b', 'a', 'b'])).toEqual({ ok: true, value: ['a', 'b'] });
    expect(accountsFor(about, ['a1'])).toMatchObject({ ok: false, error: { field: '/accounts/0' } });
  });
});

describe('keys', () => {
  const keysOf = async (id: string) => must(await gate.admin.source({ v: 1, caller: admin, id })).keys;
  const rotated = (id: string, body?: unknown) =>
    gate.admin.rotateSource({ v: 1, caller: admin, id, ...(body === undefined ? {} : { body }) });
  const use = (id: string, key: string) => gate.sources.used({ v: 1, source: id, key });
  const past = (key: string, column: string, ms: number) =>
    env.AUTHORITY.prepare(`UPDATE source_key SET ${column} = ${column} - ? WHERE id = ?`).bind(ms, key).run();

  it('two are valid while they rotate, until the older ends', async () => {
    const made = await firehose();
    const second = must(await rotated(made.id));
    expect((await lookup(made.id))!.secrets).toEqual([second.secret, made.secret]);
    await env.AUTHORITY.prepare('UPDATE source_key SET expires_at = 1 WHERE expires_at IS NOT NULL').run();
    expect((await lookup(made.id))!.secrets).toEqual([second.secret]);
    must(await rotated(made.id));
  });

  it('rotated twice in a row are refused the second time, and nothing of them changes', async () => {
    const made = await firehose();
    const [first] = await keysOf(made.id);
    must(await use(made.id, first!.id));
    must(await rotated(made.id));
    const before = await lookup(made.id);
    const again = await rotated(made.id);
    expect(again).toMatchObject({ ok: false, error: { code: 'conflict' } });
    if (again.ok) throw new Error('rotated');
    // It says which key, when it was seen, and what to do.
    for (const part of [first!.id, new Date().toISOString().slice(0, 13), '/keys/retire', 'endKey'])
      expect(again.error.detail).toContain(part);
    expect(await lookup(made.id)).toEqual(before);
    expect(await toldOf(made.id)).toEqual(['source.created', 'source.rotated']);
  });

  it('rotate again once the new one is in use and the old one has not been for an hour', async () => {
    const made = await firehose();
    const [old] = await keysOf(made.id);
    must(await use(made.id, old!.id));
    must(await rotated(made.id));
    const [fresh] = await keysOf(made.id);
    await past(old!.id, 'last_used_at', 3_600_000);
    // Nobody has the new one yet: the old one may be a sender's that speaks once a day.
    expect(codeOf(await rotated(made.id))).toBe('conflict');
    must(await use(made.id, fresh!.id));
    await past(old!.id, 'last_used_at', -600_000);
    expect(codeOf(await rotated(made.id))).toBe('conflict');
    await past(old!.id, 'last_used_at', 600_000);
    must(await rotated(made.id));
    expect((await keysOf(made.id)).map((k) => k.id)).toEqual([expect.any(String), fresh!.id]);
  });

  it('rotate all the same where a person says which one ends: the old one', async () => {
    const made = await firehose();
    const second = must(await rotated(made.id));
    const third = must(await rotated(made.id, { endKey: 'old' }));
    expect((await lookup(made.id))!.secrets).toEqual([third.secret, second.secret]);
  });

  it('or the newest, which got lost: then the old one goes on for another day', async () => {
    const made = await firehose();
    expect(await rotated(made.id, { endKey: 'new' })).toMatchObject({
      ok: false,
      error: { code: 'unprocessable', field: '/endKey' },
    });
    must(await rotated(made.id));
    const third = must(await rotated(made.id, { endKey: 'new' }));
    expect((await lookup(made.id))!.secrets).toEqual([third.secret, made.secret]);
    expect(await keysOf(made.id)).toMatchObject([{ expiresAt: null }, { expiresAt: third.previousUntil }]);
    expect(codeOf(await rotated(made.id, { endKey: 'both' }))).toBe('malformed');
  });

  it('rotated by two people at once lose nobody’s secret', async () => {
    const made = await firehose();
    const answers = await Promise.all([rotated(made.id), rotated(made.id)]);
    expect(answers.map(codeOf).sort()).toEqual(['conflict', 'ok']);
    const won = answers.find((a) => a.ok);
    expect((await lookup(made.id))!.secrets).toEqual([won!.ok && won!.value.secret, made.secret]);
  });

  it('are known to be in use, at the cost of a write an hour and of one in five minutes while they rotate', async () => {
    const made = await firehose();
    const [first] = await keysOf(made.id);
    expect(first!.lastUsedAt).toBeNull();
    expect((await lookup(made.id))!.keys).toEqual([{ id: first!.id, usedAt: null }]);
    expect(must(await use(made.id, first!.id))).toEqual({ kept: true });
    const [seen] = await keysOf(made.id);
    expect(Math.abs(Date.now() - seen!.lastUsedAt!)).toBeLessThan(60_000);
    expect((await lookup(made.id))!.keys).toEqual([{ id: first!.id, usedAt: seen!.lastUsedAt }]);
    expect(must(await use(made.id, first!.id))).toEqual({ kept: false });
    await past(first!.id, 'last_used_at', 6 * 60_000);
    expect(must(await use(made.id, first!.id))).toEqual({ kept: false });
    must(await rotated(made.id));
    expect(must(await use(made.id, first!.id))).toEqual({ kept: true });
  });

  it('that are another source’s, or open no more, are in no use', async () => {
    const [made, other] = [await firehose(), await firehose()];
    const [first] = await keysOf(made.id);
    expect(must(await use(other.id, first!.id))).toEqual({ kept: false });
    must(await rotated(made.id));
    must(await gate.admin.retireSourceKeys({ v: 1, caller: admin, id: made.id }));
    expect(must(await use(made.id, first!.id))).toEqual({ kept: false });
    expect(codeOf(await use(made.id, '../key'))).toBe('malformed');
  });

  it('that leaked end at once, and the newest goes on', async () => {
    const made = await firehose();
    const retire = async () => must(await gate.admin.retireSourceKeys({ v: 1, caller: admin, id: made.id }));
    expect(await retire()).toEqual({ id: made.id, ended: 0 });
    expect(await toldOf(made.id)).not.toContain('source.keys_retired');
    const second = must(await gate.admin.rotateSource({ v: 1, caller: admin, id: made.id }));
    expect(must(await gate.admin.source({ v: 1, caller: admin, id: made.id })).keys).toMatchObject([
      { expiresAt: null },
      { expiresAt: second.previousUntil },
    ]);
    expect(await retire()).toEqual({ id: made.id, ended: 1 });
    expect((await lookup(made.id))!.secrets).toEqual([second.secret]);
    expect(await toldOf(made.id)).toContain('source.keys_retired');
  });

  it('that leaked end alone, and not what a rotation at the same moment leaves to the sender', async () => {
    const made = await firehose();
    const rotate = async (body?: unknown) =>
      must(await gate.admin.rotateSource({ v: 1, caller: admin, id: made.id, body }));
    const second = await rotate();
    const deps = gateDeps(env);
    let third: string | undefined;
    const { sources } = deps.store;
    const keys: typeof sources.keys = async (org, source) => {
      const seen = await sources.keys(org, source);
      third ??= (await rotate({ endKey: 'old' })).secret;
      return seen;
    };
    const meanwhile = { ...deps, store: { ...deps.store, sources: { ...sources, keys } } };
    must(await retireSourceKeys(meanwhile, { caller: admin, id: made.id }));
    expect((await lookup(made.id))!.secrets).toEqual([third, second.secret]);
  });
});

describe('a source that changes', () => {
  const update = (id: string, body: unknown) => gate.admin.updateSource({ v: 1, caller: admin, id, body });
  it('is checked as a new one is', async () => {
    const { id } = await firehose();
    expect(await update(id, { accounts: ['prod'] })).toMatchObject({ ok: false, error: { field: '/accounts/0' } });
    expect(await update(id, { settings: { colour: 'red' } })).toMatchObject({
      ok: false,
      error: { field: '/settings/colour' },
    });
    expect(codeOf(await update(id, { rhythmMinutes: -1 }))).toBe('malformed');
    expect(codeOf(await update('src_nobody', { name: 'x' }))).toBe('not_found');
  });

  it('is missed by its own rhythm, until that is taken back', async () => {
    const { id } = await firehose();
    const rhythm = async () => must(await gate.admin.source({ v: 1, caller: admin, id })).rhythmMinutes;
    expect(await rhythm()).toBeNull();
    must(await update(id, { rhythmMinutes: 15 }));
    expect(await rhythm()).toBe(15);
    must(await update(id, { rhythmMinutes: null }));
    expect(await rhythm()).toBeNull();
  });

  it('is watched while it is enabled, from then on', async () => {
    const { id } = await firehose();
    const watched = async () => (await gate.rhythms.watched({ v: 1 })).sources;
    expect(await watched()).toMatchObject([
      { id, org: ORG, kind: 'aws.firehose', name: 's', accounts: ['111122223333'] },
    ]);
    expect(Object.keys((await watched())[0]!)).not.toContain('settings');
    await env.AUTHORITY.prepare('UPDATE source SET created_at = 1').run();
    expect(await watched()).toMatchObject([{ enabledAt: 1 }]);
    must(await update(id, { enabled: false }));
    expect(await watched()).toEqual([]);
    must(await update(id, { enabled: true }));
    const [back] = await watched();
    expect(back!.enabledAt).toBeGreaterThan(1);
    // Enabled once more it goes on: nobody makes the watch forget by clicking twice.
    must(await update(id, { enabled: true }));
    expect(await watched()).toEqual([back]);
  });

  it('of a kind that this version does not know can still be renamed and disabled', async () => {
    const { id } = await firehose();
    await env.AUTHORITY.prepare("UPDATE source SET kind = 'vendor.gone'").run();
    expect(codeOf(await update(id, { accounts: ['111122223333'] }))).toBe('conflict');
    expect(codeOf(await update(id, { name: 'old', enabled: false }))).toBe('ok');
  });
});

describe('a deleted source', () => {
  it('opens to nobody, is found by nobody, and leaves no secret', async () => {
    const { id, secret } = await firehose();
    must(await gate.admin.deleteSource({ v: 1, caller: admin, id }));
    expect(await lookup(id)).toBeNull();
    expect(await gate.rhythms.watched({ v: 1 })).toEqual({ sources: [] });
    expect(must(await gate.admin.listSources({ v: 1, caller: admin })).sources).toEqual([]);
    const calls = { v: 1 as const, caller: admin, id };
    const answers = await Promise.all([
      gate.admin.source(calls),
      gate.admin.rotateSource(calls),
      gate.admin.retireSourceKeys(calls),
      gate.admin.deleteSource(calls),
      gate.admin.updateSource({ ...calls, body: { enabled: true } }),
    ]);
    expect(answers.map((a) => codeOf(a))).toEqual(answers.map(() => 'not_found'));
    expect(await rowsOf('source_key')).toBe('[]');
    expect(await rowsOf('source')).toContain(id);
    expect(await rowsOf('source')).not.toContain(secret);
    expect(await ledgerTypes()).toContain('source.deleted');
  });
});

it('the watch is told of all sources in pages', async () => {
  await env.AUTHORITY.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 501)
     INSERT INTO source (id, org, kind, name, accounts, enabled, rate_per_minute, created_at)
     SELECT 'src_' || (10000 + i), 'org_' || (i % 3), 'aws.firehose', 's', '[]', 1, 0, i FROM n`,
  ).run();
  const first = await gate.rhythms.watched({ v: 1 });
  expect(first.sources).toHaveLength(500);
  const second = await gate.rhythms.watched({ v: 1, after: first.next! });
  expect(second.sources.map((s) => s.id)).toEqual(['src_10501']);
  expect(second.next).toBeUndefined();
});
