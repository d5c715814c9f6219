/** The most that a page of the API holds. */
const PAGE_MAX = 200;

export interface Page<T> {
  readonly items: T[];
  readonly next?: string;
}

/**
 * The first `limit` items of a list, page after page: a page may be short, or empty, and still have a next one. `next` is
 * there if the list goes on.
 */
export async function pages<T>(
  page: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
  limit: number,
): Promise<Page<T>> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    const got = await page({
      limit: Math.min(PAGE_MAX, limit - items.length),
      ...(next === undefined ? {} : { cursor: next }),
    });
    items.push(...got.items);
    next = got.next;
  } while (next !== undefined && items.length < limit);
  return { items, ...(next === undefined ? {} : { next }) };
}
