import { describe, expect, it } from 'vitest';
import type { Topic } from '../../src/contracts/feed.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import { Round } from './fan-out.ts';
import { WINDOW_ITEMS } from './listener.ts';
import { FeedStore, KEPT_ITEMS, KEPT_MS } from './store.ts';

const newStore = () => new FeedStore(nodeSqlite());
const item = (topic: Topic, key: string, version = 1, data: Record<string, unknown> = { key, version }) => ({
  topic,
  key,
  version,
  at: 1,
  data,
});
const many = (n: number, prefix: string) => Array.from({ length: n }, (_, i) => item('findings', `${prefix}${i}`));
/** All that is kept, page by page. */
function seqsOf(store: FeedStore): number[] {
  const seqs: number[] = [];
  for (;;) {
    const { items, more } = store.after(seqs.at(-1) ?? 0, ['findings', 'incidents', 'approvals'], 1_000);
    seqs.push(...items.map((i) => i.seq));
    if (!more) return seqs;
  }
}

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

  it('the same item twice in one call is one', () => {
    const store = newStore();
    expect(store.append([item('incidents', 'inc_a'), item('incidents', 'inc_a')], 1)).toHaveLength(1);
  });
});

describe('what is kept', () => {
  it('items older than a day are dropped, and numbers never begin again', () => {
    const store = newStore();
    store.append([item('findings', 'a')], 1);
    const [b] = store.append([item('findings', 'b')], KEPT_MS + 2);
    expect(b!.seq).toBe(2);
    expect(store.floor()).toBe(1);
    expect(KEPT_ITEMS).toBeGreaterThan(WINDOW_ITEMS);
  });

  it('the newest 20,000, however large the calls are that bring them', () => {
    const store = newStore();
    for (let i = 0; i < 12; i++) store.append(many(2_000, `r${i}-`), 1);
    const seqs = seqsOf(store);
    expect(seqs).toHaveLength(KEPT_ITEMS);
    expect(seqs[0]).toBe(store.floor() + 1);
    expect(seqs.at(-1)).toBe(store.newest());
  });

  it('never has a gap, even where the clock went back', () => {
    const store = newStore();
    store.append(many(3, 'old'), 10);
    store.append(many(3, 'new'), KEPT_MS);
    store.append(many(3, 'back'), 5);
    store.append([item('findings', 'z')], KEPT_MS + 100);
    expect(seqsOf(store)).toEqual([4, 5, 6, 7, 8, 9, 10]);
    expect(store.floor()).toBe(3);
  });

  it('is there again when the object starts anew', () => {
    const sql = nodeSqlite();
    new FeedStore(sql).append(many(3, 'f'), 1);
    const again = new FeedStore(sql);
    expect(seqsOf(again)).toEqual([1, 2, 3]);
    expect(again.append(many(4, 'f'), 2).map((i) => i.seq)).toEqual([4]);
  });
});

it('a round reads what many listeners ask for once, and says what the log says', () => {
  const store = newStore();
  store.append(many(5, 'f'), 1);
  let asked = 0;
  const round = new Round({
    after: (...args) => (asked++, store.after(...args)),
    newest: () => store.newest(),
    floor: () => store.floor(),
  });
  const first = round.after(2, ['findings'], 10);
  expect(round.after(2, ['findings'], 10)).toBe(first);
  expect(first).toEqual(store.after(2, ['findings'], 10));
  expect(round.after(3, ['findings'], 10).items).toHaveLength(2);
  expect(round.after(2, ['incidents'], 10).items).toEqual([]);
  expect(asked).toBe(3);
  expect(round.text({ type: 'items', items: first.items })).toBe(JSON.stringify({ type: 'items', items: first.items }));
});
