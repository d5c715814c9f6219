import type { Indicator } from '../../contracts/agents.ts';
import type { Result } from '../../kit/result.ts';

/** What packs a list; `detect/intel` has it. */
export interface Packer {
  /** The shard and line of an indicator, or what is wrong with its value. */
  add(indicator: Indicator): Result<{ readonly shard: number; readonly line: string }, string>;
  /** The fingerprints of all. */
  finish(): Uint8Array;
}
