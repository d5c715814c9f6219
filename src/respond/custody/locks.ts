import { end, wake, type Machine } from './machine.ts';
import { settle, start } from './rounds.ts';
import type { CustodyRecord, Op } from './state.ts';

/**
 * Actions that mutate several ARNs hold a lock on each. The target's custodian runs the steps and collects the locks of
 * the others, in sorted order with its own in its place, so that two such actions cannot wait for each other for ever;
 * what is not complete in time is abandoned whole.
 */
export function takeLocks(m: Machine, op: Op): boolean {
  const need = op.spec.locks.filter((l) => l !== op.spec.target).sort();
  if (need.length === 0) return false;
  m.s.phase = 'locking';
  m.s.locks = { opId: op.opId, need, taken: [], until: m.now + m.times.lockTimeoutMs };
  return true;
}

/** In whose name locks are taken: the round's first operation, also when another has become its writer since. */
export const lockerOf = (s: CustodyRecord): string => s.locks?.opId ?? s.op?.opId ?? '';

/** The lock whose turn it is, or undefined if all are taken. */
function nextLock(m: Machine): string | undefined {
  return m.s.locks?.need.find((l) => !m.s.locks!.taken.includes(l));
}

/** Whether this custodian's own lock already counts as taken. */
function ownTurn(m: Machine): boolean {
  const lock = nextLock(m);
  const target = m.s.op?.spec.target;
  return lock === undefined || (target !== undefined && lock > target);
}

/** Asks for the next lock, or starts if none is missing. */
export function askLock(m: Machine): void {
  const { s, now, times } = m;
  if (!s.locks || !s.op) return;
  if (now >= s.locks.until) {
    abandon(m);
    return;
  }
  const lock = nextLock(m);
  const blocked = s.lockedBy !== undefined && ownTurn(m);
  if (lock === undefined && !blocked) {
    start(m);
    return;
  }
  if (lock !== undefined && !blocked) m.out.locks.push({ do: 'lock', lock, opId: lockerOf(s) });
  wake(m, Math.min(s.locks.until, now + times.consistencyPollMs), 'write');
}

function abandon(m: Machine): void {
  const { s } = m;
  const lock = nextLock(m) ?? s.op?.spec.target ?? '';
  // The one that is asked for may be granted after this: it is given back too.
  for (const l of s.locks?.need ?? []) m.out.locks.push({ do: 'unlock', lock: l, opId: lockerOf(s) });
  delete s.locks;
  for (const h of s.holders)
    end(m, h.op, 'failed', `another response holds ${lock}; this one was abandoned`.slice(0, 900));
  for (const o of s.leaving) end(m, o, 'released', 'let go before anything was written');
  s.holders = [];
  s.leaving = [];
  settle(m);
}

/** Answer of another custodian. */
export function onLocked(m: Machine, opId: string, lock: string, granted: boolean): void {
  const { s } = m;
  if (s.phase !== 'locking' || lockerOf(s) !== opId || !s.locks) {
    // Too late: nobody here needs it, unless a round of the very same operation holds it.
    if (granted && !(lockerOf(s) === opId && s.locks?.taken.includes(lock)))
      m.out.locks.push({ do: 'unlock', lock, opId });
    return;
  }
  if (!granted || s.locks.taken.includes(lock)) return; // refused: the wake asks again until time is up
  s.locks.taken.push(lock);
  askLock(m);
}

/** Another custodian asks for this target. Granted while nobody has it, or only waits for locks that sort before it. */
export function onLock(m: Machine, opId: string, owner: string): void {
  const { s, now } = m;
  if (s.lockedBy?.opId === opId) {
    m.out.granted = true;
    return;
  }
  if (s.lockedBy || Object.hasOwn(s.ended, opId)) return;
  const free =
    (s.phase === 'idle' && s.unresolved.every((u) => u.until <= now)) || (s.phase === 'locking' && !ownTurn(m));
  if (!free) return;
  s.lockedBy = { opId, owner, since: now };
  m.out.granted = true;
}
