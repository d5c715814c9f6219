import { env, SELF } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { RefusalReport } from '../../../src/contracts/rpc-sources.ts';
import { byEventBridge, TRAIL_RECORD, type Sent } from './senders.ts';

const { INTAKE } = env as unknown as { INTAKE: { reports(): Promise<RefusalReport[]>; reset(): Promise<void> } };
const send = async ({ path, headers, body }: Sent): Promise<number> =>
  (await SELF.fetch(`https://ingest.test${path}`, { method: 'POST', headers, body })).status;

it('what a source turns away is counted by reason and told within seconds; what nobody owns is not', async () => {
  await INTAKE.reset();
  const text = JSON.stringify(TRAIL_RECORD);
  const wrong = byEventBridge(text, { 'x-api-key': 'a-guess-that-must-not-be-kept' });
  expect(await send({ ...wrong, path: '/in/src_nobody' })).toBe(401);
  expect(await send({ ...wrong, path: '/in/src_disabled' })).toBe(401);
  expect(await send(wrong)).toBe(401);
  expect(await send(wrong)).toBe(401);
  expect(await send(byEventBridge('{"half', {}))).toBe(400);
  expect(await send(byEventBridge(text, { 'content-type': 'text/html' }))).toBe(415);
  expect(await send(byEventBridge(text))).toBe(202);
  const counted = async () => {
    const sums: Record<string, number> = {};
    for (const { org, source, counts } of await INTAKE.reports())
      for (const { code, count } of counts)
        sums[`${org} ${source} ${code}`] = (sums[`${org} ${source} ${code}`] ?? 0) + count;
    return sums;
  };
  await expect.poll(counted, { timeout: 9_000, interval: 200 }).toEqual({
    'org_tests src_events unauthenticated': 2,
    'org_tests src_events malformed': 1,
    'org_tests src_events unsupported_media': 1,
  });
  expect((await INTAKE.reports()).length).toBeLessThanOrEqual(2);
  expect(JSON.stringify(await INTAKE.reports())).not.toContain('guess');
}, 15_000);
