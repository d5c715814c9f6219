import { unreachable } from '../../kit/result.ts';
import { onProof, onReadBack, onUnread } from './hold.ts';
import { askLock, onLock, onLocked } from './locks.ts';
import { end, fingerprints, forgetLapsed, forgetOldest, opIds, send, type Machine } from './machine.ts';
import { beginRevert, letGo, next } from './rounds.ts';
import { freshRecord, NO_INCIDENT, type CustodyRecord, type Input, type Op, type Outputs } from './state.ts';
import { onOutcome, onStepReading, outcomeUnknown } from './steps.ts';
import { TIMES, type Times } from './times.ts';

export { freshRecord };

/**
 * The custody protocol: one transition. Pure: takes the record and an input (with its time, ms), returns the next record
 * and what must leave: jobs, reports, locks, and the answer to a reading. Inputs that are late, repeated or meant for
 * another fence change nothing.
 */
export function reduce(
  record: CustodyRecord,
  input: Input,
  times: Times = TIMES,
): { record: CustodyRecord; out: Outputs } {
  const m: Machine = {
    s: structuredClone(record),
    now: input.now,
    times,
    out: { jobs: [], reports: [], locks: [], verdict: { do: 'stale' }, granted: false },
  };
  apply(m, input);
  const before = fingerprints(record);
  for (const [opId, mark] of fingerprints(m.s))
    if (before.get(opId) !== mark) m.out.reports.push({ opId, ...ownerOf(m.s, opId) });
  return { record: m.s, out: m.out };
}

function apply(m: Machine, input: Input): void {
  switch (input.type) {
    case 'acquire':
      acquire(m, input);
      return;
    case 'release':
      release(m, input);
      return;
    case 'intend':
      intend(m, input);
      return;
    case 'observe': {
      const p = answerable(m, input.fence);
      if (p?.mode !== 'write' || p.goAt === undefined || p.step !== input.step) return;
      m.out.verdict = { do: 'done' };
      onOutcome(m, input.outcome);
      return;
    }
    case 'unread': {
      const p = answerable(m, input.fence);
      if (p && p.goAt === undefined) onUnread(m, input.detail, input.final);
      return;
    }
    case 'prove':
      if (answerable(m, input.fence)) onProof(m, input.proof, input.detail);
      return;
    case 'alarm':
      alarm(m);
      return;
    case 'lock':
      onLock(m, input.opId, input.owner);
      return;
    case 'unlock':
      unlock(m, input.opId);
      return;
    case 'locked':
      onLocked(m, input.opId, input.lock, input.granted);
      return;
    default:
      unreachable(input);
  }
}

/** The outstanding job, if an answer under this fence is an answer to it. */
function answerable(m: Machine, fence: number) {
  const p = m.s.pending;
  return p?.kind === 'job' && p.fence === fence ? p : undefined;
}

function acquire(m: Machine, input: Extract<Input, { type: 'acquire' }>): void {
  const { s, now } = m;
  const { op } = input;
  if (opIds(s).includes(op.opId)) return;
  const sharing = s.holders.length > 0 && s.op?.change === op.change;
  if (sharing) {
    s.holders.push({ op, since: now, leaseUntil: now + op.leaseMs + (s.complete ? 0 : m.times.applyGraceMs) });
    return;
  }
  s.waiting.push({ op, script: input.script, since: now, until: op.permitUntil });
  next(m);
}

function release(m: Machine, input: Extract<Input, { type: 'release' }>): void {
  const { s } = m;
  const waiter = s.waiting.find((w) => w.op.opId === input.opId);
  if (waiter) {
    s.waiting = s.waiting.filter((w) => w !== waiter);
    end(m, waiter.op, 'released', 'let go before its turn came');
    return;
  }
  if (s.holders.some((h) => h.op.opId === input.opId)) {
    letGo(m, input.opId, input.reason);
    return;
  }
  // A person looked at a contested release and asks for it again.
  if (s.phase === 'contested' && s.leaving.some((o) => o.opId === input.opId)) beginRevert(m);
  // Let go before it was acquired: remembered, so that an acquire still on its way finds that it is not wanted.
  if (!opIds(s).includes(input.opId))
    s.ended[input.opId] = {
      ...NOBODY,
      ...input.spec,
      org: input.org,
      at: m.now,
      detail: 'let go before it was acquired',
    };
  forgetOldest(s);
}

/** An operation of which only the id is known. */
const NOBODY = { incident: NO_INCIDENT, org: '', action: '', target: '', state: 'released', proof: 'none' } as const;

function intend(m: Machine, input: Extract<Input, { type: 'intend' }>): void {
  const p = answerable(m, input.fence);
  if (!p) return;
  m.out.verdict = { do: 'done' };
  if (p.mode === 'read') onReadBack(m, input);
  else onStepReading(m, input);
}

function unlock(m: Machine, opId: string): void {
  const { s } = m;
  // Remembered, so that a lock asked for before this and delivered after it is not granted for ever.
  s.ended[opId] ??= { ...NOBODY, at: m.now, detail: 'lock given back' };
  forgetOldest(s);
  if (s.lockedBy?.opId !== opId) return;
  delete s.lockedBy;
  if (s.phase === 'locking') askLock(m);
  else next(m);
}

/** Jobs in a row that nobody answers, each waited for longer than the last: about a quarter of an hour. */
const SILENCE_MOST = 16;

/** Everything whose time has come. */
function alarm(m: Machine): void {
  const { s, now } = m;
  for (const w of s.waiting.filter((w) => w.until <= now)) {
    s.waiting = s.waiting.filter((x) => x !== w);
    end(m, w.op, 'failed', 'its permit ran out while the target was busy; a new plan is needed');
  }
  for (const h of s.holders.filter((h) => h.leaseUntil <= now)) letGo(m, h.op.opId, 'the lease ended');
  const p = s.pending;
  if (p?.kind === 'wake' && p.at <= now) {
    delete s.pending;
    if (s.phase === 'idle') next(m);
    else if (s.phase === 'locking') askLock(m);
    else {
      forgetLapsed(m);
      send(m, p.mode);
    }
  } else if (p?.kind === 'job' && p.due <= now) {
    s.silent += 1;
    if (p.goAt !== undefined) outcomeUnknown(m, 'no answer in time');
    else if (s.silent < SILENCE_MOST) send(m, p.mode);
    else onUnread(m, `${s.silent} jobs in a row were not answered`, true);
  }
}

function ownerOf(s: CustodyRecord, opId: string): { org: string; incident: string } {
  const op: Pick<Op, 'org' | 'incident'> | undefined =
    s.holders.find((h) => h.op.opId === opId)?.op ??
    s.leaving.find((o) => o.opId === opId) ??
    s.waiting.find((w) => w.op.opId === opId)?.op ??
    s.ended[opId];
  return { org: op?.org ?? '', incident: op?.incident ?? '' };
}

/** When custody must be woken, ms; undefined if nothing is under way. */
export function nextDue(s: CustodyRecord): number | undefined {
  const dues = [
    ...s.holders.map((h) => h.leaseUntil),
    ...s.waiting.map((w) => w.until),
    ...(s.pending ? [s.pending.kind === 'job' ? s.pending.due : s.pending.at] : []),
  ];
  return dues.length === 0 ? undefined : Math.min(...dues);
}
