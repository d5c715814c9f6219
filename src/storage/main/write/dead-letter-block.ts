import type { BlockEntry, BlockMessage } from '../../../contracts/delivery.ts';
import { decodeBlock } from '../../raw/block.ts';
import { insertDeadLetters, type NewDeadLetter } from './dead-letters.ts';
import { upsertDeliveries } from './deliveries.ts';
import { runStatements } from './json-rows.ts';

/**
 * Gives a block that cannot be processed an owner: a dead letter for each of its deliveries (or for the message, if the block
 * itself cannot be read), which a person can replay. Throws if R2 or D1 cannot be reached; call it again then.
 */
export async function deadLetterBlock(
  deps: { readonly raw: R2Bucket; readonly db: D1Database },
  message: BlockMessage,
  reason: string,
  attempts: number,
  now: number,
): Promise<void> {
  const { org } = message;
  const object = await deps.raw.get(message.key);
  const decoded = object ? decodeBlock(new Uint8Array(await object.arrayBuffer())) : undefined;
  const own = (e: BlockEntry): boolean => e.scope.org === org;
  if (!decoded?.ok || !decoded.value.every(own)) {
    const why =
      decoded === undefined
        ? 'its R2 object is missing'
        : decoded.ok
          ? 'its entries are another organisation’s'
          : decoded.error;
    const letter: NewDeadLetter = {
      org,
      kind: 'message',
      origin: 'vedette-blocks',
      reason: `${reason}; ${why}`,
      blockKey: message.key,
      body: JSON.stringify(message),
      attempts,
    };
    await runStatements(deps.db, insertDeadLetters(deps.db, org, [letter], now));
    return;
  }
  const entries = decoded.value;
  await runStatements(deps.db, [
    ...insertDeadLetters(
      deps.db,
      org,
      entries.map((e) => ({
        org,
        kind: 'delivery',
        origin: 'vedette-blocks',
        reason,
        delivery: e.id,
        sourceId: e.scope.sourceId,
        blockKey: message.key,
        attempts,
      })),
      now,
    ),
    ...upsertDeliveries(
      deps.db,
      org,
      entries.map((e) => ({
        id: e.id,
        org,
        sourceId: e.scope.sourceId,
        kind: e.scope.kind,
        acceptedAt: e.acceptedAt,
        processedAt: now,
        bytes: e.length,
        events: 0,
        duplicates: 0,
        rejected: 0,
        findings: 0,
        verdict: 'dead',
        blockKey: message.key,
        offset: e.offset,
        length: e.length,
        test: e.test === true ? 1 : 0,
      })),
    ),
  ]);
}
