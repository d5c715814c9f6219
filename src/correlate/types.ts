import type { Finding } from '../contracts/finding.ts';

export interface CorrelateSettings {
  /** How far apart two events with a common entity may lie and still be one attack, ms of event time. */
  readonly windowMs: number;
  /** The same for an address within an account, by which weak findings come to an incident. */
  readonly weakWindowMs: number;
  /** Distinct rules by one principal that open an incident though none does alone. */
  readonly distinctRules: number;
  /** OCSF severity_id from which a finding opens an incident alone. */
  readonly openingSeverity: number;
}

/** An incident that a key leads to; `incident` is already the representative of merged ones. */
export interface Link {
  readonly key: string;
  readonly incident: string;
  readonly openedAt: number;
  /** First and last event with that key, ms. */
  readonly first: number;
  readonly last: number;
}

/** What the correlator knows that touches the findings at hand. */
export interface Known {
  readonly assigned: ReadonlyMap<string, string>;
  readonly links: readonly Link[];
  /** Weak findings without an incident that share a key with one at hand. */
  readonly waiting: readonly Finding[];
}

export interface Decision {
  /** Finding id → incident, for all findings that have one now, those of before included. */
  readonly assignments: ReadonlyMap<string, string>;
  /** Findings that waited and now belong to an incident. */
  readonly attached: readonly Finding[];
  /** Findings at hand that begin to wait. */
  readonly waiting: readonly Finding[];
  readonly opened: readonly string[];
  /** Both stay; what comes next goes to `into`, the older. */
  readonly merges: readonly { readonly from: string; readonly into: string }[];
  readonly links: readonly {
    readonly key: string;
    readonly incident: string;
    readonly first: number;
    readonly last: number;
  }[];
}
