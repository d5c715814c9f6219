import type { SourceGrant } from '../contracts/access.ts';
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';

/** One record out of a delivery. `format` chooses the normalizer: `aws.cloudtrail`, `aws.guardduty`, `aws.securityhub`, `aws.vpcflow`, `vedette.event`. */
export interface RawRecord {
  readonly format: string;
  readonly value: Record<string, unknown>;
}
/** A record that could not be read; it never loses its neighbours. */
export interface BadRecord {
  /** Where in the delivery: `records[3]`, `records[3].Records[0]` */
  readonly at: string;
  readonly reason: string;
}
export interface Split {
  readonly records: readonly RawRecord[];
  readonly bad: readonly BadRecord[];
  /** Protocol chatter that is neither (Firehose's CloudWatch control messages). */
  readonly skipped: number;
}

export interface SourceLimits {
  readonly bodyBytes: number;
  readonly decompressedBytes: number;
  readonly records: number;
  readonly depth: number;
}

export interface RequestFacts {
  readonly headers: Headers;
  /** Raw, as it came, still compressed if it came so. */
  readonly body: Uint8Array;
  /** The body decompressed, once that is done. */
  readonly plain?: Uint8Array;
  readonly now: number;
}

/** An extension point: one folder under `sources/<vendor>/<source>/`, exported as a constant with `satisfies Source`. */
export interface Source {
  /** Equals its path: `aws.firehose` */
  readonly id: string;
  readonly title: string;
  /** What a valid credential proves about the sender. */
  readonly proves: string;
  readonly contentTypes: readonly string[];
  readonly limits: SourceLimits;
  /** Seconds that a signed timestamp may be off; undefined where the protocol has none. */
  readonly replayWindowSeconds?: number;
  /** On raw bytes, in constant time, before any parsing. Returns the protocol's own delivery id if it has one. */
  verify(
    request: RequestFacts,
    grant: SourceGrant,
  ): Result<{ senderId?: string }, Failure> | Promise<Result<{ senderId?: string }, Failure>>;
  /** Body (already gunzipped within limits) into records; `malformed` with a place if the envelope itself is not readable. Pure. */
  split(body: Uint8Array, contentType: string, limits: SourceLimits): Result<Split, Failure>;
  /**
   * What the door checks before a delivery is accepted: refuses exactly the bodies that `split` fails on, and may do so
   * without making the records. Without it the door splits.
   */
  check?(body: Uint8Array, contentType: string, limits: SourceLimits): Result<undefined, Failure>;
  reply: {
    accepted(request: RequestFacts): Response;
    failed(request: RequestFacts, failure: Failure): Response;
  };
}
