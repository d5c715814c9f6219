import { createExecutionContext, env, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, test, vi } from 'vitest';
import { headKey } from '../../../durable-objects/ledger-head/publish.ts';
import type { LedgerHead } from '../../../durable-objects/ledger-head/ledger-head.ts';
import { bundleText } from '../../../src/audit/bundle.ts';
import { verifyHead } from '../../../src/audit/head.ts';
import { verifyBundle, verifyBundleText } from '../../../src/audit/verify.ts';
import type { EntryInput, TreeHead } from '../../../src/contracts/ledger.ts';
import { keyIdOf } from '../../../src/kit/crypto.ts';
import type { Env } from '../env.ts';
import { Append, Export } from '../index.ts';

const testEnv = env as unknown as Env & { readonly TEST_PUBLIC_KEY: string };
const keys = { [keyIdOf(testEnv.TEST_PUBLIC_KEY)]: testEnv.TEST_PUBLIC_KEY };
const appendApi = () => new Append(createExecutionContext(), testEnv);
const exportApi = () => new Export(createExecutionContext(), testEnv);
const stubOf = (org: string) =>
  testEnv.LEDGER_HEAD.get(testEnv.LEDGER_HEAD.idFromName(org)) as unknown as DurableObjectStub<LedgerHead>;

let orgs = 0;
/** Storage is not isolated between tests of one file: each takes an organisation of its own. */
const freshOrg = () => `org_t${++orgs}`;

const entry = (org: string, n: number, chain = 'inc_1', body: EntryInput['body'] = { n }): EntryInput => ({
  v: 1,
  id: `entry_${chain.replace('_', '-')}-${n}`,
  org,
  chain,
  type: 'incident.event',
  actor: 'worker:supervisor',
  at: 1_700_000_000_000 + n,
  body,
});
const append = (entries: unknown) => appendApi().append({ v: 1, entries });

async function exported(org: string, chain = 'inc_1') {
  const result = await exportApi().bundle({ v: 1, org, chain });
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

/** Makes the next head due and runs the alarm until what can be published is. */
async function drain(org: string) {
  for (let i = 0; i < 3; i++) {
    await runInDurableObject(stubOf(org), async (_, state) => {
      state.storage.sql.exec('UPDATE timer SET due = ?', Date.now());
      await state.storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(stubOf(org));
  }
}

const listed = async (prefix: string) => (await testEnv.LEDGER.list({ prefix })).objects.map((o) => o.key);

describe('append', () => {
  test('what was appended is exported as a bundle that verifies with the public key alone', async () => {
    const org = freshOrg();
    expect(await append([entry(org, 0), entry(org, 0, 'org'), entry(org, 1)])).toEqual({
      ok: true,
      value: { size: 3 },
    });
    expect(await append([entry(org, 2)])).toEqual({ ok: true, value: { size: 4 } });
    const bundle = await exported(org);
    expect(bundle.entries.map((e) => [e.seq, e.index, e.type])).toEqual([
      [0, 0, 'incident.event'],
      [1, 2, 'incident.event'],
      [2, 3, 'incident.event'],
      [3, 4, 'ledger.sealed'],
    ]);
    expect(await verifyBundleText(bundleText(bundle), keys)).toEqual({ ok: true, entries: 4, root: bundle.head.root });
    expect(await exportApi().publicKeys()).toEqual(keys);
  });

  test('the same entries again change nothing, a later clock included', async () => {
    const org = freshOrg();
    await append([entry(org, 0), entry(org, 1)]);
    expect(await append([{ ...entry(org, 0), at: 1_800_000_000_000 }, entry(org, 1), entry(org, 2)])).toEqual({
      ok: true,
      value: { size: 3 },
    });
    expect((await exported(org)).entries[0]!.at).toBe(1_700_000_000_000);
  });

  test('another content under a known id is refused whole, and its neighbours in the turn are not', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    const [bad, good] = await Promise.all([
      append([entry(org, 5), entry(org, 0, 'inc_1', { n: 'other' })]),
      append([entry(org, 1)]),
    ]);
    expect(bad).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(good).toEqual({ ok: true, value: { size: 2 } });
    expect((await exported(org)).entries.map((e) => e.id)).not.toContain('entry_inc-1-5');
  });

  test('many calls at once make one chain without gaps', async () => {
    const org = freshOrg();
    const results = await Promise.all(Array.from({ length: 60 }, (_, n) => append([entry(org, n, `inc_${n % 3}`)])));
    expect(results.every((r) => r.ok)).toBe(true);
    for (const chain of ['inc_0', 'inc_1', 'inc_2']) {
      const bundle = await exported(org, chain);
      expect(bundle.entries).toHaveLength(21);
      expect(await verifyBundle(bundle, keys)).toMatchObject({ ok: true });
    }
  });

  test('an entry with a lone surrogate is kept, not lost', async () => {
    const org = freshOrg();
    expect(await append([entry(org, 0, 'inc_1', { agent: 'curl\ud800' })])).toMatchObject({ ok: true });
    const bundle = await exported(org);
    expect(bundle.entries[0]!.body['agent']).toBe('curl\ufffd');
    expect(await verifyBundle(bundle, keys)).toMatchObject({ ok: true });
  });

  test('malformed, oversized and too many entries are answered with the field', async () => {
    const org = freshOrg();
    expect(await append([{ ...entry(org, 0), id: 'no id' }])).toMatchObject({
      ok: false,
      error: { code: 'malformed', field: '/entries/0/id' },
    });
    expect(await append([])).toMatchObject({ ok: false, error: { code: 'malformed' } });
    expect(await append([{ ...entry(org, 0), extra: 1 }])).toMatchObject({ ok: false, error: { code: 'malformed' } });
    expect(await append([entry(org, 0, 'inc_1', { x: 'y'.repeat(70_000) })])).toMatchObject({
      ok: false,
      error: { code: 'too_large', field: '/entries/0' },
    });
    expect(await append([{ ...entry(org, 0), type: 'ledger.sealed' }])).toMatchObject({
      ok: false,
      error: { code: 'malformed', field: '/entries/0/type' },
    });
    expect(await append(Array.from({ length: 501 }, (_, n) => entry(org, n)))).toMatchObject({ ok: false });
    expect(await exportApi().head({ v: 1, org })).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
});

describe('an object serves one organisation', () => {
  test('entries, bundles and heads of another are refused by the object itself', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    await runInDurableObject(stubOf(org), async (object) => {
      expect(await object.append('org_other', [entry('org_other', 0)])).toMatchObject({
        ok: false,
        error: { code: 'forbidden' },
      });
      expect(await object.append(org, [entry('org_other', 0)])).toMatchObject({
        ok: false,
        error: { code: 'forbidden' },
      });
      expect(await object.bundle('org_other', 'inc_1')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      expect(await object.head('org_other')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    });
  });

  test('one call with entries of two organisations writes each to its own ledger', async () => {
    const [a, b] = [freshOrg(), freshOrg()];
    await append([entry(a, 0), entry(b, 0), entry(b, 1)]);
    expect((await exported(a)).entries).toHaveLength(2);
    expect((await exported(b)).entries).toHaveLength(3);
  });
});

describe('export', () => {
  test('asked again with nothing new it answers the same bytes and adds no seal', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    const first = await exported(org);
    expect(bundleText(await exported(org))).toBe(bundleText(first));
  });

  test('a later bundle covers what came after an earlier one', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    await exported(org);
    await append([entry(org, 1)]);
    const bundle = await exported(org);
    expect(bundle.entries.map((e) => e.type)).toEqual([
      'incident.event',
      'ledger.sealed',
      'incident.event',
      'ledger.sealed',
    ]);
    expect(await verifyBundle(bundle, keys)).toMatchObject({ ok: true, entries: 4 });
  });

  test('a chain that does not exist is not found, and asking leaves no trace', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    expect(await exportApi().bundle({ v: 1, org, chain: 'inc_none' })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(await exportApi().head({ v: 1, org })).toMatchObject({ ok: true, value: { size: 1 } });
  });
});

describe('publication in R2', () => {
  test('comes by itself after an append', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    await vi.waitFor(async () => expect(await listed(`ledger/${org}/heads/`)).toHaveLength(1), { timeout: 3_000 });
    expect(await listed(`ledger/${org}/entries/`)).toHaveLength(1);
  });

  test('of a bundle that was asked for is its own head', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    const { head } = await exported(org);
    await vi.waitFor(async () => expect(await listed(`ledger/${org}/heads/`)).toContain(headKey(org, 2)), {
      timeout: 3_000,
    });
    expect(await (await testEnv.LEDGER.get(headKey(org, 2)))!.json()).toEqual(head);
  });

  test('entries and signed heads arrive under keys of their own', async () => {
    const org = freshOrg();
    await append([entry(org, 0), entry(org, 1)]);
    await drain(org);
    await append([entry(org, 2)]);
    await drain(org);
    expect(await listed(`ledger/${org}/entries/`)).toEqual([
      `ledger/${org}/entries/000000000000-2.ndjson`,
      `ledger/${org}/entries/000000000002-1.ndjson`,
    ]);
    expect(await listed(`ledger/${org}/heads/`)).toEqual([
      `ledger/${org}/heads/000000000002.json`,
      `ledger/${org}/heads/000000000003.json`,
    ]);
    const head = await (await testEnv.LEDGER.get(`ledger/${org}/heads/000000000003.json`))!.json<TreeHead>();
    expect(await verifyHead(head, keys)).toEqual({ ok: true });
  });

  test('a put that is repeated after a crash is harmless', async () => {
    const org = freshOrg();
    await append([entry(org, 0)]);
    await drain(org);
    await runInDurableObject(stubOf(org), (_, state) => {
      state.storage.sql.exec("INSERT INTO outbox (id, kind, body, due) VALUES ('head:1', 'head', '{\"size\":1}', 1)");
    });
    await drain(org);
    await runInDurableObject(stubOf(org), (_, state) => {
      expect(state.storage.sql.exec('SELECT id FROM outbox').toArray()).toEqual([]);
    });
    expect(await exportApi().head({ v: 1, org })).toMatchObject({ ok: true });
  });

  test('a different head in R2 is never overwritten: signing stops, appending does not', async () => {
    const org = freshOrg();
    const key = `ledger/${org}/heads/000000000001.json`;
    await testEnv.LEDGER.put(key, '{"another":"history"}');
    await append([entry(org, 0)]);
    await drain(org);
    expect(await (await testEnv.LEDGER.get(key))!.text()).toBe('{"another":"history"}');
    expect(await exportApi().head({ v: 1, org })).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(await exportApi().bundle({ v: 1, org, chain: 'inc_1' })).toMatchObject({ ok: false });
    expect(await append([entry(org, 1)])).toMatchObject({ ok: true, value: { size: 2 } });
  });

  test('without a key entries are kept and the export says what is missing', async () => {
    const org = freshOrg();
    await runInDurableObject(stubOf(org), async (object, state) => {
      const keyless = new (object.constructor as new (s: DurableObjectState, e: unknown) => typeof object)(state, {
        LEDGER: testEnv.LEDGER,
      });
      expect(await keyless.append(org, [entry(org, 0)])).toMatchObject({ ok: true });
      expect(await keyless.bundle(org, 'inc_1')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    });
  });
});
