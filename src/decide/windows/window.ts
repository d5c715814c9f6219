import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { DAY_MS, MINUTE_MS } from '../../kit/clock.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { isTimezone } from '../moment.ts';

/** A maintenance window as it is kept. */
export interface WindowRule {
  /** RFC 5545 recurrence without DTSTART: `FREQ=WEEKLY;BYDAY=SA,SU` */
  readonly rrule: string;
  /** Local time of the first start, `2026-01-03T02:00:00` */
  readonly start: string;
  /** IANA name */
  readonly timezone: string;
  readonly durationMinutes: number;
}

/** One opening, ms. */
export interface Opening {
  readonly opensAt: number;
  readonly closesAt: number;
}

/** A window that does not open within a year is one that nobody can mean. */
const HORIZON_MS = 366 * DAY_MS;
/** Openings looked at for one answer, and what the recurrence may cost: a rule is a person's text. */
const ITERATIONS_MOST = 4_000;
const CANDIDATES_MOST = 50_000;

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;
/** Parts of a rule that a maintenance window needs; SECONDLY and MINUTELY rules would open at every turn. */
const RULE = /^[A-Z0-9=;,:+-]{6,200}$/;
const FREQUENCIES = /(^|;)FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)(;|$)/;

function ruleOf(w: WindowRule): Result<RRuleTemporal, string> {
  if (!isTimezone(w.timezone)) return err(`${w.timezone} is no IANA time zone, such as Europe/Berlin`);
  if (!LOCAL.test(w.start)) return err('start is a local time such as 2026-01-03T02:00:00');
  if (!RULE.test(w.rrule)) return err('rrule is an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=SA,SU');
  if (!FREQUENCIES.test(w.rrule)) return err('rrule recurs HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY');
  try {
    const dtstart = Temporal.PlainDateTime.from(w.start).toZonedDateTime(w.timezone);
    return ok(
      new RRuleTemporal({
        rruleString: w.rrule,
        dtstart,
        strict: true,
        maxIterations: ITERATIONS_MOST,
        maxCandidateEvaluations: CANDIDATES_MOST,
      }),
    );
  } catch (cause) {
    return err(`the rule is not one of RFC 5545: ${cause instanceof Error ? cause.message.slice(0, 160) : ''}`);
  }
}

/**
 * The openings of a window that are open at `now` (ms) or come after it, at most `count`, within a year. Starts are local
 * times in the window's zone; one that a clock change skips is left out, as RFC 5545 §3.3.10 demands; durations are exact.
 * Errors say what is wrong with the rule.
 */
export function openings(w: WindowRule, now: number, count: number): Result<Opening[], string> {
  const rule = ruleOf(w);
  if (!rule.ok) return rule;
  const lengthMs = w.durationMinutes * MINUTE_MS;
  const found: Opening[] = [];
  try {
    let from = new Date(now - lengthMs);
    while (found.length < count) {
      const next = rule.value.next(from);
      if (next === null) break;
      const opensAt = next.epochMilliseconds;
      if (opensAt > now + HORIZON_MS) break;
      if (opensAt + lengthMs > now) found.push({ opensAt, closesAt: opensAt + lengthMs });
      from = new Date(opensAt);
    }
  } catch {
    return err('the rule takes too long to follow: make it simpler');
  }
  return ok(found);
}

/** The opening in which something decided at `now` is done: the one that is open, else the next; undefined if none comes. */
export function nextOpening(w: WindowRule, now: number): Opening | undefined {
  const found = openings(w, now, 1);
  return found.ok ? found.value[0] : undefined;
}
