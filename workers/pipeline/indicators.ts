import { ListPacker, saltOf } from '../../src/detect/intel/list-packer.ts';
import { openSet, type PackedSet } from '../../src/detect/intel/packed-set.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { HeldLists, type HeldList } from '../../src/storage/indicators/held-lists.ts';

export type HeldIndicators = Pick<HeldList<PackedSet>, 'version' | 'set' | 'shards' | 'lines'>;

/** Packed sets of indicators that this isolate holds. */
export const newIndicators = (): HeldLists<PackedSet> =>
  new HeldLists({
    open: openSet,
    packer: () => new ListPacker(saltOf(randomBytes(8))),
    complain: (event, detail) =>
      console.error(JSON.stringify({ level: 'error', worker: 'pipeline', event, ...detail })),
  });
