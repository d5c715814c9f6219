import { useQuery } from '@tanstack/react-query';
import type { AnalystReport, InspectorReport } from '../../../../src/contracts/agents.ts';
import type { CustodyStatus, Preview } from '../../../../src/contracts/custody.ts';
import type { Finding } from '../../../../src/contracts/finding.ts';
import type { ActionState, IncidentProjection, ReplayStep } from '../../../../src/contracts/incident.ts';
import type { Approval, Draft, Plan } from '../../../../src/contracts/plan.ts';
import { api, path, under } from '../../api/client.ts';
import type { Logged } from './timeline.ts';

export type ActionDetail = Draft & {
  readonly preview?: Preview;
  readonly plan?: string;
  readonly revision: number;
  readonly state: ActionState;
  readonly status?: CustodyStatus;
  readonly detail?: string;
};
export interface Investigation {
  readonly analyst?: AnalystReport;
  readonly inspector?: InspectorReport;
  readonly actions: readonly ActionDetail[];
  readonly plans: readonly {
    readonly id: string;
    readonly outcome: string;
    readonly state: string;
    readonly expiresAt: number;
    readonly ops: readonly string[];
  }[];
  readonly escalations: readonly string[];
  readonly limits: readonly string[];
  readonly closeReason?: string;
}
export interface Replay {
  readonly reducer: string;
  readonly writtenUnder: readonly string[];
  readonly steps: readonly ReplayStep[];
  readonly divergence: number | null;
}

/** More than an agent is shown, and as many as one page of the API holds. */
const FINDINGS_MAX = 200;

/* Keys begin with ['incident', id], so that the stream renews all of it. */
export const useIncident = (id: string) =>
  useQuery({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => api.get(path('/incidents/{id}', { id }), { signal }).then(under<IncidentProjection>),
  });
export const useInvestigation = (id: string) =>
  useQuery({
    queryKey: ['incident', id, 'investigation'],
    queryFn: ({ signal }) =>
      api.get(path('/incidents/{id}/investigation', { id }), { signal }).then(under<Investigation>),
  });
export const useFindings = (id: string) =>
  useQuery({
    queryKey: ['incident', id, 'findings'],
    queryFn: ({ signal }) =>
      api
        .get('/findings', { query: { incident: id, limit: FINDINGS_MAX }, signal })
        .then(under<{ items: readonly Finding[]; next?: string }>),
  });
export const useLog = (id: string) =>
  useQuery({
    queryKey: ['incident', id, 'log'],
    queryFn: ({ signal }) =>
      api.get(path('/incidents/{id}/log', { id }), { signal }).then(under<{ events: readonly Logged[] }>),
  });
export const useComments = (id: string) =>
  useQuery({
    queryKey: ['incident', id, 'comments'],
    queryFn: ({ signal }) => api.get(path('/incidents/{id}/comments', { id }), { signal }),
  });
export const useReplay = (id: string, wanted: boolean) =>
  useQuery({
    queryKey: ['incident', id, 'replay'],
    enabled: wanted,
    queryFn: ({ signal }) => api.get(path('/incidents/{id}/replay', { id }), { signal }),
  });

/** Plans of this incident that wait for a person. */
export const useWaitingPlans = (id: string) =>
  useQuery({
    queryKey: ['approvals'],
    queryFn: ({ signal }) => api.get('/approvals', { signal }).then(under<{ plans: readonly Plan[] }>),
    select: (all) => all.plans.filter((p) => p.incident === id),
  });
/** Plans of this incident that the review board has first. */
export const useBoard = (id: string) =>
  useQuery({
    queryKey: ['reviews', 'open'],
    queryFn: ({ signal }) => api.get('/reviews', { query: { status: 'open', limit: 100 }, signal }),
    select: (page) => page.items.filter((r) => r.incident === id && r.expiresAt > Date.now()),
  });
/** Verdicts given on a plan so far. */
export const useVerdicts = (incident: string, plan: string) =>
  useQuery({
    queryKey: ['incident', incident, 'verdicts', plan],
    queryFn: ({ signal }) =>
      api
        .get(path('/approvals/{id}', { id: plan }), { signal })
        .then(under<{ plan: Plan; approvals: readonly Approval[] }>),
  });
export const useApproverKeys = () =>
  useQuery({
    queryKey: ['approver-keys'],
    queryFn: ({ signal }) => api.get('/approver-keys', { signal }),
  });

export const useUsers = () =>
  useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.get('/users', { signal }),
    staleTime: 300_000,
  });
/** An actor such as `user:usr_x` by the person's name. */
export function useNameOf(): (actor: string) => string {
  const users = useUsers();
  return (actor) => {
    const id = actor.replace(/^user:/, '');
    return users.data?.users.find((u) => u.id === id)?.name ?? actor;
  };
}
