import { canonicalJson } from '../../src/kit/canonical.ts';
import type { Outbox, OutboxRow } from '../../src/kit/outbox.ts';
import type { LedgerStore } from './store.ts';

/** Wide enough that keys sort as numbers up to a thousand thousand million leaves. */
const PAD = 12;
const pad = (n: number): string => String(n).padStart(PAD, '0');

export const entriesKey = (org: string, first: number, count: number): string =>
  `ledger/${org}/entries/${pad(first)}-${count}.ndjson`;
export const headKey = (org: string, size: number): string => `ledger/${org}/heads/${pad(size)}.json`;

/** Entries of one R2 object at most: at 64 KB each this is 32 MB, within what one object may hold in memory. */
const OBJECT_MAX_ENTRIES = 500;

/** The part of an R2 bucket that publishing needs. */
export interface Bucket {
  put(
    key: string,
    value: string,
    options: { onlyIf: Headers; httpMetadata: { contentType: string } },
  ): Promise<unknown>;
  get(key: string): Promise<{ text(): Promise<string> } | null>;
}

/**
 * Queues for R2 what a head of `size` covers and R2 was not given yet. Objects are named by what they hold, so that a
 * repeat writes the same bytes under the same key.
 */
export function queuePublication(store: LedgerStore, outbox: Outbox, size: number, now: number): void {
  let first = Number(store.meta('queued') ?? '0');
  while (first < size) {
    const count = Math.min(OBJECT_MAX_ENTRIES, size - first);
    outbox.add(`entries:${first}`, 'entries', { first, count }, now);
    first += count;
    store.setMeta('queued', String(first));
  }
  outbox.add(`head:${size}`, 'head', { size }, now);
}

/**
 * Writes one object, never over another. An object that is there already with the same bytes is a repeat of ours; with
 * others, someone wrote a second history: that is a fault, kept until it is gone, and the row stays.
 */
export async function publish(
  deps: { readonly bucket: Bucket; readonly store: LedgerStore; readonly org: string; readonly now: () => number },
  row: OutboxRow,
): Promise<void> {
  const { key, text, contentType } = objectOf(deps.store, deps.org, row);
  const written = await deps.bucket.put(key, text, {
    onlyIf: new Headers({ 'if-none-match': '*' }),
    httpMetadata: { contentType },
  });
  if (written === null) {
    const there = await (await deps.bucket.get(key))?.text();
    if (there !== text) {
      const detail = there === undefined ? 'was refused by R2' : 'exists in R2 with other content';
      deps.store.setFault(key, detail, deps.now());
      throw new Error(`${key} ${detail}`);
    }
  }
  deps.store.clearFault(key);
}

function objectOf(store: LedgerStore, org: string, row: OutboxRow): { key: string; text: string; contentType: string } {
  if (row.kind === 'entries') {
    const { first, count } = JSON.parse(row.body) as { first: number; count: number };
    const bodies = store.bodies(first, count);
    if (bodies.length !== count) throw new Error(`entries ${first} to ${first + count} are not all in storage`);
    return { key: entriesKey(org, first, count), text: `${bodies.join('\n')}\n`, contentType: 'application/x-ndjson' };
  }
  const { size } = JSON.parse(row.body) as { size: number };
  const head = store.head(size);
  if (!head) throw new Error(`the head of ${size} leaves is not in storage`);
  return { key: headKey(org, size), text: `${canonicalJson(head)}\n`, contentType: 'application/json' };
}
