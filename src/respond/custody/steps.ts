import {
  backOff,
  contest,
  currentStep,
  forgetLapsed,
  isGone,
  lapseOf,
  lookAgain,
  mayBePast,
  noteWrite,
  send,
  unshownUntil,
  wake,
  writingDirection,
  type Machine,
} from './machine.ts';
import { beginRevert, drifted, endAll, leaveGone } from './rounds.ts';
import type { Input, Outcome } from './state.ts';
import { digestOf } from '../../kit/crypto.ts';
import { unreachable } from '../../kit/result.ts';

type Reading = Extract<Input, { type: 'intend' }>;

/** Nobody holds the target any more although it is still being contained: turn round at the next safe place. */
const abandoned = (m: Machine): boolean => m.s.phase === 'applying' && m.s.holders.length === 0;

/** A reading under a job of the phases that write. */
export function onStepReading(m: Machine, r: Reading): void {
  const { s } = m;
  const p = s.pending;
  if (p?.kind !== 'job') return;
  // Somebody has the go: only their answer, or their silence, moves this on.
  if (p.goAt !== undefined) return;
  s.silent = 0;
  if (p.mode === 'resolve') {
    resolve(m, r);
    return;
  }
  if (s.phase === 'applying' && !prepared(m, r)) return;
  if (s.phase === 'reverting' && !fitForRevert(m, r)) return;
  walk(m, r);
}

/** First reading of a round: the plan must still be true of it, and it becomes the pre-image if there is none. */
function prepared(m: Machine, r: Reading): boolean {
  const { s, now } = m;
  const gone = isGone(m, r.facts.exists, r.asOf, 'write');
  if (gone === 'perhaps') return false;
  if (gone === 'gone') {
    if (s.written || s.unresolved.length > 0) leaveGone(m);
    else endAll(m, 'gone', 'the target does not exist');
    return false;
  }
  if (s.preImage) return true;
  if (r.facts.material !== s.op?.preImageDigest) {
    if (!lookAgain(m, 'write', r.asOf, unshownUntil(s))) drifted(m);
    return false;
  }
  // Contained already, or still by what a revert of ours undid a moment ago? The pre-image must not be taken from the past.
  const past = s.script.forward.some(
    (f) => r.facts.standing.forward[f.id] === 'present' && mayBePast(m, 'forward', f.id, r.asOf),
  );
  if (past && lookAgain(m, 'write', r.asOf, unshownUntil(s))) return false;
  delete s.unsureSince;
  s.preImage = r.snapshot;
  s.intendedAt = now;
  return true;
}

/** Only what we left is undone: anything else belongs to somebody who must be asked. */
function fitForRevert(m: Machine, { facts, asOf }: Reading): boolean {
  const { s } = m;
  if (s.revertChecked) return true;
  if (isGone(m, facts.exists, asOf, 'write') === 'perhaps') return false;
  const unclear = Object.values(facts.standing.revert).includes('ambiguous');
  const fit = !unclear && (!s.complete || s.partial === true || !facts.exists || facts.asExpected || facts.asPreImage);
  if (fit) {
    s.revertChecked = true;
    delete s.unsureSince;
    return true;
  }
  if (!lookAgain(m, 'write', asOf, unshownUntil(s)))
    contest(
      m,
      'the target was changed by somebody else since it was contained; it was left as it is. Put it as it should be; if it still holds what contained it, release it again',
    );
  return false;
}

/** Goes over the steps that stand to the first that does not. */
function walk(m: Machine, r: Reading): void {
  const { s, now, times } = m;
  const p = s.pending;
  const direction = writingDirection(s);
  for (let step = currentStep(s); step; s.index += 1, step = currentStep(s)) {
    const standing = r.facts.standing[direction][step.id];
    if (standing === 'present') {
      if (!mayBePast(m, direction, step.id, r.asOf)) continue;
      // It is not believed as long as it may be of the past: so there is always a further look.
      lookAgain(m, 'write', r.asOf, unshownUntil(s));
      return;
    }
    if (standing === 'absent') {
      const request = r.facts.requests[`${direction}:${step.id}`];
      if (!request || p?.kind !== 'job') return;
      if (direction === 'forward' && !isPermitted(m)) return;
      delete s.unsureSince;
      if (direction === 'forward') s.wrote = [...new Set([...(s.wrote ?? []), step.id])];
      p.step = step.id;
      p.goAt = now;
      p.requestHash = digestOf(request);
      p.due = now + times.effectTimeoutMs;
      s.stepAt[`${direction}:${step.id}`] ??= now;
      m.out.verdict = { do: 'go', step: step.id, direction, request };
      return;
    }
    if (standing === 'unready') {
      if (!backOff(m, 'write')) refuse(m, `step ${step.id}: what it needs does not show in AWS`);
      return;
    }
    if (lookAgain(m, 'write', r.asOf, unshownUntil(s))) return;
    contest(m, `step ${step.id}: the target is in a state that neither Vedette nor the plan accounts for`);
    return;
  }
  toReadBack(m);
}

/**
 * Whether somebody's permit covers a forward write now: the writer's until it expires, another holder's, or, where the policy
 * has drift answered so, that of whoever has it contained again, for as long as they hold it. The gate has the last word.
 */
function isPermitted(m: Machine): boolean {
  const { s, now } = m;
  const payer = s.payer ?? s.op;
  const holds = s.payer !== undefined && s.holders.some((h) => h.op.opId === payer?.opId && h.leaseUntil > now);
  if (payer && (payer.permitUntil > now || (holds && payer.onDrift === 'reapply' && s.complete))) return true;
  const heir = s.holders.find((h) => h.op.permitUntil > now);
  if (heir) {
    s.payer = heir.op;
    send(m, 'write');
  } else refuse(m, 'the permit ran out before every step was applied; a new plan is needed');
  return false;
}

function toReadBack(m: Machine): void {
  const { s } = m;
  s.phase = s.phase === 'reverting' ? 'restoring' : 'verifying';
  s.tries = 0;
  delete s.differsSince;
  delete s.unsureSince;
  send(m, 'read');
}

/** The step whose turn it is stands: on to the next. */
function stands(m: Machine): void {
  const { s } = m;
  if (s.phase === 'applying') {
    s.written = true;
    if (s.proof === 'none') s.proof = 'accepted';
  }
  noteWrite(m, writingDirection(s));
  delete s.doubt;
  delete s.unsureSince;
  s.detail = '';
  s.index += 1;
  s.tries = 0;
  delete s.pending;
  if (abandoned(m)) beginRevert(m);
  else if (currentStep(s)) send(m, 'write');
  else toReadBack(m);
}

/** Nobody knows what became of the write: from here on only readings decide. */
export function outcomeUnknown(m: Machine, detail: string): void {
  const { s, times } = m;
  const p = s.pending;
  if (p?.kind !== 'job' || p.goAt === undefined) return;
  const until = p.goAt + times.goValidMs + times.signatureLifetimeMs + times.consistencyWindowMs;
  s.unresolved.push({
    step: p.step,
    direction: p.direction,
    fence: p.fence,
    until,
  });
  if (p.direction === 'forward') s.written = true;
  s.doubt = { since: m.now, settledAt: until, absentAt: [] };
  s.detail = `step ${p.step}: ${detail}; AWS is being read`;
  send(m, 'resolve');
}

/** What became of a write, as AWS shows it (step 6 of the protocol). */
function resolve(m: Machine, r: Reading): void {
  const { s, now, times } = m;
  const step = currentStep(s);
  if (!step || !s.doubt) return;
  const direction = writingDirection(s);
  const gone = isGone(m, r.facts.exists, r.asOf, 'resolve');
  if (gone === 'perhaps') return;
  if (gone === 'gone') {
    delete s.doubt;
    delete s.pending;
    if (direction === 'revert') send(m, 'write');
    else leaveGone(m);
    return;
  }
  const standing = r.facts.standing[direction][step.id];
  const mine = s.unresolved.filter((u) => u.direction === direction && u.step === step.id);
  if (standing === 'present' && mayBePast(m, direction, step.id, r.asOf)) {
    lookAgain(m, 'resolve', r.asOf, unshownUntil(s));
    return;
  }
  if (standing === 'present') {
    // With one write out, this is it. With more, any of the others may still come.
    if (mine.length === 1) s.unresolved = s.unresolved.filter((u) => u !== mine[0]);
    stands(m);
    return;
  }
  if (standing === 'ambiguous') {
    const settled = Math.max(unshownUntil(s), (s.doubt.since ?? 0) + times.consistencyWindowMs);
    if (lookAgain(m, 'resolve', r.asOf, settled)) return;
    contest(m, `step ${step.id}: its outcome is unknown and AWS shows neither the old nor the new state`);
    return;
  }
  if (abandoned(m)) {
    // Whether it lands or not, it will be undone; the revert waits until it cannot land any more.
    delete s.doubt;
    delete s.pending;
    beginRevert(m);
    return;
  }
  if (step.kind === 'idempotent') {
    delete s.doubt;
    sendAgain(m, step.id);
    return;
  }
  const { settledAt } = s.doubt;
  if (r.asOf < settledAt) {
    wake(m, Math.min(settledAt, now + times.resolvePollMs), 'resolve');
    return;
  }
  const first = s.doubt.absentAt[0];
  if (first === undefined || r.asOf - first < times.absentGapMs) {
    if (first === undefined) s.doubt.absentAt.push(r.asOf);
    wake(m, now + times.absentGapMs, 'resolve');
    return;
  }
  s.unresolved = s.unresolved.filter((u) => !mine.includes(u));
  delete s.doubt;
  sendAgain(m, step.id);
}

/** Under a new fence: at once the first time, for every second counts, then ever more slowly. */
function sendAgain(m: Machine, step: string): void {
  if (m.s.tries === 0) {
    m.s.tries = 1;
    send(m, 'write');
  } else if (!backOff(m, 'write')) refuse(m, `step ${step}: asked for again and again, AWS never answers`);
}

/** AWS answered, or the call was never made. */
export function onOutcome(m: Machine, outcome: Outcome): void {
  const { s } = m;
  s.silent = 0;
  switch (outcome.kind) {
    case 'accepted':
      stands(m);
      return;
    case 'unknown':
      outcomeUnknown(m, outcome.detail);
      return;
    case 'not_sent':
      if (outcome.final) refuse(m, outcome.detail);
      else again(m, outcome.detail);
      return;
    case 'rejected':
      break;
    default:
      unreachable(outcome);
  }
  switch (outcome.error) {
    case 'throttled':
    case 'expired':
    // Gone, or not shown yet to the part of AWS that answered; there already, or in the way of something: the next
    // job reads first and finds out.
    case 'not_found':
    case 'conflict':
      again(m, outcome.detail, outcome.retryAfterMs);
      return;
    case 'denied':
    case 'invalid':
    case 'unsupported':
      refuse(m, outcome.detail);
      return;
    default:
      unreachable(outcome.error);
  }
}

function again(m: Machine, detail: string, atLeastMs = 0): void {
  const { s } = m;
  delete s.pending;
  if (abandoned(m)) {
    beginRevert(m);
    return;
  }
  s.detail = detail;
  if (backOff(m, 'write', atLeastMs)) return;
  if (s.phase === 'reverting') {
    contest(m, `${detail}; the release is tried again every few minutes`);
    s.retryRevert = true;
  } else refuse(m, detail);
}

/** AWS will not do this step. Forward: what stands stays until its lease ends. Reverting: a person. */
export function refuse(m: Machine, detail: string): void {
  const { s } = m;
  delete s.pending;
  delete s.doubt;
  if (s.phase !== 'applying') {
    contest(m, `${detail}. Put the target back by hand, or do away with what is in the way and release it again`);
    return;
  }
  if (s.complete) {
    contest(m, `changed by somebody else while it was held, and not to be contained again: ${detail}`);
    return;
  }
  forgetLapsed(m);
  if (!s.written && lapseOf(s, 'forward') === 0) {
    endAll(m, s.holders.length > 0 ? 'failed' : 'released', detail);
    return;
  }
  s.phase = 'failed';
  // What stands of it stands from now on: its lease runs, without the grace for getting there.
  for (const h of s.holders) h.leaseUntil = Math.min(h.leaseUntil, m.now + h.op.leaseMs);
  s.detail = `${detail} (the steps before it stand and are undone when the lease ends)`;
  if (s.holders.length === 0) beginRevert(m);
}
