import * as z from 'zod';
import { Id, Millis, OrgId, Role, V1 } from './common.ts';

/** What one may listen to. `metrics` is of the moment and not kept; the others can be resumed from a cursor. */
export const Topic = z.enum(['findings', 'incidents', 'approvals', 'metrics']);
export type Topic = z.infer<typeof Topic>;

/**
 * Something that changed, as a publisher hands it in: at least once, in any order. Of the items with one (topic, key) only
 * a higher `version` is news; one that says what the last said is none either.
 */
export const FeedInput = z.object({
  topic: Topic,
  key: z.string().max(120),
  version: z.int().nonnegative(),
  at: Millis,
  /** A few hundred bytes for a list's row; details are asked for over the API. */
  data: z.record(z.string(), z.unknown()),
});
export type FeedInput = z.infer<typeof FeedInput>;

/**
 * An item as listeners get it. `seq` grows by the organisation; it is the cursor. One of `metrics` has no number of its own
 * and bears how far its listener is, 0 before the first item.
 */
export const FeedItem = FeedInput.extend({ seq: z.int().nonnegative() });
export type FeedItem = z.infer<typeof FeedItem>;

/** `data` of the topics. */
export const FindingNews = z.object({
  id: Id,
  incident: Id.nullable(),
  title: z.string(),
  severity: z.int(),
  rule: z.string(),
  source: z.string(),
  time: Millis,
  account: z.string().optional(),
  region: z.string().optional(),
  actor: z.string().optional(),
});
export const IncidentNews = z.object({
  id: Id,
  title: z.string(),
  severity: z.string(),
  risk: z.int(),
  phase: z.string(),
  findingCount: z.int(),
  openedAt: Millis,
  updatedAt: Millis,
  /** `<operation> <state> <proof>` each: whoever shows them asks anew when one differs. */
  actions: z.array(z.string()),
});
/** Plans that wait for a person in one incident; an empty list says that none waits any more. */
export const ApprovalNews = z.object({ incident: Id, title: z.string(), plans: z.array(Id) });
/** Counts of the last moment, all of them differences. */
export const MetricNews = z.object({ deliveries: z.int(), events: z.int(), rejected: z.int(), findings: z.int() });

/** What a browser may send over the stream. `ack`: all up to this `seq` arrived; without it the feed holds back after a window. */
export const StreamCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribe'), topics: z.array(Topic).max(4), cursor: z.int().nonnegative().optional() }),
  z.object({ type: z.literal('ack'), seq: z.int().nonnegative() }),
  z.object({ type: z.literal('ping') }),
]);
export type StreamCommand = z.infer<typeof StreamCommand>;

/** What the stream sends. `reset`: the cursor is older than what is kept; ask for the lists anew and go on from `seq`. */
export const StreamMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), seq: z.int().nonnegative(), topics: z.array(Topic) }),
  z.object({ type: z.literal('items'), items: z.array(FeedItem) }),
  z.object({ type: z.literal('reset'), seq: z.int().nonnegative() }),
  z.object({ type: z.literal('pong'), seq: z.int().nonnegative() }),
  z.object({ type: z.literal('error'), detail: z.string() }),
]);
export type StreamMessage = z.infer<typeof StreamMessage>;

/** Who listens, as the console vouches for: handed to the feed in the header {@link LISTENER_HEADER} as JSON. */
export const Listener = z.object({
  v: V1,
  org: OrgId,
  user: Id,
  /** API key or session: closing it closes the socket. */
  key: Id,
  role: Role,
  /** The socket is closed then, ms. */
  expiresAt: Millis,
  topics: z.array(Topic).max(4),
  cursor: z.int().nonnegative().optional(),
});
export type Listener = z.infer<typeof Listener>;
export const LISTENER_HEADER = 'vedette-listener';
