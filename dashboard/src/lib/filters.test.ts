import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge, parseFilters, serialiseFilters, suggest, tokensOf, withTokens, type FilterDef } from './filters.ts';

const DEFS: readonly FilterDef[] = [
  { key: 'severity', label: 'Severity', values: ['critical', 'high', 'low'], many: true },
  { key: 'rule', label: 'Rule' },
  { key: 'since', label: 'Since', check: (v) => (v === '24h' ? undefined : 'no time') },
];

describe('filter tokens', () => {
  it('reads keys, values with blanks in quotes, and several values by comma', () => {
    expect(parseFilters('severity:high,low rule:"a b: c"', DEFS)).toEqual({
      tokens: [
        { key: 'severity', value: 'high,low' },
        { key: 'rule', value: 'a b: c' },
      ],
      errors: [],
    });
  });

  it('says of an unknown filter which ones there are, of a wrong value which it takes, and drops both', () => {
    const { tokens, errors } = parseFilters('colour:red severity:awful since:now word', DEFS);
    expect(tokens).toEqual([]);
    expect(errors).toHaveLength(4);
    expect(errors[0]).toContain('severity: rule: since:');
    expect(errors[1]).toContain('critical, high, low');
  });

  it('joins the values of a filter that takes many, and lets the last stand of any other', () => {
    const given = ['high', 'low', 'high'].map((value) => ({ key: 'severity', value }));
    expect(merge([...given, { key: 'rule', value: 'a' }, { key: 'rule', value: 'b' }], DEFS)).toEqual([
      { key: 'severity', value: 'high,low' },
      { key: 'rule', value: 'b' },
    ]);
  });

  it('writes what it reads back, whatever stands in a value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const tokens = [{ key: 'rule', value }];
        expect(parseFilters(serialiseFilters(tokens), DEFS)).toEqual({ tokens, errors: [] });
      }),
    );
  });

  it('lives in the search parameters beside what is not its own', () => {
    const search = { open: 'fnd_1', rule: 'x', severity: '' };
    expect(tokensOf(search, DEFS)).toEqual([{ key: 'rule', value: 'x' }]);
    expect(withTokens(search, [{ key: 'severity', value: 'high' }], DEFS)).toEqual({ open: 'fnd_1', severity: 'high' });
  });
});

describe('what is suggested', () => {
  it('offers filters by any part of their name', () => {
    expect(suggest('sev', DEFS).map((s) => s.text)).toEqual(['severity:']);
    expect(suggest('', DEFS)).toHaveLength(3);
  });
  it('offers the values left of one that takes many', () => {
    expect(suggest('severity:high,', DEFS).map((s) => s.text)).toEqual(['severity:high,critical', 'severity:high,low']);
  });
  it('offers nothing where any text is taken', () => {
    expect(suggest('rule:a', DEFS)).toEqual([]);
  });
});
