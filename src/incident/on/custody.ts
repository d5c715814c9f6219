import type { CustodyStatus } from '../../contracts/custody.ts';
import type { ActionState } from '../../contracts/incident.ts';
import type { EventOf } from '../events.ts';
import { inCustody, isLive, stands } from '../phase.ts';
import type { ActionRecord, IncidentState } from '../state.ts';
import type { Step } from '../step.ts';
import { HOLD_STATUS_PERIOD_MS, LEASE_GRACE_MS, LEASE_OVERDUE_MS, MAX_REVISIONS, STATUS_PERIOD_MS } from '../times.ts';
import { scheduleRound } from './findings.ts';

/** Proofs that say that AWS was read back as expected; `none` and `accepted` do not. */
const READ_BACK: ReadonlySet<CustodyStatus['proof']> = new Set(['configured', 'effective', 'not_observed']);

/** What a person reads for custody's state and proof: held and read back is `verified`; how far, the proof says. */
const stateOf = (s: CustodyStatus): ActionState =>
  s.state === 'held' && READ_BACK.has(s.proof) ? 'verified' : s.state;

/** Whether a status says anything that the incident does not know: neither older than what it has, nor the same again. */
export function isNews(state: IncidentState, status: CustodyStatus): boolean {
  const known = state.actions.find((a) => a.draft.opId === status.opId)?.status;
  return (
    known === undefined ||
    // A fence only rises, whatever custody's clock does.
    status.fence > known.fence ||
    (status.at >= known.at &&
      !(
        status.fence === known.fence &&
        status.step === known.step &&
        status.state === known.state &&
        status.proof === known.proof &&
        status.leaseUntil === known.leaseUntil
      ))
  );
}

/** Custody said how an operation stands. The only source of what is true of AWS, so that it is heard even after the end. */
export function onCustody(step: Step, event: EventOf<'custody_reported'>): void {
  const { status } = event.body;
  const action = step.action(status.opId);
  if (action?.handed !== true) return step.ignore();
  if (!isNews(step.state, status)) return rearm(step);
  const state = stateOf(status);
  step.setAction(status.opId, { status, state, ...(status.detail === undefined ? {} : { detail: status.detail }) });
  step.record('custody', 'worker:responder', {
    op: status.opId,
    state: status.state,
    proof: status.proof,
    fence: status.fence,
    target: status.target,
    ...(status.reapplied === undefined ? {} : { reapplied: status.reapplied }),
    ...(status.detail === undefined ? {} : { detail: status.detail }),
  });
  if (step.state.closedAt !== undefined && inCustody(state)) {
    step.reopen('worker:responder', { op: status.opId });
    step.escalate(`${status.action} on ${status.target} stands in AWS although the incident was closed; see to it.`);
  }
  if ((status.reapplied ?? 0) > (action.status?.reapplied ?? 0))
    step.notify('drifted', [
      `${status.action} on ${status.target} was changed by somebody else; it is contained again`,
    ]);
  react(step, status, state, action.state);
  rearm(step);
}

function react(step: Step, status: CustodyStatus, state: ActionState, before: ActionState): void {
  const where = `${status.action} on ${status.target}`;
  if (state === 'verified' && before !== 'verified') contained(step);
  if (state === 'released') ended(step, 'all that was held is released');
  if (state === 'contested')
    step.escalate(`${where} is contested: ${status.detail ?? 'AWS is not as expected'}; custody changes nothing more.`);
  if (state === 'failed') step.escalate(`${where} failed: ${status.detail ?? 'no detail'}`);
  if (state === 'gone') ended(step, 'what was to be contained is gone');
  if (state === 'drifted') drifted(step, status.opId, where);
  if (state === 'unknown' && before !== 'unknown') step.record('unknown', 'worker:responder', { op: status.opId });
}

function contained(step: Step): void {
  const live = step.state.actions.filter((a) => inCustody(a.state));
  if (live.every((a) => a.state === 'verified')) {
    step.notify(
      'contained',
      live.map((a) => `${a.draft.spec.action} on ${a.draft.spec.target}: ${a.status?.proof ?? 'held'}`),
    );
  }
}

/** Once the last of an incident's actions is over, people hear what became of each, and the incident may end. */
function ended(step: Step, reason: string): void {
  const s = step.state;
  if (s.closedAt !== undefined || s.actions.some((a) => isLive(a.state))) return;
  if (s.actions.some((a) => a.state === 'released'))
    step.notify(
      'released',
      s.actions.map((a) => `${a.draft.spec.action} on ${a.draft.spec.target}: ${a.state}`),
    );
  const busy = s.round.stage !== 'done' && s.round.stage !== 'none';
  if (s.escalations.length === 0 && !busy && s.reopenedBy === undefined) close(step, reason);
}

/** What was approved is not what is there any more: the plan is void, and what is there now is planned anew. */
function drifted(step: Step, opId: string, where: string): void {
  const plan = step.action(opId)?.plan;
  if (plan !== undefined) {
    step.setPlan(plan, { state: 'void' });
    step.effect({ kind: 'void', plan, reason: `${where} drifted since its preview` }, opId);
  }
  if (step.state.closedAt !== undefined) return;
  if (step.state.round.number >= MAX_REVISIONS)
    return step.escalate(`${where} keeps changing under its plan; a person must decide.`);
  scheduleRound(step);
}

/** Timers of what ends with an incident. */
export const ROUND_TIMERS = ['status', 'weak_close', 'investigate', 'investigate_latest', 'investigation_timeout'];

/** The end. A round that is under way ends too: nothing that answers late may act for a closed incident. */
export function close(step: Step, reason: string): void {
  const { round } = step.state;
  step.drop('reopenedBy');
  step.set({
    closedAt: step.at,
    closeReason: reason,
    again: false,
    round: { ...round, stage: round.stage === 'none' ? 'none' : 'done' },
  });
  for (const name of ROUND_TIMERS) step.clear(name);
  step.record('closed', 'worker:supervisor', { reason });
  // Nobody who was not told of it is told that it is over; the record says it.
  if (step.state.actions.length > 0 || step.announced) step.notify('closed', [reason]);
}

/** Sets the next question to custody: soon while something moves, at a lease's end, seldom while it merely holds. */
export function rearm(step: Step): void {
  const live = step.state.actions.filter((a) => stands(a) && a.state !== 'contested');
  if (live.length === 0) return step.clear('status');
  const dues = live.map((a) => {
    if (a.state !== 'verified' && a.state !== 'failed') return step.at + patience(step, a);
    const until = a.status?.leaseUntil;
    if (until === undefined) return step.at + HOLD_STATUS_PERIOD_MS;
    return Math.max(step.at + 1_000, Math.min(until + LEASE_GRACE_MS, step.at + HOLD_STATUS_PERIOD_MS));
  });
  step.timer('status', Math.min(...dues));
}

/** Half of the time for which nothing moved, ms: an operation that waits for hours is not asked for every few seconds. */
function patience(step: Step, a: ActionRecord): number {
  const still = a.status === undefined ? 0 : step.at - a.status.at;
  return Math.max(STATUS_PERIOD_MS, Math.min(HOLD_STATUS_PERIOD_MS, Math.floor(still / 2)));
}

/** Asks custody how each live operation stands, and raises a lease that is long over. */
export function askStatus(step: Step): void {
  step.clear('status');
  for (const a of step.state.actions.filter(stands)) {
    step.effect({ kind: 'status', opId: a.draft.opId, spec: a.draft.spec }, a.draft.opId);
    const until = a.status?.leaseUntil;
    if (until !== undefined && step.at > until + LEASE_OVERDUE_MS)
      step.escalate(
        `${a.draft.spec.action} on ${a.draft.spec.target} is past its lease and not given back; see to it in AWS.`,
      );
  }
  rearm(step);
}
