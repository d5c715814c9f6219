import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HISTORY_HOURS, historyFrom, isSilent, LEARNT_MIN_MINUTES, learntMinutes, rhythmOf } from './rhythm.ts';

/** A Monday, 00:00 */
const MONDAY = 4 * 24;
const hours = (from: number, to: number, spoken: (hour: number) => boolean): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i).filter(spoken);
const ofDay = (hour: number): number => hour % 24;
const isWeekend = (hour: number): boolean => [5, 6].includes(Math.floor((hour - MONDAY) / 24) % 7);

describe('what a history teaches', () => {
  it('nothing, of a sender that spoke less than three days', () => {
    expect(learntMinutes([])).toBe(0);
    expect(learntMinutes([5])).toBe(0);
    expect(learntMinutes(hours(0, 71, () => true))).toBe(0);
    expect(learntMinutes(hours(0, 72, () => true))).toBeGreaterThan(0);
  });
  it('nothing, of one that speaks in fewer than half of its hours', () => {
    expect(learntMinutes(hours(0, 300, (h) => h % 3 === 0))).toBe(0);
    expect(learntMinutes(hours(0, 300, (h) => ofDay(h) >= 9 && ofDay(h) < 17))).toBe(0);
  });
  it('two hours, of one that speaks all the time', () => {
    expect(learntMinutes(hours(0, 336, () => true))).toBe(120);
  });
  it('that nights are quiet, where they are', () => {
    expect(learntMinutes(hours(0, 336, (h) => ofDay(h) >= 6 && ofDay(h) < 21))).toBe(10 * 60 * 1.5);
  });
  it('nothing about pauses from an outage that happened once', () => {
    const outage = hours(0, 336, (h) => h < 100 || h >= 130);
    expect(learntMinutes(outage)).toBe(120);
    expect(learntMinutes(hours(0, 336, (h) => h < 100 || (h >= 130 && h < 200) || h >= 230))).toBe(31 * 60 * 1.5);
  });
  it('that weekends are quiet, on whatever hour it last spoke', () => {
    const speaks = (h: number): boolean => !isWeekend(h);
    const weekend = 48 * 60;
    for (let last = MONDAY + 24 * 28; last < MONDAY + 24 * 35; last++) {
      if (!speaks(last)) continue;
      expect(learntMinutes(hours(historyFrom(last), last + 1, speaks)), `hour ${last}`).toBeGreaterThan(weekend);
    }
  });
  it('is the same in whatever order and however often an hour is told, and never less than two hours', () => {
    const some = fc.array(fc.integer({ min: 0, max: HISTORY_HOURS }), { maxLength: 500 });
    fc.assert(
      fc.property(some, (list) => {
        const minutes = learntMinutes(list);
        expect(learntMinutes([...list, ...list].toReversed())).toBe(minutes);
        expect(minutes === 0 || (minutes >= LEARNT_MIN_MINUTES && Number.isInteger(minutes))).toBe(true);
      }),
    );
  });
  it('a sender that goes on as it did is not missed by it', () => {
    // Days that look alike: any pattern of at least twelve hours.
    const pattern = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 12, maxLength: 24 });
    fc.assert(
      fc.property(pattern, fc.integer({ min: 24 * 15, max: 24 * 16 }), (day, now) => {
        const spoken = hours(0, now, (h) => day.includes(ofDay(h)));
        const last = spoken.at(-1)!;
        const minutes = learntMinutes(spoken.filter((h) => h >= historyFrom(last)));
        const lastAt = last * 3_600_000;
        expect(isSilent(now * 3_600_000, { lastAt, since: 0, minutes })).toBe(false);
      }),
    );
  });
});

describe('which rhythm counts', () => {
  it('what was set, also that it is never missed; then its kind’s; then what was learnt', () => {
    expect(rhythmOf(5, 60, () => 120)).toEqual({ minutes: 5, by: 'set' });
    expect(rhythmOf(0, 60, () => 120)).toEqual({ minutes: 0, by: 'set' });
    expect(rhythmOf(null, 60, () => 120)).toEqual({ minutes: 60, by: 'kind' });
    expect(rhythmOf(null, 0, () => 120)).toEqual({ minutes: 120, by: 'learnt' });
  });
});

describe('silence', () => {
  const at = (lastAt: number | null, since = 0, minutes = 10) => isSilent(3_600_000, { lastAt, since, minutes });
  it('is more than the rhythm since it last spoke', () => {
    expect(at(3_600_000 - 600_000)).toBe(false);
    expect(at(3_600_000 - 600_001)).toBe(true);
  });
  it('is nobody’s who never spoke or is never missed', () => {
    expect(at(null)).toBe(false);
    expect(at(0, 0, 0)).toBe(false);
  });
  it('does not count the time before it was enabled, or in which nobody looked', () => {
    expect(at(0, 3_000_001)).toBe(false);
    expect(at(0, 2_999_999)).toBe(true);
  });
});
