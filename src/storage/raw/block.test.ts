import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockEntry } from '../../contracts/delivery.ts';
import { utf8 } from '../../kit/bytes.ts';
import { blockKey, decodeBlock, encodeBlock, entryBody, type BlockPart } from './block.ts';

const scope = { org: 'org_a', sourceId: 'src_a', kind: 'aws.firehose', accounts: [] };
const entry = (id: string, offset: number, length: number): BlockEntry => ({
  id,
  scope,
  contentType: 'application/json',
  acceptedAt: 1,
  offset,
  length,
});
function partOf(prefix: string, bodies: readonly Uint8Array[]): BlockPart {
  let offset = 0;
  const entries = bodies.map((b, i) => {
    const e = entry(`${prefix}${i}`, offset, b.byteLength);
    offset += b.byteLength;
    return e;
  });
  return { entries, body: new Uint8Array(Buffer.concat(bodies)) };
}

describe('blocks', () => {
  it('give every body back byte for byte, whatever the parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1 }), { maxLength: 5 }),
        (groups) => {
          const block = encodeBlock(groups.map((bodies, g) => partOf(`g${g}e`, bodies)));
          const entries = decodeBlock(block);
          expect(entries.ok && entries.value.map((e) => [...entryBody(block, e)])).toEqual(
            groups.flat().map((b) => [...b]),
          );
        },
      ),
    );
  });

  it('are refused when cut short, forged in geometry or not blocks at all', () => {
    const block = encodeBlock([partOf('e', [utf8('body')])]);
    expect(decodeBlock(block.subarray(0, -1)).ok).toBe(false);
    expect(decodeBlock(block.subarray(6)).ok).toBe(false);
    expect(decodeBlock(new Uint8Array()).ok).toBe(false);
    const forged = encodeBlock([{ entries: [entry('e', 0, 99)], body: utf8('short') }]);
    expect(decodeBlock(forged)).toMatchObject({ ok: false, error: 'entry e lies outside the block' });
  });

  it('are kept under organisation, source and hour', () =>
    expect(blockKey('org_a', 'src_b', 'blk_c', Date.UTC(2026, 1, 3, 4, 59))).toBe(
      'raw/org_a/src_b/2026/02/03/04/blk_c.block',
    ));
});
