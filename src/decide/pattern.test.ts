import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers } from './pattern.ts';

describe('pattern', () => {
  it.each([
    ['arn:aws*:iam::*:root', 'arn:aws:iam::111122223333:root', true],
    ['arn:aws*:iam::*:root', 'arn:aws-cn:iam::111122223333:root', true],
    ['arn:aws*:iam::*:role/vedette-*', 'arn:aws:iam::111122223333:role/Vedette-write', true],
    ['arn:aws*:iam::*:role/vedette-*', 'arn:aws:iam::111122223333:user/vedette-x', false],
    ['a', 'ab', false],
    ['', '', true],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, text, expected) => expect(covers(pattern, text)).toBe(expected));

  it('agrees with the regular expression of the same meaning', () =>
    assert(
      property(stringMatching(/^[ab*]{0,8}$/), stringMatching(/^[ab]{0,12}$/), (pattern, text) => {
        expect(covers(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
      }),
    ));

  it('takes no exponential time on many stars', () => {
    const started = performance.now();
    covers('*a'.repeat(500), 'a'.repeat(2000) + 'b');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
