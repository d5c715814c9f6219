import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';

/** Beyond this a count says "99+". */
const COUNTED_MAX = 100;

/** Open incidents and approvals that wait; the stream renews both. */
export function useWaiting(): { readonly incidents: number; readonly approvals: number } {
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
  return { incidents: incidents.data ?? 0, approvals: approvals.data ?? 0 };
}
