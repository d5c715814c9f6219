import { expect, it } from 'vitest';
import { stacked } from './stack.ts';

it('each bar holds its severity and all that are worse, so that the worst stands on the ground', () => {
  expect(stacked([{ at: 3_600_000, bySeverity: [5, 4, 3, 2, 1] }])).toEqual([[3_600], [15], [10], [6], [3], [1]]);
});

it('no points make empty columns', () => expect(stacked([])).toEqual([[], [], [], [], [], []]));
