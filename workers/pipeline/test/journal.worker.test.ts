import { createScheduledController, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IntakeJournal, IntakeJournalEnv } from '../../../durable-objects/intake-journal/intake-journal.ts';
import { MAX_PENDING_BYTES, RESEND_MAX_ATTEMPTS } from '../../../durable-objects/intake-journal/limits.ts';
import type { BlockMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { decodeBlock, entryBody } from '../../../src/storage/raw/block.ts';
import worker from '../index.ts';
import { accept, delivery, env, intake, journalName, journalOf, migrateMain, newScope, rows, until } from './world.ts';

beforeAll(migrateMain);

/** The parts of a journal that tests reach into. */
interface Inside {
  env: IntakeJournalEnv;
  pendingBytes: number;
}
const inside = <R>(
  scope: SourceScope,
  f: (journal: Pick<IntakeJournal, 'accept'> & Inside, state: DurableObjectState) => R | Promise<R>,
) =>
  runInDurableObject(journalOf(scope), (j, state) => f(j as unknown as Pick<IntakeJournal, 'accept'> & Inside, state));
const count = (state: DurableObjectState, table: string): number =>
  state.storage.sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`).one().n;

/** Queue messages of this journal go here instead: lost, as a local queue loses them when it is killed. */
async function loseMessages(scope: SourceScope): Promise<BlockMessage[]> {
  const lost: BlockMessage[] = [];
  await inside(scope, (j) => {
    const send = (m: BlockMessage) => {
      lost.push(m);
      return Promise.resolve();
    };
    j.env = { ...j.env, BLOCKS: { send } as unknown as Queue<BlockMessage> };
  });
  return lost;
}
const crash = (scope: SourceScope) =>
  inside(scope, (_, state) => state.abort('killed by the test')).catch(() => undefined);
const arrived = (id: string) => until(async () => (await rows('SELECT id FROM delivery WHERE id = ?', id)).length > 0);
const drained = (scope: SourceScope) =>
  until(async () => {
    const left = await journalOf(scope).poke();
    return left.blocks === 0 && left.bytes === 0;
  });

describe('acceptance', () => {
  it('of deliveries that come together is one commit and one row', async () => {
    const scope = newScope();
    const { parts, ids } = await inside(scope, async (j, state) => {
      const name = journalName(scope);
      const replies = await Promise.all(
        Array.from({ length: 30 }, (_, i) => j.accept(name, delivery(scope, `{"n":${i}}`))),
      );
      return { parts: count(state, 'part'), ids: replies.map((r) => (r.ok ? r.value.delivery : '')) };
    });
    expect(parts).toBe(1);
    expect(new Set(ids).size).toBe(30);
    await drained(scope);
    expect(await rows('SELECT id FROM delivery WHERE org = ?', scope.org)).toHaveLength(30);
    expect(await rows('SELECT DISTINCT block_key FROM delivery WHERE org = ?', scope.org)).toHaveLength(1);
  });

  it('of the same sender’s id is acknowledged again and stored once, small or large', async () => {
    for (const size of [10, 1_500_000]) {
      const scope = newScope();
      const body = 'x'.repeat(size);
      const first = await accept(scope, body, { senderId: 'msg-1' });
      const again = await accept(scope, body, { senderId: 'msg-1' });
      expect(again).toMatchObject({ delivery: first.delivery, duplicate: true });
      await drained(scope);
      expect(await rows('SELECT id FROM delivery WHERE org = ?', scope.org)).toHaveLength(1);
    }
  });

  it('keeps a large binary body byte for byte in a block of its own', async () => {
    const scope = newScope();
    const body = crypto.getRandomValues(new Uint8Array(60_000));
    const large = new Uint8Array(1_800_000);
    for (let i = 0; i < 30; i++) large.set(body, i * 60_000);
    const { delivery: id } = await accept(scope, large);
    await arrived(id);
    const [row] = await rows<{ block_key: string }>('SELECT block_key FROM delivery WHERE id = ?', id);
    const object = await env.RAW.get(row!.block_key);
    const bytes = new Uint8Array(await object!.arrayBuffer());
    const entries = decodeBlock(bytes);
    if (!entries.ok) throw new Error(entries.error);
    expect(entries.value).toHaveLength(1);
    expect(Buffer.compare(entryBody(bytes, entries.value[0]!), large)).toBe(0);
  });

  it('is refused with a time to come back when too much waits, and for what is no delivery', async () => {
    const scope = newScope();
    await inside(scope, (j) => {
      j.pendingBytes = MAX_PENDING_BYTES;
    });
    const reply = await intake().accept(delivery(scope, 'x'));
    expect(reply).toMatchObject({ ok: false, error: { code: 'unavailable', retryAfterSeconds: 30 } });
    for (const bad of [{ org: 'org_a:b' }, { sourceId: 'src_a:b' }, { org: '' }])
      expect(await intake().accept(delivery({ ...scope, ...bad }, 'x'))).toMatchObject({
        ok: false,
        error: { code: 'malformed' },
      });
  });
});

describe('what was acknowledged', () => {
  it('flows after a crash between commit and flush', async () => {
    const scope = newScope();
    await loseMessages(scope);
    const { delivery: id } = await accept(scope, 'x');
    await crash(scope);
    await worker.scheduled(createScheduledController(), env);
    expect(await arrived(id)).toBe(true);
    await drained(scope);
  });

  it('flows after a crash between flush and processing, without any new traffic but the alarm', async () => {
    const scope = newScope();
    const lost = await loseMessages(scope);
    const { delivery: id } = await accept(scope, 'x');
    await until(async () => lost.length === 1);
    await crash(scope);
    expect(await runDurableObjectAlarm(journalOf(scope))).toBe(true);
    await arrived(id);
    const [row] = await rows<{ block_key: string }>('SELECT block_key FROM delivery WHERE id = ?', id);
    expect(row!.block_key).toBe(lost[0]!.key);
    await drained(scope);
  });

  it('always has an alarm within seconds', async () => {
    const scope = newScope();
    await loseMessages(scope);
    await accept(scope, 'x');
    const alarm = await inside(scope, (_, state) => state.storage.getAlarm());
    expect(alarm).toBeGreaterThan(0);
    expect(alarm! - Date.now()).toBeLessThanOrEqual(2_000);
  });

  it('is sent again by the alarm until the block is done, as the same block, and the alarm ends with it', async () => {
    const scope = newScope();
    const lost = await loseMessages(scope);
    await accept(scope, 'x');
    await until(async () => lost.length === 1);
    for (let n = 2; n <= 3; n++) {
      await inside(scope, (_, state) => state.storage.sql.exec('UPDATE block SET due = 0'));
      await runDurableObjectAlarm(journalOf(scope));
      expect(lost).toHaveLength(n);
    }
    expect(new Set(lost.map((m) => m.block)).size).toBe(1);
    await journalOf(scope).done([lost[0]!.block]);
    await runDurableObjectAlarm(journalOf(scope));
    expect(lost).toHaveLength(3);
    expect(await inside(scope, (_, state) => state.storage.getAlarm())).toBeNull();
    expect(await inside(scope, (_, state) => count(state, 'part') + count(state, 'block'))).toBe(0);
  });

  it('survives an outage of R2 and of the queue', async () => {
    const scope = newScope();
    await inside(scope, (j) => {
      const down = () => Promise.reject(new Error('down'));
      j.env = { ...j.env, RAW: { put: down } as unknown as R2Bucket };
    });
    const { delivery: id } = await accept(scope, 'x');
    await until(() =>
      inside(scope, (_, s) => s.storage.sql.exec('SELECT 1 FROM block WHERE attempts = 1').toArray().length === 1),
    );
    await inside(scope, (j, state) => {
      j.env = env;
      state.storage.sql.exec('UPDATE block SET due = 0');
    });
    await journalOf(scope).poke();
    expect(await arrived(id)).toBe(true);
  });

  it('that is never processed becomes a dead letter, and is not sent any more', async () => {
    const scope = newScope();
    const lost = await loseMessages(scope);
    const { delivery: id } = await accept(scope, 'x');
    await until(async () => lost.length === 1);
    await inside(scope, (_, s) => s.storage.sql.exec('UPDATE block SET due = 0, attempts = ?', RESEND_MAX_ATTEMPTS));
    await runDurableObjectAlarm(journalOf(scope));
    expect(lost).toHaveLength(1);
    expect(await rows('SELECT org, kind, delivery, block_key FROM dead_letter WHERE delivery = ?', id)).toEqual([
      { org: scope.org, kind: 'delivery', delivery: id, block_key: lost[0]!.key },
    ]);
    expect(await rows('SELECT verdict FROM delivery WHERE id = ?', id)).toEqual([{ verdict: 'dead' }]);
    expect(await journalOf(scope).poke()).toEqual({ blocks: 0, bytes: 0 });
  });
});
