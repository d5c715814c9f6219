import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/contracts/finding.ts';
import { makeFinding } from '../../src/correlate/testing/make-finding.ts';
import { MOST_A_RULE, withoutFlood } from './flood.ts';

const finding = (n: number, rule: string, principal: string, kind: Finding['kind'] = 'rule'): Finding => ({
  ...makeFinding(`${rule}-${principal}-${n}`, [`p:${principal}`]),
  kind,
  rule: { id: rule, title: rule, level: 'medium' },
});
const many = (count: number, rule: string, principal: string, kind?: Finding['kind']): Finding[] =>
  Array.from({ length: count }, (_, n) => finding(n, rule, principal, kind));

describe('a flood of findings', () => {
  it('keeps the first of each rule and principal, and shows the rest as kept back', () => {
    const made = withoutFlood([
      ...many(MOST_A_RULE + 7, 'loud', 'a'),
      ...many(3, 'loud', 'b'),
      ...many(2, 'other', 'a'),
    ]);
    expect(made.findings).toHaveLength(MOST_A_RULE + 5);
    expect(made.keptBack).toHaveLength(7);
    expect(made.keptBack[0]).toMatchObject({ rule: 'loud', kind: 'suppressed', by: 'flood', principal: 'a' });
  });

  it('hides nobody else, and no verdict of a sender', () => {
    const made = withoutFlood([
      ...many(500, 'loud', 'a'),
      ...many(500, 'guardduty', 'a', 'vendor'),
      finding(0, 'loud', 'b'),
    ]);
    expect(made.findings.filter((f) => f.kind === 'vendor')).toHaveLength(500);
    expect(made.findings.some((f) => f.entities[0]!.id === 'b')).toBe(true);
  });
});
