import { describe, expect, it } from 'vitest';
import type { DeliveryInput } from '../../src/contracts/delivery.ts';
import { utf8 } from '../../src/kit/bytes.ts';
import { migrate } from '../../src/kit/sql.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import { encodeBlock, decodeBlock, entryBody } from '../../src/storage/raw/block.ts';
import { commitGroup } from './group.ts';
import { BLOCK_TARGET_BYTES, RESEND_CAP_MS, resendAfterMs } from './limits.ts';
import { JOURNAL_MIGRATIONS } from './migrations.ts';
import { JournalStore, SENDER_MEMORY_MS } from './store.ts';

function newStore(): JournalStore {
  const sql = nodeSqlite();
  migrate(sql, JOURNAL_MIGRATIONS);
  return new JournalStore(sql);
}
const delivery = (body: string | Uint8Array, senderId?: string): DeliveryInput => ({
  v: 1,
  scope: { org: 'org_a', sourceId: 'src_a', kind: 'standard.webhook', accounts: [] },
  ...(senderId === undefined ? {} : { senderId }),
  contentType: 'application/json',
  receivedAt: 1,
  body: (typeof body === 'string' ? utf8(body) : body).slice().buffer,
});
const block = (id: string, first: number, last: number, due = 0) => ({
  id,
  key: `k/${id}`,
  first,
  last,
  bytes: 1,
  stored: 0,
  due,
});

describe('a group commit', () => {
  it('keeps every body byte for byte in one part', () => {
    const store = newStore();
    const bodies = [new Uint8Array([0, 255, 128]), utf8('text'), new Uint8Array()];
    const { replies, parts } = commitGroup(
      store,
      bodies.map((b) => delivery(b)),
      5,
    );
    expect(parts).toHaveLength(1);
    expect(new Set(replies.map((r) => r.delivery)).size).toBe(3);
    const bytes = encodeBlock(store.parts(1, 1));
    const entries = decodeBlock(bytes);
    expect(entries.ok && entries.value.map((e) => [...entryBody(bytes, e)])).toEqual(bodies.map((b) => [...b]));
  });

  it('makes a further part before a row would be too large', () => {
    const half = new Uint8Array(BLOCK_TARGET_BYTES * 0.6);
    const { parts } = commitGroup(newStore(), [delivery(half), delivery(half), delivery('x')], 5);
    expect(parts.map((p) => p.entries.length)).toEqual([1, 2]);
    expect(parts[1]!.entries.map((e) => e.offset)).toEqual([0, half.byteLength]);
  });

  it('acknowledges a repetition with the first delivery, in the same group or a day later, and not after', () => {
    const store = newStore();
    const { replies, parts } = commitGroup(store, [delivery('a', 'x'), delivery('a', 'x'), delivery('a')], 5);
    expect(replies.map((r) => r.duplicate)).toEqual([false, true, false]);
    expect(replies[1]!.delivery).toBe(replies[0]!.delivery);
    expect(parts[0]!.entries).toHaveLength(2);
    expect(store.knownSender('x', 5 + SENDER_MEMORY_MS)).toBe(replies[0]!.delivery);
    const [later] = commitGroup(store, [delivery('a', 'x')], 6 + SENDER_MEMORY_MS).replies;
    expect(later!.duplicate).toBe(false);
    expect(store.knownSender('x', 6 + SENDER_MEMORY_MS)).toBe(later!.delivery);
  });

  it('tells long sender ids apart', () => {
    const store = newStore();
    const long = 'x'.repeat(500);
    expect(
      commitGroup(store, [delivery('a', `${long}1`), delivery('a', `${long}2`)], 5).replies.map((r) => r.duplicate),
    ).toEqual([false, false]);
  });
});

describe('the journal’s rows', () => {
  it('of parts that no block holds are found again, and those of done blocks are gone', () => {
    const store = newStore();
    for (const body of ['a', 'b', 'c']) commitGroup(store, [delivery(body)], 5);
    store.addBlock(block('blk_1', 1, 1));
    store.addBlock(block('blk_2', 2, 2));
    expect(store.looseParts().map((p) => p.seq)).toEqual([3]);
    store.done(['blk_2', 'blk_unknown']);
    expect(store.looseParts().map((p) => p.seq)).toEqual([3]);
    store.done(['blk_1']);
    expect(store.pending()).toEqual({ blocks: 0, bytes: 1 });
    expect(store.looseParts().map((p) => p.seq)).toEqual([3]);
  });

  it('never give a part’s number away twice: a block’s id is made from it', () => {
    const store = newStore();
    commitGroup(store, [delivery('a')], 5);
    store.addBlock(block('blk_1', 1, 1));
    store.done(['blk_1']);
    expect(commitGroup(store, [delivery('b')], 5).parts[0]!.seq).toBe(2);
  });

  it('bring forward only as many blocks as asked, the next ones first', () => {
    const store = newStore();
    for (let i = 1; i <= 5; i++) store.addBlock(block(`blk_${i}`, i, i, 1000 + i));
    store.hasten(10, 2);
    expect(store.due(10, 99).map((b) => b.id)).toEqual(['blk_1', 'blk_2']);
    expect(store.nextDue()).toBe(10);
  });

  it('of senders are bounded in age and number', () => {
    const store = newStore();
    store.claimSender('old', 'dlv_1', 1);
    store.claimSender('new', 'dlv_2', 10);
    store.purgeSenders(2 + SENDER_MEMORY_MS);
    expect(store.knownSender('old', 1)).toBeUndefined();
    expect(store.knownSender('new', 10)).toBe('dlv_2');
    for (let i = 0; i < 9; i++) store.claimSender(`s${i}`, `dlv_s${i}`, 20 + i);
    store.purgeSenders(30, 3);
    expect(Array.from({ length: 9 }, (_, i) => store.knownSender(`s${i}`, 30) !== undefined)).toEqual([
      ...Array.from({ length: 6 }, () => false),
      true,
      true,
      true,
    ]);
  });
});

it('a block is sent again ever more rarely', () => {
  expect([0, 1, 2].map(resendAfterMs)).toEqual([30_000, 60_000, 120_000]);
  expect(resendAfterMs(99)).toBe(RESEND_CAP_MS);
});
