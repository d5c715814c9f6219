import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { SOURCE_CATALOGUE } from '../../../src/contracts/source-catalogue.generated.ts';
import { verifyStandardWebhook } from '../../../src/ingest/sources/standard/webhook/verify.ts';
import { toBase64, utf8 } from '../../../src/kit/bytes.ts';
import { randomBytes } from '../../../src/kit/crypto.ts';
import { addUser, codeOf, env, freshDatabase, gate, must, setUp } from './world.ts';

let admin: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
});

const issued = (bytes = 24): string => `whsec_${toBase64(randomBytes(bytes))}`;
const create = (more: Record<string, unknown> = {}, caller = admin) =>
  gate.admin.createSource({ v: 1, caller, body: { kind: 'standard.webhook', name: 's', accounts: [], ...more } });
const rotated = (id: string, body: Record<string, unknown>, caller = admin) =>
  gate.admin.rotateSource({ v: 1, caller, id, body });
const secretsOf = async (source: string) => (await gate.sources.lookup({ v: 1, source }))!.secrets;
const keysOf = async (id: string) => must(await gate.admin.source({ v: 1, caller: admin, id })).keys;
const entriesOf = async (source: string) => (await env.LEDGER.entries()).filter((e) => e.body['source'] === source);

/** Whether ingest, with what the gate tells it of the source, takes what a sender signed with its own library. */
async function taken(source: string, secret: string): Promise<boolean> {
  const grant = (await gate.sources.lookup({ v: 1, source }))!;
  const at = new Date();
  const body = '{"type":"user.created"}';
  const headers = new Headers({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  });
  const request = { method: 'POST', path: '', query: new URLSearchParams(), headers, body: utf8(body) };
  return verifyStandardWebhook({ ...request, now: at.getTime() }, grant, 300).ok;
}

describe('a secret that the sender issued', () => {
  it('opens its source from the beginning, in whichever way the sender shows it', async () => {
    const secret = issued(32);
    for (const shown of [secret, secret.slice(6), `v1,${secret}`]) {
      const made = must(await create({ secret: shown }));
      expect(Object.keys(made).toSorted()).toEqual(['id', 'kind', 'path']);
      expect(await secretsOf(made.id)).toEqual([secret]);
      expect(await taken(made.id, secret)).toBe(true);
      expect(await taken(made.id, issued())).toBe(false);
    }
  });

  it('may come later, by a rotation; the one before stays good for a day', async () => {
    const made = must(await create());
    const secret = issued();
    const { previousUntil, ...rest } = must(await rotated(made.id, { secret }));
    expect(rest).toEqual({ id: made.id });
    expect(Math.abs(previousUntil - Date.now() - 86_400_000)).toBeLessThan(60_000);
    expect(await taken(made.id, secret)).toBe(true);
    expect(await taken(made.id, made.secret!)).toBe(true);
    must(await gate.admin.retireSourceKeys({ v: 1, caller: admin, id: made.id }));
    expect(await secretsOf(made.id)).toEqual([secret]);
  });

  it('and one that the gate makes may follow it', async () => {
    const secret = issued();
    const { id } = must(await create({ secret }));
    const fresh = must(await rotated(id, {}));
    expect(await secretsOf(id)).toEqual([fresh.secret, secret]);
  });

  it('that is good already is a conflict, and nothing changes', async () => {
    const [first, second] = [issued(), issued()];
    const { id } = must(await create({ secret: first }));
    must(await rotated(id, { secret: second }));
    const before = await keysOf(id);
    for (const secret of [first, second, second.slice(6)])
      for (const more of [{}, { endKey: 'old' }, { endKey: 'new' }])
        expect(await rotated(id, { secret, ...more })).toMatchObject({
          ok: false,
          error: { code: 'conflict', field: '/secret' },
        });
    expect(await keysOf(id)).toEqual(before);
    // It was, once: a sender may go back to it.
    must(await gate.admin.retireSourceKeys({ v: 1, caller: admin, id }));
    must(await rotated(id, { secret: first }));
    // Another source may have the same: a sender may issue one for all its addresses.
    must(await create({ secret: first }));
  });

  it('ends a key as one that the gate makes does, and no third is good', async () => {
    const made = must(await create());
    must(await rotated(made.id, { secret: issued() }));
    const third = issued();
    expect(codeOf(await rotated(made.id, { secret: third }))).toBe('conflict');
    must(await rotated(made.id, { secret: third, endKey: 'new' }));
    expect(await secretsOf(made.id)).toEqual([third, made.secret]);
  });

  it('given twice at once is one key', async () => {
    const { id } = must(await create());
    const secret = issued();
    const answers = await Promise.all([rotated(id, { secret }), rotated(id, { secret })]);
    expect(answers.map(codeOf).toSorted()).toEqual(['conflict', 'ok']);
    expect((await secretsOf(id)).filter((s) => s === secret)).toHaveLength(1);
  });

  it.each(['', 'whsec_', 'hunter2', `whsec_${'A'.repeat(31)}`, `whsec_${'A'.repeat(88)}`, ' '.repeat(32)])(
    'is refused where it is none: %j',
    async (secret) => {
      const { id } = must(await create());
      for (const answer of [await create({ secret }), await rotated(id, { secret })]) {
        expect(answer).toMatchObject({ ok: false, error: { code: 'unprocessable', field: '/secret' } });
        expect(!answer.ok && answer.error.detail).toContain('whsec_ and 24 to 64 bytes in base64');
      }
      expect(await keysOf(id)).toHaveLength(1);
    },
  );

  it('is nothing for other kinds: the gate makes theirs, or a vendor signs', async () => {
    const seen = new Set<string>();
    for (const about of SOURCE_CATALOGUE.filter((k) => k.secret !== 'webhook')) {
      if (seen.has(about.secret)) continue;
      seen.add(about.secret);
      const body = {
        kind: about.id,
        settings: Object.fromEntries(about.settings.map((s) => [s.name, s.type === 'list' ? [s.example] : s.example])),
      };
      const refused = { ok: false, error: { code: 'unprocessable' } };
      const answer = await create({ ...body, secret: issued() });
      expect(answer, about.id).toMatchObject({ ok: false, error: { code: 'unprocessable', field: '/secret' } });
      expect(!answer.ok && answer.error.detail).toMatch(about.secret === 'none' ? /vendor/ : /the gate makes/);
      const { id } = must(await create(body));
      expect(await rotated(id, { secret: issued() }), about.id).toMatchObject(refused);
    }
    expect([...seen].toSorted()).toEqual(['addressed', 'none', 'random']);
  });

  it.each(['viewer', 'analyst', 'approver'] as const)('is not taken from a %s', async (role) => {
    const { id } = must(await create());
    const person = await addUser(admin, role, 'eve');
    expect(codeOf(await create({ secret: issued() }, person))).toBe('forbidden');
    expect(codeOf(await rotated(id, { secret: issued() }, person))).toBe('forbidden');
    expect(await keysOf(id)).toHaveLength(1);
  });
});

describe('nobody but ingest is told it:', () => {
  const said: unknown[] = [];
  beforeEach(() => {
    said.length = 0;
    for (const how of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, how).mockImplementation((...words) => void said.push(words));
  });
  afterEach(() => vi.restoreAllMocks());

  it('no answer, no refusal, no row, no entry of the ledger, no log', async () => {
    const [first, second, wrong] = [issued(), issued(), `whsec_${toBase64(randomBytes(23))}`];
    const made = await create({ secret: first });
    const { id } = must(made);
    const answers = [
      made,
      await rotated(id, { secret: second }),
      await rotated(id, { secret: second }),
      await rotated(id, { secret: wrong }),
      await create({ secret: wrong }),
      await create({ secret: [wrong] }),
      await create({ secret: wrong.repeat(40) }),
      await create({ kind: 'aws.firehose', secret: first }),
      await gate.admin.source({ v: 1, caller: admin, id }),
      await gate.admin.listSources({ v: 1, caller: admin }),
    ];
    expect(answers.map((a) => codeOf(a as typeof made))).toEqual([
      'ok',
      'ok',
      'conflict',
      'unprocessable',
      'unprocessable',
      'malformed',
      'malformed',
      'unprocessable',
      'ok',
      'ok',
    ]);
    const entries = await entriesOf(id);
    expect(entries.map((e) => [e.type, e.body['given']])).toEqual([
      ['source.created', true],
      ['source.rotated', true],
    ]);
    const { results: tables } = await env.AUTHORITY.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    ).all<{ name: string }>();
    const rows = await Promise.all(tables.map((t) => env.AUTHORITY.prepare(`SELECT * FROM "${t.name}"`).all()));
    expect(rows.some((r) => JSON.stringify(r.results).includes(id))).toBe(true);
    const told = JSON.stringify([answers, await env.LEDGER.entries(), rows.map((r) => r.results), said]);
    // The text, and the part of it that is the key however it is written.
    for (const secret of [first, second, wrong]) expect(told).not.toContain(secret.slice(6, 30));
  });

  it('where the gate made the secret, the ledger does not say that it was given', async () => {
    const { id } = must(await create());
    must(await rotated(id, {}));
    expect((await entriesOf(id)).map((e) => e.body['given'])).toEqual([undefined, undefined]);
  });
});
