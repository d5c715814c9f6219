import * as z from 'zod';
import { AuditBundle, Entry, NO_HASH, TreeHead } from '../contracts/ledger.ts';
import { fromHex } from '../kit/bytes.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { SEAL_TYPE } from './bundle.ts';
import { entryHash, entryLeaf } from './chain.ts';
import { printable, verifyHead } from './head.ts';
import { verifyAuditPath } from './merkle.ts';

/** Which entry is wrong: its place in the bundle's own words, `seq` by position where the entry does not say. */
export interface EntryRef {
  readonly seq: number;
  readonly index: number;
  readonly id: string;
}

export type BundleVerdict =
  | { readonly ok: true; readonly entries: number; readonly root: string }
  | { readonly ok: false; readonly entry?: EntryRef; readonly reason: string };

// Strict at every level: a field that nothing covers could be read by a person as if it were proven.
const Envelope = z.strictObject({
  ...AuditBundle.shape,
  entries: z.array(z.unknown()),
  proofs: z.array(z.unknown()),
  head: TreeHead.strict(),
});
const StrictEntry = Entry.strict();
const Proof = z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(64);

/**
 * Verifies an audit bundle offline. `publicKeys` (keyId → raw Ed25519 key, hex) must come from outside the bundle.
 *
 * A good verdict proves that the holder of the ledger's key signed a head whose tree has each of these entries at its
 * index; that they are one chain without a gap, from its first entry to a seal that is the last leaf under that head (so
 * nothing is missing before the export, at the end either); and that not one value was altered since.
 *
 * It does not prove that this is the newest export (an older genuine bundle still verifies: compare `head.at` and
 * `head.size`), that the key's holder showed the same head to everyone (compare heads, or ask for a consistency proof),
 * nor that what the entries say happened.
 *
 * A bad verdict names the first entry that is wrong, if it is an entry. Never throws, whatever the input.
 */
export async function verifyBundle(
  bundle: unknown,
  publicKeys: Readonly<Record<string, string>>,
): Promise<BundleVerdict> {
  try {
    return await verifyParsed(bundle, publicKeys);
  } catch (cause) {
    // Nesting deeper than the stack, a getter that throws: not a bundle of ours.
    return bad(`not an audit bundle: ${printable(cause instanceof Error ? cause.message : String(cause))}`);
  }
}

async function verifyParsed(bundle: unknown, publicKeys: Readonly<Record<string, string>>): Promise<BundleVerdict> {
  const parsed = Envelope.safeParse(bundle);
  if (!parsed.success) return bad(`not an audit bundle: ${issueText(parsed.error)}`);
  const b = parsed.data;
  const headVerdict = await verifyHead(b.head, publicKeys);
  // Under a head that is not genuine no proof means anything, but hashes and links may still tell which entry was touched.
  const entryVerdict = checkEntries(b, headVerdict.ok);
  if (!headVerdict.ok) return { ...entryVerdict, ok: false, reason: headVerdict.reason };
  if (b.head.org !== b.org) return bad('the head belongs to another organisation than the bundle');
  if (b.exportedAt !== b.head.at) return bad('exportedAt is not the time of the signed head');
  if (entryVerdict) return { ok: false, ...entryVerdict };
  if (b.entries.length === 0) return bad('the bundle holds no entries, hence proves nothing');
  if (b.proofs.length !== b.entries.length)
    return bad(`the bundle holds ${b.entries.length} entries but ${b.proofs.length} proofs`);
  const last = b.entries.at(-1) as Entry;
  if (last.type !== SEAL_TYPE || last.index !== b.head.size - 1)
    return bad(
      `entries are missing at the end: after seq ${last.seq} there is no seal that is the last leaf under the head`,
      refOf(last, last.seq),
    );
  return { ok: true, entries: b.entries.length, root: b.head.root };
}

/**
 * Verifies the bytes of a bundle file: as {@link verifyBundle}, and the file must be the canonical JSON of its values
 * (`bundleText`), so that no byte of it can differ unseen: no second key of the same name, no other spelling of a number.
 */
export async function verifyBundleText(
  file: string | Uint8Array,
  publicKeys: Readonly<Record<string, string>>,
): Promise<BundleVerdict> {
  let text: string;
  let value: unknown;
  try {
    // ignoreBOM: a byte order mark is a byte that the signed values do not have
    text = typeof file === 'string' ? file : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
    value = JSON.parse(text);
  } catch (cause) {
    return bad(`the file is not JSON in UTF-8: ${printable(cause instanceof Error ? cause.message : String(cause))}`);
  }
  const verdict = await verifyBundle(value, publicKeys);
  if (!verdict.ok) return verdict;
  const canonical = canonicalJson(value);
  if (text !== canonical && text !== `${canonical}\n`)
    return bad('the values verify, but the file is not in canonical form (RFC 8785): something rewrote it');
  return verdict;
}

type EntryVerdict = { readonly entry: EntryRef; readonly reason: string };

/** The first entry that is wrong, checked in order: form, place in the chain, hash, link, and (if asked) proof. */
function checkEntries(b: z.infer<typeof Envelope>, withProofs: boolean): EntryVerdict | undefined {
  const root = fromHex(b.head.root)!;
  let prev = NO_HASH;
  let index = -1;
  for (const [position, raw] of b.entries.entries()) {
    const wrong = (reason: string): EntryVerdict => ({ entry: refOf(raw, position), reason });
    const parsed = StrictEntry.safeParse(raw);
    if (!parsed.success) return wrong(`malformed: ${issueText(parsed.error)}`);
    const entry = parsed.data;
    if (entry.org !== b.org) return wrong('it belongs to another organisation than the bundle');
    if (entry.chain !== b.chain) return wrong('it belongs to another chain than the bundle');
    // Over what is there, not over what the schema made of it.
    if (safeHash(raw as Record<string, unknown>) !== entry.hash)
      return wrong('its hash is not the hash of its content');
    if (entry.seq !== position)
      return wrong(
        entry.seq > position
          ? `seq ${position} is missing before it`
          : `its seq ${entry.seq} stands at place ${position}: entries are repeated or out of order`,
      );
    if (entry.prev !== prev) return wrong('its link does not lead to the entry before it');
    if (entry.index <= index) return wrong('its leaf does not come after the leaf of the entry before it');
    if (withProofs) {
      const proof = Proof.safeParse(b.proofs[position]);
      const path = proof.success ? proof.data.map((h) => fromHex(h)!) : undefined;
      if (!path || !verifyAuditPath(entryLeaf(entry), entry.index, b.head.size, path, root))
        return wrong('its proof does not lead to the root of the signed head');
    }
    prev = entry.hash;
    index = entry.index;
  }
  return undefined;
}

function safeHash(raw: Record<string, unknown>): string | undefined {
  try {
    return entryHash(raw);
  } catch {
    return undefined; // no canonical form (a lone surrogate, say): no entry of ours
  }
}

function refOf(raw: unknown, position: number): EntryRef {
  const r = (raw !== null && typeof raw === 'object' ? raw : {}) as Record<string, unknown>;
  return {
    seq: typeof r['seq'] === 'number' ? r['seq'] : position,
    index: typeof r['index'] === 'number' ? r['index'] : -1,
    id: typeof r['id'] === 'string' ? printable(r['id']) : '',
  };
}

const bad = (reason: string, entry?: EntryRef): BundleVerdict => ({ ok: false, reason, ...(entry ? { entry } : {}) });

function issueText(error: z.ZodError): string {
  const issue = error.issues[0];
  return printable(issue ? `${issue.path.join('.') || 'the document'}: ${issue.message}` : 'unknown', 200);
}
