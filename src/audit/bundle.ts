import type { AuditBundle, Entry, TreeHead } from '../contracts/ledger.ts';
import { toHex } from '../kit/bytes.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { auditPath, type NodeStore } from './merkle.ts';

/**
 * Type of the entry that closes an export. It is appended to the chain just before the head is signed, so that the
 * bundle's last entry is the last leaf under its head: cutting entries off a bundle's end is then seen.
 */
export const SEAL_TYPE = 'ledger.sealed';

/**
 * A bundle of one chain under one head. `entries` are the whole chain in order, the last one a seal at index
 * `head.size - 1`; `nodes` hold the tree. `exportedAt` is the head's time: a bundle states nothing that is not signed.
 */
export function makeBundle(chain: string, entries: readonly Entry[], nodes: NodeStore, head: TreeHead): AuditBundle {
  return {
    v: 1,
    format: 'vedette-audit-bundle',
    org: head.org,
    chain,
    exportedAt: head.at,
    entries: [...entries],
    proofs: entries.map((e) => auditPath(nodes, e.index, head.size).map(toHex)),
    head,
  };
}

/** A bundle as a file: canonical JSON and a line feed, so that each bundle has one byte sequence. */
export const bundleText = (bundle: AuditBundle): string => `${canonicalJson(bundle)}\n`;
