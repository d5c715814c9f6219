import * as z from 'zod';
import { AccountId, Digest, Id, Millis, OrgId, Region, V1 } from './common.ts';

/** A change in AWS as a plan carries it: which registered action, on what. */
export const ActionSpec = z.object({
  /** Registry id, such as `aws.iam.deactivate-access-key` */
  action: z.string().max(100),
  account: AccountId,
  region: Region,
  params: z.record(z.string(), z.json()),
  /** ARN that the action is about; the first of its locks. */
  target: z.string().max(2048),
  /** Every ARN that it mutates, sorted. */
  locks: z.array(z.string().max(2048)).min(1).max(32),
});
export type ActionSpec = z.infer<typeof ActionSpec>;

/** What the live preview showed; part of the plan's digest by `preImageDigest` and `expectedDigest`. */
export const Preview = z.object({
  at: Millis,
  exists: z.boolean(),
  /** Already as the action would make it. */
  alreadyDone: z.boolean(),
  /** Lines of the diff, `-` before, `+` after; plain text. */
  diff: z.array(z.object({ path: z.string().max(300), before: z.json(), after: z.json() })).max(64),
  dependents: z.array(z.string().max(2048)).max(64),
  tags: z.record(z.string().max(128), z.string().max(256)),
  notes: z.array(z.string().max(500)).max(16),
  /** The calls as AWS command lines, in order: what Vedette will do, or a person does by hand. */
  commands: z.array(z.string().max(4000)).max(40).optional(),
  reversibility: z.enum(['reversible', 'disruptive', 'destructive']),
  preImageDigest: Digest,
  expectedDigest: Digest,
});
export type Preview = z.infer<typeof Preview>;

export const CustodyState = z.enum([
  'waiting',
  'applying',
  'unknown',
  'held',
  'reverting',
  'released',
  'contested',
  'gone',
  'drifted',
  'failed',
]);
export type CustodyState = z.infer<typeof CustodyState>;

/** How far a write is proven: AWS said yes; read back as expected; its denial observed (or looked for and not observed). */
export const Proof = z.enum(['none', 'accepted', 'configured', 'effective', 'not_observed']);
export type Proof = z.infer<typeof Proof>;

/** RPC `responder.Custody.acquire`; idempotent by opId. */
export const AcquireRequest = z.object({
  v: V1,
  opId: Id,
  org: OrgId,
  incident: Id,
  plan: Id,
  planDigest: Digest,
  spec: ActionSpec,
  preImageDigest: Digest,
  leaseMs: z.int().positive(),
  /** Signed by the gate, purpose `permit`; payload {@link PermitPayload}. */
  permit: z.string().max(20_000),
  at: Millis,
});
export type AcquireRequest = z.infer<typeof AcquireRequest>;

export const PermitPayload = z.object({
  v: V1,
  id: Id,
  org: OrgId,
  incident: Id,
  plan: Id,
  planDigest: Digest,
  /** What it allows, one an action: nothing else may be acquired under it. */
  ops: z
    .array(
      z.object({
        opId: Id,
        action: z.string(),
        target: z.string(),
        specDigest: Digest,
        preImageDigest: Digest,
        leaseMs: z.int().positive(),
        /** Absent: `ask` */
        onDrift: z.enum(['ask', 'reapply']).optional(),
      }),
    )
    .min(1)
    .max(32),
  policyVersion: z.string(),
  approvals: z.array(Id),
  issuedAt: Millis,
  expiresAt: Millis,
});
export type PermitPayload = z.infer<typeof PermitPayload>;

/** What custody knows of one operation; the incident asks for it and never infers. */
export const CustodyStatus = z.object({
  v: V1,
  opId: Id,
  incident: Id,
  action: z.string(),
  target: z.string(),
  state: CustodyState,
  proof: Proof,
  fence: z.int(),
  step: z.string().optional(),
  /** Who else holds the target. */
  otherHolders: z.int(),
  leaseUntil: Millis.optional(),
  /** Times that it was contained again after somebody else had changed it; absent: never */
  reapplied: z.int().positive().optional(),
  detail: z.string().max(1000).optional(),
  at: Millis,
});
export type CustodyStatus = z.infer<typeof CustodyStatus>;

/** Queue message `steps`, from custody to the responder. */
export const StepJob = z.object({
  v: V1,
  /** Name of the custody Durable Object. */
  custody: z.string(),
  opId: Id,
  fence: z.int(),
  step: z.string(),
  direction: z.enum(['forward', 'revert', 'probe']),
});
export type StepJob = z.infer<typeof StepJob>;
