import { describe, expect, it } from 'vitest';
import { cefTime, isoTime, offsetOf, yearless } from './times.ts';

const HOUR_MS = 3_600_000;
const utc = Date.UTC;

describe('a date without a year', () => {
  const at = (month: string, day: string, now: number) => yearless(month, day, '12:00:00', 0, now);

  it('is the latest that is not more than a day ahead of the delivery', () => {
    expect(at('Jan', '10', utc(2026, 0, 10, 13))).toBe(utc(2026, 0, 10, 12));
    // A clock that is ahead by less than a day, also over the year's end.
    expect(at('Jan', '11', utc(2026, 0, 10, 13))).toBe(utc(2026, 0, 11, 12));
    expect(at('Jan', '1', utc(2025, 11, 31, 13))).toBe(utc(2026, 0, 1, 12));
    // What comes late is of the year before.
    expect(at('Dec', '31', utc(2026, 0, 1, 1))).toBe(utc(2025, 11, 31, 12));
    expect(at('Jan', '12', utc(2026, 0, 10, 13))).toBe(utc(2025, 0, 12, 12));
  });

  it('of 29 February is of a leap year, or none', () => {
    expect(at('Feb', '29', utc(2028, 2, 1))).toBe(utc(2028, 1, 29, 12));
    expect(at('Feb', '29', utc(2026, 2, 1))).toBe(undefined);
  });
});

describe('offsets', () => {
  it('are numbers, or the names that mail defines', () => {
    expect(['Z', 'UTC', 'GMT', 'EST', 'PDT', '+0100', '-03:30', 'GMT+02:00'].map((z) => offsetOf(z))).toEqual(
      [0, 0, 0, -5, -7, 1, -3.5, 2].map((h) => h * HOUR_MS),
    );
    expect(['IST', 'CET', '+99:00', '', 'toString', '+1'].map((z) => offsetOf(z))).toEqual(Array(6).fill(undefined));
  });
});

describe('RFC 3339', () => {
  it('may have a comma, an offset without a colon, or none, which is then the setting', () => {
    const noon = utc(2026, 0, 10, 12);
    expect(isoTime('2026-01-10T12:00:00Z', HOUR_MS)).toBe(noon);
    expect(isoTime('2026-01-10T13:00:00,5+0100', 0)).toBe(noon + 500);
    expect(isoTime('2026-01-10T13:00:00', HOUR_MS)).toBe(noon);
    expect(['2026-01-10', '2026-01-10 12:00:00Z', '2026-02-30T12:00:00Z x', 'x'].map((t) => isoTime(t, 0))).toEqual(
      Array(4).fill(undefined),
    );
  });
});

describe('dates of CEF', () => {
  const clock = { receivedAt: utc(2026, 0, 10, 12), offsetMs: HOUR_MS };

  it('are in every form that its specification allows', () => {
    const noon = utc(2026, 0, 9, 12);
    for (const text of [
      String(noon),
      String(noon / 1_000),
      'Jan 09 2026 12:00:00 UTC',
      'Jan 09 2026 12:00:00.000 GMT',
      'Jan 9 2026 07:00:00 EST',
      'Jan 09 12:00:00 Z',
      'Jan 09 13:00:00',
      'Jan 09 2026 13:00:00.000',
      '2026-01-09T12:00:00Z',
      '2026-01-09T13:00:00',
      '2026-01-09 13:00:00.000',
      '2026-01-09 12:00:00 +0000',
      `${noon}000`,
      `${noon}000000`,
    ])
      expect([text, cefTime(text, clock)]).toEqual([text, noon]);
  });

  it('are none in any other', () => {
    for (const text of [
      '',
      'soon',
      'Jan 09 2026 12:00:00 IST',
      'Feb 30 2026 12:00:00',
      '12',
      '1'.repeat(60),
      'Jan 9 2026 12:00:00 Z x',
    ])
      expect([text, cefTime(text, clock)]).toEqual([text, undefined]);
  });
});
