import { describe, expect, it } from 'vitest';
import { nextOpening, openings, type WindowRule } from './window.ts';

const nights: WindowRule = {
  rrule: 'FREQ=WEEKLY;BYDAY=SA,SU',
  start: '2026-01-03T02:00:00',
  timezone: 'Europe/Berlin',
  durationMinutes: 120,
};
const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number | undefined): string => (ms === undefined ? 'none' : new Date(ms).toISOString());

describe('a maintenance window', () => {
  it('opens at its local time, in winter and in summer', () => {
    expect(iso(nextOpening(nights, at('2026-01-05T00:00:00Z'))?.opensAt)).toBe('2026-01-10T01:00:00.000Z');
    expect(iso(nextOpening(nights, at('2026-07-06T00:00:00Z'))?.opensAt)).toBe('2026-07-11T00:00:00.000Z');
  });
  it('is found while it is open, up to its last moment', () => {
    expect(iso(nextOpening(nights, at('2026-01-10T02:59:59Z'))?.opensAt)).toBe('2026-01-10T01:00:00.000Z');
    expect(iso(nextOpening(nights, at('2026-01-10T03:00:00Z'))?.opensAt)).toBe('2026-01-11T01:00:00.000Z');
  });
  it('is left out on the night on which its hour does not exist (RFC 5545 §3.3.10)', () => {
    const opening = nextOpening({ ...nights, rrule: 'FREQ=DAILY' }, at('2026-03-28T22:00:00Z'));
    expect([iso(opening?.opensAt), iso(opening?.closesAt)]).toEqual([
      '2026-03-30T00:00:00.000Z',
      '2026-03-30T02:00:00.000Z',
    ]);
  });
  it('lists its next openings in order', () => {
    const three = openings(nights, at('2026-01-05T00:00:00Z'), 3);
    expect(three.ok && three.value.map((o) => iso(o.opensAt).slice(0, 10))).toEqual([
      '2026-01-10',
      '2026-01-11',
      '2026-01-17',
    ]);
  });
  it('that never opens again says so with nothing', () => {
    expect(nextOpening({ ...nights, rrule: 'FREQ=DAILY;COUNT=2' }, at('2026-02-01T00:00:00Z'))).toBeUndefined();
    expect(nextOpening({ ...nights, rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, at('2026-02-01T00:00:00Z'))).toBe(
      undefined,
    );
  });
  it('that began long ago is found without following every opening', () => {
    const hourly = { ...nights, rrule: 'FREQ=HOURLY', start: '1990-01-01T00:00:00', durationMinutes: 10 };
    expect(iso(nextOpening(hourly, at('2026-01-05T00:30:00Z'))?.opensAt)).toBe('2026-01-05T01:00:00.000Z');
  });
  it.each([
    ['a zone of nobody', { timezone: 'Mars/Olympus' }, 'no IANA time zone'],
    ['a start in another form', { start: 'tomorrow' }, 'local time'],
    ['no frequency', { rrule: 'BYDAY=SA' }, 'recurs'],
    ['every second', { rrule: 'FREQ=SECONDLY' }, 'recurs'],
    ['a line break', { rrule: 'FREQ=DAILY\nEXDATE:20260101' }, 'RFC 5545'],
    ['a day that is none', { rrule: 'FREQ=WEEKLY;BYDAY=XX' }, 'RFC 5545'],
  ])('is refused with %s, and says why', (_name, change, why) => {
    const answer = openings({ ...nights, ...change }, at('2026-01-05T00:00:00Z'), 1);
    expect(answer.ok ? 'taken' : answer.error).toContain(why);
  });
});
