/** Whose key it is: keys of one person are no other person's. */
export interface IdempotencyId {
  readonly org: string;
  readonly user: string;
  readonly key: string;
}

export type Begun =
  | { readonly kind: 'new' }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'replay'; readonly status: number; readonly body: string };

/** A request that has not ended after this never will: it may be tried again. */
const ABANDONED_MS = 60_000;
/** Keys are forgotten after a day. */
const KEPT_MS = 24 * 3_600_000;

interface Row {
  readonly request_hash: string;
  readonly state: 'pending' | 'done';
  readonly status: number | null;
  readonly body: string | null;
  readonly created_at: number;
}

/**
 * Begins a request under its key, atomically: of two at once one is `new`. A pending one that was abandoned is taken over.
 * `request` is the SHA-256 (hex) of what is asked.
 */
export async function beginIdempotent(db: D1Database, id: IdempotencyId, request: string, now: number): Promise<Begun> {
  const taken = await db
    .prepare(
      `INSERT INTO idempotency (org, "user", key, request_hash, state, created_at) VALUES (?1, ?2, ?3, ?4, 'pending', ?5)
ON CONFLICT (org, "user", key) DO UPDATE SET request_hash = excluded.request_hash, state = 'pending', status = NULL, body = NULL, created_at = excluded.created_at
WHERE (idempotency.state = 'pending' AND idempotency.request_hash = excluded.request_hash AND idempotency.created_at < ?6) OR idempotency.created_at < ?7`,
    )
    .bind(id.org, id.user, id.key, request, now, now - ABANDONED_MS, now - KEPT_MS)
    .run();
  if (taken.meta.changes > 0) return { kind: 'new' };
  const row = await db
    .prepare(
      'SELECT request_hash, state, status, body, created_at FROM idempotency WHERE org = ? AND "user" = ? AND key = ?',
    )
    .bind(id.org, id.user, id.key)
    .first<Row>();
  // Swept or forgotten between the two statements: the caller tries again.
  if (!row) return { kind: 'in_progress' };
  if (row.request_hash !== request) return { kind: 'mismatch' };
  if (row.state === 'pending') return { kind: 'in_progress' };
  return { kind: 'replay', status: row.status ?? 200, body: row.body ?? '' };
}

/** Keeps the answer of a request that ended. */
export async function finishIdempotent(db: D1Database, id: IdempotencyId, status: number, body: string): Promise<void> {
  await db
    .prepare(`UPDATE idempotency SET state = 'done', status = ?, body = ? WHERE org = ? AND "user" = ? AND key = ?`)
    .bind(status, body, id.org, id.user, id.key)
    .run();
}

/** Forgets a request that had no outcome, so that it may be tried again. */
export async function forgetIdempotent(db: D1Database, id: IdempotencyId): Promise<void> {
  await db
    .prepare('DELETE FROM idempotency WHERE org = ? AND "user" = ? AND key = ?')
    .bind(id.org, id.user, id.key)
    .run();
}

/** Removes keys older than a day; answers how many. */
export async function sweepIdempotent(db: D1Database, now: number): Promise<number> {
  const done = await db
    .prepare('DELETE FROM idempotency WHERE created_at < ?')
    .bind(now - KEPT_MS)
    .run();
  return done.meta.changes;
}
