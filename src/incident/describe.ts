import { unreachable } from '../kit/result.ts';
import type { IncidentEvent } from './events.ts';

const count = (n: number, one: string): string => (n === 1 ? `one ${one}` : `${n} ${one}s`);

/** A timer's name in words; plans' timers carry their id. */
function timer(name: string): string {
  switch (name) {
    case 'investigate':
    case 'investigate_latest':
      return 'It was quiet for long enough to investigate';
    case 'investigation_timeout':
      return 'Time for the agents to answer was up';
    case 'status':
      return 'It was time to ask custody how the actions stand';
    case 'weak_close':
      return 'A quiet day went by';
    default:
      if (name.startsWith('plan:')) return 'A plan’s time was up';
      if (name.startsWith('escalate:')) return 'Nobody had decided on a plan in time';
      return name.startsWith('window:') ? 'A maintenance window opened' : 'A timer was due';
  }
}

/**
 * What an event says, in our own words: ids that Vedette made, states and numbers, and nothing that an attacker, an agent
 * or a person wrote.
 */
export function describe(event: IncidentEvent): string {
  switch (event.type) {
    case 'finding_added':
      return `A finding of severity ${event.body.finding.severity} joined`;
    case 'timer_fired':
      return timer(event.body.name);
    case 'analyst_reported':
      return `The analyst reported a risk of ${event.body.report.risk}`;
    case 'inspector_reported':
      return `The inspector reported with ${count(event.body.report.evidence.length, 'piece')} of evidence`;
    case 'agent_failed':
      return 'An agent could not do its job';
    case 'proposed':
      return `Round ${event.body.revision} proposed ${count(event.body.drafts.length, 'action')}`;
    case 'previewed':
      return `AWS was asked how ${count(event.body.previews.length, 'target')} stand`;
    case 'decided':
      return `The gate made ${count(event.body.plans.length, 'plan')}: ${event.body.plans.map((p) => p.decision.outcome).join(', ')}`;
    case 'approval_arrived':
      return `A person decided on ${event.body.plan}`;
    case 'permitted':
      return `The gate gave leave for ${event.body.plan}`;
    case 'permit_refused':
      return `The gate gave no leave for ${event.body.plan}`;
    case 'custody_reported':
      return `Custody says that ${event.body.status.opId} is ${event.body.status.state}, proof ${event.body.status.proof}`;
    case 'release_requested':
      return 'A person asked to give back what is held';
    case 'close_requested':
      return event.body.resolution === undefined
        ? 'A person closed the incident'
        : `A person closed the incident as ${event.body.resolution.replace('_', ' ')}`;
    case 'task_done':
      return `A person says that the task ${event.body.opId} is done`;
    case 'task_checked':
      return `AWS was read for the task ${event.body.opId}`;
    case 'reopen_requested':
      return 'A person opened the incident again';
    case 'commented':
      return 'A person commented';
    case 'assigned':
      return event.body.assignee === null ? 'Nobody is assigned any more' : `Assigned to ${event.body.assignee}`;
    case 'acknowledged':
      return 'A person looks at it';
    case 'merge_requested':
      return `A person merged it into ${event.body.into}`;
    case 'merged':
      return `${event.body.into} took over ${count(event.body.findings, 'finding')}`;
    case 'absorbed':
      return `It took over ${event.body.incident} with ${count(event.body.findings, 'finding')}`;
    case 'related':
      return `It shares an entity with ${event.body.incident}`;
    case 'source_spoke':
      return event.body.silent === 0
        ? 'What had fallen silent speaks again'
        : `One source speaks again, ${event.body.silent} are still silent`;
    case 'notified':
      return event.body.delivered ? 'A notice was delivered' : 'A notice was not delivered';
    case 'effect_failed':
      return 'Something that was to be done could not be done';
    default:
      return unreachable(event);
  }
}
