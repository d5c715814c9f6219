import { z } from 'zod';

/** Bounds on what one call may bring: an organisation's policies and one decision's actions. */
const MAX_POLICIES = 200;
const MAX_POLICY_CHARS = 20_000;
const MAX_INPUTS = 128;

const Policies = z
  .record(z.string().min(1).max(100), z.string().max(MAX_POLICY_CHARS))
  .refine((p) => Object.keys(p).length <= MAX_POLICIES, `at most ${MAX_POLICIES} policies`);

const Input = z.object({
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
  inputs: z.array(Input).max(MAX_INPUTS),
});
/** RPC `policy.Policy.validate`. */
export const ValidateRequest = z.object({ v: z.literal(1), policies: Policies });
