import type { Accepted, BlockEntry, DeliveryInput } from '../../src/contracts/delivery.ts';
import { concatBytes } from '../../src/kit/bytes.ts';
import { newId } from '../../src/kit/ids.ts';
import type { BlockPart } from '../../src/storage/raw/block.ts';
import { BLOCK_TARGET_BYTES } from './limits.ts';
import type { JournalStore } from './store.ts';

/** Deliveries of one commit, next to each other. */
export interface CommittedPart extends BlockPart {
  readonly seq: number;
  readonly at: number;
}

export function entryOf(delivery: DeliveryInput, id: string, acceptedAt: number, offset: number): BlockEntry {
  return {
    id,
    scope: delivery.scope,
    contentType: delivery.contentType,
    ...(delivery.encoding === undefined ? {} : { encoding: delivery.encoding }),
    ...(delivery.facts === undefined ? {} : { facts: delivery.facts }),
    ...(delivery.test === true ? { test: true } : {}),
    acceptedAt,
    offset,
    length: delivery.body.byteLength,
  };
}

/**
 * Writes a group of deliveries as few parts as their size allows; repetitions of a sender's id are answered with the first
 * delivery and not stored. Call inside one transaction.
 */
export function commitGroup(
  store: JournalStore,
  group: readonly DeliveryInput[],
  now: number,
): { replies: Accepted[]; parts: CommittedPart[] } {
  const replies: Accepted[] = [];
  const parts: CommittedPart[] = [];
  let entries: BlockEntry[] = [];
  let bodies: Uint8Array[] = [];
  let bytes = 0;
  const close = () => {
    if (entries.length === 0) return;
    const body = concatBytes(bodies);
    parts.push({ seq: store.addPart(entries, body, now), entries, body, at: now });
    entries = [];
    bodies = [];
    bytes = 0;
  };
  for (const delivery of group) {
    const id = newId('dlv', now);
    const holder = delivery.senderId === undefined ? id : store.claimSender(delivery.senderId, id, now);
    replies.push({ delivery: holder, acceptedAt: now, duplicate: holder !== id });
    if (holder !== id) continue;
    if (bytes > 0 && bytes + delivery.body.byteLength > BLOCK_TARGET_BYTES) close();
    entries.push(entryOf(delivery, id, now, bytes));
    bodies.push(new Uint8Array(delivery.body));
    bytes += delivery.body.byteLength;
  }
  close();
  return { replies, parts };
}
