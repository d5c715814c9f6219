import { describe, expect, it } from 'vitest';
import { allow, CLOSED, recorded, viewOf, type BreakerState } from './breaker.ts';

const MINUTE = 60_000;
const fail = (s: BreakerState, times: number, now: number): BreakerState =>
  Array.from({ length: times }).reduce<BreakerState>((state) => recorded(state, false, now), s);

describe('a circuit breaker', () => {
  it('stays closed through failures that are not in a row', () => {
    let s = fail(CLOSED, 4, 0);
    s = recorded(s, true, 0);
    s = fail(s, 4, 0);
    expect(allow(s, 0).allowed).toBe(true);
    expect(viewOf(s, 0)).toEqual({ state: 'closed', failures: 4 });
  });
  it('opens at the fifth in a row and lets nothing through for a minute', () => {
    const s = fail(CLOSED, 5, 0);
    expect([allow(s, MINUTE - 1).allowed, allow(s, MINUTE).allowed]).toEqual([false, true]);
    expect(viewOf(s, 1)).toEqual({ state: 'open', failures: 5, openedAt: 0, nextTrialAt: MINUTE });
  });
  it('lets one trial through at a time, and another if nobody answers', () => {
    const { state: s } = allow(fail(CLOSED, 5, 0), MINUTE);
    expect(viewOf(s, MINUTE).state).toBe('half_open');
    expect(allow(s, MINUTE + 1).allowed).toBe(false);
    expect(allow(s, 3 * MINUTE).allowed).toBe(true);
  });
  it('closes after a trial that succeeds', () => {
    const { state: s } = allow(fail(CLOSED, 5, 0), MINUTE);
    expect(recorded(s, true, MINUTE)).toEqual(CLOSED);
  });
  it('opens for twice as long after a trial that fails, up to sixteen minutes', () => {
    let s = fail(CLOSED, 5, 0);
    let now = 0;
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      const { nextTrialAt } = viewOf(s, now);
      pauses.push((nextTrialAt! - now) / MINUTE);
      now = nextTrialAt!;
      s = recorded(allow(s, now).state, false, now);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 16, 16]);
  });
  it('is not opened for longer by stragglers that fail while it is open', () => {
    const s = fail(fail(CLOSED, 5, 0), 20, 1_000);
    expect(viewOf(s, 1_000).nextTrialAt).toBe(MINUTE);
  });
});
