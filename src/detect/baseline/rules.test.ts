import { expect, it } from 'vitest';
import { BASELINE_RULE_IDS } from '../../contracts/detections.ts';
import { BASELINE_RULES } from './rules.ts';

it('the API knows the ids under which baselines make findings', () => {
  expect(new Set(Object.values(BASELINE_RULES).map((r) => r.id))).toEqual(BASELINE_RULE_IDS);
});
