import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedItem, StreamMessage, Topic } from '../../src/contracts/feed.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import { catchUp, command, subscribe, WINDOW_ITEMS, type Attachment } from './listener.ts';
import { FeedStore, KEPT_ITEMS, KEPT_MS } from './store.ts';

const WHO: Attachment['listener'] = { v: 1, org: 'org_a', user: 'usr_a', key: 'ses_a', role: 'viewer', expiresAt: 1 };
const FRESH: Attachment = { listener: WHO, topics: [], scanned: 0, sent: 0, acked: 0, faults: 0 };
const newStore = () => new FeedStore(nodeSqlite());
const item = (topic: Topic, key: string, version = 1, data: Record<string, unknown> = { key, version }) => ({
  topic,
  key,
  version,
  at: 1,
  data,
});
const itemsOf = (messages: readonly StreamMessage[]): FeedItem[] =>
  messages.flatMap((m) => (m.type === 'items' ? m.items : []));

describe('what is news', () => {
  it('a version that is no higher and words that were said before are not', () => {
    const store = newStore();
    expect(store.append([item('incidents', 'inc_a', 2, { phase: 'hold' })], 1)).toHaveLength(1);
    expect(store.append([item('incidents', 'inc_a', 2, { phase: 'closed' })], 1)).toEqual([]);
    expect(store.append([item('incidents', 'inc_a', 1, { phase: 'triage' })], 1)).toEqual([]);
    expect(store.append([item('incidents', 'inc_a', 3, { phase: 'hold' })], 1)).toEqual([]);
    // The version of the words that were no news counts all the same.
    expect(store.append([item('incidents', 'inc_a', 3, { phase: 'closed' })], 1)).toEqual([]);
    expect(store.append([item('incidents', 'inc_a', 4, { phase: 'closed' })], 1)).toHaveLength(1);
  });

  it('one key in two topics is two things', () => {
    const store = newStore();
    expect(store.append([item('incidents', 'inc_a'), item('approvals', 'inc_a')], 1)).toHaveLength(2);
  });

  it('items older than a day are dropped, and numbers never begin again', () => {
    const store = newStore();
    store.append([item('findings', 'a')], 1);
    const [b] = store.append([item('findings', 'b')], KEPT_MS + 2);
    expect(b!.seq).toBe(2);
    expect(store.floor()).toBe(1);
    expect(KEPT_ITEMS).toBeGreaterThan(WINDOW_ITEMS);
  });
});

describe('a listener', () => {
  it('with a cursor gets what came since, without one only what comes', () => {
    const store = newStore();
    for (const k of ['a', 'b', 'c']) store.append([item('findings', k)], 1);
    expect(itemsOf(subscribe(FRESH, ['findings'], 1, store).send).map((i) => i.key)).toEqual(['b', 'c']);
    expect(itemsOf(subscribe(FRESH, ['findings'], undefined, store).send)).toEqual([]);
  });

  it('is told to ask anew where its cursor is older than what is kept, or of another feed', () => {
    const store = newStore();
    store.append([item('findings', 'a')], 1);
    store.append([item('findings', 'b')], KEPT_MS + 2);
    expect(subscribe(FRESH, ['findings'], 0, store).send).toContainEqual({ type: 'reset', seq: 2 });
    expect(subscribe(FRESH, ['findings'], 99, store).send).toContainEqual({ type: 'reset', seq: 2 });
    expect(subscribe(FRESH, ['findings'], 1, store).send.some((m) => m.type === 'reset')).toBe(false);
  });

  it('that acknowledges nothing gets a window and no more; an acknowledgement brings the rest', () => {
    const store = newStore();
    store.append(
      Array.from({ length: 2 * WINDOW_ITEMS + 10 }, (_, i) => item('findings', `f${i}`)),
      1,
    );
    const first = subscribe(FRESH, ['findings'], 0, store);
    expect(itemsOf(first.send)).toHaveLength(WINDOW_ITEMS);
    expect(itemsOf(catchUp(first.next, store).send)).toEqual([]);
    const second = command(first.next, JSON.stringify({ type: 'ack', seq: WINDOW_ITEMS }), store);
    expect(itemsOf(second.send)).toHaveLength(WINDOW_ITEMS);
    const ahead = command(first.next, JSON.stringify({ type: 'ack', seq: 10 ** 9 }), store);
    expect(itemsOf(ahead.send)).toHaveLength(WINDOW_ITEMS);
  });

  it('of a quiet topic is not held back by the noise of another', () => {
    const store = newStore();
    let a = subscribe(FRESH, ['approvals'], 0, store).next;
    let got = 0;
    for (let round = 0; round < 3; round++) {
      store.append([item('approvals', `p${round}`)], 1);
      store.append(
        Array.from({ length: 2 * WINDOW_ITEMS }, (_, i) => item('findings', `f${round}-${i}`)),
        1,
      );
      const step = catchUp(a, store);
      got += itemsOf(step.send).length;
      a = itemsOf(step.send).reduce(
        (x, i) => command(x, JSON.stringify({ type: 'ack', seq: i.seq }), store).next,
        step.next,
      );
    }
    expect(got).toBe(3);
  });

  it('whose messages are none is told so, and shown out after ten', () => {
    const store = newStore();
    let a = FRESH;
    for (const text of ['', '{', '[]', 'x'.repeat(5_000), '{"type":"publish"}', 'null', '1', '""', '{"type":"ack"}']) {
      const step = command(a, text, store);
      expect(step.send[0]).toMatchObject({ type: 'error' });
      expect(step.close).toBeUndefined();
      a = step.next;
    }
    expect(command(a, '{}', store).close).toMatchObject({ code: 1008 });
  });

  it('that remembers its cursor gets every item of its topics once and in order, however publishing, acknowledging and breaking off interleave', () => {
    const move = fc.oneof(
      fc.record({
        kind: fc.constant('publish' as const),
        n: fc.integer({ min: 1, max: 700 }),
        topic: fc.constantFrom<Topic>('findings', 'incidents'),
      }),
      fc.record({ kind: fc.constant('ack' as const) }),
      fc.record({ kind: fc.constant('break' as const) }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        const store = newStore();
        const published: number[] = [];
        const got: number[] = [];
        let cursor = 0;
        let a = FRESH;
        const take = (step: { next: Attachment; send: readonly StreamMessage[] }) => {
          a = step.next;
          for (const i of itemsOf(step.send)) {
            got.push(i.seq);
            cursor = i.seq;
          }
        };
        take(subscribe(FRESH, ['findings'], 0, store));
        let n = 0;
        for (const m of moves) {
          if (m.kind === 'publish') {
            const news = store.append(
              Array.from({ length: m.n }, () => item(m.topic, `k${n++}`)),
              1,
            );
            if (m.topic === 'findings') published.push(...news.map((i) => i.seq));
            take(catchUp(a, store));
          } else if (m.kind === 'ack') take(command(a, JSON.stringify({ type: 'ack', seq: cursor }), store));
          else take(subscribe(FRESH, ['findings'], cursor, store));
        }
        for (let i = 0; i < 20; i++) take(command(a, JSON.stringify({ type: 'ack', seq: cursor }), store));
        expect(got).toEqual(published);
      }),
      { numRuns: 60 },
    );
  });
});
