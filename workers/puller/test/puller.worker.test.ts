import {
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ObjectPull } from '../../../durable-objects/object-pull/object-pull.ts';
import type { PullMessage } from '../../../src/contracts/pull.ts';
import { objectId } from '../../../src/pull/book.ts';
import type { Env } from '../env.ts';
import worker from '../index.ts';

interface Taken {
  readonly from: string;
  readonly encoding: string;
}
const testEnv = env as unknown as Omit<Env, 'OBJECT_PULL'> & {
  OBJECT_PULL: DurableObjectNamespace<ObjectPull>;
  INTAKE: { taken(org: string): Promise<Taken[]> };
};
const BUCKET = 'trail-logs';
const KEY = 'AWSLogs/1/CloudTrail/x.json.gz';
const file = gzipSync(
  JSON.stringify({
    Records: Array.from({ length: 1_234 }, (_, n) => ({
      eventSource: 'iam.amazonaws.com',
      eventName: 'ListUsers',
      eventTime: '2026-01-10T12:00:00Z',
      eventID: `id-${n}`,
    })),
  }),
);

let org: string;
let asked: number;
let n = 0;
/** Stands for S3 on the network; everything between the queue and `fetch` is real. */
beforeEach(() => {
  org = `org_p${Date.now().toString(36)}${n++}`;
  asked = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    asked++;
    return new Response(file, { headers: { etag: '"tag"' } });
  });
});
afterEach(() => vi.restoreAllMocks());

const message = (more: Partial<PullMessage> = {}): PullMessage => ({
  v: 1,
  org,
  via: 'src_sns',
  bucket: BUCKET,
  key: KEY,
  etag: 'tag',
  announcedAt: Date.now(),
  ...more,
});
async function consume(...bodies: unknown[]) {
  const dead: PullMessage[] = [];
  const PULLS_DEAD = { send: async (m: PullMessage) => void dead.push(m) } as unknown as Queue<PullMessage>;
  const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch('vedette-pulls', messages);
  await worker.queue(batch, { ...testEnv, PULLS_DEAD });
  return { dead, result: await getQueueResult(batch, createExecutionContext()) };
}
const book = () => testEnv.OBJECT_PULL.getByName(`${org}:${BUCKET}`);
const taken = async () => (await testEnv.INTAKE.taken(org)).map((t) => t.from);

describe('the puller', () => {
  it('hands an announced object in piece by piece, once, also when it is announced twice in a batch', async () => {
    const { result, dead } = await consume(message(), message({ via: 'src_other' }));
    expect(result.explicitAcks).toEqual(['m0', 'm1']);
    expect(dead).toEqual([]);
    expect(await taken()).toEqual(['0', '500', '1000']);
    expect(asked).toBe(1);
    await consume(message());
    expect(asked).toBe(1);
    expect(await book().tally()).toEqual({ delivered: 1 });
  });

  it('sends round again what somebody began and never ended, and it goes on where it was', async () => {
    const id = objectId(BUCKET, KEY, 'tag');
    const begun = await book().begin(id, message());
    expect(begun).toMatchObject({ state: 'yours', records: 0 });
    await book().progress(id, 1, { records: 1_000, pieces: 2 });
    const sent: PullMessage[] = [];
    await runInDurableObject(book(), async (object: ObjectPull, state) => {
      const PULLS = {
        sendBatch: async (batch: { body: PullMessage }[]) => void sent.push(...batch.map((m) => m.body)),
      };
      Object.assign(object, { env: { ...testEnv, PULLS } });
      // As if the lease and what comes after it were over.
      state.storage.sql.exec('UPDATE object SET due = 1, until = 1');
    });
    expect(await runDurableObjectAlarm(book())).toBe(true);
    expect(sent).toMatchObject([{ org, key: KEY, etag: 'tag' }]);
    await consume(sent[0]);
    expect(await taken()).toEqual(['1000']);
    // Whoever had it before is told that it is another's by now.
    expect(await book().progress(id, 1, { records: 1_234, pieces: 3 })).toBe(false);
  });

  it('opens no book for what no source covers, and tells once', async () => {
    const other = { bucket: 'elsewhere' };
    const { result, dead } = await consume(
      message({ key: 'private/a.gz', ...other }),
      message({ key: 'private/b.gz', ...other }),
    );
    expect(result.explicitAcks).toHaveLength(2);
    expect(dead).toHaveLength(1);
    expect(dead[0]).toMatchObject({ reason: 'no source covers this object' });
    expect(asked).toBe(0);
  });

  it('sends a message that is none towards the dead letters', async () => {
    const { result } = await consume({ v: 1, org: 'nobody' });
    expect(result.retryMessages).toHaveLength(1);
  });
});
