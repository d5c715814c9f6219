import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BlockEntry } from '../../../src/contracts/delivery.ts';
import type { PullMessage } from '../../../src/contracts/pull.ts';
import { client } from '../../../src/ingest/sources/aws/s3/client.ts';
import { depsOf } from '../deps.ts';
import worker, { PulledIntake } from '../index.ts';
import { processDelivery, type BatchContext } from '../process-delivery.ts';
import { replay } from '../replay.ts';
import { stages } from '../stages.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import { env, migrateMain, newScope } from './world.ts';

beforeAll(migrateMain);

const [trail] = client.samples(Date.now());
const notification = (bucket: string, key: string) => ({
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  eventTime: new Date().toISOString(),
  s3: { bucket: { name: bucket }, object: { key, eTag: 'tag' } },
});

/** What a delivery of a source of this kind comes to. */
async function outcomeOf(kind: string, body: unknown, more: Partial<BlockEntry> = {}) {
  const scope = newScope(kind);
  const entry: BlockEntry = {
    id: 'dlv_1',
    scope,
    contentType: 'application/json',
    acceptedAt: 1_000,
    offset: 0,
    length: 0,
    ...more,
  };
  const context = {
    now: Date.now(),
    rules: await depsOf(env).rules(scope.org),
    isDuplicate: () => false,
    observables: { add: () => undefined },
    sightings: { add: () => undefined },
  } as unknown as BatchContext;
  return { scope, outcome: await processDelivery(stages, context, entry, utf8(JSON.stringify(body))) };
}

describe('a delivery that announces objects', () => {
  it('names them for its own organisation, whatever kind of source brought it; each is an event too', async () => {
    for (const [kind, body] of [
      ['aws.s3', trail],
      ['aws.eventbridge', trail],
      ['standard.webhook', { Records: [notification('b-1', 'AWSLogs/a+b.json.gz')] }],
    ] as const) {
      const { scope, outcome } = await outcomeOf(kind, body);
      expect(outcome).toMatchObject({ verdict: 'processed', events: 1, rejected: 0 });
      expect(outcome.pulls).toMatchObject([{ v: 1, org: scope.org, via: scope.sourceId, announcedAt: 1_000 }]);
    }
  });

  it('of a test fetches nothing', async () => {
    const { outcome } = await outcomeOf('aws.s3', trail, { test: true });
    expect(outcome.pulls).toEqual([]);
    expect(outcome.events).toBe(1);
  });

  it('that says no time is no fault: CloudTrail’s own message', async () => {
    const { outcome } = await outcomeOf('standard.webhook', { s3Bucket: 'b-1', s3ObjectKey: ['AWSLogs/x.json.gz'] });
    expect(outcome).toMatchObject({ verdict: 'processed', rejected: 0 });
    expect(outcome.pulls).toMatchObject([{ bucket: 'b-1', key: 'AWSLogs/x.json.gz' }]);
  });

  it('that names no bucket is told with its place', async () => {
    const { outcome } = await outcomeOf('standard.webhook', { Records: [notification('../b', 'k')] });
    expect(outcome.deadLetters).toMatchObject([{ reason: 'the announcement names no bucket' }]);
    expect(outcome.pulls).toEqual([]);
  });
});

it('keys of control characters, which JSON makes six times as long, hold no block up, and each is sent on once', async () => {
  const { org } = newScope();
  const messages = Array.from({ length: 60 }, (_, n) => {
    const key = `${String(n)}/CloudTrail/${'\u0001'.repeat(990)}.json.gz`;
    return { v: 1 as const, org, via: 'src_1', bucket: 'b-1', key, announcedAt: 1 };
  });
  const calls: number[] = [];
  let sent = 0;
  const PULLS = {
    sendBatch: async (batch: readonly MessageSendRequest[]) => {
      sent += batch.length;
      calls.push(JSON.stringify(batch.map((m) => m.body)).length);
    },
  } as unknown as typeof env.PULLS;
  await depsOf({ ...env, PULLS }).pull([...messages, ...messages]);
  // What a queue takes in one call; more of it fails, and the block with it, with its neighbours.
  expect(Math.max(...calls)).toBeLessThan(256_000);
  expect(sent).toBe(messages.length);
});

it('the puller’s way in takes pieces of objects, and neither announcements nor what other senders sign', async () => {
  const way = new PulledIntake(createExecutionContext(), env);
  const piece = { v: 1 as const, contentType: 'application/json', receivedAt: 1, body: new ArrayBuffer(2) };
  const ofPiece = { scope: newScope('aws.s3'), facts: { pulled: 'cloudtrail', from: '0' } };
  expect(await way.accept({ ...piece, ...ofPiece })).toMatchObject({ ok: true });
  for (const other of [
    { ...ofPiece, scope: newScope('okta.event-hook') },
    { ...ofPiece, facts: {} },
    { scope: newScope('aws.s3') },
  ])
    expect(await way.accept({ ...piece, ...other })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
});

describe('an object that was given up', () => {
  it('becomes a dead letter with its place, from which it is asked for again', async () => {
    const { org } = newScope();
    const body: PullMessage = {
      v: 1,
      org,
      via: 'src_sns',
      bucket: 'b-1',
      key: 'AWSLogs/x.json.gz',
      etag: 'tag',
      announcedAt: 5,
      held: true,
      reason: 'the body is not JSON',
      place: 'Records[7]',
    };
    const batch = createMessageBatch('vedette-pulls-dead', [{ id: 'm0', timestamp: new Date(), attempts: 1, body }]);
    await worker.queue(batch, env);
    expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual(['m0']);
    const letter = await env.DB.prepare('SELECT * FROM dead_letter WHERE org = ?').bind(org).first<{ id: string }>();
    expect(letter).toMatchObject({
      origin: 'vedette-pulls',
      reason: 'the body is not JSON',
      place: 's3://b-1/AWSLogs/x.json.gz Records[7]',
      source_id: 'src_sns',
    });
    const pulled: PullMessage[] = [];
    const deps = { ...depsOf(env), pull: async (m: readonly PullMessage[]) => void pulled.push(...m) };
    expect(await replay(deps, { v: 1, org, id: letter!.id, actor: 'user:usr_1' })).toEqual({
      ok: true,
      value: { replayed: true },
    });
    const { reason: _reason, place: _place, held: _held, ...rest } = body;
    expect(pulled).toEqual([{ ...rest, again: true, announcedAt: expect.any(Number) as number }]);
  });
});
