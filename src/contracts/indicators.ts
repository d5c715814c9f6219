import * as z from 'zod';
import { ActorRef, Digest, Millis } from './common.ts';

/** A list's version; time-ordered, so that of two the greater is the later. */
export const IndicatorVersion = z.string().regex(/^ind_[a-z0-9]{1,64}$/, 'a version of a list reads ind_text');

const Count = z.int().nonnegative();
/** Lines of each type; a type without any is left out. */
export const IndicatorCounts = z.partialRecord(
  z.enum(['ip', 'cidr', 'domain', 'hash', 'user_agent', 'access_key', 'url']),
  Count,
);
export type IndicatorCounts = z.infer<typeof IndicatorCounts>;

/** A list of indicators as people see it. */
export const IndicatorList = z.object({
  version: IndicatorVersion,
  indicators: Count,
  byType: IndicatorCounts,
  /** SHA-256 of the NDJSON as it was sent, unpacked */
  digest: Digest,
  by: ActorRef,
  at: Millis,
});
export type IndicatorList = z.infer<typeof IndicatorList>;

/**
 * R2 `indicators/<org>/current.json`: which version is in force. It is written last, so that an upload that breaks off leaves the
 * list before in force. Beside it, under `<version>/`: `fingerprints.bin` and `exact/<00..ff>.ndjson`.
 */
export const CurrentIndicators = IndicatorList.extend({
  v: z.literal(1),
  /** Which shards there are: 256 bits as hex digits, the first bit of the first digit being shard 0. */
  shards: z.string().regex(/^[0-9a-f]{64}$/),
});
export type CurrentIndicators = z.infer<typeof CurrentIndicators>;

/** What the gate writes into the ledger of a list. */
export const IndicatorChange = z.discriminatedUnion('change', [
  z.object({
    change: z.literal('replaced'),
    version: IndicatorVersion,
    indicators: Count,
    byType: IndicatorCounts,
    digest: Digest,
  }),
  z.object({ change: z.literal('removed'), version: IndicatorVersion.nullable() }),
]);
export type IndicatorChange = z.infer<typeof IndicatorChange>;
