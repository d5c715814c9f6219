import type { Context } from './fault.ts';

/** More values than this are a list of indicators, which belongs to the indicator store. */
const MAX_EXPANSIONS = 10_000;

/** `\%` is a percent sign, `%name%` a placeholder, a backslash pair stays what it is for the value itself. */
const TOKEN = /\\\\|\\%|%([\w-]+)%/g;

export interface Expanded {
  readonly values: readonly string[];
  /** Placeholders without values */
  readonly missing: readonly string[];
}

/**
 * Puts the values of placeholders in their places, every combination of them (Sigma rules specification, "Placeholders").
 * `quote` says how a placeholder's value is written inside the value. Undefined if that makes too many.
 */
export function expandValue(
  value: string,
  { placeholders }: Context,
  quote: (text: string) => string,
): Expanded | undefined {
  const missing: string[] = [];
  let values: string[] = [''];
  let from = 0;
  const add = (pieces: readonly string[]): boolean => {
    if (values.length * pieces.length > MAX_EXPANSIONS) return false;
    values = values.flatMap((head) => pieces.map((piece) => head + piece));
    return true;
  };
  for (const found of value.matchAll(TOKEN)) {
    const [text, name] = found;
    add([value.slice(from, found.index)]);
    from = found.index + text.length;
    if (name === undefined) add([text === '\\%' ? '%' : text]);
    else {
      const known = Object.hasOwn(placeholders, name) ? placeholders[name]! : [];
      if (known.length === 0) missing.push(name);
      if (!add(known.map(quote))) return undefined;
    }
  }
  add([value.slice(from)]);
  return { values, missing };
}
