import type { RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import { newWalk, type Walk, type WalkStep } from '../../src/storage/raw/walk.ts';
import type { HuntInput } from './api.ts';
import { SETTLE_MS } from './limits.ts';

/** Why nothing more is handed out. */
export interface Stop {
  readonly kind: 'budget' | 'cancelled' | 'failed';
  readonly why: string;
}

/** What a hunt knows of itself besides its rows. */
export interface HuntState {
  readonly startedAt: number;
  /** Undefined while it waits for its turn */
  runningSince?: number;
  walk: Walk;
  /** Through what came while the hunt was under way; undefined before it begins, or where nothing can have come */
  tail?: Walk;
  readonly needsTail: boolean;
  /** When all that was accepted before the hunt's end lies in R2 */
  readonly settleAt: number;
  nextChunk: number;
  handedOut: boolean;
  bytesTaken: number;
  blocksFound: number;
  blocksChecked: number;
  blocksUnread: number;
  bytesChecked: number;
  events: number;
  matches: number;
  findings: number;
  /** Findings that chunks were allowed to make; some of them may not be reported yet. Missing in hunts that began before it was kept */
  granted?: number;
  skipped: number;
  keptBack: number;
  hits: number;
  stop?: Stop;
  judging?: 'asked' | 'done';
  /** Why what was counted for a correlation was not judged */
  unjudged?: string;
  final?: Extract<RetroHuntView['state'], 'done' | 'partial' | 'cancelled' | 'failed'>;
  finishedAt?: number;
}

export const newState = (input: HuntInput, now: number): HuntState => ({
  startedAt: now,
  walk: newWalk(input.org, input.from, input.to),
  needsTail: now < input.to + SETTLE_MS,
  settleAt: input.to + SETTLE_MS,
  nextChunk: 1,
  handedOut: false,
  bytesTaken: 0,
  blocksFound: 0,
  blocksChecked: 0,
  blocksUnread: 0,
  bytesChecked: 0,
  events: 0,
  matches: 0,
  findings: 0,
  skipped: 0,
  keptBack: 0,
  hits: 0,
});

/** What the shell is to do next. */
export type Step =
  | { readonly do: 'slot' }
  | { readonly do: 'list'; readonly step: WalkStep }
  | { readonly do: 'send'; readonly chunks: readonly number[] }
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'rest' };

export interface ListedBlock {
  readonly key: string;
  readonly size: number;
  /** When R2 took it, ms */
  readonly uploaded: number;
}
