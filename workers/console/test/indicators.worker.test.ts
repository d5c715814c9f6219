import { env as testEnv, SELF } from 'cloudflare:test';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openSet } from '../../../src/detect/intel/packed-set.ts';
import { sha256Hex } from '../../../src/kit/crypto.ts';
import { newId } from '../../../src/kit/ids.ts';
import { currentKey, fingerprintsKey } from '../../../src/storage/indicators/keys.ts';
import { readCurrent, readShard, sweepLists } from '../../../src/storage/indicators/read-list.ts';
import { LINES_MAX, putInForce, writeList } from '../../../src/storage/indicators/write-list.ts';
import { storeList } from '../../../test/support/indicators.ts';
import type { Env } from '../env.ts';

const env = testEnv as unknown as Env;
const { INDICATORS } = env;
const gate = env.ADMIN as unknown as {
  toldOfIndicators(): Promise<string[]>;
  refuseIndicators(org: string): Promise<void>;
};
let count = 0;
let org = '';
beforeEach(() => {
  org = `org_ind${'abcdefghijklmnopqrstuvwxyz'[count++]!}`;
});

const call = (method: string, body?: BodyInit, headers: Record<string, string> = {}, role = 'admin') =>
  SELF.fetch('https://console.test/api/v1/indicators', {
    method,
    headers: { authorization: `Bearer vdt_${role}_${org}`, 'content-type': 'application/x-ndjson', ...headers },
    ...(body === undefined ? {} : { body }),
  });
const line = (value: string, more: object = {}): string => JSON.stringify({ type: 'ip', value, ...more });
const told = async (): Promise<unknown[]> =>
  (await gate.toldOfIndicators()).map((t) => JSON.parse(t) as { org: string }).filter((t) => t.org === org);

describe('a list of indicators', () => {
  it('is in force once it is stored, and the ledger hears of it', async () => {
    const text = `${line('192.0.2.1')}\r\n\n${line('198.51.100.1', { note: 'ü' })}\n{"type":"domain","value":"Evil.example"}`;
    const answer = await call('PUT', text);
    expect(answer.status).toBe(200);
    const list = await answer.json<{ version: string }>();
    expect(list).toMatchObject({
      indicators: 3,
      byType: { ip: 2, domain: 1 },
      digest: sha256Hex(text),
      by: 'user:usr_admin',
    });
    const { by: _by, at: _at, ...recorded } = list as Record<string, unknown>;
    expect(await told()).toEqual([{ org, user: 'usr_admin', body: { change: 'replaced', ...recorded } }]);
    expect(await (await call('GET', undefined, {}, 'viewer')).json()).toEqual({ list });
    const bytes = await (await INDICATORS.get(fingerprintsKey(org, list.version)))!.arrayBuffer();
    const set = openSet(new Uint8Array(bytes));
    const [hit] = set.ok ? set.value.hits('domain', 'www.evil.example') : [];
    const current = (await readCurrent(INDICATORS, org))!;
    expect(await readShard(INDICATORS, org, current, hit!.shard)).toContain('"value":"Evil.example"');
  });

  it.each([
    ['a line of no type', `${line('192.0.2.1')}\n{"type":"colour","value":"red"}`, 'line 2'],
    ['an address that is none', `${line('192.0.2.1')}\n\n${line('192.0.2.256')}`, 'line 3'],
    ['the whole internet', '{"type":"cidr","value":"0.0.0.0/0"}', 'line 1'],
    ['a line that is no JSON', `${line('192.0.2.1')}\nnonsense`, 'line 2'],
    ['an endless line', `${line('192.0.2.1')}\n"${'a'.repeat(20_000)}`, 'line 2'],
  ])('with %s is refused whole, naming the line; the list before stays', async (_what, text, field) => {
    const before = await storeList(INDICATORS, org, [line('192.0.2.7')]);
    const answer = await call('PUT', text);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'malformed', field });
    expect(await readCurrent(INDICATORS, org)).toMatchObject({ version: before.version });
    expect(await told()).toEqual([]);
  });

  it('may come packed; what is no gzip is refused', async () => {
    const packed = new Response(line('192.0.2.1')).body!.pipeThrough(new CompressionStream('gzip'));
    const bytes = await new Response(packed).arrayBuffer();
    const headers = { 'content-encoding': 'gzip' };
    expect(await (await call('PUT', bytes, headers)).json()).toMatchObject({ indicators: 1 });
    expect((await call('PUT', 'nonsense', headers)).status).toBe(400);
    expect((await call('PUT', bytes.slice(0, -6), headers)).status).toBe(400);
    expect((await call('PUT', bytes, { 'content-encoding': 'br' })).status).toBe(415);
    expect(await readCurrent(INDICATORS, org)).toMatchObject({ indicators: 1 });
  });

  it('that the ledger could not hear of is not in force', async () => {
    const before = await storeList(INDICATORS, org, [line('192.0.2.7')]);
    await gate.refuseIndicators(org);
    expect((await call('PUT', line('192.0.2.1'))).status).toBe(503);
    expect(await readCurrent(INDICATORS, org)).toMatchObject({ version: before.version });
  });

  it('of two uploads at once the one that began later stays', async () => {
    const earlier = await storeList(INDICATORS, org, [line('192.0.2.1')], false);
    const later = await storeList(INDICATORS, org, [line('192.0.2.2')]);
    expect(await putInForce(INDICATORS, org, earlier, { by: 'user:usr_admin', at: 1 })).toBe(false);
    expect(await readCurrent(INDICATORS, org)).toMatchObject({ version: later.version });
    const both = await Promise.all(
      [1, 2].map(async (n) => {
        const list = await storeList(INDICATORS, `${org}z`, [line(`192.0.2.${n}`)], false);
        return { list, done: putInForce(INDICATORS, `${org}z`, list, { by: 'user:usr_admin', at: n }) };
      }),
    );
    await Promise.all(both.map((b) => b.done));
    const newest = both.map((b) => b.list.version).sort()[1];
    expect(await readCurrent(INDICATORS, `${org}z`)).toMatchObject({ version: newest });
  });

  it('is removed for good, and its absence is told', async () => {
    await call('PUT', line('192.0.2.1'));
    await INDICATORS.put(`indicators/${org}.ndjson`, line('192.0.2.1'));
    expect((await call('DELETE')).status).toBe(200);
    expect(await (await call('GET')).json()).toEqual({ list: null });
    expect((await INDICATORS.get(currentKey(org))) ?? (await INDICATORS.get(`indicators/${org}.ndjson`))).toBeNull();
    expect((await told()).at(-1)).toMatchObject({ body: { change: 'removed' } });
  });

  it('is an admin’s to change', async () => {
    for (const role of ['viewer', 'analyst', 'approver']) {
      expect((await call('PUT', line('192.0.2.1'), {}, role)).status).toBe(403);
      expect((await call('DELETE', undefined, {}, role)).status).toBe(403);
    }
    expect(await told()).toEqual([]);
  });

  it('larger than memory takes at once is sorted through R2; every line is found again and nothing is left over', async () => {
    const LINES = 50_000;
    const note = 'n'.repeat(250);
    const lines = Array.from({ length: LINES }, (_, i) => line(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, { note }));
    const put = vi.spyOn(INDICATORS, 'put');
    const list = await storeList(INDICATORS, org, lines);
    expect(put.mock.calls.filter(([key]) => key.includes('/staging/')).length).toBeGreaterThan(2);
    put.mockRestore();
    expect(list).toMatchObject({ indicators: LINES, byType: { ip: LINES } });
    const current = (await readCurrent(INDICATORS, org))!;
    let found = 0;
    for (let shard = 0; shard < 256; shard++) {
      const text = await readShard(INDICATORS, org, current, shard);
      const prefix = `["${shard.toString(16).padStart(2, '0')}`;
      const there = text.split('\n').filter((l) => l !== '');
      expect(there.every((l) => l.startsWith(prefix) && l.endsWith('}]'))).toBe(true);
      found += there.length;
    }
    expect(found).toBe(LINES);
    const keys = await INDICATORS.list({ prefix: `indicators/${org}/${list.version}/staging/` });
    expect(keys.objects).toEqual([]);
  });

  it('has an end: lines beyond the bound are refused without being kept in memory', async () => {
    const many = `${line('192.0.2.1')}\n`.repeat(10_000);
    const chunk = new TextEncoder().encode(many);
    async function* body() {
      for (let i = 0; i <= LINES_MAX / 10_000; i++) yield chunk;
    }
    // Takes indicators without packing them: what is tried here is the count.
    const packer = {
      add: () => ({ ok: true as const, value: { shard: 0, line: '' } }),
      finish: () => new Uint8Array(),
    };
    const written = await writeList(INDICATORS, org, newId('ind', Date.now()), body(), packer);
    expect(written).toMatchObject({ ok: false, error: { code: 'too_large' } });
  });

  it('that is no more in force is kept for an hour, a broken upload too, then swept', async () => {
    const HOUR_MS = 3_600_000;
    const [old, torn, kept] = [
      await storeList(INDICATORS, org, [line('192.0.2.1')]),
      await storeList(INDICATORS, org, [line('192.0.2.2')], false),
      await storeList(INDICATORS, org, [line('192.0.2.3')]),
    ];
    const other = await storeList(INDICATORS, `${org}x`, [line('192.0.2.1')]);
    const left = async (): Promise<string[]> =>
      (await INDICATORS.list({ prefix: `indicators/${org}/` })).objects.map((o) => o.key.split('/')[2]!);
    await sweepLists(INDICATORS, org, kept.version, Date.now() + HOUR_MS / 2);
    expect(new Set(await left())).toEqual(new Set([old.version, torn.version, kept.version, 'current.json']));
    await sweepLists(INDICATORS, org, kept.version, Date.now() + HOUR_MS + 60_000);
    expect(new Set(await left())).toEqual(new Set([kept.version, 'current.json']));
    expect(await INDICATORS.get(fingerprintsKey(`${org}x`, other.version))).not.toBeNull();
  });
});
