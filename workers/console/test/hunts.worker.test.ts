import { applyD1Migrations, env, SELF, type D1Migration } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/kit/clock.ts';
import { writeHunt } from '../../../src/storage/main/write/hunts.ts';
import type { Env } from '../env.ts';
import { knownHunt } from './seed.ts';

interface FakePipeline {
  told(): Promise<{ started: { org: string; actor: string; body: { from: number; to: number } }[]; changed: string[] }>;
}
const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
const pipeline = bindings.RETRO_HUNTS as unknown as FakePipeline;

const call = (path: string, org = 'org_a', init: RequestInit = {}) =>
  SELF.fetch(`https://console.test/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer vdt_admin_${org}`, 'content-type': 'application/json' },
  });
const post = (path: string, body?: unknown) =>
  call(path, 'org_a', { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

beforeAll(async () => {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
  for (let n = 0; n < 5; n++) await writeHunt(bindings.DB, 'org_a', knownHunt(`hunt_${n}`, { startedAt: 1_000 + n }));
});

describe('hunts', () => {
  it('are started for the last thirty days unless a time is said', async () => {
    const now = Date.now();
    const response = await post('/hunts', { what: { kind: 'rule', rule: 'r' } });
    expect(response.status).toBe(202);
    const last = (await pipeline.told()).started.at(-1)!;
    expect(last).toMatchObject({ org: 'org_a', actor: expect.stringMatching(/^user:/) as string });
    expect(last.body.to - last.body.from).toBe(30 * DAY_MS);
    expect(Math.abs(last.body.to - now)).toBeLessThan(60_000);
    expect((await post('/hunts', { what: { kind: 'everything' } })).status).toBe(400);
    expect((await post('/hunts', { what: { kind: 'rule', rule: 'r' }, maxBytes: 1e15 })).status).toBe(400);
  });

  it('are listed page by page without their matches, and shown with them', async () => {
    const first = await (await call('/hunts?limit=3')).json<{ items: { id: string }[]; next: string }>();
    expect(first.items.map((h) => h.id)).toEqual(['hunt_4', 'hunt_3', 'hunt_2']);
    expect(first.items[0]).not.toHaveProperty('samples');
    const rest = await (await call(`/hunts?limit=3&cursor=${first.next}`)).json<{ items: { id: string }[] }>();
    expect(rest.items.map((h) => h.id)).toEqual(['hunt_1', 'hunt_0']);
    expect(rest).not.toHaveProperty('next');
    expect(await (await call('/hunts/hunt_2')).json()).toEqual(knownHunt('hunt_2', { startedAt: 1_002 }));
    expect((await call('/hunts/hunt_2', 'org_b')).status).toBe(404);
  });

  it('begin at once when a rule is enabled: the pipeline is told', async () => {
    const before = (await pipeline.told()).changed.length;
    const response = await call('/rules/known-rule/state', 'org_a', {
      method: 'PUT',
      body: JSON.stringify({ state: 'enabled' }),
    });
    expect(response.status).toBe(200);
    expect((await pipeline.told()).changed.slice(before)).toEqual(['org_a']);
  });
});
