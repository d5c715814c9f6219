import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Fields = Record<string, unknown>;

/** A case of one record, or of a sequence for a correlation; see docs/rules.md. */
export interface Case {
  readonly match: boolean;
  readonly name: string;
  readonly event?: Fields;
  readonly sequence?: unknown;
}

const HERE = join(fileURLToPath(import.meta.url), '..', '..');

/** The rule files that ship, `<vendor>/<source>/<name>.yml`, in one order on every machine. */
export const ruleFiles: readonly string[] = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.yml'))
  .map((f) => f.replaceAll('\\', '/'))
  .toSorted();

export const textOf = (file: string): string => readFileSync(join(HERE, file), 'utf8');

/** JSON a line; throws with the place. */
export const rows = (text: string): unknown[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));

export function casesOf(file: string): Case[] {
  const path = join(HERE, file.replace(/\.yml$/, '.cases.ndjson'));
  return existsSync(path) ? (rows(readFileSync(path, 'utf8')) as Case[]) : [];
}

/** Every text in upper case and a stranger in every object: what a rule that detects the deed does not look at. */
export function disguise(value: unknown): unknown {
  if (typeof value === 'string') return value.toUpperCase();
  if (Array.isArray(value)) return value.map(disguise);
  if (typeof value !== 'object' || value === null) return value;
  return { ...Object.fromEntries(Object.entries(value).map(([k, v]) => [k, disguise(v)])), strangerField: ['x', 7] };
}

/** What is left of a record if every field is gone that no path leads to: what senders leave out, rules must do without. */
export function bare(value: unknown, paths: readonly string[]): unknown {
  if (paths.includes('')) return value;
  if (Array.isArray(value)) return value.map((v) => bare(v, paths));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const further = paths.flatMap((p) =>
        p === key ? [''] : p.startsWith(`${key}.`) ? [p.slice(key.length + 1)] : [],
      );
      return further.length === 0 ? [] : [[key, bare(inner, further)]];
    }),
  );
}
