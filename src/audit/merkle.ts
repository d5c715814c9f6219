import { concatBytes } from '../kit/bytes.ts';
import { sha256 } from '../kit/crypto.ts';

/**
 * Merkle hash trees of RFC 6962 §2.1 (Certificate Transparency). Hashes are 32 bytes of SHA-256; leaves and nodes are
 * hashed under different prefixes, so that a node can never be passed off as a leaf.
 */
const LEAF_PREFIX = new Uint8Array([0x00]);
const NODE_PREFIX = new Uint8Array([0x01]);

/** Hash of a leaf: SHA-256(0x00 ‖ data). */
export const leafHash = (data: Uint8Array): Uint8Array => sha256(concatBytes([LEAF_PREFIX, data]));

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concatBytes([NODE_PREFIX, left, right]));

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/**
 * Where the hashes of complete subtrees are kept. Level 0 holds the leaf hashes; the node (level, position) covers the
 * leaves from `position * 2^level` on, `2^level` of them. Nodes are written once and never change, since a complete
 * subtree never does.
 */
export interface NodeStore {
  get(level: number, position: number): Uint8Array | undefined;
  put(level: number, position: number, hash: Uint8Array): void;
}

/** A store in memory, for tests and for rebuilding a tree from entries. */
export function memoryNodes(): NodeStore {
  const nodes = new Map<string, Uint8Array>();
  return {
    get: (level, position) => nodes.get(`${level}/${position}`),
    put: (level, position, hash) => void nodes.set(`${level}/${position}`, hash),
  };
}

/** Appends a leaf at index `size` (the number of leaves so far). O(log n) at worst, two nodes on average. */
export function appendLeaf(nodes: NodeStore, size: number, hash: Uint8Array): void {
  let level = 0;
  let position = size;
  let current = hash;
  nodes.put(level, position, current);
  // An odd position closes the subtree above it.
  while (position % 2 === 1) {
    current = nodeHash(mustGet(nodes, level, position - 1), current);
    level += 1;
    position = (position - 1) / 2;
    nodes.put(level, position, current);
  }
}

/** Root of the first `size` leaves, `size` at most the number of leaves appended. O(log n) reads. */
export const rootOf = (nodes: NodeStore, size: number): Uint8Array =>
  size === 0 ? EMPTY_ROOT : rangeRoot(nodes, 0, size);

/** RFC 6962 §2.1.1: the audit path of leaf `index` in the tree of the first `size` leaves, from leaf to root. */
export function auditPath(nodes: NodeStore, index: number, size: number): Uint8Array[] {
  if (index < 0 || index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push(rangeRoot(nodes, middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(nodes, start, middle));
      start = middle;
    }
  }
  return path.toReversed();
}

/** RFC 6962 §2.1.2: proof that the tree of `first` leaves is the beginning of the tree of `second`; 0 < first ≤ second. */
export function consistencyProof(nodes: NodeStore, first: number, second: number): Uint8Array[] {
  if (first < 1 || first > second) throw new RangeError(`no consistency proof from ${first} to ${second} leaves`);
  const path: Uint8Array[] = [];
  let start = 0;
  let end = second;
  let wholeKnown = true; // whether the subtree at hand is one that the verifier holds as the old root
  while (first - start !== end - start) {
    const middle = start + splitOf(end - start);
    if (first <= middle) {
      path.push(rangeRoot(nodes, middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(nodes, start, middle));
      start = middle;
      wholeKnown = false;
    }
  }
  if (!wholeKnown) path.push(rangeRoot(nodes, start, end));
  return path.toReversed();
}

/** Whether `path` leads from the leaf hash at `index` to `root` in a tree of `size` (algorithm of RFC 9162 §2.1.3.2). */
export function verifyAuditPath(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = node / 2;
        last = half(last);
      }
    } else hash = nodeHash(hash, sibling);
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(hash, root);
}

/** Whether `proof` shows that the tree (first, firstRoot) is the beginning of (second, secondRoot): RFC 9162 §2.1.4.2. */
export function verifyConsistency(
  first: number,
  firstRoot: Uint8Array,
  second: number,
  secondRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 1 || first > second) return false;
  if (first === second) return proof.length === 0 && equalBytes(firstRoot, secondRoot);
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : [...proof];
  let node = first - 1;
  let last = second - 1;
  while (node % 2 === 1) {
    node = half(node);
    last = half(last);
  }
  const [seed, ...rest] = path;
  if (seed === undefined) return false;
  let old = seed;
  let current = seed;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      old = nodeHash(sibling, old);
      current = nodeHash(sibling, current);
      while (node % 2 === 0 && node !== 0) {
        node = node / 2;
        last = half(last);
      }
    } else current = nodeHash(current, sibling);
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(old, firstRoot) && equalBytes(current, secondRoot);
}

/** Root of the leaves [start, end): a stored node if that range is a complete subtree, else made from its two halves. */
function rangeRoot(nodes: NodeStore, start: number, end: number): Uint8Array {
  const count = end - start;
  if (isPowerOfTwo(count)) return mustGet(nodes, Math.round(Math.log2(count)), start / count);
  const middle = start + splitOf(count);
  return nodeHash(rangeRoot(nodes, start, middle), rangeRoot(nodes, middle, end));
}

function mustGet(nodes: NodeStore, level: number, position: number): Uint8Array {
  const hash = nodes.get(level, position);
  if (!hash) throw new Error(`the Merkle node (${level}, ${position}) is missing from storage`);
  return hash;
}

// Arithmetic, not bit operations: those cut to 32 bits.
const half = (n: number): number => Math.floor(n / 2);

/** Largest power of two smaller than `count`, for count > 1. */
function splitOf(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}

function isPowerOfTwo(n: number): boolean {
  let k = 1;
  while (k < n) k *= 2;
  return k === n;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
