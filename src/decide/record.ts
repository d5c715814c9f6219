import type { Json } from '../kit/canonical.ts';
import { deterministicId, newId } from '../kit/ids.ts';
import type { Statement } from '../storage/authority/db.ts';
import type { GateDeps, OrgEntry } from './deps.ts';

/** Entries that the ledger is sent in one call. */
const FLUSH_ENTRIES = 50;
/** Calls one flush makes at most, so that a request never pays for a long backlog; the cron does the rest. */
const FLUSH_ROUNDS = 4;

export const ORG_CHAIN = 'org';

export interface EntryDraft {
  readonly chain: string;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly body: Record<string, Json>;
  /** What makes the entry the same one when it is written again; random where left out. */
  readonly once?: readonly string[];
}

export function entry(org: string, e: EntryDraft): OrgEntry {
  const { once, ...rest } = e;
  return {
    v: 1,
    id: once ? deterministicId('entry', org, e.type, ...once) : newId('entry', e.at),
    ...rest,
  };
}

/**
 * Hands waiting entries to the ledger, oldest first. Never throws and answers whether all were taken: what was not stays in
 * the database, where it was written together with its change, and goes with the next call or the cron.
 */
export async function flushJournal(deps: Pick<GateDeps, 'store' | 'ledger'>, org: string): Promise<boolean> {
  try {
    for (let round = 0; round < FLUSH_ROUNDS; round++) {
      const entries = await deps.store.journal.oldest(org, FLUSH_ENTRIES);
      if (entries.length === 0) return true;
      const answer = await deps.ledger.append({ v: 1, entries });
      if (!answer.ok) return false;
      await deps.store.journal.done(
        org,
        entries.map((e) => e.id),
      );
      if (entries.length < FLUSH_ENTRIES) return true;
    }
    return false;
  } catch {
    return false;
  }
}

/** A change and the entry that tells of it in one transaction, then on to the ledger. Throws on a constraint. */
export async function commitWithEntry(
  deps: Pick<GateDeps, 'store' | 'ledger'>,
  org: string,
  statements: readonly Statement[],
  entries: readonly OrgEntry[],
): Promise<number[]> {
  const changes = await deps.store.commit([...statements, ...entries.map((e) => deps.store.journal.add(org, e))]);
  await flushJournal(deps, org);
  return changes;
}
