/** What the receiver knows that a line may leave out. */
export interface Clock {
  /** When the delivery came, ms */
  readonly receivedAt: number;
  /** Offset of senders that name none, ms east of UTC */
  readonly offsetMs: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Offsets in hours of the zone names that RFC 5322 §4.3 defines; the same letters mean other things elsewhere, so no others. */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
const NUMERIC_ZONE = /^(?:UTC|GMT)?([+-])([0-9]{2}):?([0-9]{2})$/;

/** ms east of UTC of `UTC`, `EST`, `+0100`, `+01:00`, `GMT+01:00`; undefined for a name that is not known. */
export function offsetOf(zone: string): number | undefined {
  const [, sign, hours, minutes] = NUMERIC_ZONE.exec(zone) ?? [];
  if (sign !== undefined) {
    const total = Number(hours) * 60 + Number(minutes);
    return total > 14 * 60 ? undefined : (sign === '-' ? -total : total) * MINUTE_MS;
  }
  return Object.hasOwn(ZONES, zone) ? ZONES[zone]! * 60 * MINUTE_MS : undefined;
}

const CLOCK_TIME = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?$/;

/** ms of a day, of `12:00:00` or `12:00:00.123`; undefined if it is no time of day. A leap second counts as the second before. */
function timeOfDay(text: string): number | undefined {
  const [, h, m, s, fraction = ''] = CLOCK_TIME.exec(text) ?? [];
  if (h === undefined || Number(h) > 23 || Number(m) > 59 || Number(s) > 60) return undefined;
  const seconds = Math.min(59, Number(s));
  return ((Number(h) * 60 + Number(m)) * 60 + seconds) * 1_000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}

/** Midnight of a date, UTC ms; undefined for one that no calendar has. */
function dateOf(year: number, month: string, day: string): number | undefined {
  const m = MONTHS.indexOf(month.toLowerCase());
  if (m === -1 || !/^[0-9]{1,2}$/.test(day)) return undefined;
  const at = Date.UTC(year, m, Number(day));
  return new Date(at).getUTCDate() === Number(day) ? at : undefined;
}

/**
 * ms of a date without a year: of the years around the delivery's, the latest that does not lie more than a day ahead of it. A line of
 * 31 December that comes on 1 January is of the year before, and a sender whose clock is ahead is not of last year.
 */
export function yearless(
  month: string,
  day: string,
  clockTime: string,
  offsetMs: number,
  now: number,
): number | undefined {
  const inDay = timeOfDay(clockTime);
  if (inDay === undefined) return undefined;
  const year = new Date(now).getUTCFullYear();
  for (const y of [year + 1, year, year - 1]) {
    const date = dateOf(y, month, day);
    const at = date === undefined ? undefined : date + inDay - offsetMs;
    if (at !== undefined && at <= now + DAY_MS) return at;
  }
  return undefined;
}

const ISO = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?$/;

/** ms of RFC 3339, also with a comma, without the offset's colon, or without an offset; undefined if it is none. */
export function isoTime(text: string, offsetMs: number): number | undefined {
  if (!ISO.test(text)) return undefined;
  const zoned = /(?:Z|[+-][0-9]{2}:?[0-9]{2})$/.test(text.slice(19));
  const whole = `${text.replace(',', '.').replace(/([+-][0-9]{2})([0-9]{2})$/, '$1:$2')}${zoned ? '' : 'Z'}`;
  const ms = Date.parse(whole);
  return Number.isNaN(ms) ? undefined : zoned ? ms : ms - offsetMs;
}

const SPACED = /^([0-9-]{10}) ([0-9:.,]{8,18})(?: ?(Z|[+-][0-9]{2}:?[0-9]{2}))?$/;

/**
 * ms of a date as CEF allows them: ms since the epoch, or `MMM dd [yyyy] HH:mm:ss[.SSS] [zzz]` (ArcSight, "Implementing Common Event
 * Format", date formats); also s, µs and ns since the epoch, and RFC 3339 with a `T` or a space, which devices write. Undefined for
 * what is none of these.
 */
export function cefTime(text: string, { receivedAt, offsetMs }: Clock): number | undefined {
  if (/^[0-9]{13}$/.test(text)) return Number(text);
  if (/^[0-9]{10}(?:\.[0-9]{1,9})?$/.test(text)) return Math.floor(Number(text) * 1_000);
  if (/^[0-9]{16}(?:[0-9]{3})?$/.test(text)) return Number(text.slice(0, 13));
  const spaced = text.length > 48 ? undefined : SPACED.exec(text);
  const iso = isoTime(spaced ? `${spaced[1]}T${spaced[2]}${spaced[3] ?? ''}` : text, offsetMs);
  if (iso !== undefined || text.length > 48) return iso;
  const [month = '', day = '', ...rest] = text.trim().split(/ +/, 6);
  const [year] = rest;
  const hasYear = year !== undefined && /^[0-9]{4}$/.test(year);
  const [clockTime = '', zone, ...more] = hasYear ? rest.slice(1) : rest;
  const offset = zone === undefined ? offsetMs : offsetOf(zone);
  if (offset === undefined || more.length > 0) return undefined;
  if (!hasYear) return yearless(month, day, clockTime, offset, receivedAt);
  const date = dateOf(Number(year), month, day);
  const inDay = timeOfDay(clockTime);
  return date === undefined || inDay === undefined ? undefined : date + inDay - offset;
}

/** What is looked at of a message: firewalls say the time first. */
const PAIRS_CHARS = 512;
const EVENT_TIME = /(?:^|[ ,])eventtime="?([0-9]{10,19})\b/;
const DATE_AND_TIME =
  /(?:^|[ ,])date="?([0-9]{4}-[0-9]{2}-[0-9]{2})"?[ ,]+time="?([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?)"?/;
const ZONE = /[ ,](?:tz|timezone)="?([+-][0-9]{2}:?[0-9]{2}|[A-Z]{1,4})"?/;
const ONE_TIME =
  /(?:^|[ ,])time(?:stamp)?="([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"/;

/**
 * ms of the time that `key=value` text of a firewall says of itself, as Fortinet (`date= time= tz=`, `eventtime=`), Sophos and SonicWall
 * (`time="…"`) do instead of a syslog header's. Undefined where it says none.
 */
export function timeInPairs(message: string, { offsetMs }: Clock): number | undefined {
  const head = message.slice(0, PAIRS_CHARS);
  if (!head.includes('time=') && !head.includes('timestamp=')) return undefined;
  const eventTime = EVENT_TIME.exec(head)?.[1];
  if (eventTime !== undefined)
    return eventTime.length === 10 ? Number(eventTime) * 1_000 : Number(eventTime.slice(0, 13));
  const [, date, clockTime = ''] = DATE_AND_TIME.exec(head) ?? [];
  if (date !== undefined) {
    const zone = ZONE.exec(head)?.[1];
    return isoTime(`${date}T${clockTime}`, (zone === undefined ? undefined : offsetOf(zone)) ?? offsetMs);
  }
  const [, day, inDay = '', zone = ''] = ONE_TIME.exec(head) ?? [];
  return day === undefined ? undefined : isoTime(`${day}T${inDay}${zone === 'UTC' ? 'Z' : zone}`, offsetMs);
}
