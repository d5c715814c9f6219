import { expect, test } from 'vitest';
import { ActionState } from '../../../../src/contracts/incident.ts';
import { isHeld, stateOf, wasTried } from './state-words.ts';

test('every state of the contract has words of its own', () => {
  const words = ActionState.options.map((s) => stateOf(s)[0]);
  expect(new Set(words).size).toBe(ActionState.options.length);
  expect(words.filter((w) => /_/.test(w))).toEqual([]);
});

test('what is held was tried; what was given back is not held', () => {
  for (const s of ActionState.options) if (isHeld(s)) expect(wasTried(s)).toBe(true);
  expect(isHeld('released')).toBe(false);
  expect(wasTried('denied')).toBe(false);
});

test('a state of a later release is shown as it is', () => {
  expect(stateOf('constructor')).toEqual(['constructor', 'neutral']);
});
