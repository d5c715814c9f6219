import { describe, expect, it } from 'vitest';
import { presetOf, readRange, resolveRange } from './range.ts';

describe('the range in the URL', () => {
  it('a permalink names both ends; half of one, or one that ends before it begins, is none', () => {
    expect(readRange({ since: '5', until: 9 })).toEqual({ since: 5, until: 9 });
    expect(readRange({ since: 5 })).toEqual({});
    expect(readRange({ since: 9, until: 5 })).toEqual({});
    expect(readRange({ since: 'x', until: 1e300, range: '24h' })).toEqual({ range: '24h' });
  });

  it('nonsense falls back to seven days', () => {
    expect(presetOf(readRange({ range: '__proto__' }))).toBe('7d');
    const { since, until } = resolveRange({}, 1_000_000_000);
    expect(until - since).toBe(7 * 86_400_000);
  });

  it('moments apart ask the same question, and what just happened is within', () => {
    const at = 1_795_250_400_123;
    expect(resolveRange({ range: '1h' }, at)).toEqual(resolveRange({ range: '1h' }, at + 5_000));
    expect(resolveRange({ range: '1h' }, at).until).toBeGreaterThan(at);
  });
});
