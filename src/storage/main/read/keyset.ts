import { encodeCursor, type Cursor, type Page } from './cursor.ts';

export type Value = string | number;

/** Text of our own SQL with `?` for each of its values: no text of a caller is ever in it. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** One seek: an index, the equal columns that it begins with, and its order. */
export interface Scan {
  readonly table: string;
  readonly index?: string;
  /** Columns of the index after `org` that are equal to a value */
  readonly equals: readonly (readonly [column: string, value: Value])[];
  /** The order: number column and the id that breaks ties, as the index has them */
  readonly at: string;
  readonly id: string;
  /** `at` from (ms, inclusive) and until (exclusive) */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Further columns of the index, which conditions reach as `s.<column>` */
  readonly covers?: readonly string[];
  /** A partial index's own condition, literally */
  readonly partial?: string;
}

/** What a list shows of the rows that were found: joined by id as `t`. */
export interface Shown {
  readonly table: string;
  readonly id: string;
  /** Select list over `s`, `t` and what `join` names; `id` and `at` are always there */
  readonly columns: string;
  readonly join?: string;
}

export interface Keyset {
  readonly scans: readonly Scan[];
  readonly shown: Shown;
  /** What is left after the index: on `s.` (read in the index alone) or `t.` and joins (a row looked up each). */
  readonly where: readonly Condition[];
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
  readonly ascending?: boolean;
  /** Name of the order in the cursor; absent for a list's usual one */
  readonly sort?: string | undefined;
}

export interface Row {
  readonly id: string;
  readonly at: number;
}

/**
 * Index entries that one page looks at when a filter is left over. An entry alone is cheap (20,000 take some 10 ms); one whose
 * row must be looked up is not.
 */
const SCAN_MAX_ENTRIES = 20_000;
const SCAN_MAX_ROWS = 2_000;

/** The inner part: entries in the index's order after the cursor, at most `?` of them. */
function entries(org: string, scan: Scan, k: Keyset): Condition {
  const by = k.ascending === true ? 'ASC' : 'DESC';
  const where: Condition[] = [
    { sql: 'org = ?', values: [org] },
    ...scan.equals.map(([column, value]) => ({ sql: `${column} = ?`, values: [value] })),
    ...(scan.since === undefined ? [] : [{ sql: `${scan.at} >= ?`, values: [scan.since] }]),
    ...(scan.until === undefined ? [] : [{ sql: `${scan.at} < ?`, values: [scan.until] }]),
    ...(k.cursor === undefined || k.cursor.sort !== k.sort
      ? []
      : [
          {
            sql: `(${scan.at}, ${scan.id}) ${k.ascending === true ? '>' : '<'} (?, ?)`,
            values: [k.cursor.at, k.cursor.id],
          },
        ]),
    ...(scan.partial === undefined ? [] : [{ sql: scan.partial, values: [] }]),
  ];
  const columns = [`${scan.id} AS id`, `${scan.at} AS at`, ...(scan.covers ?? [])].join(', ');
  return {
    sql: `SELECT ${columns} FROM ${scan.table}${scan.index === undefined ? '' : ` INDEXED BY ${scan.index}`} WHERE ${where
      .map((w) => w.sql)
      .join(' AND ')} ORDER BY ${scan.at} ${by}, ${scan.id} ${by} LIMIT ?`,
    values: where.flatMap((w) => w.values),
  };
}

/**
 * A page out of one or more ordered seeks, merged: each reads at most a page and one, or, where a filter is left over, at most a
 * fixed number of entries, so that no filter reads a whole table. Where that number is used up the page ends there and `next`
 * goes on from it.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- R is what the select list of `shown` gives: the caller's knowledge
export async function keysetPage<R extends Row, T>(
  db: D1Database,
  org: string,
  k: Keyset,
  item: (row: R) => T,
): Promise<Page<T>> {
  const filtered = k.where.length > 0;
  const rowwise = k.where.some((w) => /\b[ti]\./.test(w.sql));
  const scanMax = !filtered ? k.limit + 1 : rowwise ? SCAN_MAX_ROWS : SCAN_MAX_ENTRIES;
  const where = filtered ? ` WHERE ${k.where.map((w) => `(${w.sql})`).join(' AND ')}` : '';
  const statements = k.scans.map((scan) => {
    const inner = entries(org, scan, k);
    // CROSS JOIN keeps the order of nesting, and so the order of the index.
    const sql = `SELECT s.id AS id, s.at AS at, ${k.shown.columns} FROM (${inner.sql}) s CROSS JOIN ${k.shown.table} t ON t.${k.shown.id} = s.id${
      k.shown.join === undefined ? '' : ` ${k.shown.join}`
    }${where} LIMIT ?`;
    return db.prepare(sql).bind(...inner.values, scanMax, ...k.where.flatMap((w) => w.values), k.limit + 1);
  });
  if (statements.length === 0) return { items: [] };
  const found = (await db.batch<R>(statements)).map((r) => r.results);
  const order = (a: Row, b: Row): number => {
    const difference = a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
    return k.ascending === true ? difference : -difference;
  };
  // A seek that came back short may have more behind what it looked at: nothing beyond that point may be shown yet.
  const short = filtered ? k.scans.filter((_, i) => found[i]!.length <= k.limit) : [];
  const ends = await endsOf(db, org, short, k, scanMax);
  const end = ends.toSorted(order)[0];
  const all = found
    .flat()
    .filter((r) => end === undefined || order(r, end) <= 0)
    .toSorted(order);
  const rows = all.slice(0, k.limit);
  const last = all.length > k.limit ? rows.at(-1) : end;
  const sort = k.sort === undefined ? {} : { sort: k.sort };
  return {
    items: rows.map(item),
    ...(last === undefined ? {} : { next: encodeCursor({ at: last.at, id: last.id, ...sort }) }),
  };
}

/** The last entry that each of these seeks looked at, of those that stopped before their index ended. */
async function endsOf(db: D1Database, org: string, scans: readonly Scan[], k: Keyset, scanMax: number): Promise<Row[]> {
  if (scans.length === 0) return [];
  const statements = scans.map((scan) => {
    const inner = entries(org, { ...scan, covers: [] }, k);
    return db.prepare(`${inner.sql} OFFSET ?`).bind(...inner.values, 1, scanMax - 1);
  });
  return (await db.batch<Row>(statements)).flatMap((r) => r.results);
}

/** `column IN (…)` for a filter of several values. */
export const oneOf = (column: string, values: readonly Value[]): Condition => ({
  sql: `${column} IN (${values.map(() => '?').join(', ')})`,
  values,
});

export const equal = (column: string, value: Value): Condition => ({ sql: `${column} = ?`, values: [value] });
