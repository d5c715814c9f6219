import { env, SELF } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { OLD_KEY } from './grants.ts';
import { byEventBridge, TRAIL_RECORD } from './senders.ts';

const { SOURCE_KEYS } = env as unknown as { SOURCE_KEYS: { usedKeys(): Promise<string[]> } };

it('the gate hears after the answer which of two keys a sender has, once however much it sends, and never of a guess', async () => {
  const send = async (key: string) => {
    const { headers, body } = byEventBridge(JSON.stringify(TRAIL_RECORD), { 'x-api-key': key });
    return (await SELF.fetch('https://ingest.test/in/src_rotating', { method: 'POST', headers, body })).status;
  };
  expect(await send('a-guess')).toBe(401);
  for (let i = 0; i < 5; i++) expect(await send(OLD_KEY)).toBe(202);
  await expect.poll(() => SOURCE_KEYS.usedKeys(), { timeout: 4_000 }).toEqual(['src_rotating key_old']);
});
