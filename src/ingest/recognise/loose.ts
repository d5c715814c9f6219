import { EVENT_BODIES, EVENT_TIMES } from '../../contracts/event-times.ts';
import { utf8 } from '../../kit/bytes.ts';
import type { Collector } from '../collect.ts';
import { isObject, parseJson, readBoundedText, type Obj } from '../read-json.ts';
import type { Budget, RawRecord } from '../source.ts';
import { cefOf } from '../sources/standard/syslog/message.ts';
import { addRecord, formatOf } from './index.ts';
import { OF_PROGRAMS } from './of-programs.ts';

/** What an envelope (HEC, OTLP, …) says of a record that has no format of its own. Undefined members are left out. */
export interface Wrapping {
  /** ms */
  readonly time?: number | undefined;
  readonly event_id?: string | undefined;
  readonly source?: string | undefined;
  readonly event_type?: string | undefined;
  readonly host?: string | undefined;
  /** What else it says of the one record that it holds; of many it would be said as many times. */
  readonly fields?: Obj | undefined;
}

const definedOf = (w: Wrapping): Obj => Object.fromEntries(Object.entries(w).filter(([, v]) => v !== undefined));

/**
 * Puts whatever a generic sender carries where it belongs: a record of a known format as that, also as JSON inside of a text; any
 * other object as `vedette.event` with the object as its `payload`, CEF and LEEF as that, any other text as its `message`. Each object of a
 * list is one by itself; a list without any is a text.
 */
export function addLoose(into: Collector, content: unknown, at: () => string, about: Wrapping, budget: Budget): void {
  if (isObject(content)) return addObject(into, content, at, about, budget);
  if (Array.isArray(content))
    return addList(into, content as unknown[], at, about, () => JSON.stringify(content), budget);
  if (typeof content !== 'string') return into.reject(at(), 'neither a JSON object nor a text');
  const first = content.trimStart().charAt(0);
  if (first !== '{' && first !== '[') return addText(into, content, at, about);
  const read = readBoundedText(utf8(content), budget);
  if (!read.ok) return into.reject(at(), read.error.detail);
  budget.values -= read.value.values;
  const value = parseJson(content);
  if (value.ok && isObject(value.value)) return addObject(into, value.value, at, about, budget);
  if (value.ok && Array.isArray(value.value)) return addList(into, value.value, at, about, () => content, budget);
  // Not every text that begins with a bracket is JSON: `[error] …` is a log line.
  addText(into, content, at, about);
}

/** Where log collectors keep the line that they took, beside what they know of it: Fluent Bit, Vector, Docker, Cribl. */
const LINES = ['log', 'message', 'line', 'msg', '_raw'] as const;

/** What collectors say of a line that a container wrote. */
const OF_CONTAINER = ['kubernetes', 'docker', 'container', 'container_id', 'container_name'];
const STREAMS: readonly unknown[] = ['stdout', 'stderr'];
const wroteContainer = (content: Obj): boolean =>
  OF_CONTAINER.some((name) => Object.hasOwn(content, name)) ||
  ['stream', 'source'].some((name) => Object.hasOwn(content, name) && STREAMS.includes(content[name]));

/** A record of a known format that an object of no format holds as its line: an object, JSON as text, or CEF. */
export function recordWithin(
  content: Obj,
  said: { readonly time: number | undefined; readonly host?: string | undefined },
  budget: Budget,
): RawRecord | undefined {
  const names = LINES.filter((name) => Object.hasOwn(content, name));
  if (names.length === 0 || formatOf(content) !== undefined) return undefined;
  const { time, host } = said;
  for (const name of names) {
    const line = content[name];
    const cef = typeof line === 'string' && time !== undefined ? cefOf(line, { time, host }) : undefined;
    if (cef) return { format: 'syslog.cef', value: cef };
    const value = typeof line === 'string' && line.trimStart().startsWith('{') ? parsed(line, budget) : line;
    const format = isObject(value) ? formatOf(value) : undefined;
    if (format !== undefined && (OF_PROGRAMS.includes(format) || !wroteContainer(content)))
      return { format, value: value as Obj };
  }
  return undefined;
}

function parsed(text: string, budget: Budget): unknown {
  const read = readBoundedText(utf8(text), budget);
  if (!read.ok) return undefined;
  budget.values -= read.value.values;
  const value = parseJson(text);
  return value.ok ? value.value : undefined;
}

function addObject(into: Collector, content: Obj, at: () => string, about: Wrapping, budget: Budget): void {
  const { time, host } = about;
  const within = recordWithin(content, { time, host }, budget);
  if (within) return into.add(within.format, within.value, at);
  addRecord(into, content, at, {
    otherwise: 'vedette.event',
    // What an envelope holds is many again.
    wrap: (value) => ({ ...definedOf(value === content ? about : { ...about, fields: undefined }), payload: value }),
  });
}

function addList(
  into: Collector,
  list: readonly unknown[],
  at: () => string,
  about: Wrapping,
  text: () => string,
  budget: Budget,
): void {
  if (!list.some(isObject)) return addText(into, text(), at, about);
  for (const [i, one] of list.entries()) {
    if (into.full) return;
    const place = (): string => `${at()}[${i}]`;
    if (isObject(one)) addObject(into, one, place, { ...about, fields: undefined }, budget);
    else into.reject(place(), 'a record is not a JSON object');
  }
}

function addText(into: Collector, text: string, at: () => string, about: Wrapping): void {
  const { time, host } = about;
  const cef = time === undefined ? undefined : cefOf(text, { time, host });
  if (cef) return into.add('syslog.cef', cef, at);
  into.add('vedette.event', { ...definedOf(about), message: text }, at);
}

const BRIEF_MEMBERS = 16;
const BRIEF_NAME_CHARS = 64;
const BRIEF_TEXT_CHARS = 1_024;
/**
 * Of what an envelope says of its records, what may stand in each of thousands: a few numbers and short texts. All of it in each would
 * make gigabytes to hash out of a body of some MiB.
 */
export const brief = (about: Obj): Obj =>
  Object.fromEntries(
    Object.entries(about)
      .filter(
        ([name, v]) =>
          name.length <= BRIEF_NAME_CHARS &&
          (typeof v === 'string' ? v.length <= BRIEF_TEXT_CHARS : typeof v === 'number'),
      )
      .slice(0, BRIEF_MEMBERS),
  );

/** A record as it is if it says when it happened, else with the time that its delivery has, ms. */
export function timed(record: Obj, deliveredAt: number): Obj {
  const bodies = EVENT_BODIES.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined));
  const says = [record, ...bodies].some((from) => isObject(from) && EVENT_TIMES.some((n) => Object.hasOwn(from, n)));
  return says || !Number.isFinite(deliveredAt) ? record : { ...record, time: deliveredAt };
}
