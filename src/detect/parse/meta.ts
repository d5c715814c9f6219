import { Level } from '../../contracts/common.ts';
import type { RuleMeta } from '../types.ts';
import { Fault, isFields, quote, type Fields } from './fault.ts';
import { canonicalId, idOf } from './ids.ts';

const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
const TITLE_MAX_CHARS = 256;
const ID_MAX_CHARS = 128;
const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/;
const TACTIC = /^attack\.([a-z]+(?:[-_][a-z]+)*)$/;

/**
 * Reads what a rule or a correlation says of itself. Only a title is needed, and a log source by a rule; an id that is missing
 * is made from the file's path and the title. What is not used here (author, date, related, fields, …) may be anything.
 * Throws `Fault`.
 */
export function parseMeta(rule: Fields, kind: RuleMeta['kind'], file: string): RuleMeta {
  const title = need(rule, 'title');
  if (title.length > TITLE_MAX_CHARS)
    throw new Fault(
      ['title'],
      `the title is longer than ${TITLE_MAX_CHARS} characters`,
      'put the rest into the description',
    );
  const level = Level.safeParse(
    typeof rule['level'] === 'string' ? rule['level'].toLowerCase() : (rule['level'] ?? 'informational'),
  );
  if (!level.success) throw new Fault(['level'], `level must be one of ${Level.options.join(', ')}`, 'or leave it out');
  const status = rule['status'] ?? 'experimental';
  if (typeof status !== 'string' || !STATUSES.includes(status.toLowerCase()))
    throw new Fault(['status'], `status must be one of ${STATUSES.join(', ')}`, 'or leave it out');
  const tags = texts(rule, 'tags').map((t) => t.toLowerCase());
  const name = optional(rule, 'name');
  return {
    id: parseId(rule) ?? idOf(file, title),
    ...(name === undefined ? {} : { name }),
    title,
    level: level.data,
    status: status.toLowerCase(),
    techniques: unique(tags.flatMap((t) => TECHNIQUE.exec(t)?.[1]?.toUpperCase() ?? [])),
    tactics: unique(tags.flatMap((t) => TACTIC.exec(t)?.[1]?.replaceAll('_', '-') ?? [])),
    description: typeof rule['description'] === 'string' ? rule['description'].trim() : '',
    falsePositives: texts(rule, 'falsepositives'),
    references: texts(rule, 'references'),
    kind,
    logsource: kind === 'correlation' ? {} : parseLogsource(rule['logsource']),
  };
}

/** The id that a document gives itself. Throws `Fault`. */
export function parseId(rule: Fields): string | undefined {
  const id = optional(rule, 'id');
  if (id === undefined) return undefined;
  if (id.length <= ID_MAX_CHARS && !/\p{C}/u.test(id)) return canonicalId(id);
  throw new Fault(
    ['id'],
    `an id has at most ${ID_MAX_CHARS} characters, none of them a control character`,
    'make one with `uuidgen`',
  );
}

const unique = (all: readonly string[]): string[] => [...new Set(all)];

function optional(rule: Fields, field: string): string | undefined {
  return rule[field] === undefined || rule[field] === null ? undefined : need(rule, field);
}

function need(rule: Fields, field: string): string {
  const value = rule[field];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (typeof value === 'number') return String(value);
  throw new Fault([field], `${field} must be a text that is not empty`, `write \`${field}: …\``);
}

/** A list of texts that people read; a line such as `- note: more` is a map to YAML and a text to its author. */
function texts(rule: Fields, field: string): string[] {
  const value = rule[field] ?? [];
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return list.flatMap((v) => (v === null || v === undefined ? [] : [textOf(v)]));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isFields(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`)
    .join(', ');
}

/** Throws `Fault`. */
export function parseLogsource(value: unknown): RuleMeta['logsource'] {
  if (!isFields(value))
    throw new Fault(['logsource'], 'logsource must be a map', 'for example product: aws, service: cloudtrail');
  const out: { product?: string; service?: string; category?: string } = {};
  for (const key of ['product', 'service', 'category'] as const) {
    const text = value[key] ?? undefined;
    if (text === undefined) continue;
    if (typeof text !== 'string' && typeof text !== 'number')
      throw new Fault(['logsource', key], `${quote(key)} must be a text`, 'put it in quotes');
    out[key] = String(text).toLowerCase();
  }
  if (Object.keys(out).length === 0)
    throw new Fault(['logsource'], 'logsource names no product, service or category', 'for example product: aws');
  return out;
}
