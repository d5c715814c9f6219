import type { BlockMessage } from '../../src/contracts/delivery.ts';
import { badPieces, countBadPieces, objectOf, type PieceRow } from '../../src/storage/main/read/object-pieces.ts';
import type { Deps } from './deps.ts';
import { processBlocks } from './process-blocks.ts';

/** A call ends within seconds: so many pieces, of half a megabyte each. */
const PIECES_A_CALL = 50;

export const blockOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1).replace(/\.block$/, '');

/** A letter that counts an object's further bad records: it stands for many pieces, and for no delivery. */
export const countsAnObject = (letter: { readonly kind: string; readonly delivery: string | null }): boolean =>
  letter.kind === 'record' && letter.delivery === null;

/**
 * Processes again pieces of the object whose bad records a letter counts, those that were longest ago first. Answers what still stands
 * in the way; undefined once no piece has a bad record any more. Throws if its blocks cannot be read.
 */
export async function replayObject(deps: Deps, org: string, letter: string): Promise<string | undefined> {
  const object = await objectOf(deps.db, org, letter);
  if (object === undefined) return 'the letter does not say whose records it counts';
  const pieces = await badPieces(deps.db, org, object, PIECES_A_CALL);
  for (const [key, of] of Map.groupBy(pieces, (p: PieceRow) => p.blockKey)) {
    const message: BlockMessage = { v: 1, org, block: blockOf(key), key, journal: '-' };
    await processBlocks(deps, org, [message], new Set(of.map((p) => p.id)));
  }
  const { pieces: left, rejected } = await countBadPieces(deps.db, org, object);
  if (left === 0) return undefined;
  const went = `${pieces.length} ${pieces.length === 1 ? 'piece' : 'pieces'} of the object went again`;
  return `${went}; ${left} still ${left === 1 ? 'has' : 'have'} ${rejected} bad records. If these are no fewer than before, mend what is wrong first; else replay it once more`;
}
