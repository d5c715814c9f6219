import { expect, it } from 'vitest';
import type { SourceGrant } from '../contracts/access.ts';
import { failure } from '../kit/errors.ts';
import { err, ok } from '../kit/result.ts';
import { createApp } from './app.ts';
import { Grants } from './grants.ts';
import { SourceRates } from './rate.ts';
import { sources } from './sources/registry.ts';

const GRANT: SourceGrant = {
  v: 1,
  id: 'src_real',
  org: 'org_tests',
  kind: 'vedette.telemetry',
  accounts: [],
  secrets: ['a-secret'],
  enabled: true,
  ratePerMinute: 0,
};

/** Ingest whose rate limit lets ten requests of a key pass. */
function ingest() {
  const looked: string[] = [];
  const counts = new Map<string, number>();
  let now = 0;
  const grants = new Grants();
  const app = createApp(() => ({
    sources,
    grants,
    rates: new SourceRates(),
    keys: {
      lookup({ source }) {
        looked.push(source);
        return Promise.resolve(source === GRANT.id ? GRANT : null);
      },
    },
    intake: { accept: () => Promise.resolve(ok({ delivery: 'dlv_1', acceptedAt: 0, duplicate: false })) },
    rate: {
      limit({ key }) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return Promise.resolve({ success: counts.get(key)! <= 10 });
      },
    },
    outside: { get: () => Promise.resolve(err(failure('unavailable', 'nobody answers there'))) },
    now: () => now,
    log: () => {},
  }));
  const send = async (id: string) => {
    const response = await app.request(`/in/${id}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer a-secret',
        'cf-connecting-ip': '203.0.113.7',
      },
      body: '{"event_id":"1","source":"s","event_type":"t","payload":{}}',
    });
    return response.status;
  };
  return { send, looked, pass: (ms: number) => (now += ms) };
}

it('whoever makes up ids of sources has the gate look for few of them, and stops no sender that is known', async () => {
  const { send, looked, pass } = ingest();
  expect(await send('src_real')).toBe(202);
  const statuses: number[] = [];
  for (let i = 0; i < 30; i++) statuses.push(await send(`src_guess-${i}`));
  expect(statuses.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 401));
  expect(statuses.slice(9).every((status) => status === 429)).toBe(true);
  expect(looked).toHaveLength(10);
  // From the same address, when its grant must be asked for anew.
  pass(60_000);
  expect(await send('src_real')).toBe(202);
  expect(looked).toHaveLength(11);
});
