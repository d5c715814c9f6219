import type { ActionView, IncidentProjection } from '../contracts/incident.ts';
import { firstEventAt } from './milestones.ts';
import type { ActionRecord, IncidentState } from './state.ts';

/** Part of an action's detail that people see in lists: all actions together must fit a queue message beside the entities. */
const DETAIL_MAX_CHARS = 200;

const viewOf = (a: ActionRecord): ActionView => ({
  opId: a.draft.opId,
  ...(a.plan === undefined ? {} : { plan: a.plan }),
  action: a.draft.spec.action,
  target: a.draft.spec.target,
  state: a.state,
  proof: a.status?.proof ?? 'none',
  ...(a.status?.leaseUntil === undefined ? {} : { leaseUntil: a.status.leaseUntil }),
  ...(a.detail === undefined ? {} : { detail: a.detail.slice(0, DETAIL_MAX_CHARS) }),
});

/** The row that people see. `seq` is the number of the last event, `nextDue` the object's earliest timer. */
export function project(s: IncidentState, seq: number, nextDue: number | undefined): IncidentProjection {
  const first = firstEventAt(s);
  return {
    v: 1,
    id: s.id,
    org: s.org,
    seq,
    title: s.title,
    severity: s.severity,
    risk: s.risk,
    phase: s.phase,
    openedAt: s.openedAt,
    updatedAt: s.updatedAt,
    ...(s.closedAt === undefined ? {} : { closedAt: s.closedAt }),
    acceptedAt: s.acceptedAt,
    ...(nextDue === undefined ? {} : { nextDue }),
    findingCount: s.findingCount,
    techniques: [...s.techniques],
    entities: [...s.entities],
    actions: s.actions.map(viewOf),
    ...(s.mergedInto === undefined ? {} : { mergedInto: s.mergedInto }),
    ...(first === undefined ? {} : { firstEventAt: first }),
    ...(s.containedAt === undefined ? {} : { containedAt: s.containedAt }),
    ...(s.releasedAt === undefined ? {} : { releasedAt: s.releasedAt }),
    ...(s.assignee === undefined ? {} : { assignee: s.assignee }),
    ...(s.acknowledgedAt === undefined ? {} : { acknowledgedAt: s.acknowledgedAt }),
    ...(s.resolution === undefined ? {} : { resolution: s.resolution }),
    ...(s.comments === undefined ? {} : { comments: s.comments }),
    ...(s.related === undefined ? {} : { related: [...s.related] }),
  };
}
