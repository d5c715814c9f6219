import type { SourceGrant } from '../contracts/access.ts';
import type { Accepted } from '../contracts/delivery.ts';
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { Collector } from './collect.ts';
import type { ShapeBounds } from './scan.ts';

/** One record out of a delivery. `format` chooses the normalizer, such as `aws.cloudtrail`. */
export interface RawRecord {
  readonly format: string;
  readonly value: Record<string, unknown>;
  /** Where it was, if its number among the readable ones does not tell */
  readonly at?: string;
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
  readonly method: string;
  /** What follows `/in/<source>`: empty, or a path such as `/services/collector/event` */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** Raw, as it came, still compressed if it came so. Empty before it is read. */
  readonly body: Uint8Array;
  readonly now: number;
}

/** What ingest may ask of the world outside: public keys and certificates, and SNS's confirmation. */
export interface Outside {
  /**
   * GET of an https URL that the source built itself: no redirect is followed, at most 64 KiB and 3 s, nothing of the request goes
   * along. Answers of 200 are remembered for `ttlSeconds` (0: not at all); failures for seconds. `unavailable` otherwise.
   */
  get(url: string, ttlSeconds: number): Promise<Result<Uint8Array, Failure>>;
}

export interface Verified {
  /** The protocol's own id of the delivery: the same again is acknowledged and not stored. Only what the credential covers. */
  readonly senderId?: string;
  /**
   * What `read` needs of headers, path or settings to understand the body: at most 16 short texts, kept with the delivery.
   * Never a credential.
   */
  readonly facts?: DeliveryFacts;
}
export type DeliveryFacts = Readonly<Record<string, string>>;

/**
 * What is wrong with a frame by itself. It is bad then, as `read` says; a body that holds no other is refused with it, so that its
 * sender learns why.
 */
export type FrameCheck = (value: unknown) => Failure | undefined;

/** How the records lie in a body. The door checks a body by it, and the pipeline reads it piece by piece. */
export type Framing =
  /**
   * One JSON document: an object or a list. The elements of the first of `lists` that is a list, at the top of the object, are
   * frames, as are those of a document that is a list itself; else the document is the one frame. `required`: refused without one.
   * `more`: others may follow it, since many shippers call documents one after another, or a line each, `application/json` too.
   */
  | {
      readonly as: 'document';
      readonly lists: readonly string[];
      readonly required?: boolean;
      readonly more?: true;
      readonly check?: FrameCheck;
    }
  /** A JSON document a line. A line that is none is bad by itself; a body without any object is refused. */
  | { readonly as: 'lines'; readonly check?: FrameCheck }
  /** JSON objects one after another, with or without white space between. */
  | { readonly as: 'sequence'; readonly check?: FrameCheck }
  /**
   * A text a line, blank ones left out. `anyEncoding`: a line that is no UTF-8 is read as Latin-1, in which every byte is a character;
   * else it is bad by itself.
   */
  | { readonly as: 'text'; readonly anyEncoding?: true }
  /**
   * The body as it is, for formats that are not text. `check` says what is wrong with it, before it is taken. One of no bytes is
   * refused, unless `empty` says that it is a document too.
   */
  | { readonly as: 'bytes'; readonly check?: (body: Uint8Array) => Failure | undefined; readonly empty?: true };

/** One piece of a body. `value`: JSON for `document`, `lines` and `sequence`; a string for `text`; bytes for `bytes`. */
export interface Frame {
  readonly value: unknown;
  /** `records[3]`, `lines[0]`, `body` */
  readonly at: () => string;
}

/** What is known while a delivery is read. */
export interface Reading {
  readonly contentType: string;
  readonly facts: DeliveryFacts;
  readonly limits: SourceLimits;
  /** What may still be decompressed and parsed out of frames, over all of them. */
  readonly budget: Budget;
}
export interface Budget extends ShapeBounds {
  bytes: number;
  values: number;
}

/** An extension point: one folder under `sources/<vendor>/<source>/`, exported as a constant with `satisfies Source`. */
export interface Source {
  /** Equals its path: `aws.firehose` */
  readonly id: string;
  /** Media types that are taken; `''` if the sender may say none, `+json` for any with that suffix. */
  readonly contentTypes: readonly string[];
  readonly limits: SourceLimits;
  /** Methods that bring a delivery; POST unless said. */
  readonly methods?: readonly string[];
  /** What may follow `/in/<source>`; nothing unless said. */
  readonly paths?: readonly string[];
  /**
   * On raw bytes, in constant time, before any parsing (but SNS, whose signature covers parsed fields). Anything wrong is
   * `DENIED`; `unavailable` if a vendor's key could not be fetched.
   */
  verify(
    request: RequestFacts,
    grant: SourceGrant,
    outside: Outside,
  ): Result<Verified, Failure> | Promise<Result<Verified, Failure>>;
  /** The proof is over the body, so that it must be read first. Otherwise nobody without a credential gets a large one read. */
  readonly signsBody?: true;
  /** The same of one request, where senders may sign or show a secret. */
  signsThisBody?(request: RequestFacts): boolean;
  /** A request of another method than `methods`, from anyone who knows the id: a vendor's challenge, a health check. Undefined: 405. */
  greet?(request: RequestFacts, grant: SourceGrant): Response | undefined;
  /** Whether a request speaks this protocol, by itself alone: strangers are then refused in its form, whatever exists. */
  speaks?(request: RequestFacts): boolean;
  /** The answer to a request that needs neither a source nor a key, such as a collector's health check. */
  greetAnyone?(request: RequestFacts): Response | undefined;
  /** Proven chatter that wants an answer of its own and is no delivery (a validation event, an acknowledgement query). */
  answer?(
    request: RequestFacts,
    grant: SourceGrant,
    outside: Outside,
  ): Response | undefined | Promise<Response | undefined>;
  framing(wire: { readonly contentType: string; readonly facts: DeliveryFacts }): Framing;
  /** The records of one frame. Pure, never throws; what it cannot read it rejects with its place. */
  read(into: Collector, frame: Frame, reading: Reading): void;
  reply: {
    accepted(request: RequestFacts, accepted: Accepted): Response;
    failed(request: RequestFacts, failure: Failure): Response;
  };
}
