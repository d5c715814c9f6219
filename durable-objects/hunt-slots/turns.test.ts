import { describe, expect, it } from 'vitest';
import { ask, GONE_MS, HUNTS_AT_ONCE, mayRun, type Asking } from './turns.ts';

describe('turns of hunts', () => {
  it('are given to those that asked first, and kept while they ask', () => {
    let line: Asking[] = [];
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const [i, hunt] of names.entries()) line = ask(line, hunt, i);
    expect(names.filter((n) => mayRun(line, n))).toEqual(names.slice(0, HUNTS_AT_ONCE));
    for (const hunt of names.toReversed()) line = ask(line, hunt, 1_000);
    expect(names.filter((n) => mayRun(line, n))).toEqual(names.slice(0, HUNTS_AT_ONCE));
  });

  it('of one that has gone pass to the next', () => {
    let line: Asking[] = [];
    for (const hunt of ['a', 'b', 'c', 'd']) line = ask(line, hunt, 0);
    for (const hunt of ['b', 'c', 'd']) line = ask(line, hunt, GONE_MS);
    expect(['a', 'b', 'c', 'd'].filter((n) => mayRun(line, n))).toEqual(['b', 'c', 'd']);
  });
});
