/** A filter that a list knows. */
export interface FilterDef {
  readonly key: string;
  readonly label: string;
  /** What it takes, for a person: shown beside its name. */
  readonly hint?: string;
  /** Values to choose from; without them any text is taken. */
  readonly values?: readonly string[];
  /** Several values at once, by comma. */
  readonly many?: boolean;
  /** Why a value is none, or undefined if it serves. */
  readonly check?: (value: string) => string | undefined;
}

export interface Token {
  readonly key: string;
  readonly value: string;
}

export interface Parsed {
  readonly tokens: readonly Token[];
  readonly errors: readonly string[];
}

/** Splits at blanks outside double quotes. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"]+|"(?:[^"\\]|\\.)*"?)+/g)].map((m) => m[0]);
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  const inner = value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value.slice(1);
  return inner.replace(/\\(.)/g, '$1');
}
const quote = (value: string): string =>
  /[\s"]/.test(value) ? `"${value.replace(/["\\]/g, (c) => `\\${c}`)}"` : value;

function problemWith(def: FilterDef, value: string): string | undefined {
  if (value === '') return `Give ${def.label.toLowerCase()} a value.`;
  const each = def.many === true ? value.split(',') : [value];
  for (const one of each) {
    if (def.values !== undefined && !def.values.includes(one))
      return `${def.label} is one of ${def.values.join(', ')}; “${one}” is not.`;
    const wrong = def.check?.(one);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Reads `severity:high,critical account:123456789012`. What is no filter is told, and left out. */
export function parseFilters(text: string, defs: readonly FilterDef[]): Parsed {
  const tokens: Token[] = [];
  const errors: string[] = [];
  for (const word of words(text)) {
    const colon = word.indexOf(':');
    const key = colon > 0 ? word.slice(0, colon) : undefined;
    const def = defs.find((d) => d.key === key);
    if (def === undefined) {
      errors.push(`“${word}” is no filter here: write one of ${defs.map((d) => `${d.key}:`).join(' ')}`);
      continue;
    }
    const value = unquote(word.slice(colon + 1));
    const wrong = problemWith(def, value);
    if (wrong === undefined) tokens.push({ key: def.key, value });
    else errors.push(wrong);
  }
  return { tokens: merge(tokens, defs), errors };
}

/** One token a key: values of a `many` filter are joined, of any other the last one stands. */
export function merge(tokens: readonly Token[], defs: readonly FilterDef[]): Token[] {
  const byKey = new Map<string, string>();
  for (const { key, value } of tokens) {
    const before = byKey.get(key);
    const many = defs.find((d) => d.key === key)?.many === true;
    byKey.set(
      key,
      before !== undefined && many ? [...new Set([...before.split(','), ...value.split(',')])].join(',') : value,
    );
  }
  return [...byKey].map(([key, value]) => ({ key, value }));
}

/** The text that {@link parseFilters} reads back to the same tokens. */
export const serialiseFilters = (tokens: readonly Token[]): string =>
  tokens.map((t) => `${t.key}:${quote(t.value)}`).join(' ');

export type Search = Readonly<Record<string, string | undefined>>;

/** Tokens out of a page's search parameters; what is no filter there is another part's (a selection, a tab). */
export const tokensOf = (search: Search, defs: readonly FilterDef[]): Token[] =>
  defs.flatMap(({ key }) => {
    const value = search[key];
    return value === undefined || value === '' ? [] : [{ key, value }];
  });

/** The page's search parameters under these tokens instead of those before. */
export function withTokens(search: Search, tokens: readonly Token[], defs: readonly FilterDef[]): Search {
  const kept = Object.entries(search).filter(([key]) => !defs.some((d) => d.key === key));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(tokens.map((t) => [t.key, t.value])) };
}

export interface Suggestion {
  /** What the draft becomes. */
  readonly text: string;
  readonly label: string;
  readonly hint: string | undefined;
  /** Complete: choosing it adds the token. */
  readonly done: boolean;
}

/** What a draft such as `sev` or `severity:hi` may mean. */
export function suggest(draft: string, defs: readonly FilterDef[]): Suggestion[] {
  const colon = draft.indexOf(':');
  if (colon < 0) {
    const q = draft.trim().toLowerCase();
    return defs
      .filter((d) => d.key.includes(q) || d.label.toLowerCase().includes(q))
      .map((d) => ({
        text: `${d.key}:`,
        label: d.label,
        hint: d.hint ?? d.values?.slice(0, 3).join(', '),
        done: false,
      }));
  }
  const def = defs.find((d) => d.key === draft.slice(0, colon).trim());
  if (def?.values === undefined) return [];
  const typed = draft.slice(colon + 1).toLowerCase();
  const cut = def.many === true ? typed.lastIndexOf(',') + 1 : 0;
  const before = typed.slice(0, cut);
  const chosen = before.split(',');
  return def.values
    .filter((v) => v.toLowerCase().includes(typed.slice(cut)) && !chosen.includes(v))
    .map((v) => ({ text: `${def.key}:${before}${v}`, label: v, hint: undefined, done: true }));
}
