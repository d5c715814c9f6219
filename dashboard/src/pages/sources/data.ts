import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { ApiError, api, path, type Answer } from '../../api/client.ts';

export type Source = Answer<'get', '/sources'>['sources'][number];
export type State = Source['health']['state'];
export type Detail = Answer<'get', '/sources/{id}'>;
export type Hour = Detail['hours'][number];
export type Kind = Answer<'get', '/sources/kinds'>['kinds'][number];
export type Setting = Kind['settings'][number];
export type SetUp = Answer<'get', '/sources/{id}/setup'>;
export type Delivery = Answer<'get', '/deliveries'>['items'][number];
export type DeadLetter = Answer<'get', '/dead-letters'>['items'][number];
/** What is answered once, when a source is made. */
export type Made = Answer<'post', '/sources'>;

/** Health turns slowly; whoever waits for a first delivery looks more often. */
const RENEW_MS = 15_000;
export const WATCH_MS = 3_000;
const PAGE = 20;

/** Whom a role is refused to is not asked for again and again. */
const unlessRefused = (everyMs: number, error: unknown): number | false =>
  error instanceof ApiError && error.status === 403 ? false : everyMs;

export const useSources = (wanted = true) =>
  useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => api.get('/sources', { signal }),
    enabled: wanted,
    refetchInterval: (q) => unlessRefused(RENEW_MS, q.state.error),
  });

/** What can send. It changes with releases only. */
export const useKinds = () =>
  useQuery({
    queryKey: ['source-kinds'],
    queryFn: async ({ signal }) => (await api.get('/sources/kinds', { signal })).kinds,
    staleTime: Infinity,
  });

const detail = (id: string) => ({
  queryKey: ['sources', id] as const,
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => api.get(path('/sources/{id}', { id }), { signal }),
});

export const useSource = (id: string) =>
  useQuery({
    ...detail(id),
    refetchInterval: (q) =>
      unlessRefused(q.state.data?.health.state === 'waiting' ? WATCH_MS : RENEW_MS, q.state.error),
  });

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** One value an hour, the present one last; 0 where nothing is told of. */
export function dayOf(hours: readonly (readonly [at: number, n: number])[], now: number): number[] {
  const last = Math.floor(now / HOUR_MS);
  const by = new Map(hours.map(([at, n]) => [Math.floor(at / HOUR_MS), n]));
  return Array.from({ length: HOURS }, (_, i) => by.get(last - HOURS + 1 + i) ?? 0);
}

export const useSetUp = (id: string) =>
  useQuery({
    queryKey: ['source-setup', id],
    queryFn: ({ signal }) => api.get(path('/sources/{id}/setup', { id }), { signal }),
  });

export const useDeliveries = (source: string) =>
  useInfiniteQuery({
    queryKey: ['deliveries', source],
    queryFn: ({ pageParam, signal }) =>
      api.get('/deliveries', {
        query: { source, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: RENEW_MS,
  });

/** One delivery with its bad records; null while it is still on its way. */
export const deliveryOnce = (id: string, signal?: AbortSignal) =>
  api.get(path('/deliveries/{id}', { id }), signal === undefined ? {} : { signal }).catch((e: unknown) => {
    if (e instanceof ApiError && e.status === 404) return null;
    throw e;
  });

export const useDelivery = (id: string, wanted: boolean) =>
  useQuery({
    queryKey: ['delivery', id],
    queryFn: ({ signal }) => deliveryOnce(id, signal),
    enabled: wanted,
    staleTime: Infinity,
  });

/** Letters that wait, of one source or of all. */
export const useDeadLetters = (of: { readonly source?: string; readonly delivery?: string | undefined } = {}) =>
  useInfiniteQuery({
    queryKey: ['dead-letters', of.source ?? '', of.delivery ?? ''],
    queryFn: ({ pageParam, signal }) =>
      api.get('/dead-letters', {
        query: {
          replayed: false,
          limit: PAGE,
          source: of.source,
          delivery: of.delivery,
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });

/** What a change of a source makes stale. */
export const renew = (client: QueryClient): Promise<unknown> =>
  Promise.all(
    ['sources', 'source-setup', 'deliveries', 'dead-letters'].map((key) =>
      client.invalidateQueries({ queryKey: [key] }),
    ),
  );
export const useRenew = (): (() => Promise<unknown>) => {
  const client = useQueryClient();
  return () => renew(client);
};
