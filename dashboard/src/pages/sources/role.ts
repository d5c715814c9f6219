import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../../../src/contracts/common.ts';
import { api } from '../../api/client.ts';

/** The role of whoever is signed in; undefined while that is asked. */
export function useRole(): Role | undefined {
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.get('/me', { signal }),
    staleTime: Infinity,
  });
  return me.data?.role;
}
