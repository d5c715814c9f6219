import type * as z from 'zod';
import type { AwsAnswer, AwsError, AwsRequest } from '../aws/types.ts';
import type { Proof } from '../contracts/custody.ts';
import type { Entity } from '../contracts/entity.ts';
import type { JsonObject } from '../kit/canonical.ts';
import type { Result } from '../kit/result.ts';

/** Where an action acts. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
}

/** One IAM statement's worth of leave: policies of roles and of sessions are made from these. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

/** Read-only calls, under read-only credentials. */
export type AwsRead = (request: AwsRequest) => Promise<AwsAnswer>;

/**
 * What AWS says now of everything the action touches: plain JSON, the same shape before, during and after. `exists` false
 * means that the target is gone.
 */
export interface Snapshot {
  readonly exists: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly dependents: readonly string[];
  readonly state: JsonObject;
}

export interface StepContext<P> {
  readonly params: P;
  readonly place: Place;
  readonly opId: string;
  readonly incident: string;
  /** Snapshot before the first holder's first step; what release restores. */
  readonly preImage: Snapshot;
  /** Live, read just now. */
  readonly now: Snapshot;
  /** When the action was first intended, ms: `aws:TokenIssueTime` and the like are made from it, so that a repeat writes the same. */
  readonly intendedAt: number;
  /**
   * When this very step was first intended, ms: after every step before it was answered. For times that must not lie
   * before an earlier step took hold; a repeat gets the same value. Absent in contexts that are not about one step.
   */
  readonly stepIntendedAt?: number;
}

/** What an incident knows besides the entity at hand. */
export interface Around {
  /** Of the entity's own account and region (or of none), the entity among them. `of` says what each belongs to. */
  readonly entities: readonly Entity[];
}

export type Presence = 'present' | 'absent' | 'ambiguous';

/** One call that changes AWS. It never leaves the target more open than before. */
export interface Step<P> {
  readonly id: string;
  /** idempotent: repeating does no harm. conditional: AWS refuses a repeat. create: a repeat would make a second one. */
  readonly kind: 'idempotent' | 'conditional' | 'create';
  permissions(params: P, place: Place): readonly Permission[];
  /** Whether this step's effect stands in a snapshot. */
  presence(ctx: StepContext<P>): Presence;
  /** The call, or undefined if there is nothing to do (an instance with no second interface). Pure. */
  request(ctx: StepContext<P>): AwsRequest | undefined;
}

export interface Action<S extends z.ZodType = z.ZodType> {
  /** Equals its path under `actions/`, dots for slashes: `aws.iam.deactivate-access-key` */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly params: S;
  readonly risk: 'reversible' | 'disruptive' | 'destructive';
  readonly lease: { readonly defaultMs: number; readonly longestMs: number };
  /** ATT&CK mitigations, such as M1018 */
  readonly mitigations: readonly string[];
  readonly references: readonly string[];
  /** Registry ids of actions that this one can stand in for where the policy forbids them. */
  readonly compensates?: readonly string[];
  /**
   * The parameters for an entity that a finding or report names, one set a target; empty if the action does not fit it. An
   * action that needs two things (an address and the list to put it into) takes one as the entity, the other from around it.
   */
  paramsFor(entity: Entity, around: Around): readonly z.infer<S>[];
  target(params: z.infer<S>, place: Place): string;
  /** Every ARN it mutates, sorted; the target among them. */
  locks(params: z.infer<S>, place: Place): readonly string[];
  /** Leave to read (preview and probe). */
  readPermissions(params: z.infer<S>, place: Place): readonly Permission[];
  read(read: AwsRead, params: z.infer<S>, place: Place): Promise<Result<Snapshot, AwsError>>;
  /** The material part of the pre-image: what drift is judged by. */
  material(snapshot: Snapshot): JsonObject;
  /** What `material` will be once all steps stand. Time-dependent values are left out of it. */
  expected(preImage: Snapshot, params: z.infer<S>, place: Place): JsonObject;
  /**
   * For an action whose release leaves something standing on purpose (evidence that is kept, a trail that goes on
   * logging): the material that counts as restored besides that of the pre-image.
   */
  restored?(preImage: Snapshot, params: z.infer<S>, place: Place): JsonObject;
  /** What a person must know before approving, beyond the diff. */
  notes(preImage: Snapshot, params: z.infer<S>): readonly string[];
  readonly steps: readonly Step<z.infer<S>>[];
  /** Undoes the steps from the pre-image, in this order. */
  readonly revert: readonly Step<z.infer<S>>[];
  /** After all steps stand: is the denial observed? Uses read-only calls only. */
  probe(read: AwsRead, ctx: StepContext<z.infer<S>>): Promise<{ readonly proof: Proof; readonly detail: string }>;
}
