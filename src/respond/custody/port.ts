import type { AcquireRequest, ActionSpec, CustodyStatus, Proof } from '../../contracts/custody.ts';
import type { Failure } from '../../kit/errors.ts';
import type { Result } from '../../kit/result.ts';
import type { Snapshot, StepContext } from '../action.ts';
import type { Direction, JobMode, Outcome, Verdict } from './state.ts';

/** What a responder needs to carry a job out. */
export interface Brief {
  readonly opId: string;
  readonly incident: string;
  readonly org: string;
  readonly spec: ActionSpec;
  readonly permit: string;
  readonly mode: JobMode;
  readonly direction: Direction;
  readonly step: string;
  /** Custody's time of opening the job; goes back with the reading. */
  readonly asOf: number;
}

/** Answer to a reading; with `prove`, the context for the action's probe. */
export type IntendAnswer = Verdict & { readonly context?: Omit<StepContext<unknown>, 'params'> };

/** The part of a custodian that the responder talks to, one job at a time. */
export interface JobPort {
  /** The job under this fence, or null if it is stale or somebody else already has its `go`. */
  open(fence: number): Promise<Brief | null>;
  intend(answer: { fence: number; asOf: number; snapshot: Snapshot }): Promise<IntendAnswer>;
  observe(answer: { fence: number; step: string; outcome: Outcome }): Promise<void>;
  /** The target could not be read; `final` if asking again is no use. */
  unread(answer: { fence: number; detail: string; final: boolean }): Promise<void>;
  prove(answer: { fence: number; proof: Proof; detail: string }): Promise<void>;
}

/** The whole RPC surface of the `Custodian` Durable Object. */
export interface CustodianApi extends JobPort {
  acquire(request: AcquireRequest): Promise<Result<CustodyStatus, Failure>>;
  status(request: { org: string; opId: string }): Promise<Result<CustodyStatus, Failure>>;
  release(request: {
    org: string;
    opId: string;
    spec: ActionSpec;
    reason: string;
  }): Promise<Result<CustodyStatus, Failure>>;
  /** From another custodian, for an action that mutates several ARNs. */
  lock(request: { opId: string; owner: string }): Promise<{ granted: boolean }>;
  unlock(request: { opId: string }): Promise<void>;
}
