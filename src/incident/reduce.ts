import { unreachable } from '../kit/result.ts';
import { UNCONTAINED } from './asks.ts';
import type { Reduction } from './effects.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { askStatus, close, onCustody, rearm } from './on/custody.ts';
import { onFinding, scheduleRound } from './on/findings.ts';
import { onAbsorbed, onMerged, onMergeFailed, onMergeRequested, onRelated } from './on/merge.ts';
import { onAcknowledged, onAssigned, onClose, onCommented, onRelease, onReopen } from './on/people.ts';
import {
  onApproval,
  onEscalationDue,
  onLeaveNotAsked,
  onPermitted,
  onPlanExpired,
  onRefused,
  onWindow,
} from './on/permits.ts';
import { endSilence, onSourceSpoke, whoStartsAgain } from './on/silence.ts';
import { onTaskChecked, onTaskDone } from './on/tasks.ts';
import { failProposed, onDecided, onPreviewed, onProposed } from './on/planning.ts';
import {
  beginInvestigation,
  endRound,
  onAgentFailed,
  onAnalyst,
  onInspector,
  onInvestigationTimeout,
} from './on/rounds.ts';
import { milestones } from './milestones.ts';
import { inCustody, isLive, phaseOf } from './phase.ts';
import { NO_ROUND, type IncidentState } from './state.ts';
import { Step } from './step.ts';
import { WEAK_CLOSE_MS } from './times.ts';

/** The state before the first finding; made from it, for it names incident, organisation and time. */
export function emptyState(first: EventOf<'finding_added'>): IncidentState {
  const { incident, org, finding } = first.body;
  return {
    id: incident,
    org,
    phase: 'triage',
    title: finding.title,
    severity: 'informational',
    risk: 0,
    openedAt: first.at,
    updatedAt: first.at,
    acceptedAt: finding.acceptedAt,
    findingCount: 0,
    findings: [],
    techniques: [],
    entities: [],
    round: NO_ROUND,
    again: false,
    actions: [],
    plans: [],
    escalations: [],
    limits: [],
    ignored: 0,
  };
}

function onTimer(step: Step, name: string): void {
  if (name === 'investigate' || name === 'investigate_latest') return beginInvestigation(step);
  if (name === 'investigation_timeout') return onInvestigationTimeout(step);
  if (name === 'status') return askStatus(step);
  if (name.startsWith('plan:')) return onPlanExpired(step, name.slice('plan:'.length));
  if (name.startsWith('escalate:')) return onEscalationDue(step, name.slice('escalate:'.length));
  if (name.startsWith('window:')) return onWindow(step, name.slice('window:'.length));
  step.clear(name);
  if (name === 'weak_close' && waitsForNothing(step.state)) close(step, 'quiet for a day, with nothing left to do');
}

/** An effect that could not be carried out has an owner now: a person. The round does not wait for it any longer. */
function onEffectFailed(step: Step, event: EventOf<'effect_failed'>): void {
  const { kind, error, opId, refused } = event.body;
  const action = opId === undefined ? undefined : step.action(opId);
  // Custody has not spoken of it yet. That it refused changed nothing; that nobody knows whether the request came through
  // is asked until custody says.
  if (kind === 'acquire' && action?.handed === true && action.status === undefined && inCustody(action.state))
    step.setAction(action.draft.opId, { state: refused === true ? 'failed' : 'unknown', detail: error.slice(0, 300) });
  if (kind === 'release' && action !== undefined) step.setAction(action.draft.opId, { releasing: false });
  if (kind === 'permit') onLeaveNotAsked(step, event.body.plan, error);
  // One reason for all of them: were it the error, each lost notice would make another one.
  if (kind === 'notify') step.escalate('Notices could not be handed over; look at the outbound queue.');
  else if (kind === 'ledger')
    step.escalate('The ledger does not take what it is given; its lines are kept and tried again.');
  else if (kind === 'merge') onMergeFailed(step, event);
  // A cost that could not be counted is no reason to wake anybody.
  else if (kind === 'agent_used')
    step.set({ limits: [...step.state.limits, `${kind}: ${error}`.slice(0, 300)].slice(-24) });
  else step.escalate(`${kind} could not be carried out: ${error}`);
  const { round } = step.state;
  if (
    ['propose', 'preview', 'decide'].includes(kind) &&
    ['proposing', 'previewing', 'deciding'].includes(round.stage)
  ) {
    failProposed(step, error);
    endRound(step);
  }
  rearm(step);
}

function apply(step: Step): void {
  const { event } = step;
  switch (event.type) {
    case 'finding_added':
      return onFinding(step, event);
    case 'timer_fired':
      return onTimer(step, event.body.name);
    case 'analyst_reported':
      return onAnalyst(step, event);
    case 'inspector_reported':
      return onInspector(step, event);
    case 'agent_failed':
      return onAgentFailed(step, event);
    case 'proposed':
      return onProposed(step, event);
    case 'previewed':
      return onPreviewed(step, event);
    case 'decided':
      return onDecided(step, event);
    case 'approval_arrived':
      return onApproval(step, event);
    case 'permitted':
      return onPermitted(step, event);
    case 'permit_refused':
      return onRefused(step, event);
    case 'custody_reported':
      return onCustody(step, event);
    case 'release_requested':
      return onRelease(step, event);
    case 'close_requested':
      return onClose(step, event);
    case 'task_done':
      return onTaskDone(step, event);
    case 'task_checked':
      return onTaskChecked(step, event);
    case 'reopen_requested':
      return onReopen(step, event);
    case 'commented':
      return onCommented(step, event);
    case 'assigned':
      return onAssigned(step, event);
    case 'acknowledged':
      return onAcknowledged(step, event);
    case 'merge_requested':
      return onMergeRequested(step, event);
    case 'merged':
      return onMerged(step, event);
    case 'absorbed':
      return onAbsorbed(step, event);
    case 'related':
      return onRelated(step, event);
    case 'source_spoke':
      return onSourceSpoke(step, event);
    case 'notified':
      return step.record('notified', 'agent:outbound', {
        channel: event.body.channel,
        delivered: event.body.delivered,
      });
    case 'effect_failed':
      return onEffectFailed(step, event);
    default:
      return unreachable(event);
  }
}

/** Open, no round under way, nothing in custody or on its way there, no person asked for and none who took it on. */
const waitsForNothing = (s: IncidentState): boolean =>
  s.closedAt === undefined &&
  s.merging === undefined &&
  s.mergedInto === undefined &&
  s.reopenedBy === undefined &&
  s.escalations.length === 0 &&
  (s.round.stage === 'done' || s.round.stage === 'none') &&
  !s.actions.some((a) => isLive(a.state));

/** Risk from which an incident that nothing was done about is a person's to close: that of one finding of high severity. */
const RISK_THAT_NEEDS_SOMEBODY = 60;

/** When a round has ended: another one if findings came meanwhile; the end, if there is nothing to hold and nothing to say. */
function afterRound(step: Step): void {
  const s = step.state;
  if (s.round.stage === 'done' && s.closedAt === undefined && s.again) return scheduleRound(step);
  if (!waitsForNothing(s)) return;
  const justEnded = step.event.type === 'proposed' || step.event.type === 'previewed' || step.event.type === 'decided';
  // Whatever else brought it here: it never waits for nothing without an end.
  if (!justEnded) return step.timer('weak_close', step.at + WEAK_CLOSE_MS);
  const contained = s.actions.some((a) => a.state === 'released');
  if (endSilence(step)) return;
  if (s.risk >= RISK_THAT_NEEDS_SOMEBODY && !contained) return step.escalate(UNCONTAINED);
  const asked = contained ? undefined : whoStartsAgain(s);
  if (asked !== undefined) return step.escalate(asked);
  close(
    step,
    s.actions.length === 0 ? 'investigated; nothing to contain' : 'nothing of what was proposed is left to do',
  );
}

/**
 * The incident's one rule: a state and an event give the next state, what to do, and when to wake. No clock, no randomness,
 * no I/O; total: an event that makes no sense here is counted as ignored and changes nothing else.
 */
export function reduce(state: IncidentState, event: IncidentEvent): Reduction<IncidentState> {
  const step = new Step(state, event);
  apply(step);
  afterRound(step);
  milestones(step, state);
  step.set({ phase: phaseOf(step.state), updatedAt: Math.max(state.updatedAt, event.at) });
  return step.done();
}
