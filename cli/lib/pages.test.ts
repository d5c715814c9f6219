import { expect, it } from 'vitest';
import { pages, type Page } from './pages.ts';

/** A list of 500 that answers at most `per` a page, and an empty page first if `slow`. */
const list = (per: number, slow = false) => {
  const asked: number[] = [];
  const page = async (query: { limit: number; cursor?: string }): Promise<Page<number>> => {
    asked.push(query.limit);
    if (slow && query.cursor === undefined) return { items: [], next: '0' };
    const from = Number(query.cursor ?? 0);
    const to = Math.min(500, from + Math.min(per, query.limit));
    return { items: Array.from({ length: to - from }, (_, i) => from + i), ...(to < 500 ? { next: String(to) } : {}) };
  };
  return { asked, page };
};

it('a list is read to its end, once each and in order', async () => {
  const { asked, page } = list(200);
  const all = await pages(page, Infinity);
  expect(all).toEqual({ items: Array.from({ length: 500 }, (_, i) => i) });
  expect(asked).toEqual([200, 200, 200]);
});

it('a short or empty page is not taken for the end, and no more is asked for than is wanted', async () => {
  const { asked, page } = list(15, true);
  expect(await pages(page, 20)).toEqual({ items: Array.from({ length: 20 }, (_, i) => i), next: '20' });
  expect(asked).toEqual([20, 20, 5]);
});
