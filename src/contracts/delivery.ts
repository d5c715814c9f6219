import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';

/** What the credential of a delivery proves; never taken from the payload. */
export interface SourceScope {
  readonly org: string;
  readonly sourceId: string;
  /** Source kind = path of its folder, such as `aws.firehose` */
  readonly kind: string;
  /** Accounts that it may speak of; empty = none is bound yet, every account counts as foreign. */
  readonly accounts: readonly string[];
}

/** One HTTP request that a sender made, kept byte for byte. RPC input of `pipeline.Intake.accept`. */
export interface DeliveryInput {
  readonly v: 1;
  readonly scope: SourceScope;
  /** The protocol's own id of the delivery (webhook-id, Firehose request id): the same again is acknowledged, not stored. */
  readonly senderId?: string;
  readonly contentType: string;
  /** `gzip` if the body is as it came, compressed. */
  readonly encoding?: 'gzip';
  /** What its source noted of headers, path or settings to understand the body by; at most 16 short texts. */
  readonly facts?: Readonly<Record<string, string>>;
  /** Made by `sources test`: it is read and counted and finds nothing. */
  readonly test?: true;
  /** When ingest received it, ms */
  readonly receivedAt: number;
  readonly body: ArrayBuffer;
}

export interface Accepted {
  readonly delivery: string;
  /** When the journal committed it, ms */
  readonly acceptedAt: number;
  readonly duplicate: boolean;
}
export type AcceptReply = Result<Accepted, Failure>;

/** One delivery inside a block's index; offsets in bytes from the block's start. */
export interface BlockEntry {
  readonly id: string;
  readonly scope: SourceScope;
  readonly contentType: string;
  readonly encoding?: 'gzip';
  readonly facts?: Readonly<Record<string, string>>;
  readonly test?: true;
  readonly acceptedAt: number;
  readonly offset: number;
  readonly length: number;
}

/**
 * A block in R2: the bodies concatenated as they came, then the index (JSON `{v:1, entries: BlockEntry[]}`), then its
 * length as 4 bytes big-endian, then the 4 bytes `VDB1`. Key: `raw/<org>/<source id>/<yyyy>/<mm>/<dd>/<hh>/<block id>.block`.
 */
export interface BlockIndex {
  readonly v: 1;
  readonly entries: readonly BlockEntry[];
}

/** Queue message `blocks`: one a block. */
export interface BlockMessage {
  readonly v: 1;
  readonly org: string;
  readonly block: string;
  readonly key: string;
  /** Name of the intake Durable Object that is told when the block is done. */
  readonly journal: string;
  /** Bytes of its bodies, so that a consumer can choose how many blocks it holds at once. */
  readonly bytes?: number;
}

/** Queue message `hunt`: the distinct observables of a block that may be indicators, for the hunter's exact check. */
export interface HuntMessage {
  readonly v: 1;
  readonly org: string;
  readonly block: string;
  /** Version of the list that they were found by. Absent: from a pipeline that sent all. */
  readonly list?: string;
  readonly observables: readonly Observable[];
}
export interface Observable {
  readonly type: 'ip' | 'domain' | 'hash' | 'user_agent' | 'access_key' | 'url';
  readonly value: string;
  /** The first event that showed it, enough to raise a finding. */
  readonly delivery: string;
  readonly eventId: string;
  readonly source: string;
  readonly time: number;
  readonly acceptedAt: number;
  readonly account?: string;
  readonly region?: string;
  readonly principal?: string;
  readonly foreignAccount: boolean;
}
