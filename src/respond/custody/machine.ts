import { backoffOf, TRIES_MOST, type Times } from './times.ts';
import type { CustodyRecord, Direction, Ended, JobMode, Op, Outputs, ScriptStep } from './state.ts';
import { statusOf } from './status.ts';

/** One reduction in progress: a draft of the record, the time, and what comes out. */
export interface Machine {
  readonly s: CustodyRecord;
  readonly now: number;
  readonly times: Times;
  readonly out: Outputs;
}

/** Step name of jobs that read back and write nothing. */
export const READ_BACK = 'read-back';

/** Ended operations that a custody remembers; far more than hold one target within an incident's life. */
const ENDED_MOST = 200;

/** The step whose turn it is, in the phases that write. */
export function currentStep(s: CustodyRecord): ScriptStep | undefined {
  if (s.phase === 'applying') return s.script.forward[s.index];
  if (s.phase === 'reverting') return s.script.revert[s.index];
  return undefined;
}

export const writingDirection = (s: CustodyRecord): Direction => (s.phase === 'reverting' ? 'revert' : 'forward');

/** Queues a job under a new fence: whatever was asked before is stale from here on. */
export function send(m: Machine, mode: JobMode): void {
  const { s, now, times } = m;
  if (!s.op) return;
  s.fence += 1;
  const step = mode === 'read' ? READ_BACK : (currentStep(s)?.id ?? READ_BACK);
  const direction = writingDirection(s);
  // Doubling while nobody answers keeps a responder that is down from being buried; a minute is the most.
  const due = now + Math.min(times.jobTimeoutMs * 2 ** Math.min(s.silent, 4), Math.max(times.jobTimeoutMs, 60_000));
  s.pending = { kind: 'job', fence: s.fence, mode, direction, step, askedAt: now, due };
  m.out.jobs.push({
    v: 1,
    custody: s.name,
    opId: (s.payer ?? s.op).opId,
    fence: s.fence,
    step,
    direction: mode === 'write' ? direction : 'probe',
  });
}

export function wake(m: Machine, at: number, mode: JobMode): void {
  m.s.pending = { kind: 'wake', at: Math.ceil(at), mode };
}

/** Tries again later, or gives up after {@link TRIES_MOST}; true if it will try. */
export function backOff(m: Machine, mode: JobMode, atLeastMs = 0): boolean {
  m.s.tries += 1;
  if (m.s.tries > TRIES_MOST) return false;
  wake(m, m.now + backoffOf(m.times, m.s.tries, atLeastMs), mode);
  return true;
}

const otherWay = (direction: Direction): Direction => (direction === 'forward' ? 'revert' : 'forward');

/** A write stands as far as AWS's answers go; its reads may say otherwise for a while. */
export function noteWrite({ s, now, times }: Machine, direction: Direction): void {
  s.unshown = { ...s.unshown, [direction]: now + times.consistencyWindowMs };
  if (direction === 'revert' && s.op) s.unshown.undone = s.op.change;
}

/** Until when (ms) readings may be older than our own writes; 0 if they show all of them. */
export const unshownUntil = ({ unshown }: CustodyRecord): number =>
  Math.max(0, unshown?.forward ?? 0, unshown?.revert ?? 0);

/**
 * Whether a reading that finds a step present, so that nothing would be written, may be of the past: before our last write in
 * the other direction did away with it. `asOf`: ms; the reading is not older.
 */
export function mayBePast({ s }: Machine, direction: Direction, step: string, asOf: number): boolean {
  if (asOf >= (s.unshown?.[otherWay(direction)] ?? 0)) return false;
  if (direction === 'revert') return s.toUndo?.includes(step) ?? true;
  // The same change again: only what was written then can look present now. Another change: anything can.
  return s.unshown?.undone !== s.op?.change || (s.wrote?.includes(step) ?? true);
}

/**
 * Looks again, at first soon, then ever less often, as long as a reading may be of the past; false when it no longer may
 * be. At least two readings agree before it is. `asOf`: when the reading was begun; both ms.
 */
export function lookAgain(m: Machine, mode: JobMode, asOf: number, until: number): boolean {
  const { s, now, times } = m;
  s.unsureSince ??= now;
  const end = Math.max(until, s.unsureSince + times.consistencyPollMs);
  if (asOf >= end) return false;
  wake(m, Math.max(now, Math.min(end, now + Math.max(times.consistencyPollMs, (now - s.unsureSince) / 2))), mode);
  return true;
}

/**
 * Whether a target that a reading does not find is gone for good: what was made a moment ago may not show yet, and a replica that
 * lags would have a containment undone. Looks again if that is not sure.
 */
export function isGone(m: Machine, exists: boolean, asOf: number, mode: JobMode): 'there' | 'perhaps' | 'gone' {
  const { s, now, times } = m;
  if (exists) {
    delete s.goneSince;
    return 'there';
  }
  s.goneSince ??= now;
  const end = s.goneSince + times.consistencyWindowMs;
  if (asOf >= end) return 'gone';
  wake(m, Math.max(now, Math.min(end, now + Math.max(times.consistencyPollMs, (now - s.goneSince) / 2))), mode);
  return 'perhaps';
}

/** Until when a write whose outcome is unknown may still land; 0 if there is none. */
export function lapseOf(s: CustodyRecord, direction?: Direction): number {
  const untils = s.unresolved.filter((u) => direction === undefined || u.direction === direction).map((u) => u.until);
  return Math.max(0, ...untils);
}

/** Records how an operation ended; it no longer takes part. */
export function end(m: Machine, op: Op, state: Ended['state'], detail: string): void {
  const { s } = m;
  s.ended[op.opId] = {
    incident: op.incident,
    org: op.org,
    action: op.spec.action,
    target: op.spec.target,
    state,
    proof: s.op ? s.proof : 'none',
    detail,
    at: m.now,
  };
  forgetOldest(s);
}

/** Keeps the record small: each of the oldest ended operations was told long ago. */
export function forgetOldest(s: CustodyRecord): void {
  const ids = Object.keys(s.ended);
  if (ids.length <= ENDED_MOST) return;
  ids.sort((a, b) => s.ended[a]!.at - s.ended[b]!.at);
  for (const id of ids.slice(0, ids.length - ENDED_MOST)) delete s.ended[id];
}

/** Stops and asks a person; keeps reading, for a person may set it right. */
export function contest(m: Machine, detail: string): void {
  m.s.phase = 'contested';
  m.s.detail = detail;
  delete m.s.doubt;
  delete m.s.differsSince;
  delete m.s.unsureSince;
  wake(m, m.now + m.times.probeEveryMs, 'read');
}

/** Writes whose signatures have lapsed can no longer land. */
export function forgetLapsed(m: Machine): void {
  m.s.unresolved = m.s.unresolved.filter((u) => u.until > m.now);
}

/** Statuses of all operations, for telling which changed. */
export const fingerprints = (s: CustodyRecord): Map<string, string> =>
  new Map(
    opIds(s).map((id) => {
      const status = statusOf(s, id, 0);
      return [
        id,
        JSON.stringify([status?.state, status?.proof, status?.detail, status?.leaseUntil, status?.reapplied]),
      ];
    }),
  );

export const opIds = (s: CustodyRecord): string[] => [
  ...s.holders.map((h) => h.op.opId),
  ...s.leaving.map((o) => o.opId),
  ...s.waiting.map((w) => w.op.opId),
  ...Object.keys(s.ended),
];
