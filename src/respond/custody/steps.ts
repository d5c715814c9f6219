import {
  backOff,
  contest,
  currentStep,
  forgetLapsed,
  lapseOf,
  send,
  wake,
  writingDirection,
  type Machine,
} from './machine.ts';
import { beginRevert, drifted, endAll } from './rounds.ts';
import type { Facts, Input, Outcome } from './state.ts';
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
  if (s.phase === 'reverting' && !fitForRevert(m, r.facts)) return;
  walk(m, r);
}

/** First reading of a round: the plan must still be true of it, and it becomes the pre-image if there is none. */
function prepared(m: Machine, r: Reading): boolean {
  const { s } = m;
  if (!r.facts.exists) {
    if (s.written || s.unresolved.length > 0) {
      s.leaving.push(...s.holders.map((h) => h.op));
      s.holders = [];
      beginRevert(m);
    } else endAll(m, 'gone', 'the target does not exist');
    return false;
  }
  if (s.preImage) return true;
  if (r.facts.material !== s.op?.preImageDigest) {
    drifted(m);
    return false;
  }
  s.preImage = r.snapshot;
  s.intendedAt = m.now;
  return true;
}

/** Only what we left is undone: anything else belongs to somebody who must be asked. */
function fitForRevert(m: Machine, facts: Facts): boolean {
  const { s, now, times } = m;
  if (s.revertChecked) return true;
  const unclear = Object.values(facts.standing.revert).includes('ambiguous');
  const fit = !unclear && (!s.complete || !facts.exists || facts.asExpected || facts.asPreImage);
  if (fit) {
    s.revertChecked = true;
    delete s.differsSince;
    return true;
  }
  s.differsSince ??= now;
  if (now - s.differsSince < times.consistencyPollMs) wake(m, now + times.consistencyPollMs, 'write');
  else contest(m, 'the target was changed by somebody else since it was contained; it was left as it is');
  return false;
}

/** Goes over the steps that stand to the first that does not. */
function walk(m: Machine, r: Reading): void {
  const { s, now, times } = m;
  const p = s.pending;
  const direction = writingDirection(s);
  for (let step = currentStep(s); step; s.index += 1, step = currentStep(s)) {
    const standing = r.facts.standing[direction][step.id];
    if (standing === 'present') continue;
    if (standing === 'absent') {
      const request = r.facts.requests[`${direction}:${step.id}`];
      if (!request || p?.kind !== 'job') return;
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
    contest(m, `step ${step.id}: the target is in a state that neither Vedette nor the plan accounts for`);
    return;
  }
  toReadBack(m);
}

function toReadBack(m: Machine): void {
  const { s } = m;
  s.phase = s.phase === 'reverting' ? 'restoring' : 'verifying';
  s.tries = 0;
  delete s.differsSince;
  send(m, 'read');
}

/** The step whose turn it is stands: on to the next. */
function stands(m: Machine): void {
  const { s } = m;
  if (s.phase === 'applying') {
    s.written = true;
    if (s.proof === 'none') s.proof = 'accepted';
  }
  delete s.doubt;
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
  s.doubt = { settledAt: until, absentAt: [] };
  s.detail = `step ${p.step}: ${detail}; AWS is being read`;
  send(m, 'resolve');
}

/** What became of a write, as AWS shows it (step 6 of the protocol). */
function resolve(m: Machine, r: Reading): void {
  const { s, now, times } = m;
  const step = currentStep(s);
  if (!step || !s.doubt) return;
  const direction = writingDirection(s);
  const standing = r.facts.standing[direction][step.id];
  const mine = s.unresolved.filter((u) => u.direction === direction && u.step === step.id);
  if (standing === 'present') {
    // With one write out, this is it. With more, any of the others may still come.
    if (mine.length === 1) s.unresolved = s.unresolved.filter((u) => u !== mine[0]);
    stands(m);
    return;
  }
  if (standing === 'ambiguous') {
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
  const reverting = s.phase === 'reverting';
  refuse(m, detail);
  if (reverting) s.retryRevert = true;
}

/** AWS will not do this step. Forward: what stands stays until its lease ends. Reverting: a person. */
export function refuse(m: Machine, detail: string): void {
  const { s } = m;
  delete s.pending;
  delete s.doubt;
  if (s.phase !== 'applying') {
    contest(m, detail);
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
