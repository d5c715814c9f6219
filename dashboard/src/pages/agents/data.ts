import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** Budgets are used all along: asked for anew while somebody looks. */
const USED_EVERY_MS = 30_000;

export const useAgents = () =>
  useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => api.get('/agents', { signal }).then((a) => a.agents),
    refetchInterval: USED_EVERY_MS,
  });

/** How many proposals wait on the review board. */
export const useOpenReviews = () =>
  useQuery({
    queryKey: ['reviews', 'open'],
    queryFn: ({ signal }) => api.get('/reviews', { query: { status: 'open', limit: 100 }, signal }),
    select: (page) => page.items.length,
  });
