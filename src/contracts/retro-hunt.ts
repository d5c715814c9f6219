import * as z from 'zod';
import { Id, Millis } from './common.ts';
import { RuleText } from './detections.ts';

/*
 * A retro-hunt looks through the archive (R2 raw blocks) for what a rule or an indicator would have found, within a budget, and
 * says what it did not look at.
 */

export const HUNT_MAX_DAYS = 400;
export const HUNT_DEFAULT_DAYS = 30;
export const HUNT_DEFAULT_BYTES = 2_000_000_000;
export const HUNT_MAX_BYTES = 50_000_000_000;
export const HUNT_DEFAULT_SECONDS = 900;
export const HUNT_MAX_SECONDS = 6 * 3600;
/** Matches that a hunt keeps; all are counted. */
export const HUNT_MAX_MATCHES = 1_000;

export const HuntStart = z.object({
  what: z.discriminatedUnion('kind', [
    /** A rule in force, own or shipped; the version must be the one in force where it is said. One that ships has 0. */
    z.object({ kind: z.literal('rule'), rule: z.string().min(1).max(200), version: z.int().nonnegative().optional() }),
    /** A text that is tried out: matches are shown, no finding is made */
    z.object({ kind: z.literal('text'), text: RuleText }),
    /** The list of indicators in this version */
    z.object({ kind: z.literal('indicators'), version: z.string().min(1).max(100) }),
  ]),
  /** Blocks accepted from then on, ms */
  from: Millis,
  to: Millis,
  maxBytes: z.int().positive().max(HUNT_MAX_BYTES).optional(),
  maxSeconds: z.int().positive().max(HUNT_MAX_SECONDS).optional(),
});
export type HuntStart = z.infer<typeof HuntStart>;

/** Body of the API: the last 30 days unless said. */
export const HuntRequest = HuntStart.partial({ from: true, to: true });

export const HuntMatch = z.object({
  rule: z.string(),
  title: z.string(),
  eventId: z.string(),
  time: Millis,
  source: z.string(),
  delivery: Id,
  /** Who did it, where the event says */
  principal: z.string().optional(),
  finding: Id.optional(),
});
export type HuntMatch = z.infer<typeof HuntMatch>;

export const RetroHuntView = z.object({
  id: Id,
  kind: z.enum(['rule', 'text', 'indicators']),
  /** Rule id, or the list's version */
  subject: z.string(),
  title: z.string(),
  /** `partial`: the budget ended before the archive did */
  state: z.enum(['listing', 'running', 'done', 'partial', 'cancelled', 'failed']),
  from: Millis,
  to: Millis,
  maxBytes: z.int(),
  maxSeconds: z.int(),
  startedBy: z.string(),
  startedAt: Millis,
  finishedAt: Millis.nullable(),
  blocks: z.object({ found: z.int(), checked: z.int(), unreadable: z.int() }),
  bytes: z.int(),
  events: z.int(),
  matches: z.int(),
  findings: z.int(),
  /** Hours of the archive that were looked at whole, and those that were not, with why */
  checked: z.array(z.object({ from: Millis, to: Millis })),
  unchecked: z.array(z.object({ from: Millis, to: Millis, why: z.string() })),
  /** Deliveries and records that could not be read; they are dead letters */
  skipped: z.int().optional(),
  /** Matches that a suppression or shadow kept from becoming findings */
  keptBack: z.int().optional(),
  samples: z.array(HuntMatch),
  failure: z.string().nullable(),
});
export type RetroHuntView = z.infer<typeof RetroHuntView>;
