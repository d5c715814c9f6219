import type { Collector } from '../../../collect.ts';
import { isObject, type Obj } from '../../../read-json.ts';
import { parseText } from '../../../recognise/azure-tables.ts';
import { formatOf } from '../../../recognise/index.ts';
import { OF_PROGRAMS } from '../../../recognise/of-programs.ts';
import { readCef, type Cef } from './cef.ts';
import { readSyslog, startsCef, type SyslogLine } from './header.ts';
import { readLeef, startsLeef } from './leef.ts';
import { cefTime, timeInPairs, type Clock } from './times.ts';

/** Syslog takes 2 KiB for granted, and implementations up to 64. */
const LINE_MAX_CHARS = 65_536;
/** Of the keys that say when, the device's own clock before the activity's end and begin. */
const CEF_TIMES = ['rt', 'end', 'start'] as const;

/** What a shipper says of a line that it has read: `fields` is all that syslog has no name for. */
export interface Said extends Omit<SyslogLine, 'message'> {
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * A line as a record: `syslog.cef` if its message is CEF, or LEEF in CEF's words, else `syslog.line`. Only a message that begins with it is CEF: one that
 * has it further on quotes somebody. What the line says itself goes before what a shipper `said` of it. One that tells no time gets
 * the delivery's, as RFC 3164 §4.3.2 has relays do.
 */
export function addMessage(into: Collector, text: string, at: () => string, clock: Clock, said: Said = {}): void {
  // Devices end a message with a zero (RFC 6587 §3.4.2), and relays keep it.
  const line = withoutZeros(text);
  if (line.length > LINE_MAX_CHARS) return into.reject(at(), `a line is longer than ${LINE_MAX_CHARS} characters`);
  const { message, ...own } = behindRelay(readSyslog(line, clock), clock);
  const header = { ...said, ...own };
  const event = eventOf(header.app, message);
  if (event === 'broken') return into.reject(at(), 'the CEF or LEEF header is not whole: a field is missing');
  const known = (event && deviceTime(event, clock)) ?? header.time ?? (event ? undefined : timeInPairs(message, clock));
  const time = known ?? clock.receivedAt;
  if (!Number.isFinite(time)) return into.reject(at(), 'the line has no time');
  const when = known === undefined ? { time, timeFrom: 'delivery' } : { time };
  const record = event ? undefined : recordIn(message);
  if (record) into.add(record.format, record.value, at);
  else if (event) into.add('syslog.cef', { ...header, ...event, ...when }, at);
  else if (message.trim() === '' && header.data === undefined && header.fields === undefined) into.skip(at);
  else into.add('syslog.line', { ...header, message, ...when }, at);
}

/** Step by step: a pattern begins anew at each of a million zeros that do not stand at the end. */
function withoutZeros(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}

/**
 * A relay that does not know the format puts a header of its own before the device's. Nobody but the device writes what stands there,
 * since a program that quotes somebody has a tag.
 */
function behindRelay(outer: SyslogLine, clock: Clock): SyslogLine {
  if (outer.time === undefined || outer.app !== undefined || !mayHoldEvent(outer.message)) return outer;
  const inner = readSyslog(outer.message, clock);
  const isEvent = startsCef(inner.message) || startsLeef(inner.message);
  return inner.time !== undefined && isEvent ? { ...outer, ...inner } : outer;
}
const HEADER_MAX_CHARS = 400;
const mayHoldEvent = (text: string): boolean => /(?:CEF: ?[0-9]|LEEF:[12])/.test(text.slice(0, HEADER_MAX_CHARS));

/**
 * A text of another door as `syslog.cef`, if it is CEF or LEEF, behind a syslog header or not; undefined if it is neither. What that
 * door says of its time and host goes before the line's, which may leave out year and zone.
 */
export function cefOf(
  text: string,
  said: { readonly time: number; readonly host?: string | undefined },
): Obj | undefined {
  if (text.length > LINE_MAX_CHARS || !mayHoldEvent(text)) return undefined;
  const clock: Clock = { receivedAt: said.time, offsetMs: 0 };
  const { message, ...header } = behindRelay(readSyslog(text, clock), clock);
  const event = eventOf(header.app, message);
  if (event === undefined || event === 'broken') return undefined;
  return {
    ...(said.host === undefined ? {} : { host: said.host }),
    ...header,
    ...event,
    time: deviceTime(event, clock) ?? said.time,
  };
}

const deviceTime = (event: Cef, clock: Clock): number | undefined =>
  CEF_TIMES.map((key) => timeOf(event.extension, key, clock)).find((ms) => ms !== undefined);

/** What marks a message as JSON: https://cee.mitre.org/language/1.0-beta1/clt.html#appendix-1-cee-over-syslog-transport-mapping */
const COOKIE = /^\s{0,8}(?:@cee:)?\s{0,8}(?=\{)/;

/** The record that a message is, of those that programs write (Falco's come to syslog as JSON); undefined if it is none. */
function recordIn(message: string): { readonly format: string; readonly value: Obj } | undefined {
  const cookie = COOKIE.exec(message)?.[0];
  if (cookie === undefined) return undefined;
  const value = parseText(message.slice(cookie.length));
  const format = isObject(value) ? formatOf(value) : undefined;
  return format === undefined || !OF_PROGRAMS.includes(format) ? undefined : { format, value: value as Obj };
}

/** The message as CEF or LEEF. Relays take `CEF:` for the tag that it looks like, and send `CEF` as the program and the rest apart. */
function eventOf(app: string | undefined, message: string): Cef | 'broken' | undefined {
  if (startsCef(message)) return readCef(message) ?? 'broken';
  if (startsLeef(message)) return readLeef(message) ?? 'broken';
  if (app === 'CEF' && startsCef(`CEF:${message.slice(0, 16)}`)) return readCef(`CEF:${message}`) ?? 'broken';
  if (app === 'LEEF' && startsLeef(`LEEF:${message.slice(0, 16)}`)) return readLeef(`LEEF:${message}`) ?? 'broken';
  return undefined;
}

function timeOf(extension: Readonly<Record<string, string>>, key: string, clock: Clock): number | undefined {
  const text = Object.hasOwn(extension, key) ? extension[key] : undefined;
  return text === undefined ? undefined : cefTime(text, clock);
}
