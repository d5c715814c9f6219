import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

export const usePasskeys = () =>
  useQuery({
    queryKey: ['me', 'passkeys'],
    queryFn: ({ signal }) => api.get('/me/passkeys', { signal }),
  });
export const useSessions = () =>
  useQuery({
    queryKey: ['me', 'sessions'],
    queryFn: ({ signal }) => api.get('/me/sessions', { signal }),
  });
export const useMyKeys = () =>
  useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => api.get('/keys', { signal }),
  });
export const useUsers = () =>
  useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.get('/users', { signal }),
    staleTime: 60_000,
  });
