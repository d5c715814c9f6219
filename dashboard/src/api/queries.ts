import { QueryClient, type QueryKey } from '@tanstack/react-query';
import type { FeedItem } from '../../../src/contracts/feed.ts';
import { ApiError } from './problem.ts';
import { onNews, onReset } from './stream.ts';

/**
 * The cache of what the API said. Keys begin with what they are about, and the stream renews them by that word:
 *
 *   ['findings', …]  ['finding', id]     topic findings
 *   ['incidents', …] ['incident', id, …] topic incidents
 *   ['approvals', …] ['incident', id, …] ['reviews', …] topic approvals
 *
 * Long lists (`meta.pages`) renew themselves (use-pages.ts): asking for every page anew would be too much.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
  },
});

/** What each item makes stale. */
export function staleBy(items: readonly FeedItem[]): QueryKey[] {
  const keys = new Map<string, QueryKey>();
  const add = (...key: string[]): void => void keys.set(key.join(' '), key);
  for (const { topic, key, data } of items) {
    if (topic === 'metrics') continue;
    add(topic);
    if (topic === 'findings') add('finding', key);
    if (topic === 'incidents') add('incident', key);
    if (topic === 'approvals') add('reviews');
    if (topic === 'approvals') add('incident', typeof data['incident'] === 'string' ? data['incident'] : key);
  }
  return [...keys.values()];
}

/** A burst of news asks once, at its beginning and at its end. */
const BURST_MS = 400;

/** Lets the stream renew the cache; undone by what it returns. */
export function renewByStream(): () => void {
  let waiting: FeedItem[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const renew = (): void => {
    const keys = staleBy(waiting);
    waiting = [];
    for (const queryKey of keys)
      void queryClient.invalidateQueries({ queryKey, predicate: (q) => q.meta?.['pages'] !== true });
  };
  const offNews = onNews((items) => {
    waiting.push(...items);
    if (timer !== undefined) return;
    renew();
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting.length > 0) renew();
    }, BURST_MS);
  });
  const offReset = onReset(() => void queryClient.invalidateQueries());
  return () => {
    offNews();
    offReset();
    clearTimeout(timer);
  };
}
