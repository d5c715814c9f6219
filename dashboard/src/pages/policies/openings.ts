import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { WindowInput } from '../../../../src/contracts/windows.ts';

export interface Opening {
  readonly opensAt: number;
  readonly closesAt: number;
}
const MINUTE_MS = 60_000;
/** The bounds that the gate puts on a rule (src/decide/windows/window.ts): a rule is a person's text. */
const BOUNDS = { maxIterations: 4_000, maxCandidateEvaluations: 50_000 };
const HORIZON_MS = 366 * 86_400_000;
const FREQUENCIES = /(^|;)FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)(;|$)/;

/** The next openings of a window that is being written, from `now` (ms); what is wrong with it, where there are none. */
export function previewOpenings(
  w: Pick<WindowInput, 'rrule' | 'start' | 'timezone' | 'durationMinutes'>,
  now: number,
  count: number,
): readonly Opening[] | string {
  if (!FREQUENCIES.test(w.rrule)) return 'The rule says FREQ=HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY.';
  try {
    const dtstart = Temporal.PlainDateTime.from(w.start).toZonedDateTime(w.timezone);
    const rule = new RRuleTemporal({ rruleString: w.rrule, dtstart, strict: true, ...BOUNDS });
    const lengthMs = w.durationMinutes * MINUTE_MS;
    const found: Opening[] = [];
    let from = new Date(now - lengthMs);
    while (found.length < count) {
      const next = rule.next(from);
      if (next === null || next.epochMilliseconds > now + HORIZON_MS) break;
      const opensAt = next.epochMilliseconds;
      if (opensAt + lengthMs > now) found.push({ opensAt, closesAt: opensAt + lengthMs });
      from = new Date(opensAt);
    }
    return found.length === 0 ? 'It does not open within a year.' : found;
  } catch (cause) {
    return cause instanceof Error ? cause.message.slice(0, 200) : 'This is no rule.';
  }
}
