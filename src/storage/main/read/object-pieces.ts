/** A piece of a fetched object, and the block that it lies in. */
export interface PieceRow {
  readonly id: string;
  readonly blockKey: string;
}

/** The digest of the object that a letter is about. */
export async function objectOf(db: D1Database, org: string, letter: string): Promise<string | undefined> {
  const row = await db
    .prepare('SELECT object FROM dead_letter WHERE org = ? AND id = ?')
    .bind(org, letter)
    .first<{ object: string | null }>();
  return row?.object ?? undefined;
}

/** Pieces of an object that have bad records, those that were processed longest ago first. */
export async function badPieces(db: D1Database, org: string, object: string, limit: number): Promise<PieceRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, block_key AS blockKey FROM delivery
       WHERE org = ? AND object = ? AND object IS NOT NULL AND rejected > 0 ORDER BY processed_at, id LIMIT ?`,
    )
    .bind(org, object, limit)
    .all<PieceRow>();
  return results;
}

/** How many pieces of an object have bad records, and how many these are together. */
export async function countBadPieces(
  db: D1Database,
  org: string,
  object: string,
): Promise<{ readonly pieces: number; readonly rejected: number }> {
  const row = await db
    .prepare(
      `SELECT count(*) AS pieces, coalesce(sum(rejected), 0) AS rejected FROM delivery
       WHERE org = ? AND object = ? AND object IS NOT NULL AND rejected > 0`,
    )
    .bind(org, object)
    .first<{ pieces: number; rejected: number }>();
  return row ?? { pieces: 0, rejected: 0 };
}
