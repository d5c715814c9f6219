import type { HuntJob } from '../../../durable-objects/retro-hunt/api.ts';
import { err, ok, type Result } from '../../../src/kit/result.ts';
import { decodeBlock, entryBody } from '../../../src/storage/raw/block.ts';
import { processDelivery, type BatchContext, type Outcome, type Stages } from '../process-delivery.ts';
import type { HuntRules } from './hunt-rules.ts';

/** What several blocks of a chunk share. */
export interface Scan extends BatchContext {
  readonly rules: HuntRules;
  readonly stages: Stages;
  /** All records are looked at, whatever their source */
  readonly all: boolean;
}

export interface Scanned {
  readonly outcomes: readonly Outcome[];
  /** Records read, those of sources that do not concern the hunt included */
  readonly events: number;
}

/** Looks through a block's deliveries of the hunt's time. An error says why the block cannot be read. */
export function scanBlock(scan: Scan, hunt: HuntJob['hunt'], bytes: Uint8Array): Result<Scanned, string> {
  const entries = decodeBlock(bytes);
  if (!entries.ok) return entries;
  if (entries.value.some((e) => e.scope.org !== hunt.org)) return err('it holds deliveries of another organisation');
  let others = 0;
  const concerns = (format: string): boolean => {
    const normalizer = Object.hasOwn(scan.stages.normalizers, format) ? scan.stages.normalizers[format] : undefined;
    return normalizer === undefined || scan.rules.concerns(normalizer.logsource);
  };
  const stages: Stages = {
    ...scan.stages,
    split(delivery) {
      const split = scan.stages.split(delivery);
      if (!split.ok || scan.all) return split;
      // Before anything is read out of them: most of an archive is of other sources than one rule's.
      const records = split.value.records.filter((r) => concerns(r.format));
      others += split.value.records.length - records.length;
      return ok({ ...split.value, records });
    },
  };
  const outcomes = entries.value
    .filter((e) => e.acceptedAt >= hunt.from && e.acceptedAt < hunt.to)
    .map((e) => processDelivery(stages, scan, e, entryBody(bytes, e)));
  return ok({ outcomes, events: others + outcomes.reduce((n, o) => n + o.events, 0) });
}
