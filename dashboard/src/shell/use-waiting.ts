import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';

/** Beyond this a count says "99+". */
const COUNTED_MAX = 100;
/** The review board has no topic of its own in the stream. */
const REVIEWS_EVERY_MS = 60_000;

/** Open incidents, approvals that wait, proposals on the review board; the stream renews the first two. */
export function useWaiting(): { readonly incidents: number; readonly approvals: number; readonly reviews: number } {
  const incidents = useQuery({
    queryKey: ['incidents', 'open-count'],
    queryFn: ({ signal }) => api.get('/incidents', { query: { open: true, limit: COUNTED_MAX }, signal }),
    select: (page) => page.items.length,
  });
  const approvals = useQuery({
    queryKey: ['approvals', 'pending'],
    queryFn: ({ signal }) => api.get('/approvals', { signal }),
    select: (answer) => answer.plans.length,
  });
  const reviews = useQuery({
    queryKey: ['reviews', 'open'],
    queryFn: ({ signal }) => api.get('/reviews', { query: { status: 'open', limit: COUNTED_MAX }, signal }),
    select: (page) => page.items.length,
    refetchInterval: REVIEWS_EVERY_MS,
  });
  return { incidents: incidents.data ?? 0, approvals: approvals.data ?? 0, reviews: reviews.data ?? 0 };
}
