import * as z from 'zod';

/** Milliseconds since the Unix epoch. */
export const Millis = z.int().nonnegative();
export const Id = z.string().regex(/^[a-z]+_[a-z0-9-]{1,64}$/, 'an id reads prefix_text');
export const OrgId = z.string().regex(/^org_[a-z0-9-]{1,40}$/, 'an organisation id reads org_text');
/** SHA-256 in lower-case hex. */
export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'a digest is 64 hex digits');
/** AWS account number. */
export const AccountId = z.string().regex(/^[0-9]{12}$/, 'an AWS account id is 12 digits');
/** An account in its vendor's words: an AWS account id, a Google Cloud project, an Azure subscription, a cluster's or an organisation's name. */
export const AccountRef = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}$/, 'an account is up to 64 letters, digits and . _ : @ / -');
export const Region = z.string().regex(/^[a-z0-9-]{1,32}$/);
/** ATT&CK technique or sub-technique id. */
export const TechniqueId = z.string().regex(/^T[0-9]{4}(\.[0-9]{3})?$/);

/** Every envelope says its version; consumers accept N and N−1. */
export const V1 = z.literal(1);

export const Level = z.enum(['informational', 'low', 'medium', 'high', 'critical']);
export type Level = z.infer<typeof Level>;

/** OCSF `severity_id` of a Sigma level. */
export const SEVERITY_BY_LEVEL: Record<Level, number> = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 };
export const LEVEL_BY_SEVERITY: Record<number, Level> = {
  1: 'informational',
  2: 'low',
  3: 'medium',
  4: 'high',
  5: 'critical',
  6: 'critical',
};

export const Role = z.enum(['viewer', 'analyst', 'approver', 'admin']);
export type Role = z.infer<typeof Role>;

/** The parts of Vedette that look, judge and propose; each has a budget. */
export const AgentId = z.enum(['planner', 'analyst', 'inspector', 'hunter', 'outbound']);
export type AgentId = z.infer<typeof AgentId>;

/** A person, a key or a part of Vedette, as audit entries name it: `user:usr_…`, `key:key_…`, `worker:supervisor`. */
export const ActorRef = z.string().min(1).max(120);
