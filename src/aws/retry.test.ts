import { describe, expect, it } from 'vitest';
import { pauseMs, withRetry } from './retry.ts';
import type { AwsAnswer } from './types.ts';

const busy: AwsAnswer = { ok: false, error: { kind: 'throttled', code: 'Throttling', message: '' } };

describe('pauses between attempts', () => {
  it('double, have jitter, and stay under three seconds', () => {
    for (let n = 1; n < 40; n++) {
      expect(pauseMs(n, 0)).toBeLessThan(pauseMs(n, 0.999));
      expect(pauseMs(n, 0.999)).toBeLessThanOrEqual(3_000);
      expect(pauseMs(n, 0)).toBeGreaterThanOrEqual(100);
    }
    expect(pauseMs(2, 0.5)).toBe(2 * pauseMs(1, 0.5));
  });

  it('are as long as the server asks for, within bounds', () => {
    expect(pauseMs(1, 0, 1_500)).toBe(1_500);
    expect(pauseMs(1, 0, 60_000)).toBe(3_000);
  });
});

it('no attempt begins after the patience is over, however long each took', async () => {
  let now = 0;
  let sent = 0;
  const answer = await withRetry(
    () => {
      sent++;
      now += 10_000;
      return Promise.resolve(busy);
    },
    { now: () => now, random: () => 0.5, sleep: () => Promise.resolve() },
  );
  expect(answer).toBe(busy);
  expect(sent).toBe(2);
});
