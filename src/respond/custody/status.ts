import type { CustodyState, CustodyStatus } from '../../contracts/custody.ts';
import { unreachable } from '../../kit/result.ts';
import type { CustodyRecord, Op } from './state.ts';

/** How custody's phase reads to an operation that holds the target. */
function heldState(s: CustodyRecord): CustodyState {
  switch (s.phase) {
    case 'idle':
    case 'locking':
      return 'waiting';
    case 'applying':
      return s.doubt ? 'unknown' : 'applying';
    case 'verifying':
      return 'applying';
    case 'held':
      return 'held';
    case 'reverting':
    case 'restoring':
      return 'reverting';
    case 'contested':
      return 'contested';
    case 'failed':
      return 'failed';
    default:
      return unreachable(s.phase);
  }
}

/**
 * What custody knows of an operation, or undefined if it never heard of it. `now`: ms, only says when it was asked.
 */
export function statusOf(s: CustodyRecord, opId: string, now: number): CustodyStatus | undefined {
  const base = (op: Pick<Op, 'incident'>, action: string, target: string) => ({
    v: 1 as const,
    opId,
    incident: op.incident,
    action,
    target,
    fence: s.fence,
    at: now,
  });
  const detail = s.detail === '' ? {} : { detail: s.detail.slice(0, 1000) };
  const step = s.pending?.kind === 'job' ? { step: s.pending.step } : {};
  const holder = s.holders.find((h) => h.op.opId === opId);
  if (holder)
    return {
      ...base(holder.op, holder.op.spec.action, holder.op.spec.target),
      state: heldState(s),
      proof: s.proof,
      otherHolders: s.holders.length - 1,
      leaseUntil: holder.leaseUntil,
      ...(s.reapplied === undefined ? {} : { reapplied: s.reapplied }),
      ...step,
      ...detail,
    };
  const leaving = s.leaving.find((o) => o.opId === opId);
  if (leaving)
    return {
      ...base(leaving, leaving.spec.action, leaving.spec.target),
      state: s.phase === 'contested' ? 'contested' : 'reverting',
      proof: s.proof,
      otherHolders: 0,
      ...step,
      ...detail,
    };
  const waiter = s.waiting.find((w) => w.op.opId === opId);
  if (waiter)
    return {
      ...base(waiter.op, waiter.op.spec.action, waiter.op.spec.target),
      state: 'waiting',
      proof: 'none',
      otherHolders: s.holders.length,
    };
  const ended = Object.hasOwn(s.ended, opId) ? s.ended[opId] : undefined;
  if (!ended) return undefined;
  return {
    ...base(ended, ended.action, ended.target),
    state: ended.state,
    proof: ended.proof,
    otherHolders: s.holders.length,
    ...(ended.detail === '' ? {} : { detail: ended.detail.slice(0, 1000) }),
  };
}
