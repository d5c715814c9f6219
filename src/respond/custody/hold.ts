import type { Proof } from '../../contracts/custody.ts';
import { backOff, contest, isGone, send, wake, type Machine } from './machine.ts';
import { beginRevert, endAll, finish, leaveGone } from './rounds.ts';
import { REAPPLY_FIRST_WAIT_MS, REAPPLY_MOST } from './times.ts';
import type { Input } from './state.ts';

type Reading = Extract<Input, { type: 'intend' }>;

/** A reading of what was written: after the last step, on the probe schedule, and while a person is asked. */
export function onReadBack(m: Machine, r: Reading): void {
  const { s } = m;
  s.silent = 0;
  s.tries = 0;
  if (s.phase === 'restoring') readRestored(m, r);
  else if (s.phase === 'contested' && s.holders.length === 0) readContestedRelease(m, r);
  else readContained(m, r);
}

function readContained(m: Machine, r: Reading): void {
  const { s, now, times } = m;
  const gone = isGone(m, r.facts.exists, r.asOf, 'read');
  if (gone === 'perhaps') return;
  if (gone === 'gone') {
    leaveGone(m);
    return;
  }
  if (r.facts.asExpected) {
    delete s.differsSince;
    const toUndo = s.script.revert.map((x) => x.id).filter((id) => r.facts.standing.revert[id] !== 'present');
    s.toUndo = [...new Set([...(s.toUndo ?? []), ...toUndo])];
    if (s.phase !== 'held') hold(m);
    m.out.verdict = { do: 'prove' };
    return;
  }
  if (s.phase === 'contested') {
    wake(m, now + times.probeEveryMs, 'read');
    return;
  }
  s.differsSince ??= now;
  // A write may take its time to show, and may hide again while replicas disagree; after that a second reading is all the
  // benefit of the doubt there is.
  const patience = s.phase === 'verifying' ? times.consistencyWindowMs : times.consistencyPollMs;
  const until = Math.max(s.differsSince + patience, s.unshown?.forward ?? 0);
  if (r.asOf < until) {
    const soon = now + Math.max(times.consistencyPollMs, (now - s.differsSince) / 2);
    wake(m, Math.max(now, Math.min(until, soon)), 'read');
    return;
  }
  const held = s.phase === 'held';
  if (held && reapply(m, r)) return;
  s.proof = held ? 'none' : s.proof;
  contest(
    m,
    held
      ? `the target was changed while it was held: it is no longer contained as it was${s.reapplied === undefined ? '' : `; it was contained again ${s.reapplied} time(s) before`}`
      : 'AWS accepted every step but does not show what they should have left',
  );
}

/**
 * Somebody else undid the containment, and the policy says to contain again: the steps that are missing, under a holder's
 * permit, from the pre-image of before the first of them. Not for ever, and not where the target is in a third state.
 */
function reapply(m: Machine, r: Reading): boolean {
  const { s, now } = m;
  const payer = s.holders.find((h) => h.op.onDrift === 'reapply' && h.leaseUntil > now);
  const before = s.reapplied ?? 0;
  if (!payer || before >= REAPPLY_MOST || Object.values(r.facts.standing.forward).includes('ambiguous')) return false;
  s.reapplied = before + 1;
  s.partial = true;
  s.payer = payer.op;
  s.phase = 'applying';
  s.index = 0;
  s.tries = 0;
  s.silent = 0;
  s.proof = 'none';
  s.detail = `changed by somebody else while held; contained again, time ${before + 1} of ${REAPPLY_MOST}`;
  // A step's time is when it was applied: what came into being since the first time must not escape the second.
  s.stepAt = Object.fromEntries(Object.entries(s.stepAt).filter(([step]) => !step.startsWith('forward:')));
  delete s.differsSince;
  delete s.unsureSince;
  if (before === 0) send(m, 'write');
  else wake(m, now + REAPPLY_FIRST_WAIT_MS * 2 ** (before - 1), 'write');
  return true;
}

/** The containment stands: leases run from now. */
function hold(m: Machine): void {
  const { s, now } = m;
  const first = !s.complete;
  s.phase = 'held';
  s.complete = true;
  s.proof = 'configured';
  s.detail = '';
  delete s.payer;
  delete s.partial;
  if (first) for (const h of s.holders) h.leaseUntil = now + h.op.leaseMs;
}

/** What the action's own probe found. */
export function onProof(m: Machine, proof: Proof, detail: string): void {
  const { s, now, times } = m;
  if (s.phase !== 'held') return;
  s.proof = proof === 'none' || proof === 'accepted' ? 'configured' : proof;
  s.detail = detail;
  wake(m, now + (proof === 'not_observed' ? times.probeSoonMs * 4 : times.probeEveryMs), 'read');
}

const restoredDetail = ({ facts }: Reading): string =>
  facts.left === true
    ? 'read back: what this action leaves on purpose stands, nothing else of it does'
    : 'read back: as it was before';

function readRestored(m: Machine, r: Reading): void {
  const { s, now, times } = m;
  const gone = isGone(m, r.facts.exists, r.asOf, 'read');
  if (gone === 'perhaps') return;
  if (gone === 'gone') {
    finish(m, 'gone', 'the target does not exist any more; what was added around it is removed');
    return;
  }
  if (r.facts.asPreImage) {
    finish(m, 'released', restoredDetail(r));
    return;
  }
  s.differsSince ??= now;
  if (now - s.differsSince < times.consistencyWindowMs) wake(m, now + times.consistencyPollMs, 'read');
  else
    contest(
      m,
      'undone, but the target does not read as it was before. Put right what differs; it is looked at again every few minutes',
    );
}

/** Nobody holds it and a person was asked: they may have put it right by hand. */
function readContestedRelease(m: Machine, r: Reading): void {
  if (r.facts.exists && r.facts.asPreImage && m.s.unresolved.every((u) => u.until <= m.now))
    finish(m, 'released', restoredDetail(r));
  else if (m.s.retryRevert || !r.facts.exists) beginRevert(m);
  else wake(m, m.now + m.times.probeEveryMs, 'read');
}

/** The target could not be read. */
export function onUnread(m: Machine, detail: string, final: boolean): void {
  const { s, now, times } = m;
  s.silent = 0;
  if (s.phase === 'held' || s.phase === 'contested' || s.phase === 'failed') {
    s.detail = detail;
    wake(m, now + times.probeEveryMs, 'read');
    return;
  }
  const mode = s.doubt ? 'resolve' : s.phase === 'applying' || s.phase === 'reverting' ? 'write' : 'read';
  s.detail = detail;
  if (!final && backOff(m, mode)) return;
  const reverting = s.phase === 'reverting' || s.phase === 'restoring';
  unreadable(m, detail);
  if (reverting) s.retryRevert = true;
}

function unreadable(m: Machine, detail: string): void {
  if (m.s.phase === 'applying' && !m.s.written) endAll(m, m.s.holders.length > 0 ? 'failed' : 'released', detail);
  else contest(m, `${detail}; without reading AWS nothing is decided`);
}
