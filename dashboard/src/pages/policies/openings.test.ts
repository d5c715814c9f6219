import { expect, it } from 'vitest';
import { openings } from '../../../../src/decide/windows/window.ts';
import { previewOpenings } from './openings.ts';

const NOW = Date.UTC(2026, 9, 20, 10);
const of = (rrule: string, timezone = 'Europe/Berlin') => ({
  rrule,
  start: '2026-01-03T02:30:00',
  timezone,
  durationMinutes: 90,
});

it.each([
  of('FREQ=WEEKLY;BYDAY=SA,SU'),
  of('FREQ=DAILY', 'America/New_York'),
  of('FREQ=MONTHLY;BYDAY=1SU', 'Asia/Kolkata'),
  of('FREQ=HOURLY;INTERVAL=6', 'UTC'),
])('the preview of $rrule is what the gate will open', (w) => {
  const gate = openings(w, NOW, 8);
  expect(gate.ok).toBe(true);
  expect(previewOpenings(w, NOW, 8)).toEqual(gate.ok ? gate.value : []);
});

it.each([of('FREQ=SECONDLY'), of('FREQ=WEEKLY;BYDAY=XX'), of('FREQ=DAILY', 'Nowhere/Land'), of('FREQ=YEARLY;COUNT=1')])(
  'what is wrong with $rrule in $timezone is said',
  (w) => expect(typeof previewOpenings(w, NOW, 3)).toBe('string'),
);
