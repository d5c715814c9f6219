import { describe, expect, it } from 'vitest';
import type { RuleLine } from './data.ts';
import { orderOf, ruleFilters, selectRules, sortRules, tallies } from './filters.ts';

const rule = (more: Partial<RuleLine>): RuleLine => ({
  id: 'd235df50',
  title: 'Audit trail stopped',
  level: 'high',
  status: 'stable',
  description: '',
  techniques: ['T1562.008'],
  tactics: ['defense-evasion'],
  falsePositives: [],
  references: [],
  kind: 'rule',
  logsource: { product: 'aws', service: 'cloudtrail' },
  origin: 'shipped',
  state: 'enabled',
  version: null,
  tuning: null,
  matches: { findings: 0, shadow: 0, suppressed: 0, lastAt: null, before: 0 },
  wentQuiet: false,
  ...more,
});
const quiet = rule({ id: 'a', title: 'Alpha', wentQuiet: true });
const loud = rule({
  id: 'b',
  title: 'Beta',
  level: 'low',
  logsource: { product: 'okta' },
  techniques: ['T1110'],
  tactics: ['credential-access'],
  matches: { findings: 3, shadow: 0, suppressed: 9, lastAt: 50, before: 0 },
});
const raised = rule({
  id: 'c',
  title: 'Gamma',
  level: 'low',
  state: 'shadow',
  tuning: { level: 'critical', reason: 'noisy since the move', until: 9 },
  matches: { findings: 0, shadow: 2, suppressed: 0, lastAt: 70, before: 0 },
});
const mine = rule({ id: 'd', title: 'Delta', origin: 'own', state: 'draft', version: 1, logsource: {} });
const ALL = [quiet, loud, raised, mine];
const ids = (search: Record<string, string>) =>
  selectRules(ALL, search)
    .map((r) => r.id)
    .join('');

describe('choosing rules', () => {
  it.each([
    [{}, 'abcd'],
    [{ q: 'T1562 alpha' }, 'a'],
    [{ q: 'since the move' }, 'c'],
    [{ origin: 'own' }, 'd'],
    [{ state: 'shadow,draft' }, 'cd'],
    [{ tuned: 'yes' }, 'c'],
    [{ level: 'critical' }, 'c'],
    [{ source: 'aws' }, 'ac'],
    [{ source: 'aws/cloudtrail' }, 'ac'],
    [{ source: 'aw' }, ''],
    [{ technique: 't1562' }, 'acd'],
    [{ technique: 'T156' }, ''],
    [{ tactic: 'credential-access' }, 'b'],
    [{ fired: 'never' }, 'ad'],
    [{ fired: 'no-longer' }, 'a'],
    [{ fired: 'yes', state: 'enabled' }, 'b'],
    [{ kept: 'suppressed' }, 'b'],
    [{ tab: 'suppressions', open: 'x' }, 'abcd'],
  ])('%o leaves %s', (search, left) => {
    expect(ids(search as Record<string, string>)).toBe(left);
  });

  it('puts them in order by the level in force, by matches, by title where two are equal', () => {
    const order = (o: string) =>
      sortRules(ALL, orderOf(o))
        .map((r) => r.id)
        .join('');
    expect(order('level')).toBe('cadb');
    expect(order('findings')).toBe('badc');
    expect(order('kept')).toBe('bcad');
    expect(order('last')).toBe('cbad');
    expect(order('toString')).toBe(order('level'));
  });

  it('counts each rule where its filter would leave it', () => {
    for (const t of tallies(ALL)) expect(ids({ [t.key]: t.value }), t.word).toHaveLength(t.n);
  });

  it('offers each product and log source once', () => {
    const values = ruleFilters(ALL).find((f) => f.key === 'source')?.values;
    expect(values).toEqual(['aws', 'aws/cloudtrail', 'okta']);
  });
});
