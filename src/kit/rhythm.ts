import { HOUR_MS, MINUTE_MS } from './clock.ts';

/*
 * When a sender that says nothing is missed. What its admin set goes first, then what its kind usually does, then what its own
 * history shows. Nobody is missed who never spoke, and nobody for a time in which it was disabled or nobody looked.
 */

/** Hours of history that count: between spoken hours of fifteen days lie two whole weekends, whatever the day. */
export const HISTORY_HOURS = 15 * 24;
/** Less than this says nothing about what is usual. */
const HISTORY_MIN_HOURS = 3 * 24;
/** A source that spoke in fewer of its hours has no rhythm of its own. */
const SPOKEN_SHARE = 0.5;
/** Silence that a learnt rhythm takes at least; also the earliest at which history need be read at all. */
export const LEARNT_MIN_MINUTES = 120;
/** How much longer than the longest usual pause a silence must be. */
const PAUSES = 1.5;

/**
 * The silence after which a sender with this history is missed, minutes; 0 if its history expects nothing of it. `hours`: the
 * hours (ms / 3,600,000) in which it delivered, of the {@link HISTORY_HOURS} that end with the last of them, in any order.
 *
 * Only a sender that spoke in at least half of the hours from the first to the last, over three days or more, is expected to speak
 * at all. It is missed after one and a half times its longest pause but one (an outage that happened once teaches nothing; nights
 * and weekends happen twice), two hours at least.
 */
export function learntMinutes(hours: readonly number[]): number {
  const spoken = [...new Set(hours)].sort((a, b) => a - b);
  const first = spoken[0];
  const last = spoken.at(-1);
  if (first === undefined || last === undefined) return 0;
  const span = last - first + 1;
  if (span < HISTORY_MIN_HOURS || spoken.length < span * SPOKEN_SHARE) return 0;
  let longest = 0;
  let second = 0;
  for (let i = 1; i < spoken.length; i++) {
    const pause = spoken[i]! - spoken[i - 1]! - 1;
    if (pause > longest) [longest, second] = [pause, longest];
    else if (pause > second) second = pause;
  }
  return Math.max(LEARNT_MIN_MINUTES, Math.ceil((second + 1) * PAUSES * 60));
}

export interface Rhythm {
  /** Minutes of silence after which it is missed; 0 never */
  readonly minutes: number;
  readonly by: 'set' | 'kind' | 'learnt';
}

/** The rhythm of a source: `set` null if its admin set none, `kind` 0 if its kind speaks only when something happens. */
export function rhythmOf(set: number | null, kind: number, learnt: () => number): Rhythm {
  if (set !== null) return { minutes: set, by: 'set' };
  if (kind > 0) return { minutes: kind, by: 'kind' };
  return { minutes: learnt(), by: 'learnt' };
}

/**
 * Whether a source is silent now: it spoke once, and more than its rhythm has gone by since it last did, since it was enabled, and
 * since somebody has been watching (all ms).
 */
export function isSilent(
  now: number,
  { lastAt, since, minutes }: { readonly lastAt: number | null; readonly since: number; readonly minutes: number },
): boolean {
  return lastAt !== null && minutes > 0 && now - Math.max(lastAt, since) > minutes * MINUTE_MS;
}

/** The first hour whose deliveries count for what is learnt of a source that last spoke in `lastHour`. */
export const historyFrom = (lastHour: number): number => lastHour - HISTORY_HOURS + 1;
export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);
