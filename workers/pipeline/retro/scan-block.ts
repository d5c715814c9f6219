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

/**
 * Looks through a block's deliveries of the hunt's time, and hands each one's outcome on before the next is unpacked, with how many
 * records it had that do not concern the hunt. An error says why the block cannot be read; then nothing was handed on.
 */
export async function scanBlock(
  scan: Scan,
  hunt: HuntJob['hunt'],
  bytes: Uint8Array,
  take: (outcome: Outcome, others: number) => Promise<void>,
): Promise<Result<undefined, string>> {
  const entries = decodeBlock(bytes);
  if (!entries.ok) return entries;
  if (entries.value.some((e) => e.scope.org !== hunt.org)) return err('it holds deliveries of another organisation');
  const concerns = (format: string): boolean => {
    const normalizer = Object.hasOwn(scan.stages.normalizers, format) ? scan.stages.normalizers[format] : undefined;
    return normalizer === undefined || scan.rules.concerns(normalizer.logsource);
  };
  for (const entry of entries.value) {
    if (entry.acceptedAt < hunt.from || entry.acceptedAt >= hunt.to) continue;
    let others = 0;
    const stages: Stages = {
      ...scan.stages,
      split: (delivery, take) =>
        scan.stages.split(delivery, (part) => {
          if (scan.all) return take(part);
          // Before anything is read out of them: most of an archive is of other sources than one rule's.
          const records = part.records.filter((r) => concerns(r.format));
          others += part.records.length - records.length;
          take({ ...part, records });
        }),
    };
    const outcome = await processDelivery(stages, scan, entry, entryBody(bytes, entry));
    await take(outcome, others);
  }
  return ok(undefined);
}
