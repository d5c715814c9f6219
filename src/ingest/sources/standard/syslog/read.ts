import { utf8 } from '../../../../kit/bytes.ts';
import type { Collector } from '../../../collect.ts';
import { isObject, type Obj } from '../../../read-json.ts';
import { parseText } from '../../../recognise/azure-tables.ts';
import { formatOf } from '../../../recognise/index.ts';
import type { DeliveryFacts, Frame, Reading } from '../../../source.ts';
import { readCef, type Cef } from './cef.ts';
import { readSyslog, startsCef } from './header.ts';
import { readLeef, startsLeef } from './leef.ts';
import { cefTime, offsetOf, timeInPairs, type Clock } from './times.ts';

/** Syslog takes 2 KiB for granted, and implementations up to 64. */
const LINE_MAX_CHARS = 65_536;
/** Of the keys that say when, the device's own clock before the activity's end and begin. */
const CEF_TIMES = ['rt', 'end', 'start'] as const;

const clockOf = (facts: DeliveryFacts): Clock => ({
  receivedAt: Number(facts['receivedAt'] ?? Number.NaN),
  offsetMs: offsetOf(facts['utcOffset'] ?? 'Z') ?? 0,
});

/** `83 <34>1 …`: octet counting, which some relays keep from TCP (RFC 6587 §3.4.1). */
const COUNTED = /^([1-9][0-9]{0,5}) (?=<[0-9]{1,3}>)/;

const COUNT_CHARS = 16;
const decoder = new TextDecoder();

/** The messages of a line. A count that goes past its end is that of a message with a line feed in it, which goes on without one. */
function* messagesOf(line: string): Generator<string> {
  const bytes = utf8(line);
  let at = 0;
  while (at < bytes.length) {
    const counted = COUNTED.exec(decoder.decode(bytes.subarray(at, at + COUNT_CHARS)));
    const from = at + (counted?.[0].length ?? 0);
    at = counted ? from + Number(counted[1]) : bytes.length;
    yield decoder.decode(bytes.subarray(from, at));
  }
}

/** A line of text, which is one message, or several that are counted. */
export function addLines(into: Collector, { value, at }: Frame, reading: Reading): void {
  if (typeof value !== 'string' || !COUNTED.test(value)) return addLine(into, { value, at }, reading);
  let n = 0;
  for (const message of messagesOf(value)) {
    if (into.full) return;
    const place = n++;
    addLine(into, { value: message, at: () => `${at()}[${place}]` }, reading);
  }
}

/**
 * A line as a record: `syslog.cef` if its message is CEF, or LEEF in CEF's words, else `syslog.line`. Only a message that begins with it is CEF: one that
 * has it further on quotes somebody. A line that tells no time gets the delivery's, as RFC 3164 §4.3.2 has relays do.
 */
export function addLine(into: Collector, { value: text, at }: Frame, { facts }: Reading): void {
  if (typeof text !== 'string') return into.reject(at(), 'not a line of text');
  // Devices end a message with a zero (RFC 6587 §3.4.2), and relays keep it.
  const value = text.endsWith('\0') ? text.replace(/\0+$/, '') : text;
  if (value.length > LINE_MAX_CHARS) return into.reject(at(), `a line is longer than ${LINE_MAX_CHARS} characters`);
  const clock = clockOf(facts);
  const { message, ...header } = readSyslog(value, clock);
  const own = eventOf(header.app, message);
  if (own === 'broken') return into.reject(at(), 'the CEF or LEEF header is not whole: a field is missing');
  const said = own && CEF_TIMES.map((key) => timeOf(own.extension, key, clock)).find((ms) => ms !== undefined);
  const known = said ?? header.time ?? (own ? undefined : timeInPairs(message, clock));
  const time = known ?? clock.receivedAt;
  if (!Number.isFinite(time)) return into.reject(at(), 'the line has no time');
  const when = known === undefined ? { time, timeFrom: 'delivery' } : { time };
  const record = own ? undefined : recordIn(message);
  if (record) into.add(record.format, record.value, at);
  else if (own) into.add('syslog.cef', { ...header, ...own, ...when }, at);
  else if (message.trim() === '' && header.data === undefined) into.skip(at);
  else into.add('syslog.line', { ...header, message, ...when }, at);
}

/** What marks a message as JSON: https://cee.mitre.org/language/1.0-beta1/clt.html#appendix-1-cee-over-syslog-transport-mapping */
const COOKIE = /^\s{0,8}(?:@cee:)?\s{0,8}(?=\{)/;

/** The record of a known format that a message is (Falco and others write theirs to syslog as JSON); undefined if it is none. */
function recordIn(message: string): { readonly format: string; readonly value: Obj } | undefined {
  const cookie = COOKIE.exec(message)?.[0];
  if (cookie === undefined) return undefined;
  const value = parseText(message.slice(cookie.length));
  const format = isObject(value) ? formatOf(value) : undefined;
  return format === undefined ? undefined : { format, value: value as Obj };
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
