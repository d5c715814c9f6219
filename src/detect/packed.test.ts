import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import fc from 'fast-check';
import { parseRules } from './compile-rules.ts';
import { packCorrelation, packRule, unpackCorrelation, unpackRule } from './packed.ts';
import { detection, PLACEHOLDERS } from './testing/generators.ts';
import { print } from './testing/oracle.ts';
import { readRules } from '../../scripts/generate-rules.ts';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const NO_PROSE = { description: '', falsePositives: [], references: [] };

describe('a packed rule', () => {
  it('is the same rule when unpacked, without its prose', () => {
    fc.assert(
      fc.property(detection, ({ searches, conditions }) => {
        const text = stringify(
          {
            title: 'T',
            logsource: { product: 'aws' },
            description: 'Prose',
            falsepositives: ['None'],
            detection: { ...searches, condition: conditions.map(print) },
          },
          { lineWidth: 0 },
        );
        const { rules } = parseRules([{ path: 't.yml', text }], { placeholders: PLACEHOLDERS });
        for (const rule of rules.rules) {
          const { meta, searches: found, conditions: wanted } = unpackRule(packRule(rule));
          expect({ meta, searches: found, conditions: wanted }).toEqual(
            plain({ ...rule, meta: { ...rule.meta, ...NO_PROSE } }),
          );
        }
        expect(rules.rules).toHaveLength(1);
      }),
    );
  });

  it('is so for every rule and correlation that ships', () => {
    const { rules } = readRules();
    for (const rule of rules.rules) {
      const { meta, searches, conditions } = unpackRule(packRule(rule));
      expect({ meta, searches, conditions }).toEqual(plain({ ...rule, meta: { ...rule.meta, ...NO_PROSE } }));
    }
    for (const c of rules.correlations)
      expect(unpackCorrelation(packCorrelation(c))).toEqual(plain({ ...c, meta: { ...c.meta, ...NO_PROSE } }));
  });
});
