import type { Indicator } from '../../../src/contracts/agents.ts';
import type { Observable } from '../../../src/contracts/delivery.ts';
import { exactIndicator } from '../../../src/detect/intel/exact.ts';
import { ListPacker, saltOf } from '../../../src/detect/intel/list-packer.ts';
import { openSet, type PackedSet } from '../../../src/detect/intel/packed-set.ts';
import { randomBytes } from '../../../src/kit/crypto.ts';
import { HeldLists, type Complain } from '../../../src/storage/indicators/held-lists.ts';
import { HeldShards } from '../../../src/storage/indicators/held-shards.ts';

/** The exact check of what the pipeline's packed sets let past. */
export class IndicatorLists {
  private readonly lists: HeldLists<PackedSet>;
  private readonly shards = new HeldShards();
  private readonly complain: Complain;

  constructor(complain: Complain) {
    this.complain = complain;
    this.lists = new HeldLists({ open: openSet, packer: () => new ListPacker(saltOf(randomBytes(8))), complain });
  }

  /**
   * The indicator that an observable meets now: the narrowest that has not expired. `least`: the version that the observable
   * was found by. Rejects if R2 cannot be reached.
   */
  async match(
    bucket: R2Bucket,
    org: string,
    seen: Pick<Observable, 'type' | 'value'>,
    now: number,
    least?: string,
  ): Promise<Indicator | undefined> {
    const list = await this.lists.of(bucket, org, now, least);
    if (list === undefined) return undefined;
    let bad = 0;
    for (const hit of list.set.hits(seen.type, seen.value)) {
      const lines = await this.shards.of(bucket, org, list, hit.shard);
      const indicator = exactIndicator(lines, hit, () => bad++);
      if (indicator !== undefined && (indicator.expiresAt ?? Infinity) > now) return indicator;
    }
    if (bad > 0) this.complain('indicators_unreadable', { org, lines: bad });
    return undefined;
  }
}
