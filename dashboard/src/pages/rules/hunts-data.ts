import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { RetroHuntView } from '../../../../src/contracts/retro-hunt.ts';
import { api, path, type Body } from '../../api/client.ts';
import { isOver } from './hunt-ranges.ts';

/** While a hunt runs its figures are asked for so often. */
const POLL_MS = 3_000;
const PAGE_SIZE = 50;

/** A hunt as the list has it. */
export type HuntLine = Omit<RetroHuntView, 'samples'>;
export type HuntRequest = Body<'post', '/hunts'>;

/** Hunts, newest first, page after page. */
export const useHunts = () =>
  useInfiniteQuery({
    queryKey: ['hunts'],
    queryFn: ({ pageParam, signal }) => api.get('/hunts', { query: { limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: ({ state }) =>
      (state.data?.pages ?? []).some((p) => p.items.some((h) => !isOver(h.state))) ? POLL_MS : false,
  });

export const useHunt = (id: string | undefined) =>
  useQuery({
    queryKey: ['hunt', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.get(path('/hunts/{id}', { id: id ?? '' }), { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && !isOver(state.data.state) ? POLL_MS : false),
  });

export const startHunt = (body: HuntRequest) => api.post('/hunts', body);
export const cancelHunt = (id: string) => api.post(path('/hunts/{id}/cancel', { id }));
