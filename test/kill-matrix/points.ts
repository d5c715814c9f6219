import type { FaultSpec } from '../aws-simulator/faults.ts';

/** Where something passes from one part to another: the places at which anything can go wrong. */
export type What =
  | 'acquire'
  | 'queue'
  | 'open'
  | 'credentials'
  | 'read'
  | 'intend'
  | 'send'
  | 'observe'
  | 'unread'
  | 'prove'
  | 'lock'
  | 'unlock'
  | 'report'
  | 'release'
  | 'alarm';

/** One passing, as a run without mishaps came by it. */
export interface Point {
  readonly what: What;
  /** `forward:deactivate`, `revert:…`, `probe:read-back`; empty where there is none */
  readonly step: string;
  /** Of an AWS call */
  readonly operation: string;
}

/** What goes wrong at one point. */
export type Mishap =
  /** Every process stops before or after it; what was in memory is gone, what was in flight is dropped. */
  | { readonly kind: 'kill'; readonly when: 'before' | 'after' }
  /** It was done, and nobody was told. */
  | { readonly kind: 'lost answer' }
  /** It was not done, and whoever asked is told so, or told nothing. */
  | { readonly kind: 'refused' }
  /** Whoever asked stands still for so long, ms, while the world goes on. */
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'aws'; readonly fault: FaultSpec }
  /** The queue delivers it more than once: the second time after so many ms. */
  | { readonly kind: 'redelivered'; readonly afterMs: number }
  | { readonly kind: 'lost message' }
  /** A person releases it just then. */
  | { readonly kind: 'release' };

export interface Disturbance {
  readonly at: number;
  readonly mishap: Mishap;
}

/** How far a part's clock is from AWS's, ms; for so long. */
export interface Skew {
  readonly custody: number;
  readonly responder: number;
  readonly gate: number;
  /** From when until when, ms after the beginning */
  readonly from: number;
  readonly until: number;
}
export const NO_SKEW: Skew = { custody: 0, responder: 0, gate: 0, from: 0, until: 0 };
