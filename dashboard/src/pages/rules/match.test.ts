import { describe, expect, it } from 'vitest';
import { matches, type RuleLine } from './match.ts';

const rule: RuleLine = {
  id: 'd235df50',
  title: 'Audit trail stopped',
  level: 'high',
  status: 'stable',
  description: '',
  techniques: ['T1562.008'],
  tactics: ['defense-evasion'],
  falsePositives: [],
  logsource: { product: 'aws', service: 'cloudtrail' },
};

describe('searching rules', () => {
  it('finds by words of the title, technique and log source, in any order and case', () => {
    for (const q of ['', 'TRAIL', 'stopped audit', 't1562', 'cloudtrail high', 'defense-evasion'])
      expect(matches(rule, q), q).toBe(true);
    for (const q of ['okta', 'trail okta', 'T1059']) expect(matches(rule, q), q).toBe(false);
  });
});
