import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, utf8 } from '../kit/bytes.ts';
import {
  appendLeaf,
  auditPath,
  consistencyProof,
  EMPTY_ROOT,
  leafHash,
  memoryNodes,
  nodeHash,
  rootOf,
  verifyAuditPath,
  verifyConsistency,
} from './merkle.ts';

// The eight leaves and the roots after each, from the certificate-transparency reference implementation's tests.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
/** [leaf index, size, path] of the same tests. */
const PATHS: readonly (readonly [number, number, readonly string[]])[] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

function treeOf(leaves: readonly Uint8Array[]) {
  const nodes = memoryNodes();
  leaves.forEach((leaf, i) => appendLeaf(nodes, i, leafHash(leaf)));
  return nodes;
}

/** The definition of RFC 6962 §2.1, word for word and slow. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

describe('RFC 6962 reference vectors', () => {
  const nodes = treeOf(LEAVES.map((l) => fromHex(l)!));

  test('the root after each of the eight leaves is the known one', () => {
    expect(ROOTS.map((_, i) => toHex(rootOf(nodes, i + 1)))).toEqual(ROOTS);
    expect(toHex(rootOf(nodes, 0))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('audit paths are the known ones', () => {
    for (const [index, size, path] of PATHS) expect(auditPath(nodes, index, size).map(toHex)).toEqual(path);
  });
});

// Numbered, since equal leaves at two places rightly share a path.
const leavesArb = fc
  .array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 70 })
  .map((texts) => texts.map((text, i) => utf8(`${i} ${text}`)));

describe('any tree', () => {
  test('the stored nodes give the root of the definition at every size', () => {
    fc.assert(
      fc.property(leavesArb, (leaves) => {
        const nodes = treeOf(leaves);
        for (let n = 0; n <= leaves.length; n++)
          expect(toHex(rootOf(nodes, n))).toBe(toHex(naiveRoot(leaves.slice(0, n))));
      }),
      { numRuns: 20 },
    );
  });

  test('every leaf has a path that verifies, and verifies nowhere else', () => {
    fc.assert(
      fc.property(leavesArb, fc.nat(), fc.nat(), (leaves, a, b) => {
        const nodes = treeOf(leaves);
        const size = leaves.length;
        const index = a % size;
        const other = b % size;
        const path = auditPath(nodes, index, size);
        const root = rootOf(nodes, size);
        const leaf = leafHash(leaves[index]!);
        expect(verifyAuditPath(leaf, index, size, path, root)).toBe(true);
        expect(verifyAuditPath(leaf, other, size, path, root)).toBe(other === index);
        expect(verifyAuditPath(nodeHash(leaf, leaf), index, size, path, root)).toBe(false);
        expect(verifyAuditPath(leaf, index, size, [...path, leaf], root)).toBe(false);
        expect(verifyAuditPath(leaf, index, size, path.slice(1), root)).toBe(path.length === 0);
      }),
      { numRuns: 200 },
    );
  });

  test('a later tree proves that the earlier one is its beginning, and a rewritten one cannot', () => {
    fc.assert(
      fc.property(leavesArb, fc.nat(), fc.nat(), (leaves, a, b) => {
        const second = leaves.length;
        const first = (a % second) + 1;
        const nodes = treeOf(leaves);
        const proof = consistencyProof(nodes, first, second);
        const roots = [rootOf(nodes, first), rootOf(nodes, second)] as const;
        expect(verifyConsistency(first, roots[0], second, roots[1], proof)).toBe(true);
        const rewritten = leaves.map((l, i) => (i === b % first ? utf8(`${toHex(l)} rewritten`) : l));
        const forged = treeOf(rewritten);
        const forgedProof = consistencyProof(forged, first, second);
        expect(verifyConsistency(first, roots[0], second, rootOf(forged, second), forgedProof)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('a subtree of more than 2^31 leaves is addressed without losing bits', () => {
    const leaf = leafHash(utf8('x'));
    // A path of length 40 in a tree of 2^40: the arithmetic must survive sizes beyond 32 bits.
    const path = Array.from({ length: 40 }, () => leaf);
    let root = leaf;
    for (const sibling of path) root = nodeHash(root, sibling);
    expect(verifyAuditPath(leaf, 0, 2 ** 40, path, root)).toBe(true);
    expect(verifyAuditPath(leaf, 2 ** 32, 2 ** 40, path, root)).toBe(false);
  });
});
