import { describe, expect, it } from 'vitest';
import { FixedWindow } from './window.ts';

describe('a fixed window', () => {
  it('lets as many through as its limit, counts them down, and opens again at its end', () => {
    const w = new FixedWindow(2, 1_000);
    expect(w.take(5)).toEqual({ within: true, remaining: 1, resetMs: 1_000 });
    expect(w.take(105)).toEqual({ within: true, remaining: 0, resetMs: 900 });
    expect(w.take(1_004)).toEqual({ within: false, remaining: 0, resetMs: 1 });
    expect(w.take(1_005)).toEqual({ within: true, remaining: 1, resetMs: 1_000 });
  });

  it('refused requests do not make the wait longer', () => {
    const w = new FixedWindow(1, 1_000);
    w.take(0);
    for (let at = 1; at < 1_000; at += 100) expect(w.take(at).within).toBe(false);
    expect(w.take(1_000).within).toBe(true);
  });
});
