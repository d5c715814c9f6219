import { useQuery } from '@tanstack/react-query';
import type { HuntStart, RetroHuntView } from '../../../../src/contracts/retro-hunt.ts';
import { api, under } from '../../api/client.ts';
import { isOver } from './hunt-ranges.ts';

/** While a hunt runs its figures are asked for so often. */
const POLL_MS = 3_000;
const SHOWN = 50;

/** A hunt as the list has it. */
export type HuntLine = Omit<RetroHuntView, 'samples'>;

/** Hunts, newest first. */
export const useHunts = () =>
  useQuery({
    queryKey: ['hunts'],
    queryFn: ({ signal }) =>
      api.get('/hunts' as never, { query: { limit: SHOWN }, signal }).then(under<{ items: readonly HuntLine[] }>),
    select: (page) => page.items,
    refetchInterval: (query) => ((query.state.data?.items ?? []).some((h) => !isOver(h.state)) ? POLL_MS : false),
  });

export const useHunt = (id: string | undefined) =>
  useQuery({
    queryKey: ['hunt', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      api.get(`/hunts/${encodeURIComponent(id ?? '')}` as never, { signal }).then(under<RetroHuntView>),
    refetchInterval: (query) => (query.state.data !== undefined && !isOver(query.state.data.state) ? POLL_MS : false),
  });

export const startHunt = (body: HuntStart): Promise<RetroHuntView> =>
  api.post('/hunts' as never, body as never).then(under<RetroHuntView>);
export const cancelHunt = (id: string): Promise<RetroHuntView> =>
  api.post(`/hunts/${encodeURIComponent(id)}/cancel` as never).then(under<RetroHuntView>);
