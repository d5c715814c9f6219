import { describe, expect, it } from 'vitest';
import { blastOfPlan, spentBudget } from './budget.ts';
import { testDraft } from './testing/rules.ts';

const budgets = { actionsPerHour: 10, automaticPerHour: 4, blastPerHour: 20 };
const draw = { actions: 2, blast: 5, automatic: true };
const used = { all: 0, automatic: 0, blast: 0 };

describe('the blast of a plan', () => {
  it('is its distinct targets and all that depends on each', () => {
    const one = testDraft({ preview: { ...testDraft().preview, dependents: ['a', 'b'] } });
    expect(blastOfPlan([one])).toBe(3);
    expect(blastOfPlan([one, testDraft()])).toBe(3);
    expect(blastOfPlan([one, testDraft({ spec: { ...one.spec, target: 'another' } })])).toBe(4);
  });
});

describe('a spent budget is named', () => {
  it.each([
    [{ ...used, all: 9 }, 'actionsPerHour'],
    [{ ...used, blast: 16 }, 'blastPerHour): 16 used of 20'],
    [{ ...used, automatic: 3 }, 'automaticPerHour'],
  ])('%o: %s', (u, named) => expect(spentBudget(u, draw, budgets)).toContain(named));

  it('none is where all of it fits, to the last', () => {
    expect(spentBudget({ all: 8, automatic: 2, blast: 15 }, draw, budgets)).toBeUndefined();
    expect(spentBudget({ ...used, automatic: 4 }, { ...draw, automatic: false }, budgets)).toBeUndefined();
  });
});
