import { useQuery } from '@tanstack/react-query';
import type { ApiKeyView, PasskeyView, SessionView, UserView } from '../../../../src/contracts/sign-in.ts';
import { api } from '../../api/client.ts';

export const usePasskeys = () =>
  useQuery({
    queryKey: ['me', 'passkeys'],
    queryFn: ({ signal }) => api.get<{ passkeys: readonly PasskeyView[] }>('/me/passkeys', { signal }),
  });
export const useSessions = () =>
  useQuery({
    queryKey: ['me', 'sessions'],
    queryFn: ({ signal }) => api.get<{ sessions: readonly SessionView[] }>('/me/sessions', { signal }),
  });
export const useMyKeys = () =>
  useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => api.get<{ keys: readonly ApiKeyView[] }>('/keys', { signal }),
  });
export const useUsers = () =>
  useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.get<{ users: readonly UserView[] }>('/users', { signal }),
    staleTime: 60_000,
  });
