import * as z from 'zod';
import { ActorRef, Digest, Id, Millis, OrgId, V1 } from './common.ts';

/** One line of the ledger as its writer hands it in; idempotent by id. */
export const EntryInput = z.object({
  v: V1,
  id: Id,
  org: OrgId,
  /** Chain that it belongs to: an incident id, or `org` for what concerns the organisation. */
  chain: z.string().max(80),
  type: z.string().max(80),
  actor: ActorRef,
  at: Millis,
  body: z.record(z.string(), z.json()),
});
export type EntryInput = z.infer<typeof EntryInput>;

/**
 * An entry in its chain. `hash` = digestOf of the entry without `hash`; `prev` = hash of the chain's entry before
 * (64 zeros for the first); `index` = its leaf in the organisation's Merkle tree. Leaf = SHA-256(0x00 ‖ hash bytes), RFC 6962 §2.1.
 */
export const Entry = EntryInput.extend({
  seq: z.int().nonnegative(),
  index: z.int().nonnegative(),
  prev: Digest,
  hash: Digest,
});
export type Entry = z.infer<typeof Entry>;

/** Signed tree head. `signature`: Ed25519, hex, over `vedette:tree-head:v1\n` + canonical JSON of the head without `signature`. */
export const TreeHead = z.object({
  v: V1,
  org: OrgId,
  size: z.int().nonnegative(),
  root: Digest,
  at: Millis,
  keyId: z.string(),
  signature: z.string(),
});
export type TreeHead = z.infer<typeof TreeHead>;

/** What `vedette audit export` writes; verifies offline with the public key from elsewhere. */
export const AuditBundle = z.object({
  v: V1,
  format: z.literal('vedette-audit-bundle'),
  org: OrgId,
  chain: z.string(),
  exportedAt: Millis,
  entries: z.array(Entry),
  /** RFC 6962 §2.1.1 audit path of each entry, in order, leaf to root. */
  proofs: z.array(z.array(Digest)),
  head: TreeHead,
});
export type AuditBundle = z.infer<typeof AuditBundle>;
export const NO_HASH = '0'.repeat(64);
