import type { AwsErrorKind, AwsRequest } from '../../aws/types.ts';
import type { ActionSpec, CustodyState, Proof, StepJob } from '../../contracts/custody.ts';
import type { Presence, Snapshot, Step } from '../action.ts';

/** One incident's leave to act, as its permit says; checked before it gets here. */
export interface Op {
  readonly opId: string;
  readonly org: string;
  readonly incident: string;
  readonly plan: string;
  readonly spec: ActionSpec;
  /** Digest of what is done to what: operations with the same change share one custody. */
  readonly change: string;
  readonly preImageDigest: string;
  readonly leaseMs: number;
  readonly permit: string;
  /** ms; after it no forward step gets credentials, but to apply again what drifted, where the policy said so */
  readonly permitUntil: number;
  /** What is done when somebody else changes the target while it is held; absent: `ask`. */
  readonly onDrift?: 'ask' | 'reapply';
}

export interface Holder {
  readonly op: Op;
  readonly since: number;
  /** ms; starts anew when the containment stands */
  leaseUntil: number;
}

/** Operations that wait for the target, in order of arrival. */
export interface Waiter {
  readonly op: Op;
  readonly script: Script;
  readonly since: number;
  readonly until: number;
}

/** An operation that holds nothing any more: what its incident reads. */
export interface Ended {
  readonly incident: string;
  readonly org: string;
  readonly action: string;
  readonly target: string;
  readonly state: CustodyState;
  readonly proof: Proof;
  readonly detail: string;
  readonly at: number;
}

export type Direction = 'forward' | 'revert';
export type StepKind = Step<never>['kind'];
export interface ScriptStep {
  readonly id: string;
  readonly kind: StepKind;
}
/** The action's steps as they were when the round began. */
export interface Script {
  readonly forward: readonly ScriptStep[];
  readonly revert: readonly ScriptStep[];
}

/** `write`: read, then perhaps send. `resolve`: read what became of a write. `read`: read back. */
export type JobMode = 'write' | 'resolve' | 'read';

/** What custody waits for: a job's answer, or a time at which to send the next job. */
export type Pending =
  | {
      readonly kind: 'job';
      readonly fence: number;
      readonly mode: JobMode;
      readonly direction: Direction;
      step: string;
      readonly askedAt: number;
      /** Set once: from then on nobody else may send under this fence. */
      goAt?: number;
      requestHash?: string;
      due: number;
    }
  | { readonly kind: 'wake'; readonly at: number; readonly mode: JobMode };

/** A write whose outcome nobody told us; until `until` AWS may carry it out, or not show that it has. */
export interface Unresolved {
  readonly step: string;
  readonly direction: Direction;
  readonly fence: number;
  readonly until: number;
}

/**
 * idle: nobody owns the target. locking: other locks of the action are being taken. applying, verifying, held: forward.
 * reverting, restoring (reading back the revert): the last holder let go. failed: AWS refused a step, what stands stays
 * until the lease ends. contested: a person.
 */
export type Phase =
  | 'idle'
  | 'locking'
  | 'applying'
  | 'verifying'
  | 'held'
  | 'reverting'
  | 'restoring'
  | 'contested'
  | 'failed';

export interface CustodyRecord {
  readonly v: 1;
  readonly name: string;
  phase: Phase;
  /** Rises with every job; an answer that carries another one is stale. */
  fence: number;
  /** The writer: its opId and incident go with every call, also after its own lease ended. */
  op?: Op;
  /** Under whose permit forward steps are applied again; absent: the writer's. What is made still bears the writer's name. */
  payer?: Op;
  script: Script;
  holders: Holder[];
  /** Those whose letting go started the revert. */
  leaving: Op[];
  waiting: Waiter[];
  ended: Record<string, Ended>;
  /** Place in the script of the current direction. */
  index: number;
  intendedAt?: number;
  stepAt: Record<string, number>;
  preImage?: Snapshot;
  /** A forward write was accepted, or may have been carried out. */
  written: boolean;
  /** It is being contained again: what stands is some of ours and some of somebody else's, as in a round that broke off. */
  partial?: true;
  /** Times that it was contained again after somebody else had changed it. */
  reapplied?: number;
  /**
   * What readings may still hide. `forward`, `revert`: until then (ms) they may show what was before our last write of that
   * direction. `undone`: the change whose revert that was. Outlives the round, as AWS's memory does.
   */
  unshown?: { forward?: number; revert?: number; undone?: string };
  /** Forward steps that the round found absent. */
  wrote?: string[];
  /** Revert steps that were absent when the whole containment was read back: what a release has to do. */
  toUndo?: string[];
  /** Since when readings were not believed; ms */
  unsureSince?: number;
  /** Since when readings say that the target is no more; ms */
  goneSince?: number;
  /** All forward steps stood at some time: the expected state is then the only one that may be reverted. */
  complete: boolean;
  /** The state was found fit for reverting. */
  revertChecked: boolean;
  proof: Proof;
  detail: string;
  pending?: Pending;
  unresolved: Unresolved[];
  /**
   * Of the current step: what became of its last write is not known. `settledAt`: from then on (ms) a reading shows it if
   * it was carried out. `absentAt`: when readings after that found nothing.
   */
  doubt?: { readonly since?: number; readonly settledAt: number; readonly absentAt: number[] };
  tries: number;
  /** Jobs in a row that nobody answered. */
  silent: number;
  /** Contested by something that may pass (load, a gate that is away): the revert is tried again by itself. */
  retryRevert?: true;
  /** Since when readings differ from what they should be; ms */
  differsSince?: number;
  /** Locks of other custodians: those still to take (sorted), those taken. */
  locks?: {
    /** In whose name they are taken, and must be given back; absent in records of before: the writer's. */
    readonly opId?: string;
    readonly need: readonly string[];
    taken: string[];
    readonly until: number;
  };
  /** This target is locked for an operation whose steps another custodian runs. */
  lockedBy?: { readonly opId: string; readonly owner: string; readonly since: number };
}

/** What a reading means for this custody; made by {@link judge}. */
export interface Facts {
  readonly exists: boolean;
  readonly material: string;
  readonly asExpected: boolean;
  readonly asPreImage: boolean;
  /** What the action leaves standing on purpose stands: restored, but not as it was before. */
  readonly left?: boolean;
  /** `unready`: not there, and the call cannot be made yet (it needs something that AWS does not show yet). */
  readonly standing: Readonly<Record<Direction, Readonly<Record<string, Presence | 'unready'>>>>;
  /** `forward:<step>` or `revert:<step>` → the call, for every step that is absent. */
  readonly requests: Readonly<Record<string, AwsRequest>>;
}

/** What became of one call. `not_sent`: it was never made (no credentials); `final` if asking again is no use. */
export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'unknown'; readonly detail: string }
  | { readonly kind: 'not_sent'; readonly final: boolean; readonly detail: string }
  | {
      readonly kind: 'rejected';
      readonly error: Exclude<AwsErrorKind, 'unknown'>;
      readonly detail: string;
      readonly retryAfterMs?: number;
    };

/** Answer to a reading. `prove`: all stands, run the action's probe. `done`: nothing more to do under this job. */
export type Verdict =
  | { readonly do: 'go'; readonly step: string; readonly direction: Direction; readonly request: AwsRequest }
  | { readonly do: 'prove' }
  | { readonly do: 'done' }
  | { readonly do: 'stale' };

export type Input = { readonly now: number } & (
  | { readonly type: 'acquire'; readonly op: Op; readonly script: Script }
  | {
      readonly type: 'release';
      readonly opId: string;
      readonly org: string;
      readonly spec: Pick<ActionSpec, 'action' | 'target'>;
      readonly reason: string;
    }
  | {
      readonly type: 'intend';
      readonly fence: number;
      /** When the job was opened, by custody's clock: the reading is not older. */
      readonly asOf: number;
      readonly snapshot: Snapshot;
      readonly facts: Facts;
    }
  | { readonly type: 'observe'; readonly fence: number; readonly step: string; readonly outcome: Outcome }
  | { readonly type: 'unread'; readonly fence: number; readonly detail: string; readonly final: boolean }
  | { readonly type: 'prove'; readonly fence: number; readonly proof: Proof; readonly detail: string }
  | { readonly type: 'alarm' }
  | { readonly type: 'lock'; readonly opId: string; readonly owner: string }
  | { readonly type: 'unlock'; readonly opId: string }
  | { readonly type: 'locked'; readonly opId: string; readonly lock: string; readonly granted: boolean }
);

export interface Outputs {
  readonly jobs: StepJob[];
  /** Operations whose status changed. */
  readonly reports: { readonly opId: string; readonly org: string; readonly incident: string }[];
  readonly locks: { readonly do: 'lock' | 'unlock'; readonly lock: string; readonly opId: string }[];
  verdict: Verdict;
  /** Whether a `lock` was granted. */
  granted: boolean;
}

/** Stands where an operation was let go, or a lock given back, before anybody said whose it was. */
export const NO_INCIDENT = 'inc_none';

export const freshRecord = (name: string): CustodyRecord => ({
  v: 1,
  name,
  phase: 'idle',
  fence: 0,
  script: { forward: [], revert: [] },
  holders: [],
  leaving: [],
  waiting: [],
  ended: {},
  index: 0,
  stepAt: {},
  written: false,
  complete: false,
  revertChecked: false,
  proof: 'none',
  detail: '',
  unresolved: [],
  tries: 0,
  silent: 0,
});
