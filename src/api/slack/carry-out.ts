import type { IncidentProjection } from '../../contracts/incident.ts';
import type { SlackNext } from '../../contracts/slack.ts';
import { oneLine } from '../../kit/slack.ts';
import { getIncident, listIncidents } from '../../storage/main/read/incidents.ts';
import type { ApiDeps } from '../deps.ts';

/** Incidents and actions that an answer shows; the dashboard shows all. */
const INCIDENTS_SHOWN = 10;
const ACTIONS_SHOWN = 8;
/** A page of the API: more are said to be more. */
const COUNTED = 100;

type Deps = Pick<ApiDeps, 'incidents' | 'db'>;

const lineOf = (i: IncidentProjection): string =>
  `${i.id} · ${i.severity}, risk ${i.risk} · ${i.phase} · ${oneLine(i.title)}`;

async function openIncidents(deps: Deps, org: string): Promise<string> {
  const { items, next } = await listIncidents(deps.db, org, {
    limit: INCIDENTS_SHOWN,
    cursor: undefined,
    open: true,
    sort: 'risk',
  });
  if (items.length === 0) return 'No incident is open.';
  return [...items.map(lineOf), ...(next ? ['… and more in the dashboard'] : [])].join('\n');
}

async function status(deps: Deps, org: string): Promise<string> {
  const { items, next } = await listIncidents(deps.db, org, {
    limit: COUNTED,
    cursor: undefined,
    open: true,
    sort: 'risk',
  });
  const of = (phase: string) => items.filter((i) => i.phase === phase).length;
  const worst = items[0];
  return [
    `Open incidents: ${items.length}${next ? '+' : ''}`,
    `Waiting for approval: ${of('await_approval')}; held: ${of('hold')}; need a person: ${of('escalated')}`,
    ...(worst === undefined ? [] : [`Worst: ${lineOf(worst)}`]),
  ].join('\n');
}

async function show(deps: Deps, org: string, id: string): Promise<string> {
  const incident = await getIncident(deps.db, org, id);
  if (!incident) return `There is no incident ${id}.`;
  return [
    lineOf(incident),
    `Findings: ${incident.findingCount}${incident.assignee === undefined ? '' : `; with ${incident.assignee}`}`,
    ...incident.actions.slice(0, ACTIONS_SHOWN).map((a) => `• ${a.action} on ${a.target}: ${a.state}`),
  ].join('\n');
}

/** Tries to tell an incident of a verdict that is kept: telling twice is harmless, not telling is not. */
const TELLS = 3;
const TELL_AGAIN_MS = 500;

async function tellIncident(deps: Deps, next: Extract<SlackNext, { kind: 'approval_arrived' }>): Promise<string> {
  const { org, incident, plan, actor } = next;
  for (let i = 0; i < TELLS; i++) {
    try {
      const told = await deps.incidents.approvalArrived({ v: 1, org, incident, plan, actor });
      if (told.ok) return '';
    } catch {
      // Tried again below.
    }
    if (i + 1 < TELLS) await new Promise((resolve) => setTimeout(resolve, TELL_AGAIN_MS * 2 ** i));
  }
  return 'The verdict is kept, but its incident could not be told yet: look at it in the dashboard.';
}

/** Does what the gate found that the person may; answers what there is to say of it, as plain text. */
export async function carryOut(deps: Deps, next: SlackNext): Promise<string> {
  switch (next.kind) {
    case 'none':
      return '';
    case 'approval_arrived':
      return tellIncident(deps, next);
    case 'release': {
      const { org, incident, actor, reason } = next;
      const done = await deps.incidents.release({ v: 1, org, incident, actor, reason });
      return done.ok
        ? `All that ${incident} holds is being given back (${done.value.phase}).`
        : `Not released: ${done.error.detail}`;
    }
    case 'incidents':
      return openIncidents(deps, next.org);
    case 'status':
      return status(deps, next.org);
    case 'show':
      return show(deps, next.org, next.incident);
    default:
      return next satisfies never;
  }
}
