import type { Indicator } from '../../contracts/agents.ts';
import { ok, type Result } from '../../kit/result.ts';
import { PackedSetBuilder, type Salt } from './build.ts';
import { exactLine } from './exact.ts';
import { fingerprintText, shardOf } from './format.ts';

/** Packs a list for the store: what is looked up on the hot path, and the lines that say what was found. */
export class ListPacker {
  private readonly builder: PackedSetBuilder;

  constructor(salt: Salt) {
    this.builder = new PackedSetBuilder(salt);
  }

  /** The exact shard and line of an indicator, or what is wrong with its value. */
  add(indicator: Indicator): Result<{ shard: number; line: string }, string> {
    const added = this.builder.add(indicator);
    if (!added.ok) return added;
    const { hi, lo } = added.value;
    return ok({ shard: shardOf(hi), line: exactLine(fingerprintText(hi, lo), indicator) });
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.builder.finish();
  }
}

/** A salt out of eight random bytes. */
export const saltOf = (random: Uint8Array): Salt => {
  const view = new DataView(random.buffer, random.byteOffset, 8);
  return [view.getInt32(0), view.getInt32(4)];
};
