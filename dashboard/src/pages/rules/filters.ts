import type { FilterDef, Search } from '../../lib/filters.ts';
import { levelOf, LEVELS } from '../../ui/severity.tsx';
import { levelInForce, logsourceOf, type RuleLine } from './data.ts';

/** `aws/cloudtrail`, as one types it. */
export const sourceKey = (r: RuleLine): string => logsourceOf(r).replaceAll(' / ', '/');

const distinct = (values: readonly string[]): string[] => [...new Set(values)].filter((v) => v !== '').toSorted();

/** The filters of the list; log sources and tactics are offered as the rules have them. */
export function ruleFilters(rules: readonly RuleLine[]): FilterDef[] {
  const sources = rules.map(sourceKey);
  const products = sources.map((s) => s.split('/')[0] ?? '');
  return [
    { key: 'origin', label: 'Origin', values: ['own', 'shipped'] },
    { key: 'state', label: 'State', values: ['enabled', 'shadow', 'disabled', 'draft'], many: true },
    { key: 'tuned', label: 'Tuned', values: ['yes', 'no'] },
    { key: 'level', label: 'Level', values: [...LEVELS], many: true },
    { key: 'source', label: 'Log source', hint: 'aws/cloudtrail', values: distinct([...products, ...sources]) },
    { key: 'tactic', label: 'Tactic', values: distinct(rules.flatMap((r) => r.tactics)) },
    { key: 'technique', label: 'Technique', hint: 'T1562' },
    { key: 'fired', label: 'Fired in 30 days', values: ['yes', 'never', 'no-longer'] },
    { key: 'kept', label: 'Kept back', hint: 'shadow, suppressed', values: ['shadow', 'suppressed'] },
    { key: 'kind', label: 'Kind', values: ['rule', 'correlation'] },
  ];
}

/** Whether it matched at all in 30 days: what was kept back counts too, for the rule did its part. */
export const hasFired = ({ matches: m }: RuleLine): boolean => m.findings + m.shadow + m.suppressed > 0;
export const isTuned = (r: RuleLine): boolean => r.tuning !== null;

/** Whether every word of a search stands somewhere in what the rule says of itself. */
export function hasWords(r: RuleLine, search: string): boolean {
  const text = [r.title, levelInForce(r), r.id, sourceKey(r), ...r.techniques, ...r.tactics, r.tuning?.reason ?? '']
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const under = (value: string, prefix: string, mark: string): boolean =>
  value.toLowerCase() === prefix.toLowerCase() || value.toLowerCase().startsWith(`${prefix.toLowerCase()}${mark}`);

type Test = (r: RuleLine, value: string) => boolean;
const TESTS: Record<string, Test> = {
  q: hasWords,
  origin: (r, v) => r.origin === v,
  state: (r, v) => v.split(',').includes(r.state),
  tuned: (r, v) => isTuned(r) === (v === 'yes'),
  level: (r, v) => v.split(',').includes(levelOf(levelInForce(r))),
  source: (r, v) => under(sourceKey(r), v, '/'),
  tactic: (r, v) => r.tactics.includes(v),
  technique: (r, v) => r.techniques.some((t) => under(t, v, '.')),
  fired: (r, v) => (v === 'no-longer' ? r.wentQuiet : hasFired(r) === (v === 'yes')),
  kept: (r, v) => (v === 'shadow' ? r.matches.shadow : r.matches.suppressed) > 0,
  kind: (r, v) => r.kind === v,
};

/** Those that fit all filters of the page's search parameters. */
export function selectRules(rules: readonly RuleLine[], search: Search): RuleLine[] {
  const tests = Object.entries(TESTS).flatMap(([key, test]) => {
    const value = search[key];
    return value === undefined || value === '' ? [] : [(r: RuleLine) => test(r, value)];
  });
  return rules.filter((r) => tests.every((test) => test(r)));
}

const byTitle = (a: RuleLine, b: RuleLine): number => a.title.localeCompare(b.title);
const rank = (r: RuleLine): number => LEVELS.indexOf(levelOf(levelInForce(r)));
const keptBack = ({ matches: m }: RuleLine): number => m.shadow + m.suppressed;
const ORDERS = {
  level: (a: RuleLine, b: RuleLine) => rank(a) - rank(b),
  findings: (a: RuleLine, b: RuleLine) => b.matches.findings - a.matches.findings,
  kept: (a: RuleLine, b: RuleLine) => keptBack(b) - keptBack(a),
  last: (a: RuleLine, b: RuleLine) => (b.matches.lastAt ?? 0) - (a.matches.lastAt ?? 0),
  source: (a: RuleLine, b: RuleLine) => sourceKey(a).localeCompare(sourceKey(b)),
  title: byTitle,
} as const;
export type Order = keyof typeof ORDERS;
export const ORDER_WORDS: readonly (readonly [Order, string])[] = [
  ['level', 'level'],
  ['findings', 'most findings'],
  ['kept', 'most kept back'],
  ['last', 'last match'],
  ['source', 'log source'],
  ['title', 'title'],
];
export const orderOf = (word: string | undefined): Order =>
  word !== undefined && Object.hasOwn(ORDERS, word) ? (word as Order) : 'level';

/** In an order, and by title where that leaves two equal. */
export const sortRules = (rules: readonly RuleLine[], order: Order): RuleLine[] =>
  rules.toSorted((a, b) => ORDERS[order](a, b) || byTitle(a, b));

/** Counts that lead to a filter: pressing one sets it, pressing it again takes it away. */
export interface Tally {
  readonly key: string;
  readonly value: string;
  readonly word: string;
  readonly n: number;
}
export function tallies(rules: readonly RuleLine[]): Tally[] {
  const count = (test: (r: RuleLine) => boolean): number => rules.filter(test).length;
  return [
    { key: 'state', value: 'enabled', word: 'enabled', n: count((r) => r.state === 'enabled') },
    { key: 'state', value: 'shadow', word: 'in shadow', n: count((r) => r.state === 'shadow') },
    { key: 'state', value: 'disabled', word: 'disabled', n: count((r) => r.state === 'disabled') },
    { key: 'state', value: 'draft', word: 'drafts', n: count((r) => r.state === 'draft') },
    { key: 'tuned', value: 'yes', word: 'tuned', n: count(isTuned) },
    { key: 'origin', value: 'own', word: 'your own', n: count((r) => r.origin === 'own') },
    { key: 'fired', value: 'no-longer', word: 'used to fire, silent now', n: count((r) => r.wentQuiet) },
    { key: 'fired', value: 'never', word: 'never fired in 30 days', n: count((r) => !hasFired(r)) },
  ];
}
