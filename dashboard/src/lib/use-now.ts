import { useEffect, useSyncExternalStore } from 'react';

/** One clock for all: every "4 s ago" of a page turns at once. */
const clocks = new Map<number, { now: number; listeners: Set<() => void>; timer?: ReturnType<typeof setInterval> }>();

function clockOf(everyMs: number) {
  let clock = clocks.get(everyMs);
  if (clock === undefined) clocks.set(everyMs, (clock = { now: Date.now(), listeners: new Set() }));
  return clock;
}

/** The time (ms), renewed every so often while somebody looks. */
export function useNow(everyMs = 15_000): number {
  const clock = clockOf(everyMs);
  const now = useSyncExternalStore(
    (tell) => {
      clock.listeners.add(tell);
      clock.timer ??= setInterval(() => {
        clock.now = Date.now();
        for (const each of clock.listeners) each();
      }, everyMs);
      return () => {
        clock.listeners.delete(tell);
        if (clock.listeners.size > 0) return;
        clearInterval(clock.timer);
        delete clock.timer;
      };
    },
    () => clock.now,
  );
  useEffect(() => {
    // Nobody looked for a while: the clock stood still.
    if (Date.now() - clock.now <= everyMs) return;
    clock.now = Date.now();
    for (const each of clock.listeners) each();
  }, [clock, everyMs]);
  return now;
}
