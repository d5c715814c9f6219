/**
 * A second, slow reading of the language, straight from a detection map: no parsing to a tree, no index, no compiled form.
 * Tests hold the engine to it.
 */
export type Expression =
  | { readonly search: string }
  | { readonly not: Expression }
  | { readonly op: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly quantifier: '1' | 'all'; readonly pattern: string };

/** The condition as a rule would write it, every part in parentheses. */
export function print(e: Expression): string {
  if ('search' in e) return e.search;
  if ('not' in e) return `not (${print(e.not)})`;
  if ('op' in e) return `(${print(e.left)}) ${e.op} (${print(e.right)})`;
  return `${e.quantifier} of ${e.pattern}`;
}

type Searches = Readonly<Record<string, unknown>>;

export function judge(searches: Searches, e: Expression, record: unknown): boolean {
  if ('search' in e) return search(searches[e.search], record);
  if ('not' in e) return !judge(searches, e.not, record);
  if ('op' in e) {
    const left = judge(searches, e.left, record);
    const right = judge(searches, e.right, record);
    return e.op === 'and' ? left && right : left || right;
  }
  const names = Object.keys(searches).filter((n) =>
    e.pattern === 'them' ? !n.startsWith('_') : n.startsWith(e.pattern.replace('*', '')),
  );
  const results = names.map((n) => search(searches[n], record));
  return e.quantifier === '1' ? results.includes(true) : !results.includes(false);
}

function search(body: unknown, record: unknown): boolean {
  const alternatives: readonly unknown[] = Array.isArray(body) ? body : [body];
  return alternatives.some((a) =>
    typeof a === 'object' && a !== null
      ? Object.entries(a).every(([key, value]) => item(key, value, record))
      : item('|contains', a, record),
  );
}

function item(key: string, value: unknown, record: unknown): boolean {
  const [field = '', ...modifiers] = key.split('|');
  const found = field === '' ? leaves(record) : valuesAt(record, field.split('.'));
  const wanted: readonly unknown[] = Array.isArray(value) ? value : [value];
  const one = (w: unknown): boolean => {
    if (modifiers.includes('exists')) return found.length > 0 === w;
    if (w === null) return found.length === 0 || found.includes(null);
    return found.flatMap(plain).some((f) => holds(f, w, modifiers, record));
  };
  return modifiers.includes('all') ? wanted.every(one) : wanted.some(one);
}

const plain = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
};

function holds(text: string, wanted: unknown, modifiers: readonly string[], record: unknown): boolean {
  const fold = (t: string): string => (modifiers.includes('cased') ? t : t.toLowerCase());
  if (modifiers.includes('gte')) return text.trim() === text && text !== '' && Number(text) >= Number(wanted);
  if (modifiers.includes('fieldref'))
    return valuesAt(record, String(wanted).split('.'))
      .flatMap(plain)
      .some((v) => fold(v) === fold(text));
  let pattern = '';
  const source = fold(String(wanted));
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\\' && ['\\', '*', '?'].includes(source[i + 1] ?? '')) pattern += `\\${source[++i]}`;
    else if (c === '*') pattern += '[^]*';
    else if (c === '?') pattern += '[^]';
    else pattern += c.replace(/[\\^$.|+()[\]{}/]/, '\\$&');
  }
  const open = modifiers.includes('contains') || modifiers.includes('endswith') ? '' : '^';
  const close = modifiers.includes('contains') || modifiers.includes('startswith') ? '' : '$';
  return new RegExp(`${open}(?:${pattern})${close}`).test(fold(text));
}

function leaves(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
}

function valuesAt(value: unknown, segments: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((v) => valuesAt(v, segments));
  if (segments.length === 0) return [value];
  if (typeof value !== 'object' || value === null) return [];
  for (let n = segments.length; n > 0; n--) {
    const key = segments.slice(0, n).join('.');
    if (Object.keys(value).includes(key)) return valuesAt((value as Record<string, unknown>)[key], segments.slice(n));
  }
  return [];
}
