import type { BlockMessage } from '../../src/contracts/delivery.ts';
import { deadLetterMessage } from './consume-findings.ts';
import { isBlockMessage, type Deps } from './deps.ts';
import { processBlocks } from './process-blocks.ts';
import { lookBack } from './retro/look-back.ts';
import { logError, retryDelay } from './retry.ts';

type BlocksMessage = Message<BlockMessage>;

/** Queue `blocks`: blocks of one organisation go together; if that fails each goes alone, so that a bad one keeps no other back. */
export async function consumeBlocks(deps: Deps, messages: readonly BlocksMessage[]): Promise<void> {
  const byOrg = new Map<string, Map<string, BlocksMessage[]>>();
  for (const message of messages) {
    const { body } = message;
    if (!isBlockMessage(body)) {
      await deadLetterMessage(deps, 'vedette-blocks', message, 'not a block message of version 1');
      continue;
    }
    if (deps.memory.blocks.get(body.block)) {
      // Sent again while the first message was under way: only its journal may not know yet.
      await finish(deps, [[message]]);
      continue;
    }
    const blocks = byOrg.get(body.org) ?? new Map<string, BlocksMessage[]>();
    byOrg.set(body.org, blocks);
    blocks.set(body.block, [...(blocks.get(body.block) ?? []), message]);
  }
  const groups = [...byOrg].map(([org, blocks]) => ({ org, groups: groupsOf([...blocks.values()]) }));
  const total = messages.reduce((n, m) => n + sizeOf(m), 0);
  const consumeAll = async (g: (typeof groups)[number]): Promise<void> => {
    for (const group of g.groups) await consumeOrg(deps, g.org, group);
  };
  if (total <= GROUP_MAX_BYTES) await Promise.all(groups.map(consumeAll));
  else for (const g of groups) await consumeAll(g);
}

/** Bodies held at once: they unpack to many times their size, and an isolate has 128 MB. */
const GROUP_MAX_BYTES = 4 * 1024 * 1024;

/** A message of the version before says no size. */
const sizeOf = (m: BlocksMessage): number => (isBlockMessage(m.body) ? (m.body.bytes ?? GROUP_MAX_BYTES / 4) : 0);

function groupsOf(blocks: readonly BlocksMessage[][]): BlocksMessage[][][] {
  const groups: BlocksMessage[][][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    const size = sizeOf(block[0]!);
    if (bytes + size > GROUP_MAX_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(block);
    bytes += size;
  }
  return groups;
}

async function consumeOrg(deps: Deps, org: string, blocks: readonly BlocksMessage[][]): Promise<void> {
  try {
    await processBlocks(
      deps,
      org,
      blocks.map((b) => b[0]!.body),
    );
    await finish(deps, blocks);
    await lookBack(deps, org);
  } catch (cause) {
    if (blocks.length > 1) {
      for (const block of blocks) await consumeOrg(deps, org, [block]);
      return;
    }
    logError('blocks_failed', org, cause);
    for (const message of blocks.flat()) message.retry({ delaySeconds: retryDelay(message.attempts) });
  }
}

/** Tells the journals, then acknowledges. A journal that cannot be told sends its block again, and is told then. */
async function finish(deps: Deps, blocks: readonly BlocksMessage[][]): Promise<void> {
  const byJournal = new Map<string, string[]>();
  for (const [first] of blocks) {
    const { journal, block } = first!.body;
    byJournal.set(journal, [...(byJournal.get(journal) ?? []), block]);
    deps.memory.blocks.set(block, true);
  }
  await Promise.all(
    [...byJournal].map(async ([journal, ids]) => {
      try {
        await deps.done(journal, ids);
      } catch (cause) {
        logError('journal_not_told', journal, cause);
      }
    }),
  );
  for (const message of blocks.flat()) message.ack();
}
