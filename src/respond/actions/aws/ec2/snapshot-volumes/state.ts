import type { JsonObject } from '../../../../../kit/canonical.ts';
import type { Snapshot, StepContext } from '../../../../action.ts';
import type { EvidenceParams } from './read.ts';

/** Volumes of an instance whose snapshots can be deleted again: release has one step for each. Most instances have a few. */
export const VOLUMES_MOST = 20;

export interface DiskSnapshot {
  readonly id: string;
  readonly volume: string;
  /** pending, completed, error, recoverable, recovering */
  readonly status: string;
  /** `73%` */
  readonly progress: string;
  readonly startedAt: string;
  readonly operation: string;
}

export interface EvidenceState {
  readonly alive: boolean;
  /** Sorted */
  readonly volumes: readonly string[];
  /** Of every operation, sorted by id */
  readonly snapshots: readonly DiskSnapshot[];
}

export const stateOf = (snapshot: Snapshot): EvidenceState => snapshot.state as unknown as EvidenceState;

export const byText =
  <T>(key: (value: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;

/** What the operation took, sorted by id; what failed counts too, for it must be deleted as well. */
export const oursIn = (snapshot: Snapshot, opId: string): readonly DiskSnapshot[] =>
  stateOf(snapshot).snapshots.filter((s) => s.operation === opId);

/** Whether AWS gave up on it: it holds nothing. */
export const isLost = (s: DiskSnapshot): boolean => s.status === 'error';

/**
 * One good snapshot of every volume that the instance had when it began, and no second set. A call takes them all or
 * none, so that some without the others means that somebody deleted them, or that AWS does not show all of them yet.
 */
export function standing(ctx: StepContext<EvidenceParams>): 'none' | 'whole' | 'partial' {
  const ours = oursIn(ctx.now, ctx.opId);
  if (ours.length === 0) return 'none';
  const good = ours.filter((s) => !isLost(s)).map((s) => s.volume);
  const once = new Set(good).size === good.length;
  return once && stateOf(ctx.preImage).volumes.every((v) => good.includes(v)) ? 'whole' : 'partial';
}

/**
 * What drift is judged by: whether there is evidence at all. Whose it is cannot be said here, where no operation is known,
 * and must not matter: another incident's snapshots may come and go. That ours stand is said by the steps.
 */
export const materialOf = (snapshot: Snapshot): JsonObject =>
  snapshot.exists
    ? { exists: true, evidence: stateOf(snapshot).snapshots.some((s) => !isLost(s)) ? 'taken' : 'none' }
    : { exists: false };
