import { Level } from '../../contracts/common.ts';
import type { RuleMeta } from '../types.ts';
import { Fault, isFields, quote, type Fields } from './fault.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
const TITLE_MAX_CHARS = 256;
const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/;
const TACTIC = /^attack\.([a-z]+(?:[-_][a-z]+)*)$/;

/** Reads what a rule says of itself. Throws `Fault`. */
export function parseMeta(rule: Fields): RuleMeta {
  const id = need(rule, 'id');
  if (!UUID.test(id)) throw new Fault(['id'], 'id must be a UUID', 'make one with `uuidgen`');
  const title = need(rule, 'title');
  if (title.length > TITLE_MAX_CHARS)
    throw new Fault(['title'], `the title is longer than ${TITLE_MAX_CHARS} characters`);
  const level = Level.safeParse(rule['level']);
  if (!level.success) throw new Fault(['level'], `level must be one of ${Level.options.join(', ')}`);
  const status = rule['status'] ?? 'experimental';
  if (typeof status !== 'string' || !STATUSES.includes(status))
    throw new Fault(['status'], `status must be one of ${STATUSES.join(', ')}`);
  const tags = texts(rule, 'tags').map((t) => t.toLowerCase());
  return {
    id: id.toLowerCase(),
    title,
    level: level.data,
    status,
    techniques: unique(tags.flatMap((t) => TECHNIQUE.exec(t)?.[1]?.toUpperCase() ?? [])),
    tactics: unique(tags.flatMap((t) => TACTIC.exec(t)?.[1]?.replaceAll('_', '-') ?? [])),
    description: typeof rule['description'] === 'string' ? rule['description'].trim() : '',
    falsePositives: texts(rule, 'falsepositives'),
    references: texts(rule, 'references'),
    kind: 'rule',
    logsource: parseLogsource(rule['logsource']),
  };
}

const unique = (all: readonly string[]): string[] => [...new Set(all)];

function need(rule: Fields, field: string): string {
  const value = rule[field];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new Fault([field], `${field} must be a text that is not empty`);
}

function texts(rule: Fields, field: string): string[] {
  const value = rule[field] ?? [];
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) || value.some((v) => typeof v !== 'string'))
    throw new Fault([field], `${field} must be a list of texts`);
  return value as string[];
}

function parseLogsource(value: unknown): RuleMeta['logsource'] {
  if (!isFields(value))
    throw new Fault(['logsource'], 'logsource must be a map', 'for example product: aws, service: cloudtrail');
  const out: { product?: string; service?: string; category?: string } = {};
  for (const key of ['product', 'service', 'category'] as const) {
    const text = value[key] ?? undefined;
    if (text === undefined) continue;
    if (typeof text !== 'string') throw new Fault(['logsource', key], `${quote(key)} must be a text`);
    out[key] = text.toLowerCase();
  }
  if (Object.keys(out).length === 0) throw new Fault(['logsource'], 'logsource names no product, service or category');
  return out;
}
