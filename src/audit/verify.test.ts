import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AuditBundle, NO_HASH, type Entry, type EntryInput } from '../contracts/ledger.ts';
import { toHex, utf8 } from '../kit/bytes.ts';
import { generateEd25519, importEd25519Private } from '../kit/crypto.ts';
import type { Signer } from '../kit/token.ts';
import { bundleText, makeBundle, SEAL_TYPE } from './bundle.ts';
import { entryHash, entryLeaf, makeEntry } from './chain.ts';
import { signHead } from './head.ts';
import { appendLeaf, auditPath, memoryNodes, rootOf, type NodeStore } from './merkle.ts';
import { verifyBundle, verifyBundleText } from './verify.ts';

const ORG = 'org_acme';
const CHAIN = 'inc_1';
let signer: Signer;
let keys: Record<string, string>;

beforeAll(async () => {
  const pair = await generateEd25519();
  signer = { keyId: pair.keyId, key: await importEd25519Private(pair.privateKey) };
  keys = { [pair.keyId]: pair.publicKey };
});

const input = (n: number, chain: string, type = 'incident.event'): EntryInput => ({
  v: 1,
  id: `entry_${chain.replace('_', '-')}-${n}`,
  org: ORG,
  chain,
  type,
  actor: 'worker:supervisor',
  at: 1_700_000_000_000 + n,
  body: { n, text: 'ünï “quoted” \u0000', nested: { list: [1, 2.5, null, true] } },
});

/** A ledger with `count` entries of the chain, entries of another chain between them, and the seal at the end. */
function ledger(count: number): { nodes: NodeStore; entries: Entry[]; size: number } {
  const nodes = memoryNodes();
  const entries: Entry[] = [];
  let size = 0;
  let prev = NO_HASH;
  let otherPrev = NO_HASH;
  for (let n = 0; n <= count; n++) {
    const other = makeEntry(input(n, 'org'), { seq: n, prev: otherPrev, index: size });
    appendLeaf(nodes, size++, entryLeaf(other));
    otherPrev = other.hash;
    const entry = makeEntry(input(n, CHAIN, n === count ? SEAL_TYPE : 'incident.event'), { seq: n, prev, index: size });
    appendLeaf(nodes, size++, entryLeaf(entry));
    prev = entry.hash;
    entries.push(entry);
  }
  return { nodes, entries, size };
}

async function bundleOf(count: number) {
  const { nodes, entries, size } = ledger(count);
  const head = await signHead(signer, { org: ORG, size, root: toHex(rootOf(nodes, size)), at: 1_700_000_009_000 });
  return { bundle: makeBundle(CHAIN, entries, nodes, head), nodes, size };
}

/** A deep copy that a test may change at will. */
const copy = (b: AuditBundle): AuditBundle => structuredClone(b);

describe('a genuine bundle', () => {
  test('verifies as a value and as a file, at every length', async () => {
    for (const count of [0, 1, 2, 5, 9]) {
      const { bundle } = await bundleOf(count);
      const expected = { ok: true, entries: count + 1, root: bundle.head.root };
      expect(await verifyBundle(bundle, keys)).toEqual(expected);
      expect(await verifyBundleText(bundleText(bundle), keys)).toEqual(expected);
      expect(await verifyBundleText(utf8(bundleText(bundle)), keys)).toEqual(expected);
    }
  });

  test('does not verify under another key, nor under another key that goes by the same id', async () => {
    const { bundle } = await bundleOf(2);
    const other = await generateEd25519();
    expect(await verifyBundle(bundle, { [other.keyId]: other.publicKey })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('not among the keys given'),
    });
    expect(await verifyBundle(bundle, { [signer.keyId]: other.publicKey })).toMatchObject({ ok: false });
    expect(await verifyBundle(bundle, {})).toMatchObject({ ok: false });
  });
});

describe('tampering names the first entry', () => {
  test('a changed body', async () => {
    const { bundle } = await bundleOf(5);
    const b = copy(bundle);
    b.entries[2]!.body['n'] = 99;
    b.entries[4]!.body['n'] = 99;
    expect(await verifyBundle(b, keys)).toMatchObject({
      ok: false,
      entry: { seq: 2, id: bundle.entries[2]!.id },
      reason: expect.stringContaining('hash of its content'),
    });
  });

  test('a changed body with its hash made anew, and all links after it', async () => {
    const { bundle } = await bundleOf(5);
    const b = copy(bundle);
    b.entries[2]!.body['n'] = 99;
    for (let i = 2; i < b.entries.length; i++) {
      const e = b.entries[i]!;
      e.prev = b.entries[i - 1]!.hash;
      e.hash = entryHash(e);
    }
    expect(await verifyBundle(b, keys)).toMatchObject({
      ok: false,
      entry: { seq: 2 },
      reason: expect.stringContaining('proof'),
    });
  });

  test('even a whole tree made anew fails at the head', async () => {
    const { bundle } = await bundleOf(5);
    const forged = copy(bundle);
    const nodes = memoryNodes();
    let prev = NO_HASH;
    forged.entries.forEach((e, i) => {
      e.index = i;
      e.prev = prev;
      e.actor = 'user:someone-else';
      e.hash = entryHash(e);
      prev = e.hash;
      appendLeaf(nodes, i, entryLeaf(e));
    });
    forged.head.size = forged.entries.length;
    forged.head.root = toHex(rootOf(nodes, forged.entries.length));
    forged.proofs = forged.entries.map((e) => auditPath(nodes, e.index, forged.head.size).map(toHex));
    expect(await verifyBundle(forged, keys)).toMatchObject({ ok: false, reason: expect.stringContaining('tree head') });
  });

  test('a removed entry in the middle, with its proof', async () => {
    const { bundle } = await bundleOf(5);
    const b = copy(bundle);
    b.entries.splice(3, 1);
    b.proofs.splice(3, 1);
    expect(await verifyBundle(b, keys)).toMatchObject({
      ok: false,
      entry: { seq: 4 },
      reason: expect.stringContaining('seq 3 is missing'),
    });
  });

  test('entries removed at the end: the seal is gone', async () => {
    const { bundle } = await bundleOf(5);
    for (const kept of [0, 1, 5]) {
      const b = copy(bundle);
      b.entries.length = kept;
      b.proofs.length = kept;
      expect(await verifyBundle(b, keys)).toMatchObject({ ok: false });
    }
  });

  test('entries cut back to an earlier seal do not pass under a later head', async () => {
    const { nodes, entries, size } = ledger(2);
    const last = entries.at(-1)!;
    const more = makeEntry(input(50, CHAIN), { seq: 3, prev: last.hash, index: size });
    appendLeaf(nodes, size, entryLeaf(more));
    const seal = makeEntry(input(51, CHAIN, SEAL_TYPE), { seq: 4, prev: more.hash, index: size + 1 });
    appendLeaf(nodes, size + 1, entryLeaf(seal));
    const head = await signHead(signer, { org: ORG, size: size + 2, root: toHex(rootOf(nodes, size + 2)), at: 1 });
    const whole = makeBundle(CHAIN, [...entries, more, seal], nodes, head);
    expect(await verifyBundle(whole, keys)).toMatchObject({ ok: true });
    expect(await verifyBundle(makeBundle(CHAIN, entries, nodes, head), keys)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('missing at the end'),
    });
  });

  test('swapped entries, a repeated entry, a foreign chain, a foreign organisation', async () => {
    const { bundle } = await bundleOf(4);
    const swapped = copy(bundle);
    [swapped.entries[1], swapped.entries[2]] = [swapped.entries[2]!, swapped.entries[1]!];
    expect(await verifyBundle(swapped, keys)).toMatchObject({ ok: false, entry: { seq: 2 } });
    const repeated = copy(bundle);
    repeated.entries.splice(2, 0, repeated.entries[1]!);
    repeated.proofs.splice(2, 0, repeated.proofs[1]!);
    expect(await verifyBundle(repeated, keys)).toMatchObject({ ok: false, entry: { seq: 1 } });
    expect(await verifyBundle({ ...copy(bundle), chain: 'inc_2' }, keys)).toMatchObject({ ok: false });
    expect(await verifyBundle({ ...copy(bundle), org: 'org_other' }, keys)).toMatchObject({ ok: false });
  });

  test('a field added beside the known ones', async () => {
    const { bundle } = await bundleOf(2);
    const b = copy(bundle);
    Object.assign(b.entries[1]!, { note: 'reviewed and fine' });
    expect(await verifyBundle(b, keys)).toMatchObject({ ok: false, entry: { seq: 1 } });
    expect(await verifyBundle({ ...bundle, note: 'verified' }, keys)).toMatchObject({ ok: false });
    const text = bundleText(bundle).replace('"n":1,', '"n":1,"__proto__":{"n":2},');
    expect(await verifyBundleText(text, keys)).toMatchObject({ ok: false, entry: { seq: 1 } });
  });

  test('a second key of the same name, which a reader may show and the parser drops', async () => {
    const { bundle } = await bundleOf(2);
    const text = bundleText(bundle).replace('"exportedAt"', '"exportedAt":1,"exportedAt"');
    expect(await verifyBundle(JSON.parse(text), keys)).toMatchObject({ ok: true });
    expect(await verifyBundleText(text, keys)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('canonical form'),
    });
  });
});

describe('any mutation', () => {
  test('of any one byte of a bundle file is detected', async () => {
    const { bundle } = await bundleOf(3);
    const bytes = utf8(bundleText(bundle));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, delta) => {
        const mutated = bytes.slice();
        mutated[at] = (mutated[at]! + delta) % 256;
        expect((await verifyBundleText(mutated, keys)).ok).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  test('of any one value of a bundle is detected, whatever its spelling', async () => {
    const { bundle } = await bundleOf(3);
    const paths: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (value !== null && typeof value === 'object')
        for (const [k, v] of Object.entries(value)) walk(v, [...path, k]);
      else paths.push(path);
    };
    walk(bundle, []);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 1 }), async (path, replacement) => {
        const b = copy(bundle) as unknown as Record<string | number, unknown>;
        let node = b;
        for (const step of path.slice(0, -1)) node = node[step] as typeof b;
        const key = path.at(-1)!;
        fc.pre(JSON.stringify(node[key]) !== JSON.stringify(replacement));
        node[key] = replacement;
        expect((await verifyBundle(b, keys)).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('upper-case hex is another spelling, hence refused', async () => {
    const { bundle } = await bundleOf(1);
    const b = copy(bundle);
    b.head.signature = b.head.signature.toUpperCase();
    expect(await verifyBundle(b, keys)).toMatchObject({ ok: false });
  });

  test('of nothing at all: garbage never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (value) => {
        expect((await verifyBundle(value, keys)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
    const deep = `{"v":1,"entries":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`;
    expect((await verifyBundleText(deep, keys)).ok).toBe(false);
  });
});
