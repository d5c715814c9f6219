import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedItem, StreamMessage, Topic } from '../../src/contracts/feed.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import {
  attachmentOf,
  catchUp,
  command as commandAt,
  COMMANDS_MAX,
  subscribe,
  WINDOW_ITEMS,
  type Attachment,
  type Log,
} from './listener.ts';
import { tellMetrics } from './metrics.ts';
import { FeedStore, KEPT_ITEMS, KEPT_MS } from './store.ts';

const WHO: Attachment['listener'] = { v: 1, org: 'org_a', user: 'usr_a', key: 'ses_a', role: 'viewer', expiresAt: 1 };
const FRESH = attachmentOf(WHO);
const command = (a: Attachment, text: string, log: Log, now = 1) => commandAt(a, text, log, now);
const TOPICS: readonly Topic[] = ['findings', 'metrics'];
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

  it('that begins anew over and over, reading or not, is told the log no faster than it could read it', () => {
    const store = newStore();
    store.append(
      Array.from({ length: 500 }, (_, i) => item('findings', `f${i}`)),
      1,
    );
    const anew = '{"type":"subscribe","topics":["findings"],"cursor":0}';
    let a = subscribe(FRESH, ['findings'], 0, store).next;
    let told = 0;
    let closed = 0;
    for (let i = 0; i < COMMANDS_MAX && closed === 0; i++) {
      const step = command(a, anew, store);
      told += itemsOf(step.send).length;
      closed = step.close?.code ?? 0;
      a = step.next;
    }
    expect(told).toBeGreaterThan(500);
    expect(told).toBeLessThanOrEqual(3 * WINDOW_ITEMS);
    expect(closed).toBe(1008);
  });

  it('that changes its topics now and then is heard', () => {
    const store = newStore();
    store.append([item('findings', 'a')], 1);
    let a = FRESH;
    for (let at = 0; at < 100_000; at += 1_000) {
      const step = command(a, '{"type":"subscribe","topics":["findings"],"cursor":0}', store, at);
      expect(itemsOf(step.send)).toHaveLength(1);
      a = step.next;
    }
    expect(a.faults).toBe(0);
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

  it('that talks without end is told to slow down, and shown out; after a while it counts anew', () => {
    const store = newStore();
    store.append([item('findings', 'a')], 1);
    let a = subscribe(FRESH, ['findings'], 0, store).next;
    for (let i = 0; i < COMMANDS_MAX; i++) {
      const step = command(a, '{"type":"ping"}', store);
      expect(step.send).toEqual([{ type: 'pong', seq: 1 }]);
      a = step.next;
    }
    expect(command(a, '{"type":"ping"}', store, 20_000).send).toEqual([{ type: 'pong', seq: 1 }]);
    for (let i = 1; i < 10; i++) {
      const step = command(a, '{"type":"ping"}', store);
      expect(step).toMatchObject({ send: [{ type: 'error' }] });
      expect(step.close).toBeUndefined();
      a = step.next;
    }
    expect(command(a, '{"type":"ping"}', store).close).toMatchObject({ code: 1008 });
  });

  it('that acknowledges every message of all that is kept stays within its rate', () => {
    const store = newStore();
    for (let i = 0; i < KEPT_ITEMS; i += 1_000)
      store.append(
        Array.from({ length: 1_000 }, (_, n) => item('findings', `f${i + n}`)),
        1,
      );
    let step = subscribe(FRESH, ['findings'], 0, store);
    const queue = [...step.send];
    let got = 0;
    for (let m = queue.shift(); m !== undefined; m = queue.shift()) {
      if (m.type !== 'items') continue;
      got += m.items.length;
      step = command(step.next, JSON.stringify({ type: 'ack', seq: m.items.at(-1)!.seq }), store);
      queue.push(...step.send);
    }
    expect(got).toBe(KEPT_ITEMS);
  });

  it('gets large items in messages of bounded size', () => {
    const store = newStore();
    const words = 'x'.repeat(40_000);
    store.append(
      Array.from({ length: 30 }, (_, i) => item('findings', `f${i}`, 1, { i, words })),
      1,
    );
    const { send } = subscribe(FRESH, ['findings'], 0, store);
    expect(itemsOf(send)).toHaveLength(30);
    for (const m of send) expect(JSON.stringify(m).length).toBeLessThan(300_000);
  });

  it('of counts hears them at its own place in the log, so that they skip nothing it has still to get', () => {
    const store = newStore();
    const none = subscribe(FRESH, ['metrics'], undefined, store).next;
    const sum = { deliveries: 1, events: 2, rejected: 0, findings: 0 };
    expect(itemsOf(tellMetrics(none, sum, 5).send)).toMatchObject([{ seq: 0, data: sum }]);
    store.append(
      Array.from({ length: WINDOW_ITEMS + 5 }, (_, i) => item('findings', `f${i}`)),
      1,
    );
    const slow = subscribe(FRESH, ['findings', 'metrics'], 0, store).next;
    expect(itemsOf(tellMetrics(slow, sum, 5).send)[0]!.seq).toBe(WINDOW_ITEMS);
    expect(tellMetrics(subscribe(FRESH, ['findings'], 0, store).next, sum, 5).send).toEqual([]);
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
      fc.record({ kind: fc.constant('count' as const) }),
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
            if (i.topic === 'findings') got.push(i.seq);
            cursor = Math.max(cursor, i.seq);
          }
        };
        take(subscribe(FRESH, TOPICS, 0, store));
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
          else if (m.kind === 'count') take(tellMetrics(a, { deliveries: 1, events: 1, rejected: 0, findings: 0 }, 1));
          else take(subscribe(FRESH, TOPICS, cursor, store));
        }
        for (let i = 0; i < 20; i++) take(command(a, JSON.stringify({ type: 'ack', seq: cursor }), store));
        expect(got).toEqual(published);
      }),
      { numRuns: 60 },
    );
  });
});
