import type { Suppression } from './data.ts';

export type Where = Suppression['where'];

/** One line of the form: a field, how its values are compared, the values one a line. */
export interface WhereRow {
  readonly field: string;
  /** Sigma's modifiers after the field, such as `endswith` or `contains|all`; empty: the whole value */
  readonly modifier: string;
  readonly values: string;
}
export const EMPTY_ROW: WhereRow = { field: '', modifier: '', values: '' };

export const MODIFIERS: readonly (readonly [modifier: string, word: string])[] = [
  ['', 'is'],
  ['startswith', 'starts with'],
  ['endswith', 'ends with'],
  ['contains', 'contains'],
  ['contains|all', 'contains all of'],
  ['cidr', 'is in the network'],
  ['re', 'matches the regular expression'],
  ['exists', 'is there: true or false'],
];

const valuesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const keyOf = ({ field, modifier }: WhereRow): string =>
  modifier === '' ? field.trim() : `${field.trim()}|${modifier}`;

/** Why the form cannot be sent yet, or undefined. What the fields mean is the server's to judge. */
export function faultOfRows(rows: readonly WhereRow[]): string | undefined {
  if (rows.length === 0) return 'Name at least one field.';
  const seen = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    if (row.field.trim() === '') return 'Each line names a field.';
    if (valuesOf(row.values).length === 0) return `Give ${row.field.trim()} a value.`;
    if (seen.has(key)) return `${key} stands there twice: put its values into one line each of the same box.`;
    seen.add(key);
  }
  return undefined;
}

/** The search as the API takes it. Several values of one field: any of them, unless the modifier says all. */
export function whereOf(rows: readonly WhereRow[]): Where {
  const out: Where = {};
  for (const row of rows) {
    const values = valuesOf(row.values);
    const key = keyOf(row);
    if (row.modifier === 'exists') out[key] = values[0]?.toLowerCase() !== 'false';
    else out[key] = values.length === 1 ? values[0]! : values;
  }
  return out;
}

/** A text that is wanted as it is: `*`, `?` and a backslash before them mean themselves (Sigma, appendix "Wildcards"). */
export const literally = (text: string): string => text.replace(/[*?]|\\(?=[*?\\])|\\$/g, (c) => `\\${c}`);

/** Longer values were cut for people (contracts/finding.ts): what is left of one is its beginning. */
const CUT_AT_CHARS = 200;

/** A line that wants a field as something was found to have it; undefined where that cannot be said in a line. */
export function rowOf(field: string, value: string): WhereRow | undefined {
  if (value.trim() === '' || /[\n\r]/.test(value) || value === '{…}' || value === '[…]') return undefined;
  const cut = value.length >= CUT_AT_CHARS;
  return { field, modifier: cut ? 'startswith' : '', values: literally(value) };
}

/** What a finding offers to suppress by: who did it first, for what the rule went by is true of all that it finds. */
export function offersOf(
  fields: readonly { readonly field: string; readonly value: string }[],
  evidence: unknown,
): WhereRow[] {
  const from = (path: string): WhereRow[] => {
    let at: unknown = evidence;
    for (const key of path.split('.'))
      at =
        typeof at === 'object' && at !== null && Object.hasOwn(at, key)
          ? (at as Record<string, unknown>)[key]
          : undefined;
    const row = typeof at === 'string' ? rowOf(`ocsf.${path}`, at) : undefined;
    return row === undefined ? [] : [row];
  };
  const known = ['actor.user.uid', 'actor.session.uid', 'src_endpoint.ip', 'cloud.account.uid', 'cloud.region'].flatMap(
    from,
  );
  const byRule = fields.flatMap(({ field, value }) => rowOf(field, value) ?? []);
  return [...known, ...byRule].filter(
    (row, i, all) => all.findIndex((r) => r.field === row.field && r.values === row.values) === i,
  );
}

/** A search as words, one clause a field: `userName ends with “backup”`. */
export function whereWords(
  where: Where,
): { readonly field: string; readonly how: string; readonly values: string[] }[] {
  return Object.entries(where).map(([key, value]) => {
    const bar = key.indexOf('|');
    const modifier = bar < 0 ? '' : key.slice(bar + 1);
    const list = Array.isArray(value) ? value.map(String) : [value === null ? 'nothing' : String(value)];
    return {
      field: bar < 0 ? key : key.slice(0, bar),
      how:
        MODIFIERS.find(([m]) => m === modifier)?.[1].replace(/: true or false$/, '') ?? modifier.replaceAll('|', ' '),
      values: list,
    };
  });
}
