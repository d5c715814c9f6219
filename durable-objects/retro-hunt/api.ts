import type { HuntMatch, HuntStart, RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import type { Hit } from '../../src/detect/correlation/types.ts';
import type { Finding } from '../../src/contracts/finding.ts';

/** A hunt as it is begun; everything that it needs later is in it. */
export interface HuntInput {
  readonly v: 1;
  readonly id: string;
  readonly org: string;
  readonly kind: HuntStart['what']['kind'];
  /** Rule id, or the list's version */
  readonly subject: string;
  readonly title: string;
  /** Sigma files that the rule is compiled from; empty where it ships */
  readonly texts: readonly { readonly id: string; readonly text: string }[];
  /** Of the organisation's detection content that the rule was read from: what is older knows nothing of it */
  readonly revision: number;
  readonly from: number;
  readonly to: number;
  readonly maxBytes: number;
  readonly maxSeconds: number;
  readonly startedBy: string;
}

/** What a consumer of `retro` works on. */
export interface HuntJob {
  readonly hunt: Pick<HuntInput, 'id' | 'org' | 'kind' | 'subject' | 'texts' | 'revision' | 'from' | 'to'>;
  /** Blocks to look through; none: all are, and what was counted is to be judged */
  readonly keys: readonly string[];
  readonly judge: boolean;
}

/** One match. The id is that of its finding, whether there is one or not. */
export interface FoundMatch {
  readonly id: string;
  /** This hunt made the finding */
  readonly made: boolean;
  /** Of the first ones */
  readonly sample?: HuntMatch;
}

export interface HuntReport {
  readonly v: 1;
  readonly events: number;
  readonly found: readonly FoundMatch[];
  /** Blocks that could not be read */
  readonly unread: readonly { readonly key: string; readonly why: string }[];
  /** Deliveries and records of readable blocks that could not be read */
  readonly skipped: number;
  /** Matches that a suppression, shadow or a rule switched off kept from becoming findings */
  readonly keptBack: number;
  /** Why the hunt must end here and the chunk was not looked through: the list is no longer in force, … */
  readonly stop?: string;
  /** Why these blocks do not count as looked through, such as more findings than the hunt may make */
  readonly partly?: string;
}

/** What a correlation that is hunted would say of an event that completes it. */
export interface HuntDraft {
  readonly correlation: string;
  readonly event: string;
  readonly foreign: boolean;
  readonly finding: Finding;
  /** A suppression, shadow or a switch keeps it from becoming a finding */
  readonly keptBack: boolean;
}

export type DraftKey = Pick<HuntDraft, 'correlation' | 'event' | 'foreign'>;

/** Queue message `retro`. */
export interface RetroMessage {
  readonly v: 1;
  readonly org: string;
  readonly hunt: string;
  readonly chunk: number;
}

export interface RetroHuntObject {
  /** The same again changes nothing. */
  start(input: HuntInput): Promise<RetroHuntView>;
  /** Undefined where nothing is to be done: counted already, cancelled, over. */
  take(chunk: number): Promise<HuntJob | undefined>;
  /** How many of so many new findings a chunk may make: chunks side by side share what the hunt may. */
  grant(chunk: number, findings: number): Promise<number>;
  /** Counts a chunk once. */
  report(chunk: number, report: HuntReport): Promise<void>;
  /** What counts for a correlation, before its chunk is reported. False: there are too many already, send no more. */
  addHits(chunk: number, hits: readonly Hit[], drafts: readonly HuntDraft[]): Promise<boolean>;
  /** In order of time, after a place; at most `limit`. */
  hits(after: { readonly time: number; readonly id: string } | undefined, limit: number): Promise<readonly StoredHit[]>;
  /** In the order of the question; undefined where there is none. */
  drafts(of: readonly DraftKey[]): Promise<(HuntDraft | undefined)[]>;
  /** Given up by the queue. */
  lost(chunk: number, why: string): Promise<void>;
  /** Undefined where it never began. */
  cancel(why: string): Promise<RetroHuntView | undefined>;
  /** Wakes it; its alarm does the same. */
  poke(): Promise<void>;
}

export interface StoredHit {
  readonly id: string;
  readonly time: number;
  readonly hit: Hit;
}
