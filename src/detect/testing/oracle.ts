/**
 * A second, slow reading of the language, straight from a detection map: no parsing to a tree, no index, no compiled form.
 * Tests hold the engine to it, so it shares no code with it.
 */
import { inside } from './address.ts';
import { spell, type Placeholders, type Token } from './spell.ts';
import { partOfTime } from './time.ts';

export type Expression =
  | { readonly search: string }
  | { readonly not: Expression }
  | { readonly op: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly quantifier: '1' | 'any' | 'all'; readonly pattern: string };

/** The condition as a rule would write it, with no more parentheses than needed: not, then and, then or. */
export function print(e: Expression): string {
  if ('search' in e) return e.search;
  if ('quantifier' in e) return `${e.quantifier} of ${e.pattern}`;
  if ('not' in e) return `not ${'op' in e.not ? `(${print(e.not)})` : print(e.not)}`;
  const side = (s: Expression): string => ('op' in s && s.op !== e.op && e.op === 'and' ? `(${print(s)})` : print(s));
  return `${side(e.left)} ${e.op} ${side(e.right)}`;
}

type Searches = Readonly<Record<string, unknown>>;
export interface World {
  readonly placeholders?: Placeholders;
  readonly views?: Readonly<Record<string, unknown>>;
}

export function judge(searches: Searches, e: Expression, record: unknown, world: World = {}): boolean {
  if ('search' in e) return search(searches[e.search], record, world);
  if ('not' in e) return !judge(searches, e.not, record, world);
  if ('op' in e) {
    const left = judge(searches, e.left, record, world);
    const right = judge(searches, e.right, record, world);
    return e.op === 'and' ? left && right : left || right;
  }
  const shape = new RegExp(`^${e.pattern.replaceAll('*', '.*')}$`);
  const names = Object.keys(searches).filter(
    (n) => (e.pattern === 'them' ? true : shape.test(n)) && (e.pattern[0] === '_' || n[0] !== '_'),
  );
  const results = names.map((n) => search(searches[n], record, world));
  return e.quantifier === 'all' ? !results.includes(false) : results.includes(true);
}

function search(body: unknown, record: unknown, world: World): boolean {
  if (Array.isArray(body)) return body.some((b) => search(b, record, world));
  if (typeof body !== 'object' || body === null) return item('', body, record, world);
  return Object.entries(body).every(([key, value]) => item(key, value, record, world));
}

function item(key: string, value: unknown, record: unknown, world: World): boolean {
  const [field = '', ...modifiers] = key.split('|');
  const found = field === '' ? leaves(record) : lookUp(field, record, world);
  const wanted: readonly unknown[] = Array.isArray(value) ? value.flat(9) : [value];
  const one = (w: unknown): boolean => meets(found, w, field === '', modifiers, record, world);
  const held = modifiers.includes('all') ? wanted.every(one) : wanted.some(one);
  return modifiers.includes('neq') ? !held : held;
}

function lookUp(field: string, record: unknown, world: World): unknown[] {
  const segments = field.split('.');
  const view = segments[0] === 'ocsf' || segments[0] === 'vedette' ? segments.shift()! : undefined;
  return valuesAt(view === undefined ? record : world.views?.[view], segments);
}

/** Whether one of the values found is what is wanted. */
function meets(
  found: readonly unknown[],
  wanted: unknown,
  keyword: boolean,
  modifiers: readonly string[],
  record: unknown,
  world: World,
): boolean {
  const has = (name: string): boolean => modifiers.includes(name);
  if (has('exists')) return found.length > 0 === wanted;
  if (wanted === null) return found.length === 0 || found.includes(null);
  const part = ['minute', 'hour', 'day', 'week', 'month', 'year'].find(has);
  const comparison = ['gt', 'gte', 'lt', 'lte'].find(has);
  if (part !== undefined)
    return found.some((f) => {
      const n = partOfTime(f, part);
      return n !== undefined && compare(n, comparison ?? 'eq', Number(wanted));
    });
  const texts = found.flatMap(plain);
  const written = plain(wanted)[0] ?? '';
  if (comparison !== undefined)
    return texts.some(
      (t) => /^[-+.\deE]+$/.test(t) && !Number.isNaN(Number(t)) && compare(Number(t), comparison, Number(wanted)),
    );
  const fold = (t: string): string => (has('cased') ? t : t.toLowerCase());
  const open = ['contains', 'startswith', 'endswith'].find(has) ?? (keyword ? 'contains' : 'whole');
  if (has('fieldref'))
    return texts.some((t) =>
      lookUp(written, record, world)
        .flatMap(plain)
        .some((other) => related(fold(t), fold(other), open)),
    );
  const spellings = spell(written, modifiers, world.placeholders ?? {});
  if (has('cidr')) return texts.some((t) => spellings.some((s) => inside(t, s.map((c) => c.text ?? '').join(''))));
  if (has('re')) {
    const flags = modifiers.filter((m) => ['i', 'm', 's'].includes(m)).join('');
    return texts.some((t) => new RegExp(written, `${flags}u`).test(t));
  }
  return texts.some((t) => spellings.some((s) => fits(fold(t), s, fold, open)));
}

function compare(a: number, operator: string, b: number): boolean {
  if (operator === 'eq') return a === b;
  if (operator.startsWith('gt')) return a > b || (operator === 'gte' && a === b);
  return a < b || (operator === 'lte' && a === b);
}

function related(whole: string, piece: string, open: string): boolean {
  const at = whole.length - piece.length;
  if (open === 'whole') return whole === piece;
  if (open === 'startswith') return whole.slice(0, piece.length) === piece;
  if (open === 'endswith') return at >= 0 && whole.slice(at) === piece;
  return whole.split(piece).length > 1 || piece === '';
}

function fits(text: string, tokens: readonly Token[], fold: (t: string) => string, open: string): boolean {
  const source = tokens
    .map((t) =>
      t.text === undefined
        ? t.wild === '*'
          ? '[^]*'
          : '[^]'
        : fold(t.text).replaceAll(/[\\^$.|+*?()[\]{}/]/g, '\\$&'),
    )
    .join('');
  const before = open === 'contains' || open === 'endswith' ? '' : '^';
  const behind = open === 'contains' || open === 'startswith' ? '' : '$';
  return new RegExp(`${before}(?:${source})${behind}`).test(text);
}

const plain = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
};

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
