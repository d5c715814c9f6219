import type { TreeHead } from '../contracts/ledger.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { keyIdOf, signEd25519, verifyEd25519 } from '../kit/crypto.ts';
import type { Signer } from '../kit/token.ts';

/** The bytes that a head's signature covers: a purpose of its own, then the head without its signature. */
export function headMessage(head: Omit<TreeHead, 'signature'> & { readonly signature?: unknown }): string {
  const { signature: _, ...rest } = head;
  return `vedette:tree-head:v1\n${canonicalJson(rest)}`;
}

/** Signs a tree head: `root` 64 hex digits over the first `size` leaves, `at` in ms. */
export async function signHead(
  signer: Signer,
  head: { readonly org: string; readonly size: number; readonly root: string; readonly at: number },
): Promise<TreeHead> {
  const open = { v: 1 as const, ...head, keyId: signer.keyId };
  return { ...open, signature: await signEd25519(signer.key, headMessage(open)) };
}

export type HeadVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Whether a head is signed by one of `publicKeys` (keyId → raw Ed25519 key in hex), which the caller has from somewhere
 * else than the head's carrier. Only lower-case hex counts, so that a head has one spelling.
 */
export async function verifyHead(head: TreeHead, publicKeys: Readonly<Record<string, string>>): Promise<HeadVerdict> {
  const key = Object.hasOwn(publicKeys, head.keyId) ? publicKeys[head.keyId] : undefined;
  if (key === undefined)
    return {
      ok: false,
      reason: `the tree head is signed with key ${printable(head.keyId)}, which is not among the keys given`,
    };
  if (keyIdOf(key) !== head.keyId)
    return { ok: false, reason: `the key given as ${head.keyId} is another key (its id is ${keyIdOf(key)})` };
  if (!/^[0-9a-f]{128}$/.test(head.signature))
    return { ok: false, reason: 'the signature of the tree head is not 128 lower-case hex digits' };
  if (!(await verifyEd25519(key, head.signature, headMessage(head))))
    return {
      ok: false,
      reason: 'the signature of the tree head does not hold: the head was changed or another key made it',
    };
  return { ok: true };
}

/** Text from a bundle as a report may show it: bounded, printable ASCII. */
export const printable = (text: string, length = 64): string => text.slice(0, length).replaceAll(/[^ -~]/g, '?');
