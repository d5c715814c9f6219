import { askLock, lockerOf, takeLocks } from './locks.ts';
import { contest, end, forgetLapsed, lapseOf, send, unshownUntil, wake, type Machine } from './machine.ts';
import type { Ended, Op, Script } from './state.ts';

/** A round is the life of one change on the target: from its first operation to the verified release. */
export function begin(m: Machine, op: Op, script: Script): void {
  const { s, now, times } = m;
  s.op = op;
  s.script = script;
  s.holders = [{ op, since: now, leaseUntil: now + op.leaseMs + times.applyGraceMs }];
  s.leaving = [];
  s.proof = 'none';
  s.detail = '';
  // What the last round wrote matters only for as long as readings may show it.
  if (now >= unshownUntil(s)) {
    delete s.wrote;
    delete s.unshown;
  }
  if (takeLocks(m, op)) askLock(m);
  else start(m);
}

/** All locks are ours: reads the target for the first time. */
export function start(m: Machine): void {
  const { s } = m;
  s.phase = 'applying';
  s.index = 0;
  s.tries = 0;
  s.silent = 0;
  send(m, 'write');
}

/** Nothing is owned any more: the next operation in line may begin. */
export function settle(m: Machine): void {
  const { s } = m;
  if (s.locks) for (const lock of s.locks.taken) m.out.locks.push({ do: 'unlock', lock, opId: lockerOf(s) });
  s.phase = 'idle';
  s.holders = [];
  s.leaving = [];
  s.index = 0;
  s.stepAt = {};
  s.written = false;
  s.complete = false;
  s.revertChecked = false;
  s.proof = 'none';
  s.detail = '';
  s.tries = 0;
  s.silent = 0;
  delete s.op;
  delete s.payer;
  delete s.reapplied;
  delete s.partial;
  delete s.toUndo;
  delete s.unsureSince;
  delete s.goneSince;
  delete s.locks;
  delete s.intendedAt;
  delete s.preImage;
  delete s.pending;
  delete s.doubt;
  delete s.retryRevert;
  delete s.differsSince;
  next(m);
}

/** Begins the first of those that wait, once no late write can land any more. */
export function next(m: Machine): void {
  const { s, now } = m;
  if (s.phase !== 'idle' || s.lockedBy) return;
  const first = s.waiting[0];
  if (!first) {
    delete s.pending;
    return;
  }
  forgetLapsed(m);
  const lapse = lapseOf(s);
  if (lapse > now) {
    wake(m, lapse, 'write');
    return;
  }
  s.waiting.shift();
  begin(m, first.op, first.script);
}

/** All holders end the same way and nothing of theirs stands. */
export function endAll(m: Machine, state: Ended['state'], detail: string): void {
  for (const h of m.s.holders) end(m, h.op, state, detail);
  for (const o of m.s.leaving) end(m, o, state, detail);
  settle(m);
}

/** The target is as it was (or no more): the round is over. */
export function finish(m: Machine, state: 'released' | 'gone', detail: string): void {
  endAll(m, state, detail);
}

/** The plan's pre-image is not what AWS shows: this operation is void; another holder's may still be good. */
export function drifted(m: Machine): void {
  const { s } = m;
  const writer = s.op;
  if (!writer) return;
  end(m, writer, 'drifted', 'the target is no longer as the plan showed it; a new plan is needed');
  s.holders = s.holders.filter((h) => h.op.opId !== writer.opId);
  const heir = s.holders[0];
  if (!heir) {
    settle(m);
    return;
  }
  s.op = heir.op;
  delete s.unsureSince;
  send(m, 'write');
}

/**
 * Undoes the round: called when the last holder let go. A write in flight is waited for first, and a forward write that
 * may still land is waited out, for it would undo the undoing.
 */
export function beginRevert(m: Machine): void {
  const { s, now } = m;
  const p = s.pending;
  const asked = p?.kind === 'job' && p.goAt !== undefined;
  if (s.phase === 'applying' && (s.doubt || asked)) return;
  if (s.phase === 'locking' || (s.phase === 'applying' && !s.written)) {
    finish(m, 'released', 'let go before anything was written');
    return;
  }
  if (!s.preImage) {
    contest(m, 'there is no pre-image to restore');
    return;
  }
  s.phase = 'reverting';
  s.index = 0;
  s.tries = 0;
  s.silent = 0;
  s.revertChecked = false;
  delete s.payer;
  delete s.retryRevert;
  delete s.differsSince;
  delete s.unsureSince;
  forgetLapsed(m);
  const lapse = lapseOf(s, 'forward');
  if (lapse > now) {
    s.detail = 'a write with an unknown outcome may still land; the release waits until it cannot';
    wake(m, lapse, 'write');
    return;
  }
  s.detail = '';
  send(m, 'write');
}

/** The target is no more: nobody holds it, and what was added around it is removed. */
export function leaveGone(m: Machine): void {
  m.s.leaving.push(...m.s.holders.map((h) => h.op));
  m.s.holders = [];
  beginRevert(m);
}

/** Takes one holder out; the last one starts the revert. */
export function letGo(m: Machine, opId: string, detail: string): void {
  const { s } = m;
  const holder = s.holders.find((h) => h.op.opId === opId);
  if (!holder) return;
  if (s.payer?.opId === opId) delete s.payer;
  s.holders = s.holders.filter((h) => h.op.opId !== opId);
  if (s.holders.length > 0) {
    end(m, holder.op, 'released', `${detail}; the target stays contained for ${s.holders.length} other holder(s)`);
    return;
  }
  s.leaving = [holder.op];
  beginRevert(m);
}
