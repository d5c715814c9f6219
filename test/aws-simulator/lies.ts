import { sha256Hex } from '../../src/kit/crypto.ts';
import type { SqlLike } from '../../src/kit/sql.ts';
import type { Fault } from './faults.ts';
import type { Arrival } from './handle.ts';
import type { Changes, Store } from './store.ts';

/** A request whose caller was left waiting; AWS carries it out later, or finds then that it may not. */
export interface LateRequest {
  readonly due: number;
  readonly arrival: Arrival;
}

type Packed = Omit<Arrival, 'url' | 'headers'> & { readonly url: string; readonly headers: [string, string][] };

export function keepLate(sql: SqlLike, due: number, arrival: Arrival): void {
  const packed: Packed = { ...arrival, url: arrival.url.href, headers: [...arrival.headers] };
  sql.exec('INSERT INTO late (due, body) VALUES (?, ?)', due, JSON.stringify(packed));
}

/** The requests whose time has come, oldest first; they are there no more. */
export function takeLate(sql: SqlLike, now: number): LateRequest[] {
  const rows = sql
    .exec<{ due: number; body: string }>('SELECT due, body FROM late WHERE due <= ? ORDER BY due, ordinal', now)
    .toArray();
  if (rows.length > 0) sql.exec('DELETE FROM late WHERE due <= ?', now);
  return rows.map(({ due, body }) => {
    const packed = JSON.parse(body) as Packed;
    return { due, arrival: { ...packed, url: new URL(packed.url), headers: new Headers(packed.headers) } };
  });
}

/** When the next late request is due, ms; undefined if none waits. */
export const nextLate = (sql: SqlLike): number | undefined =>
  sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM late').one().due ?? undefined;

/** From now on, and until the fault says, reads of this service do not see what a write changed; or not all of them. */
export function keepPast(sql: SqlLike, service: string, fault: Fault, now: number, changes: Changes): void {
  if (changes.size === 0) return;
  const body = JSON.stringify([...changes]);
  const until = now + fault.forMs;
  sql.exec(
    'INSERT INTO past (service, until, replicas, body) VALUES (?, ?, ?, ?)',
    service,
    until,
    fault.replicas,
    body,
  );
}

/**
 * What a read of a service finds instead of the present. Of several writes that do not show yet, the oldest counts for what
 * both changed. Where the replicas disagree, the question and how often it was asked say which of them answers: the same
 * run reads the same.
 */
export function pastFor(store: Store, service: string, question: string, now: number): Changes | undefined {
  const { sql } = store;
  sql.exec('DELETE FROM past WHERE until <= ?', now);
  const rows = sql
    .exec<{ replicas: string; body: string }>(
      'SELECT replicas, body FROM past WHERE service = ? ORDER BY ordinal',
      service,
    )
    .toArray();
  if (rows.length === 0) return undefined;
  const old = rows.some((r) => r.replicas === 'disagree') && !isOldReplica(store, question);
  const seen = new Map(
    rows
      .filter((r) => !(old && r.replicas === 'disagree'))
      .toReversed()
      .flatMap((r) => JSON.parse(r.body) as [string, string | null][]),
  );
  return seen.size === 0 ? undefined : seen;
}

function isOldReplica(store: Store, question: string): boolean {
  const name = `asked ${sha256Hex(question).slice(0, 16)}`;
  const times = Number(store.setting(name) ?? '0') + 1;
  store.set(name, String(times));
  return Number.parseInt(sha256Hex(`${question}:${times}`).slice(0, 2), 16) % 2 === 0;
}
