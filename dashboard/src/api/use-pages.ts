import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Topic } from '../../../src/contracts/feed.ts';
import { api, under, type Answer, type PathOf, type Query } from './client.ts';
import { asApiError, type ApiError } from './problem.ts';
import { onReset, useNews } from './stream.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Paths that answer a page by cursor. */
export type ListPath = {
  [P in PathOf<'get'>]: Answer<'get', P> extends { items: unknown[] } ? P : never;
}[PathOf<'get'>];

export interface Pages<T> {
  readonly rows: readonly T[];
  readonly loading: boolean;
  readonly error: ApiError | undefined;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
  /** Things that came since and are not shown yet, for the reader is not at the top. */
  readonly fresh: number;
  readonly showFresh: () => void;
  /** The table says whether its first rows are in sight. */
  readonly setAtTop: (atTop: boolean) => void;
}

const PAGE_SIZE = 100;
const HEAD_EVERY_MS = 400;
const EMPTY: readonly never[] = [];

/** The list with its first page told anew; undefined where the two do not meet, so that one must begin from the top. */
export function withHead<T>(
  data: InfiniteData<Page<T>, string>,
  head: Page<T>,
  idOf: (row: T) => string,
): InfiniteData<Page<T>, string> | undefined {
  const known = new Set(data.pages.flatMap((p) => p.items.map(idOf)));
  const meets = data.pages[0]?.items.length === 0 || head.items.some((i) => known.has(idOf(i)));
  if (!meets) return undefined;
  const inHead = new Set(head.items.map(idOf));
  const [first, ...rest] = data.pages;
  const kept = first?.items.filter((i) => !inHead.has(idOf(i))) ?? [];
  // The first page keeps its own cursor: it reaches as far down as before, only further up.
  const top: Page<T> = { items: [...head.items, ...kept], ...(first?.next === undefined ? {} : { next: first.next }) };
  return { ...data, pages: [top, ...rest.map((p) => ({ ...p, items: p.items.filter((i) => !inHead.has(idOf(i))) }))] };
}

/**
 * A list of the API by cursor, page after page, that grows at the top when the stream tells of more: at once while the reader
 * is at the top, else as a count to press.
 */
export function usePages<T>(options: {
  readonly topic?: Topic;
  readonly key: string;
  readonly path: ListPath;
  readonly query: Query;
  readonly idOf: (row: T) => string;
}): Pages<T> {
  const { path, query, idOf } = options;
  const client = useQueryClient();
  const queryKey = useMemo(() => [options.key, 'list', path, query], [options.key, path, query]);
  const page = (cursor: string, signal?: AbortSignal): Promise<Page<T>> =>
    api
      .get(path, {
        query: { limit: PAGE_SIZE, ...query, ...(cursor === '' ? {} : { cursor }) },
        ...(signal === undefined ? {} : { signal }),
      })
      .then(under<Page<T>>);
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    staleTime: Infinity,
    // Comparing 100,000 rows with themselves at each page would be felt while scrolling.
    structuralSharing: false,
    meta: { pages: true },
  });

  const atTop = useRef(true);
  const [fresh, setFresh] = useState(0);
  const cooling = useRef(false);
  const again = useRef(false);

  const refreshHead = async (): Promise<void> => {
    setFresh(0);
    const data = client.getQueryData<InfiniteData<Page<T>, string>>(queryKey);
    if (data === undefined) return;
    const head = await page('').catch(() => undefined);
    if (head === undefined) return;
    client.setQueryData<InfiniteData<Page<T>, string>>(queryKey, (now) =>
      now === undefined ? now : (withHead(now, head, idOf) ?? { pages: [head], pageParams: [''] }),
    );
  };
  const headSoon = (): void => {
    again.current = cooling.current;
    if (cooling.current) return;
    cooling.current = true;
    void refreshHead();
    setTimeout(() => {
      cooling.current = false;
      if (again.current && atTop.current) headSoon();
    }, HEAD_EVERY_MS);
  };
  useNews(options.topic ?? 'metrics', (items) => {
    if (options.topic === undefined) return;
    if (atTop.current) headSoon();
    else setFresh((n) => n + items.length);
  });
  useEffect(() => setFresh(0), [queryKey]);
  useEffect(() => onReset(() => void client.resetQueries({ queryKey })), [client, queryKey]);

  const rows = useMemo(() => {
    const pages = list.data?.pages;
    if (pages === undefined) return EMPTY;
    return pages.length === 1 ? pages[0]!.items : pages.flatMap((p) => p.items);
  }, [list.data]);

  return {
    rows,
    loading: list.isPending,
    error: list.isError ? asApiError(list.error) : undefined,
    hasMore: list.hasNextPage,
    loadingMore: list.isFetchingNextPage,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    retry: () => void list.refetch(),
    fresh,
    showFresh: () => void refreshHead(),
    setAtTop: (top) => {
      atTop.current = top;
    },
  };
}
