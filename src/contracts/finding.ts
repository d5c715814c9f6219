import * as z from 'zod';
import { Id, Level, Millis, OrgId, TechniqueId, V1 } from './common.ts';
import type { JsonObject } from '../kit/canonical.ts';
import { Entity } from './entity.ts';

export const FINDING_MAX_ENTITIES = 24;

/** A rule, a sender or an indicator says that an event is bad. Id: deterministicId('fnd', org, rule id, event id, whose id it is). */
export const Finding = z.object({
  v: V1,
  id: Id,
  org: OrgId,
  kind: z.enum(['rule', 'vendor', 'indicator', 'manual', 'anomaly']),
  rule: z.object({ id: z.string().max(200), title: z.string().max(300), level: Level }),
  title: z.string().max(300),
  /** OCSF severity_id, 1 to 5 */
  severity: z.int().min(1).max(5),
  confidence: z.int().min(0).max(100),
  /** Sender's time of the event, ms */
  time: Millis,
  /** When the delivery became durable, ms */
  acceptedAt: Millis,
  detectedAt: Millis,
  /** Record source, such as `aws.cloudtrail` */
  source: z.string().max(64),
  delivery: Id,
  eventId: z.string().max(256),
  /** The cloud API operation, where there is one: `iam.amazonaws.com:CreateUser` */
  operation: z.string().max(200).optional(),
  /** Whether the call succeeded, where the event says it */
  outcome: z.enum(['success', 'failure', 'unknown']),
  account: z.string().max(64).optional(),
  region: z.string().max(64).optional(),
  techniques: z.array(TechniqueId).max(16),
  tactics: z.array(z.string().max(64)).max(16),
  entities: z.array(Entity).max(FINDING_MAX_ENTITIES),
  /** The OCSF event, cut to 8 KB of JSON: untrusted text, never instructions. */
  evidence: z.custom<JsonObject>(
    // Made by our own normalizers out of parsed JSON: walking it again at every edge costs more than all else in a finding.
    (v) => typeof v === 'object' && v !== null && !Array.isArray(v),
    'evidence is a JSON object',
  ),
  /** The fields that a rule looked at and found: untrusted text, cut for people */
  fields: z
    .array(z.object({ field: z.string().max(300), value: z.string().max(200) }))
    .max(12)
    .optional(),
  /** How unusual it is for its principal, in words of our own: `first DeleteTrail by this principal in 90 days` */
  rarity: z.array(z.string().max(200)).max(6).optional(),
  /** The hunt through the archive that found it; it happened before anybody looked for it */
  retroHunt: Id.optional(),
  /** True if the account is not one that the source may speak of. */
  foreignAccount: z.boolean(),
});
export type Finding = z.infer<typeof Finding>;
