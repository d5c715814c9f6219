import type { Proof } from '../../contracts/custody.ts';
import { backOff, contest, wake, type Machine } from './machine.ts';
import { beginRevert, endAll, finish } from './rounds.ts';
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
  if (!r.facts.exists) {
    s.leaving.push(...s.holders.map((h) => h.op));
    s.holders = [];
    beginRevert(m);
    return;
  }
  if (r.facts.asExpected) {
    delete s.differsSince;
    if (s.phase !== 'held') hold(m);
    m.out.verdict = { do: 'prove' };
    return;
  }
  if (s.phase === 'contested') {
    wake(m, now + times.probeEveryMs, 'read');
    return;
  }
  s.differsSince ??= now;
  // A write may take its time to show; once it has shown, a second reading is all the benefit of the doubt there is.
  const patience = s.phase === 'verifying' ? times.consistencyWindowMs : times.consistencyPollMs;
  if (now - s.differsSince < patience) {
    wake(m, now + times.consistencyPollMs, 'read');
    return;
  }
  const held = s.phase === 'held';
  s.proof = held ? 'none' : s.proof;
  contest(
    m,
    held
      ? 'the target was changed while it was held: it is no longer contained as it was'
      : 'AWS accepted every step but does not show what they should have left',
  );
}

/** The containment stands: leases run from now. */
function hold(m: Machine): void {
  const { s, now } = m;
  const first = !s.complete;
  s.phase = 'held';
  s.complete = true;
  s.proof = 'configured';
  s.detail = '';
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

function readRestored(m: Machine, r: Reading): void {
  const { s, now, times } = m;
  if (!r.facts.exists) {
    finish(m, 'gone', 'the target does not exist any more; what was added around it is removed');
    return;
  }
  if (r.facts.asPreImage) {
    finish(m, 'released', 'read back: as it was before');
    return;
  }
  s.differsSince ??= now;
  if (now - s.differsSince < times.consistencyWindowMs) wake(m, now + times.consistencyPollMs, 'read');
  else contest(m, 'undone, but the target does not read as it was before');
}

/** Nobody holds it and a person was asked: they may have put it right by hand. */
function readContestedRelease(m: Machine, r: Reading): void {
  if (r.facts.exists && r.facts.asPreImage && m.s.unresolved.every((u) => u.until <= m.now))
    finish(m, 'released', 'read back: as it was before');
  else if (m.s.retryRevert) beginRevert(m);
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
