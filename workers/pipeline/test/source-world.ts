import type { BlockEntry, BlockMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { concatBytes, utf8 } from '../../../src/kit/bytes.ts';
import { newId } from '../../../src/kit/ids.ts';
import { blockKey, encodeBlock } from '../../../src/storage/raw/block.ts';
import { depsOf, newMemory, type Deps } from '../deps.ts';
import { rulesOf, testStages } from './stages.ts';
import { env, journalName } from './world.ts';

/** Dependencies with the tests' stages, and a memory and a clock of their own. */
export const ownDeps = (more: Partial<Deps> = {}): Deps => ({
  ...depsOf(env),
  stages: testStages,
  rules: rulesOf(testStages),
  memory: newMemory(),
  hunt: () => Promise.resolve(),
  done: () => Promise.resolve(),
  ...more,
});

/** Puts a block of JSON deliveries into R2 as a journal would, accepted at `acceptedAt`. */
export async function blockAt(
  scope: SourceScope,
  acceptedAt: number,
  deliveries: readonly unknown[],
  more: Partial<BlockEntry> = {},
): Promise<{ message: BlockMessage; ids: string[] }> {
  const bodies = deliveries.map((d) => utf8(typeof d === 'string' ? d : JSON.stringify(d)));
  let offset = 0;
  const entries = bodies.map((b): BlockEntry => {
    const id = newId('dlv', Date.now());
    const entry = { id, scope, contentType: 'application/json', acceptedAt, offset, length: b.byteLength, ...more };
    offset += b.byteLength;
    return entry;
  });
  const block = newId('blk', acceptedAt);
  const key = blockKey(scope.org, scope.sourceId, block, acceptedAt);
  await env.RAW.put(key, encodeBlock([{ entries, body: concatBytes(bodies) }]));
  return { message: { v: 1, org: scope.org, block, key, journal: journalName(scope) }, ids: entries.map((e) => e.id) };
}
