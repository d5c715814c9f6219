import { startsLeef } from './leef.ts';
import { cefTime, isoTime, offsetOf, yearless, type Clock } from './times.ts';

/** A syslog line's header, and the message that follows it. What a line leaves out is not there. */
export interface SyslogLine {
  /** 0 kernel … 23 local7 */
  readonly facility?: number;
  /** 0 emergency … 7 debug */
  readonly severity?: number;
  /** ms */
  readonly time?: number;
  readonly host?: string;
  readonly app?: string;
  readonly pid?: string;
  readonly messageId?: string;
  /** Element id → its parameters (RFC 5424 §6.3) */
  readonly data?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly message: string;
}

const NIL = '-';
/** Longest of each, by RFC 5424 §6; more is no header. */
const HOST_MAX = 255;
const APP_MAX = 128;
const PARAMETERS_MAX = 200;

/** A cursor over one line: every read moves forward, so a line is walked once. */
class Cursor {
  readonly line: string;
  at = 0;

  constructor(line: string) {
    this.line = line;
  }

  /** The characters up to the next space, which is skipped; undefined if they are none or too many. */
  word(max: number): string | undefined {
    const space = this.line.indexOf(' ', this.at);
    const end = space === -1 ? this.line.length : space;
    if (end === this.at || end - this.at > max) return undefined;
    const word = this.line.slice(this.at, end);
    this.at = Math.min(this.line.length, end + 1);
    return word;
  }

  rest(): string {
    return this.line.slice(this.at);
  }
}

/** `<34>`: facility times eight and severity (RFC 5424 §6.2.1). */
function priority(cursor: Cursor): { facility: number; severity: number } | undefined {
  const [whole, digits] = /^<([0-9]{1,3})>/.exec(cursor.line.slice(0, 5)) ?? [];
  if (whole === undefined || Number(digits) > 191) return undefined;
  cursor.at = whole.length;
  while (cursor.line[cursor.at] === ' ') cursor.at++;
  return { facility: Number(digits) >> 3, severity: Number(digits) & 7 };
}

/** `[id name="value" …]` once or more, or `-`; undefined if it is neither. `"`, `\` and `]` are escaped in values. */
function structuredData(cursor: Cursor): Record<string, Record<string, string>> | undefined {
  const { line } = cursor;
  if (line[cursor.at] === NIL) {
    cursor.at++;
    return {};
  }
  const elements: [string, Record<string, string>][] = [];
  let parameters = 0;
  while (line[cursor.at] === '[') {
    cursor.at++;
    const id = name(cursor, ' ]');
    if (id === undefined) return undefined;
    const found: [string, string][] = [];
    while (line[cursor.at] === ' ') {
      cursor.at++;
      const key = name(cursor, '=');
      if (key === undefined || line[cursor.at + 1] !== '"') return undefined;
      cursor.at += 2;
      const value = quoted(cursor);
      if (value === undefined || ++parameters > PARAMETERS_MAX) return undefined;
      found.push([key, value]);
    }
    if (line[cursor.at] !== ']') return undefined;
    cursor.at++;
    elements.push([id, Object.fromEntries(found)]);
  }
  return elements.length === 0 ? undefined : Object.fromEntries(elements);
}

/** A name up to one of `ends`, which is not skipped: printable, of up to 128 characters. */
function name(cursor: Cursor, ends: string): string | undefined {
  const start = cursor.at;
  const { line } = cursor;
  while (cursor.at < line.length && !ends.includes(line[cursor.at]!)) {
    const c = line.charCodeAt(cursor.at);
    if (c <= 32 || c >= 127 || c === 34 || cursor.at - start >= APP_MAX) return undefined;
    cursor.at++;
  }
  return cursor.at === start || cursor.at === line.length ? undefined : line.slice(start, cursor.at);
}

/** What stands before the closing quote, which is skipped. */
function quoted(cursor: Cursor): string | undefined {
  const { line } = cursor;
  let out = '';
  let from = cursor.at;
  for (let i = cursor.at; i < line.length; i++) {
    const c = line[i];
    if (c === '"') {
      cursor.at = i + 1;
      return out + line.slice(from, i);
    }
    const next = line[i + 1];
    if (c === '\\' && (next === '"' || next === '\\' || next === ']')) {
      out += line.slice(from, i) + next;
      from = i + 2;
      i++;
    }
  }
  return undefined;
}

const said = (word: string): string | undefined => (word === NIL ? undefined : word);

type Rest = Omit<SyslogLine, 'facility' | 'severity'>;

/**
 * RFC 5424 after its `<pri>1 `; undefined if it is none. With a real time at its head a line is one even if structured data is
 * broken or left out, as firewalls do: all that follows the header is then message.
 */
function rfc5424(cursor: Cursor): Rest | undefined {
  const stamp = cursor.word(64);
  const host = cursor.word(HOST_MAX);
  const app = cursor.word(APP_MAX);
  const pid = cursor.word(128);
  const messageId = cursor.word(128);
  if (stamp === undefined || host === undefined || app === undefined) return undefined;
  if (pid === undefined || messageId === undefined) return undefined;
  const time = stamp === NIL ? undefined : isoTime(stamp, 0);
  if (stamp !== NIL && time === undefined) return undefined;
  const beforeData = cursor.at;
  let data = structuredData(cursor);
  if (data === undefined || (cursor.at < cursor.line.length && cursor.line[cursor.at] !== ' ')) {
    // A program with a colon is the tag of the old form, behind the new one's version and time.
    if (time === undefined || app.endsWith(':')) return undefined;
    data = {};
    cursor.at = beforeData;
  } else cursor.at = Math.min(cursor.line.length, cursor.at + 1);
  return {
    ...(time === undefined ? {} : { time }),
    ...named({ host: said(host), app: said(app), pid: said(pid), messageId: said(messageId) }),
    ...(Object.keys(data).length === 0 ? {} : { data }),
    message: withoutSpaces(cursor.rest().replace(/^\ufeff/, '')),
  };
}

const named = (fields: Readonly<Record<'host' | 'app' | 'pid' | 'messageId', string | undefined>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)) as Partial<
    Record<'host' | 'app' | 'pid' | 'messageId', string>
  >;

/** Relays keep the space between tag and message as the message's first character. */
const withoutSpaces = (message: string): string => (message.startsWith(' ') ? message.trimStart() : message);

/** `1700000000.123456789 MX84 flows …` after its `<pri>1 `, as Meraki writes it: seconds since the epoch, host, what it is about. */
function epochLine(cursor: Cursor): Rest | undefined {
  const stamp = cursor.word(32);
  const host = cursor.word(HOST_MAX);
  if (stamp === undefined || host === undefined || !/^[0-9]{10}(?:\.[0-9]{1,9})?$/.test(stamp)) return undefined;
  const app = /^[A-Za-z0-9_-]{1,64}(?= )/.exec(cursor.rest().slice(0, 65))?.[0];
  if (app !== undefined) cursor.at += app.length + 1;
  return {
    time: Math.floor(Number(stamp) * 1_000),
    ...named({ host, app, pid: undefined, messageId: undefined }),
    message: withoutSpaces(cursor.rest()),
  };
}

/**
 * `Jan  9 12:00:00`, and as devices bend it: with a year before or after the time of day, a zone, a colon, and the mark that Cisco puts
 * before a clock that is not set.
 */
const BSD_DATE =
  /^[*.]?([A-Z][a-z]{2}) {1,2}([0-9]{1,2}) (?:([0-9]{4}) )?([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?)(?: ((?:19|20)[0-9]{2})(?=[ :]))?(?: ([A-Z]{1,4}|[+-][0-9]{2}:?[0-9]{2})(?=:? ))?:? /;
/** The number of the message, and the name of the device, which Cisco puts before the date: `29: core-1: *Mar  1 18:48:50 UTC: …`. */
const BEFORE_DATE = /^(?:[0-9]{1,10}: )?(?:([A-Za-z0-9_.-]{1,64}): )?:?(?=[*.]?[A-Z][a-z]{2} {1,2}[0-9]{1,2} )/;
/** `2026-01-10 12:00:00.123`, and a zone after it */
const SPACED_DATE =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?)(?: ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?:? /;
const DATE_MAX = 64;
/** `sshd[123]:` or `kernel:`; RFC 3164 takes letters and digits, programs also take these. The head of a date or a time is none. */
const TAG = /^(?![0-9-]{1,10}(?:T[0-9]{2})?:)([A-Za-z0-9_./@%-]{1,64})(?:\[([A-Za-z0-9.-]{1,32})\])?: ?/;
const HOST = /^[A-Za-z0-9_.:%-]{1,255}$/;

/** When a line was written, and how many characters say so; undefined if its head is no date. */
function dateOf(text: string, clock: Clock): { readonly time: number; readonly length: number } | undefined {
  const bsd = BSD_DATE.exec(text);
  if (bsd) {
    const [whole, month = '', day = '', before, clockTime = '', after, name] = bsd;
    const zone = name === undefined ? undefined : offsetOf(name);
    const year = before ?? after;
    const offsetMs = zone ?? clock.offsetMs;
    const time =
      year === undefined
        ? yearless(month, day, clockTime, offsetMs, clock.receivedAt)
        : cefTime(`${month} ${day} ${year} ${clockTime}`, { ...clock, offsetMs });
    // Capitals that are no zone are the host.
    const length = name !== undefined && zone === undefined ? whole.lastIndexOf(name) : whole.length;
    return time === undefined ? undefined : { time, length };
  }
  const spaced = SPACED_DATE.exec(text);
  if (spaced) {
    const [whole, date = '', clockTime = '', zone = ''] = spaced;
    const time = isoTime(`${date}T${clockTime}${zone === 'UTC' ? 'Z' : zone}`, clock.offsetMs);
    return time === undefined ? undefined : { time, length: whole.length };
  }
  const space = text.indexOf(' ');
  const time = space === -1 ? undefined : isoTime(text.slice(0, space), clock.offsetMs);
  return time === undefined ? undefined : { time, length: space + 1 };
}

/** `192.0.2.1: %SYS-5-CONFIG_I: …`: no program is called so. */
const ADDRESS_AND_COLON = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}:$/;
/** AIX names the host in words. */
const FORWARDED = /^Message forwarded from ([A-Za-z0-9_.-]{1,255}): /;

/** RFC 3164 after its `<pri>`, also with a time of RFC 3339, as rsyslog and syslog-ng write it; without a time all is message. */
function rfc3164(cursor: Cursor, clock: Clock): Rest {
  const text = cursor.rest();
  const [before = '', device] = BEFORE_DATE.exec(text.slice(0, 2 * DATE_MAX)) ?? [];
  const date = dateOf(text.slice(before.length, before.length + DATE_MAX), clock);
  if (date === undefined) return { message: withoutSpaces(text) };
  cursor.at += before.length + date.length;
  const host = device ?? hostAt(cursor);
  const [tagged = '', app, pid] = startsEvent(cursor.rest()) ? [] : (TAG.exec(cursor.rest().slice(0, 128)) ?? []);
  cursor.at += tagged.length;
  return { time: date.time, ...named({ host, app, pid, messageId: undefined }), message: withoutSpaces(cursor.rest()) };
}

/** The host, which is skipped. A line of the machine itself has none: what ends in a colon is a tag. */
function hostAt(cursor: Cursor): string | undefined {
  const forwarded = FORWARDED.exec(cursor.rest().slice(0, HOST_MAX + 32));
  if (forwarded) {
    cursor.at += forwarded[0].length;
    return forwarded[1];
  }
  const before = cursor.at;
  const host = cursor.word(HOST_MAX);
  if (host !== undefined && ADDRESS_AND_COLON.test(host)) return host.slice(0, -1);
  if (host !== undefined && HOST.test(host) && !host.endsWith(':')) {
    // `asa01 : %ASA-6-302013: …`
    if (cursor.line.startsWith(': ', cursor.at)) cursor.at += 2;
    return host;
  }
  cursor.at = before;
  return undefined;
}

const startsEvent = (text: string): boolean => startsCef(text) || startsLeef(text);

export const startsCef = (text: string): boolean => /^CEF: ?[0-9]{1,2}(?:\.[0-9]{1,2})?\|/.test(text.slice(0, 16));

/** One line as syslog, RFC 5424 or 3164, with or without its `<pri>`. Any text is some: what has no header is message alone. */
export function readSyslog(line: string, clock: Clock): SyslogLine {
  const cursor = new Cursor(line);
  const level = priority(cursor);
  const after = cursor.at;
  if (level !== undefined && line.startsWith('1 ', after)) {
    cursor.at += 2;
    const found = rfc5424(cursor);
    if (found) return { ...level, ...found };
    cursor.at = after + 2;
    const epoch = epochLine(cursor);
    if (epoch) return { ...level, ...epoch };
    // Some write the new version's number before the old one's header.
    cursor.at = dateOf(line.slice(after + 2, after + 2 + DATE_MAX), clock) === undefined ? after : after + 2;
  }
  return { ...level, ...rfc3164(cursor, clock) };
}
