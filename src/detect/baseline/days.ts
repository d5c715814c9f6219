import { DAY_MS } from '../../kit/clock.ts';

/** Days since the epoch, UTC. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** A quarter of a year: what "in 90 days" means. */
export const HISTORY_DAYS = 90;
/** Days that a bitmap holds; some more than the history, so that events that come days late still have theirs. */
export const BITMAP_DAYS = 96;
export const BITMAP_WORDS = BITMAP_DAYS / 32;
/** A month ago counts half: habits change with the work. */
const HALF_LIFE_DAYS = 30;

/** Weight of a day by its age. */
const WEIGHTS: readonly number[] = Array.from({ length: BITMAP_DAYS }, (_, age) => 2 ** (-age / HALF_LIFE_DAYS));

/**
 * Days on which something was seen, as bits: bit n is the day n before a head that its owner keeps. A set of days takes every order
 * and every repetition of what it learns, and nobody can make a day weigh more by being busy on it.
 */
export type Days = Uint32Array;

export const noDays = (): Days => new Uint32Array(BITMAP_WORDS);
export const addDay = (days: Days, age: number): void => {
  days[age >>> 5]! |= 1 << (age & 31);
};
export const hasDay = (days: Days, age: number): boolean => ((days[age >>> 5]! >>> (age & 31)) & 1) === 1;
export const isEmpty = (days: Days): boolean => days.every((word) => word === 0);

/** Makes every day `by` days older; what grows too old is forgotten. */
export function ageBy(days: Days, by: number): void {
  const whole = Math.min(BITMAP_WORDS, by >>> 5);
  const bits = by & 31;
  for (let i = BITMAP_WORDS - 1; i >= 0; i--) {
    const high = days[i - whole] ?? 0;
    const low = days[i - whole - 1] ?? 0;
    days[i] = by >= BITMAP_DAYS ? 0 : bits === 0 ? high : (high << bits) | (low >>> (32 - bits));
  }
}

/** What a set of days says of the history before the day of age `from`: {@link HISTORY_DAYS} at most. */
export function before(
  days: Days,
  from: number,
): { readonly count: number; readonly oldest: number; readonly weight: number } {
  let count = 0;
  let oldest = -1;
  let weight = 0;
  const end = Math.min(BITMAP_DAYS - 1, from + HISTORY_DAYS);
  for (let age = from + 1; age <= end; age++) {
    if (!hasDay(days, age)) continue;
    count++;
    oldest = age;
    weight += WEIGHTS[age - from]!;
  }
  return { count, oldest, weight };
}

/** Weight of all days, seen from the head. Only set bits cost anything: a flood of values has many weighed. */
export function weightOf(days: Days): number {
  let weight = 0;
  for (let w = 0; w < BITMAP_WORDS; w++)
    for (let word = days[w]!; word !== 0; word &= word - 1) weight += WEIGHTS[w * 32 + 31 - Math.clz32(word & -word)]!;
  return weight;
}
