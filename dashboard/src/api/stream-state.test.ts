import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedItem, StreamMessage } from '../../../src/contracts/feed.ts';
import { backoffMs, INITIAL, parseMessage, step, type StreamState } from './stream-state.ts';

const item = (seq: number, key: string, version: number, topic: FeedItem['topic'] = 'findings'): FeedItem => ({
  topic,
  key,
  version,
  seq,
  at: 1,
  data: {},
});
const take = (state: StreamState, message: StreamMessage) => step(state, { type: 'message', message });
const hello = (seq: number): StreamMessage => ({ type: 'hello', seq, topics: ['findings'] });

describe('the stream', () => {
  it('is live at hello, reconnecting when it is lost, and goes on from what it saw', () => {
    let state = take(INITIAL, hello(7)).state;
    expect(state).toMatchObject({ status: 'live', cursor: 7 });
    state = take(state, { type: 'items', items: [item(8, 'a', 1)] }).state;
    state = step(state, { type: 'closed' }).state;
    expect(state).toMatchObject({ status: 'reconnecting', cursor: 8, attempt: 1 });
    // What was missed follows the hello as items: skipping to its `seq` would lose it.
    state = take(state, hello(12)).state;
    expect(state).toMatchObject({ status: 'live', cursor: 8, attempt: 0 });
  });

  it('tells on what is newer, once, and acknowledges all', () => {
    const first = take(INITIAL, { type: 'items', items: [item(1, 'a', 1), item(2, 'b', 1)] });
    expect(first.news.map((n) => n.key)).toEqual(['a', 'b']);
    const second = take(first.state, { type: 'items', items: [item(3, 'a', 1), item(4, 'b', 2), item(5, 'a', 0)] });
    expect(second.news).toEqual([item(4, 'b', 2)]);
    expect(second.ack).toBe(5);
  });

  it('takes every metric for news, for each is a difference', () => {
    const message: StreamMessage = { type: 'items', items: [item(1, 'm', 1, 'metrics'), item(2, 'm', 1, 'metrics')] };
    expect(take(INITIAL, message).news).toHaveLength(2);
  });

  it('at a reset goes on from its place and forgets which versions it knew', () => {
    const before = take(INITIAL, { type: 'items', items: [item(1, 'a', 5)] }).state;
    const reset = take(before, { type: 'reset', seq: 90 });
    expect(reset).toMatchObject({ reset: true, ack: 90, state: { cursor: 90 } });
    expect(take(reset.state, { type: 'items', items: [item(91, 'a', 5)] }).news).toHaveLength(1);
  });

  it('never goes back behind its cursor, and tells no version on twice, whatever comes', () => {
    const items = fc.array(fc.tuple(fc.nat(50), fc.constantFrom('a', 'b'), fc.nat(5)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(items, { maxLength: 12 }), (batches) => {
        let state = INITIAL;
        const told = new Set<string>();
        for (const batch of batches) {
          const done = take(state, { type: 'items', items: batch.map(([seq, key, v]) => item(seq + 1, key, v)) });
          expect(done.state.cursor).toBeGreaterThanOrEqual(state.cursor ?? 0);
          for (const n of done.news) {
            expect(told.has(`${n.key} ${n.version}`)).toBe(false);
            told.add(`${n.key} ${n.version}`);
          }
          state = done.state;
        }
      }),
    );
  });
});

describe('waiting for the next try', () => {
  it('doubles to a cap, half of it by chance', () => {
    expect([1, 2, 3].map((n) => backoffMs(n, 0))).toEqual([150, 300, 600]);
    expect([1, 2, 3].map((n) => backoffMs(n, 1))).toEqual([300, 600, 1200]);
    expect(backoffMs(60, 1)).toBe(15_000);
  });
});

describe('what came over the socket', () => {
  it('is dropped unless it is a message', () => {
    expect(parseMessage('{"type":"items","items":{}}')).toBeUndefined();
    expect(parseMessage('{"type":"hello"}')).toBeUndefined();
    expect(['nonsense', 'null', '{"type":"toString"}', '[]', new ArrayBuffer(1)].map(parseMessage)).toEqual(
      Array(5).fill(undefined),
    );
    expect(parseMessage('{"type":"pong","seq":3}')).toEqual({ type: 'pong', seq: 3 });
  });
});
