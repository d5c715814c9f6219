import * as z from 'zod';
import { POLICIES_MAX, POLICY_MAX_CHARS } from '../../contracts/policies.ts';

/** Actions that one call may bring: more than one decision has. */
export const INPUTS_A_CALL = 128;

const Policies = z
  .record(z.string().min(1).max(100), z.string().max(POLICY_MAX_CHARS))
  .refine((p) => Object.keys(p).length <= POLICIES_MAX, `at most ${POLICIES_MAX} policies`);

/** What a policy may speak of. */
export const Input = z.object({
  opId: z.string().max(100),
  principal: z.string().max(120),
  action: z.string().max(100),
  resource: z.object({
    id: z.string().max(2048),
    account: z.string().max(64),
    region: z.string().max(64),
    environment: z.string().max(64),
    tags: z.record(z.string().max(128), z.string().max(256)),
  }),
  context: z.object({
    risk: z.int(),
    confidence: z.int(),
    reversibility: z.string().max(32),
    reversible: z.boolean(),
    disruptive: z.boolean(),
    production: z.boolean(),
    exists: z.boolean(),
    dependents: z.int(),
    leaseSeconds: z.int(),
    foreignEvidence: z.boolean(),
    agent: z.string().max(40),
    agentActionsLeft: z.int(),
    automaticLeft: z.int(),
    blastRadius: z.int(),
    blastThisHour: z.int(),
    hour: z.int(),
    dayOfWeek: z.int(),
    compensating: z.boolean(),
  }),
});

/** RPC `policy.Policy.evaluate`. */
export const EvaluateRequest = z.object({
  v: z.literal(1),
  policies: Policies,
  inputs: z.array(Input).max(INPUTS_A_CALL),
});
/** RPC `policy.Policy.compare`. */
export const CompareRequest = z.object({
  v: z.literal(1),
  before: Policies,
  after: Policies,
  inputs: z.array(Input).max(INPUTS_A_CALL),
});
/** RPC `policy.Policy.validate` and `describe`. */
export const ValidateRequest = z.object({ v: z.literal(1), policies: Policies });
