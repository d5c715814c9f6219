import { useQuery } from '@tanstack/react-query';
import type { Obligations } from '../../../../src/contracts/policies.ts';
import { api, path } from '../../api/client.ts';

export const usePolicies = () =>
  useQuery({ queryKey: ['policies'], queryFn: ({ signal }) => api.get('/policies', { signal }) });

/** A version is never changed: kept as long as the page is open. */
export const useVersion = (version: string | undefined) =>
  useQuery({
    queryKey: ['policy-version', version],
    enabled: version !== undefined,
    staleTime: Infinity,
    queryFn: ({ signal }) => api.get(path('/policies/versions/{id}', { id: version ?? '' }), { signal }),
  });

export const useWindows = () =>
  useQuery({ queryKey: ['windows'], queryFn: ({ signal }) => api.get('/windows', { signal }).then((a) => a.windows) });

/** What a policy asks besides where it decides, in words. */
export function obligationWords(o: Obligations): string[] {
  return [
    ...(o.approvals === undefined ? [] : [o.approvals === 1 ? 'one approval' : `${o.approvals} approvals`]),
    ...(o.role === undefined ? [] : [`by ${o.role === 'admin' ? 'admins' : 'approvers'}`]),
    ...(o.strategy === undefined || o.strategy === 'immediate'
      ? []
      : [o.strategy === 'manual' ? 'done by hand' : 'in a maintenance window']),
    ...(o.window === undefined ? [] : [`window ${o.window}`]),
    ...(o.onDrift === 'reapply' ? ['contained again on drift'] : []),
    ...(o.escalateMinutes === undefined ? [] : [`escalates after ${o.escalateMinutes} min`]),
  ];
}
