import { useQuery } from '@tanstack/react-query';
import type { ActionView, IncidentProjection } from '../../../../src/contracts/incident.ts';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { api, path, under } from '../../api/client.ts';

/** Plans that wait for a person; whichever expires first comes first. */
export const useOpenPlans = () =>
  useQuery({
    queryKey: ['approvals'],
    queryFn: ({ signal }) => api.get('/approvals', { signal }).then(under<{ plans: readonly Plan[] }>),
    select: (all) => all.plans.toSorted((a, b) => a.expiresAt - b.expiresAt),
  });

/** What an incident is called; its id until that is known. */
export function useIncidentTitle(id: string): string {
  const incident = useQuery({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => api.get(path('/incidents/{id}', { id }), { signal }).then(under<IncidentProjection>),
  });
  return incident.data?.title ?? id;
}

export type Remediation = ActionView & { readonly incident: string };
/** Actions of all incidents in one state. */
export const useActionsIn = (state: 'manual' | 'scheduled') =>
  useQuery({
    // Renewed with the incidents: an action is news of its incident.
    queryKey: ['incidents', 'actions', state],
    queryFn: ({ signal }) =>
      api.get('/remediations', { query: { state, limit: 100 }, signal }).then(under<{ items: readonly Remediation[] }>),
    select: (page) => page.items,
  });
