import type { CustodyStatus } from '../../contracts/custody.ts';
import type { ActionState } from '../../contracts/incident.ts';
import type { EventOf } from '../events.ts';
import { inCustody, isHeld } from '../phase.ts';
import type { Step } from '../step.ts';
import { HOLD_STATUS_PERIOD_MS, LEASE_GRACE_MS, LEASE_OVERDUE_MS, MAX_REVISIONS, STATUS_PERIOD_MS } from '../times.ts';
import { scheduleRound } from './findings.ts';

/** Proofs that say that AWS was read back as expected; `none` and `accepted` do not. */
const READ_BACK: ReadonlySet<CustodyStatus['proof']> = new Set(['configured', 'effective', 'not_observed']);

/** What a person reads for custody's state and proof: held and read back is `verified`; how far, the proof says. */
const stateOf = (s: CustodyStatus): ActionState =>
  s.state === 'held' && READ_BACK.has(s.proof) ? 'verified' : s.state;

/** Custody said how an operation stands. The only source of what is true of AWS. */
export function onCustody(step: Step, event: EventOf<'custody_reported'>): void {
  const { status } = event.body;
  const action = step.action(status.opId);
  if (action === undefined || !(inCustody(action.state) || isHeld(action.state))) return step.ignore();
  const known = action.status;
  const stale =
    known !== undefined &&
    (status.at < known.at ||
      (status.fence === known.fence &&
        status.step === known.step &&
        status.state === known.state &&
        status.proof === known.proof &&
        status.leaseUntil === known.leaseUntil));
  if (stale) {
    rearm(step);
    return;
  }
  const state = stateOf(status);
  step.setAction(status.opId, { status, state, ...(status.detail === undefined ? {} : { detail: status.detail }) });
  step.record('custody', 'worker:responder', {
    op: status.opId,
    state: status.state,
    proof: status.proof,
    fence: status.fence,
    target: status.target,
    ...(status.detail === undefined ? {} : { detail: status.detail }),
  });
  react(step, status, state, action.state);
  rearm(step);
}

function react(step: Step, status: CustodyStatus, state: ActionState, before: ActionState): void {
  const where = `${status.action} on ${status.target}`;
  if (state === 'verified' && before !== 'verified') contained(step);
  if (state === 'released') released(step);
  if (state === 'contested')
    step.escalate(`${where} is contested: ${status.detail ?? 'AWS is not as expected'}; custody changes nothing more.`);
  if (state === 'failed') step.escalate(`${where} failed: ${status.detail ?? 'no detail'}`);
  if (state === 'gone') step.record('gone', 'worker:responder', { op: status.opId });
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

function released(step: Step): void {
  const s = step.state;
  if (s.actions.some((a) => inCustody(a.state) || a.state === 'permitted' || a.state === 'awaiting_approval')) return;
  step.notify(
    'released',
    s.actions.map((a) => `${a.draft.spec.action} on ${a.draft.spec.target}: ${a.state}`),
  );
  const busy = s.round.stage !== 'done' && s.round.stage !== 'none';
  if (s.escalations.length === 0 && !busy) close(step, 'all that was held is released');
}

/** What was approved is not what is there any more: the plan is void, and what is there now is planned anew. */
function drifted(step: Step, opId: string, where: string): void {
  const plan = step.action(opId)?.plan;
  if (plan !== undefined) {
    step.setPlan(plan, { state: 'void' });
    step.effect({ kind: 'void', plan, reason: `${where} drifted since its preview` }, opId);
  }
  if (step.state.round.number >= MAX_REVISIONS)
    return step.escalate(`${where} keeps changing under its plan; a person must decide.`);
  scheduleRound(step);
}

export function close(step: Step, reason: string): void {
  step.set({ closedAt: step.at, closeReason: reason });
  for (const name of ['status', 'weak_close', 'investigate', 'investigate_latest']) step.clear(name);
  step.record('closed', 'worker:supervisor', { reason });
  step.notify('closed', [reason]);
}

/** Sets the next question to custody: soon while something moves, at a lease's end, seldom while it merely holds. */
export function rearm(step: Step): void {
  const live = step.state.actions.filter((a) => inCustody(a.state) && a.state !== 'contested');
  if (live.length === 0) return step.clear('status');
  const dues = live.map((a) => {
    if (!isHeld(a.state) || a.state === 'held') return step.at + STATUS_PERIOD_MS;
    const until = a.status?.leaseUntil;
    if (until === undefined) return step.at + HOLD_STATUS_PERIOD_MS;
    return Math.max(step.at + 1_000, Math.min(until + LEASE_GRACE_MS, step.at + HOLD_STATUS_PERIOD_MS));
  });
  step.timer('status', Math.min(...dues));
}

/** Asks custody how each live operation stands, and raises a lease that is long over. */
export function askStatus(step: Step): void {
  step.clear('status');
  for (const a of step.state.actions.filter((x) => inCustody(x.state))) {
    step.effect({ kind: 'status', opId: a.draft.opId, spec: a.draft.spec }, a.draft.opId);
    const until = a.status?.leaseUntil;
    if (until !== undefined && step.at > until + LEASE_OVERDUE_MS)
      step.escalate(
        `${a.draft.spec.action} on ${a.draft.spec.target} is past its lease and not given back; see to it in AWS.`,
      );
  }
  rearm(step);
}
