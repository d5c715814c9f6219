import type { PullMessage } from '../contracts/pull.ts';
import { digestOf } from '../kit/crypto.ts';

/** How far an object has been handed on. */
export interface Progress {
  /** Records (or lines) of the object that are done with, readable or not: it goes on after these. */
  readonly records: number;
  readonly pieces: number;
}

/** The names in the first line of a flow log are no record, but belong to each. */
export interface Begun extends Progress {
  readonly state: 'yours';
  readonly fence: number;
}
/** It was tried often enough: whoever is told holds it, writes the letter and ends it, in this order, so that no crash loses the letter. */
export interface Hopeless extends Progress {
  readonly state: 'hopeless';
  readonly fence: number;
  readonly reason: string;
}
/** `busy`: somebody else reads it now. `known`: it is done with, or has been given up. */
export type BeginReply = Begun | Hopeless | { readonly state: 'busy' | 'known' };

/**
 * `broken`: it broke off, or is not opened to us: somebody must look soon. `away`: S3 does not answer, which passes. `full`: the pipeline
 * takes nothing now, which is no fault of the object's.
 */
export interface Failing {
  readonly how: 'broken' | 'away' | 'full';
  readonly reason: string;
  readonly waitMs?: number;
}

export type Verdict = 'delivered' | 'replaced' | 'dead';

/** What keeps the books of a bucket's objects. Calls by whoever holds an object name its fence; false: it is somebody else's by now. */
export interface PullBook {
  begin(id: string, message: PullMessage): Promise<BeginReply>;
  /** What was handed on since; also a sign of life. */
  progress(id: string, fence: number, progress: Progress): Promise<boolean>;
  end(id: string, fence: number, verdict: Verdict, progress: Progress): Promise<boolean>;
  /** It did not go this time. `hopeless`: too often, and is to be ended; else it is sent round again after a while. */
  failed(id: string, fence: number, failing: Failing): Promise<'again' | 'hopeless' | 'overtaken'>;
  count(what: string): Promise<void>;
}

/** An object's content, wherever and however often it is announced. */
export const objectId = (bucket: string, key: string, etag: string): string =>
  digestOf([bucket, key, etag]).slice(0, 40);
