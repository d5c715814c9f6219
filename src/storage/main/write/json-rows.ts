import { utf8 } from '../../../kit/bytes.ts';

/** D1 takes 2 MB in one bound parameter; a quarter of it keeps single statements short. */
const PARAMETER_MAX_BYTES = 512 * 1024;

/**
 * One prepared statement for each half megabyte of rows, the rows bound as one JSON parameter that the SQL reads with
 * `json_each(?1)`, each row an array of columns: the fastest way into D1, and no statement grows with its input.
 */
export function jsonStatements(
  db: D1Database,
  sql: string,
  rows: readonly (readonly (string | number | null)[])[],
): D1PreparedStatement[] {
  const statements: D1PreparedStatement[] = [];
  let texts: string[] = [];
  let bytes = 0;
  const close = () => {
    if (texts.length > 0) statements.push(db.prepare(sql).bind(`[${texts.join(',')}]`));
    texts = [];
    bytes = 0;
  };
  for (const row of rows) {
    const text = JSON.stringify(row);
    const size = utf8(text).byteLength + 1;
    if (bytes + size > PARAMETER_MAX_BYTES) close();
    texts.push(text);
    bytes += size;
  }
  close();
  return statements;
}

/** `json_extract` of a row's columns from number `from` up to `n`, for the select list. */
export const columns = (n: number, from = 0): string =>
  Array.from({ length: n - from }, (_, i) => `value ->> ${from + i}`).join(', ');

/** Ten statements of half a megabyte each. */
const BATCH_MAX_STATEMENTS = 10;

/** Runs statements in order, in as few transactions as D1 takes without strain. Throws at the first that fails; all of ours may run again. */
export async function runStatements(db: D1Database, statements: readonly D1PreparedStatement[]): Promise<void> {
  for (let i = 0; i < statements.length; i += BATCH_MAX_STATEMENTS)
    await db.batch(statements.slice(i, i + BATCH_MAX_STATEMENTS));
}
