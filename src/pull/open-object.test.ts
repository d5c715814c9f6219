import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IDLE_MS } from './limits.ts';
import { openObject } from './open-object.ts';
import { BUCKET, GRANT, KEY } from './testing/stage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that answers, sends `chunks`, and then nothing. */
const stalling = (chunks: number) =>
  (async (_url: string, init?: RequestInit) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      start: (c) => init?.signal?.addEventListener('abort', () => c.error(new Error('aborted'))),
      pull: (c) => (sent++ < chunks ? c.enqueue(new Uint8Array(3)) : new Promise<void>(() => undefined)),
    });
    return new Response(body, { headers: { etag: '"e"' } });
  }) as typeof fetch;
const open = (fetch: typeof globalThis.fetch) =>
  openObject(GRANT, { bucket: BUCKET, key: KEY }, { endpoint: 'http://s3.invalid', fetch, now: () => 0 });

it('a body that stops is given up after a while, and one that is only slow is not', async () => {
  const opened = await open(stalling(2));
  if (!opened.ok) throw new Error(opened.error.reason);
  let came = 0;
  const read = (async () => {
    for await (const bytes of opened.value.body) {
      came += bytes.length;
      // Whoever takes long to hand a piece on is no silent server.
      await new Promise((r) => setTimeout(r, 3 * IDLE_MS));
    }
  })();
  const failed = read.then(() => 'read', String);
  await vi.advanceTimersByTimeAsync(6 * IDLE_MS + IDLE_MS / 2);
  expect(came).toBe(6);
  await vi.advanceTimersByTimeAsync(IDLE_MS);
  expect(await failed).toContain('aborted');
});

it('a server that does not answer at all is asked again later', async () => {
  const asked = Promise.withResolvers<void>();
  const silent = ((_url: string, init?: RequestInit) =>
    new Promise((_resolve, reject) => {
      asked.resolve();
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    })) as typeof fetch;
  const opening = open(silent);
  await asked.promise;
  await vi.advanceTimersByTimeAsync(IDLE_MS + 1);
  expect(await opening).toMatchObject({ ok: false, error: { kind: 'later' } });
});

it.each([
  ['a dot', 'AWSLogs/./x.gz'],
  ['two dots', '../x.gz'],
])('a key with %s for a part is not asked for', async (_, key) => {
  const fetch = vi.fn();
  expect(await openObject(GRANT, { bucket: BUCKET, key }, { fetch, now: () => 0 })).toMatchObject({
    error: { kind: 'never' },
  });
  expect(fetch).not.toHaveBeenCalled();
});
