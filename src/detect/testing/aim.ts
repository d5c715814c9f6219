import fc from 'fast-check';
import type { RandomDetection, RecordFields } from './generators.ts';
import { spell, type Placeholders } from './spell.ts';

/** Which item of which rule an event is made to meet, and with what around the value. */
export interface Aim {
  readonly rule: number;
  readonly search: number;
  readonly entry: number;
  readonly value: number;
  readonly spelling: number;
  readonly before: string;
  readonly behind: string;
  readonly nested: boolean;
}

const edge = fc.constantFrom('', '', '', 'a', ' ', 'Zz', '10');
export const aim: fc.Arbitrary<Aim> = fc.record({
  rule: fc.nat(),
  search: fc.nat(),
  entry: fc.nat(),
  value: fc.nat(),
  spelling: fc.nat(),
  before: edge,
  behind: edge,
  nested: fc.boolean(),
});

export type RandomEvent = Readonly<Record<'raw' | 'ocsf' | 'vedette', RecordFields>>;
type Entry = readonly [key: string, value: unknown];

/** The event with a value in it that is near what the item wants: chance alone hardly ever meets base64 or a network. */
export function aimed(
  event: RandomEvent,
  rules: readonly RandomDetection[],
  at: Aim,
  placeholders: Placeholders,
): RandomEvent {
  const bodies = Object.values(rules[at.rule % rules.length]!.searches);
  const maps = [bodies[at.search % bodies.length]].flat(9);
  const map = maps[at.entry % maps.length];
  const entries: readonly Entry[] = typeof map === 'object' && map !== null ? Object.entries(map) : [['', map]];
  const [key, all] = entries[at.entry % entries.length]!;
  const list: readonly unknown[] = Array.isArray(all) ? all : [all];
  const [field = '', ...modifiers] = key.split('|');
  const wanted = list[at.value % list.length];
  const value = near(wanted, modifiers, field === '', at, placeholders);
  const placed = put(event, field === '' ? 'k' : field, value, at.nested);
  return modifiers.includes('fieldref') ? put(placed, textOf(wanted), value, !at.nested) : placed;
}

function put(event: RandomEvent, field: string, value: unknown, nested: boolean): RandomEvent {
  const [first = '', ...rest] = field.split('.');
  const view = first === 'ocsf' || first === 'vedette' ? first : 'raw';
  const path = view === 'raw' ? field : rest.join('.');
  const dot = path.indexOf('.');
  const laid = nested && dot > 0 ? { [path.slice(0, dot)]: { [path.slice(dot + 1)]: value } } : { [path]: value };
  return { ...event, [view]: { ...event[view], ...laid } };
}

function near(
  wanted: unknown,
  modifiers: readonly string[],
  keyword: boolean,
  at: Aim,
  placeholders: Placeholders,
): unknown {
  const has = (name: string): boolean => modifiers.includes(name);
  if (wanted === null || has('exists')) return null;
  if (['gt', 'gte', 'lt', 'lte'].some(has) && !PARTS.some(has)) return Number(wanted) + ((at.spelling % 3) - 1);
  const part = PARTS.find(has);
  if (part !== undefined) return moment(part, Number(wanted) + (at.spelling % 5 === 0 ? 1 : 0));
  if (has('fieldref')) return `${at.before}a`;
  if (has('re')) return `${at.before}ab${at.behind}`;
  const spellings = spell(textOf(wanted), modifiers, placeholders);
  const tokens = spellings[at.spelling % Math.max(1, spellings.length)] ?? [];
  const text = tokens.map((t) => t.text ?? (t.wild === '*' ? at.before : 'q')).join('');
  if (has('cidr')) return text.split('/')[0];
  const before = keyword || has('contains') || has('endswith') ? at.before : '';
  const behind = keyword || has('contains') || has('startswith') ? at.behind : '';
  return at.nested ? `${before}${text}${behind}` : [`${before}${text}${behind}`, 7];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'];

function moment(part: string, n: number): string {
  const two = String(n).padStart(2, '0');
  if (part === 'minute') return `2024-02-29T23:${two}:59.999Z`;
  if (part === 'hour') return `2021-01-01T${two}:30:00Z`;
  if (part === 'day') return `2023-12-${two}T00:00:00Z`;
  if (part === 'month') return `2020-${two}-01T12:00:00+02:00`;
  if (part === 'year') return `${n}-12-31T23:30:00Z`;
  // The fourth of January is always in the first week.
  return new Date(Date.UTC(2021, 0, 4 + (n - 1) * 7)).toISOString();
}
