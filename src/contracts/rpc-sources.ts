/** The RPC surface around event sources: who makes them, who counts what they are refused, who misses them. */
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { Principal } from './access.ts';
import type { SourceSettings } from './source-about.ts';

type Rpc<T> = Promise<Result<T, Failure>>;

/** A source as people see it: nothing secret. */
export interface SourceSummary {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly accounts: string[];
  readonly settings: SourceSettings;
  /** Minutes of silence after which it is missed; 0 never, null as its kind or its history tells. */
  readonly rhythmMinutes: number | null;
  readonly enabled: boolean;
  /** Requests a minute, 0 = the default. */
  readonly ratePerMinute: number;
  readonly createdAt: number;
  /** Since when it has been enabled without a break, ms */
  readonly enabledAt: number;
}
export interface SourceKeyView {
  readonly id: string;
  readonly createdAt: number;
  /** When it ends, ms; null for the one in force. */
  readonly expiresAt: number | null;
  /** When it last proved a delivery, ms, late by some minutes, or by an hour where it is the only one; null if it never did. */
  readonly lastUsedAt: number | null;
}
export interface SourceWithKeys extends SourceSummary {
  /** Those that open now, newest first; none where its sender signs with a key of its vendor. */
  readonly keys: readonly SourceKeyView[];
}
export interface SourceMade {
  readonly id: string;
  readonly kind: string;
  /** Relative to ingest */
  readonly path: string;
  /** Absent where its sender signs with a key of its vendor, and where the sender issued it. */
  readonly secret?: string;
}

/** The part of gate.Admin that is about sources. */
export interface SourceAdminApi {
  /** Body {@link SourceInput}. `unprocessable` with the field for what the kind does not take. */
  createSource(req: { v: 1; caller: Principal; body: unknown }): Rpc<SourceMade>;
  /** Analyst; as is `source`. */
  listSources(req: { v: 1; caller: Principal }): Rpc<{ sources: SourceSummary[] }>;
  source(req: { v: 1; caller: Principal; id: string }): Rpc<SourceWithKeys>;
  /** Body {@link SourcePatch}. */
  updateSource(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<{ id: string }>;
  /**
   * Body {@link SourceRotation}. A new secret, answered unless it was given; the one before stays good until `previousUntil`. `conflict`
   * where that would end a third one which may still be in use, and where the given one is good already.
   */
  rotateSource(req: {
    v: 1;
    caller: Principal;
    id: string;
    body?: unknown;
  }): Rpc<{ id: string; secret?: string; previousUntil: number }>;
  /** The secret before the newest ends now, not at the end of its day: for one that leaked. `ended`: how many did. */
  retireSourceKeys(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string; ended: number }>;
  /** Its secrets are erased and nothing of it is taken any more; what it delivered stays. */
  deleteSource(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
}

/** What the watch needs to know of an enabled source, and no more: neither settings nor secrets. */
export interface WatchedSource {
  readonly id: string;
  readonly org: string;
  readonly kind: string;
  readonly name: string;
  readonly accounts: readonly string[];
  readonly rhythmMinutes: number | null;
  /** Since when it has been enabled without a break, ms */
  readonly enabledAt: number;
}
/** gate.SourceRhythms → pipeline: reads, for the watch of silent sources. */
export interface SourceRhythmsApi {
  /** Enabled sources of all organisations in the order of ids, those after `after`; `next` while there are more. */
  watched(req: { v: 1; after?: string }): Promise<{ sources: WatchedSource[]; next?: string }>;
}

/** What ingest turned away for one reason since it last told. */
export interface RefusalCount {
  /** A {@link FailureCode} */
  readonly code: string;
  readonly count: number;
  /** When the last one was, ms */
  readonly at: number;
}
export interface RefusalReport {
  readonly v: 1;
  readonly org: string;
  readonly source: string;
  readonly counts: readonly RefusalCount[];
}

/** pipeline.SourceTests → console, which has checked the caller's role and that the source is the organisation's. */
export interface SourceTestsApi {
  /**
   * Sends the kind's own sample records as a delivery of the source that is marked as a test: read, normalized and counted; it
   * finds nothing and teaches nothing. `unprocessable` if the source did not take its sample.
   */
  send(req: {
    v: 1;
    org: string;
    source: string;
    kind: string;
    accounts: string[];
    settings: SourceSettings;
  }): Rpc<{ delivery: string; records: number; acceptedAt: number }>;
}

/** Part of pipeline.DeadLetters → console. */
export interface SourceReplayApi {
  /** A page of a source's letters that nobody has replayed, newest first; `next` says where the following page begins. */
  replaySource(req: { v: 1; org: string; source: string; actor: string; cursor?: string }): Rpc<SourceReplayed>;
}
export interface SourceReplayed {
  readonly replayed: number;
  readonly failed: number;
  /** Letters of the source that are still open, at most 1,000 counted. */
  readonly remaining: number;
  readonly next?: string;
}
