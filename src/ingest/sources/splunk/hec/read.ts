import { utf8 } from '../../../../kit/bytes.ts';
import type { Failure } from '../../../../kit/errors.ts';
import type { Collector } from '../../../collect.ts';
import { SequenceFramer } from '../../../framing/sequence-framer.ts';
import { isObject, textOf, type Obj } from '../../../read-json.ts';
import { addLoose } from '../../../recognise/loose.ts';
import type { Frame, Reading } from '../../../source.ts';
import { EVENT_BLANK, EVENT_MISSING } from './reply.ts';

const EPOCH = /^[0-9]{9,19}(?:\.[0-9]{1,9})?$/;
/** Epoch times of this many and more are ms, µs or ns: some senders do not read that HEC wants seconds. */
const MS_FROM = 100_000_000_000;

/** Epoch seconds, a number or a text, with a fraction or not, in ms; undefined if it is no time. */
export function hecTime(value: unknown): number | undefined {
  let ms =
    typeof value === 'number' ? value : typeof value === 'string' && EPOCH.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(ms) || ms <= 0) return undefined;
  if (ms < MS_FROM) ms *= 1_000;
  while (ms >= MS_FROM * 1_000) ms /= 1_000;
  return Math.round(ms);
}

/** What an event says of itself stands in each record that it holds: without a bound, a list of thousands would be gigabytes to hash. */
const METADATA_MAX_CHARS = 1_024;
const saidIn = (value: Obj, name: string): string | undefined =>
  textOf(value, name)?.slice(0, METADATA_MAX_CHARS).toWellFormed();

/** Without a time of its own an event counts as of its arrival, as in Splunk. */
const timeOf = (value: unknown, { facts }: Reading): number => hecTime(value) ?? Number(facts['received']);

const eventOf = (value: Obj): unknown => (Object.hasOwn(value, 'event') ? value['event'] : undefined);

/** What Splunk refuses an event for. */
export function eventFault(value: unknown): Failure | undefined {
  const event = isObject(value) ? eventOf(value) : undefined;
  if (event === undefined || event === null) return EVENT_MISSING;
  return typeof event === 'string' && event.trim() === '' ? EVENT_BLANK : undefined;
}

/** One object of the event endpoint: `{time, host, source, sourcetype, index, fields, event}`. */
export function readEvent(into: Collector, { value, at }: Frame, reading: Reading): void {
  if (!isObject(value)) return into.reject(at(), 'an event is not a JSON object');
  const fault = eventFault(value);
  if (fault) return into.reject(at(), fault.detail);
  const event = eventOf(value);
  const content = typeof event === 'number' || typeof event === 'boolean' ? String(event) : event;
  addLoose(into, content, () => `${at()}.event`, aboutOf(value, reading), reading.budget);
}

const aboutOf = (value: Obj, reading: Reading) => ({
  time: timeOf(value['time'], reading),
  source: saidIn(value, 'source') ?? saidIn(value, 'sourcetype'),
  event_type: saidIn(value, 'sourcetype'),
  host: saidIn(value, 'host'),
  // What senders add to an event that is a text: https://docs.splunk.com/Documentation/Splunk/latest/Data/IFXandHEC
  fields: fieldsOf(value),
});

function fieldsOf(value: Obj): Obj | undefined {
  const fields = Object.hasOwn(value, 'fields') ? value['fields'] : undefined;
  return isObject(fields) && Object.keys(fields).length > 0 ? fields : undefined;
}

/** One line of the raw endpoint; what is said of all lines came in the query. */
export function readRaw(into: Collector, { value, at }: Frame, reading: Reading): void {
  const { facts, budget } = reading;
  const about = {
    time: timeOf(facts['time'], reading),
    source: facts['source'] ?? facts['sourcetype'],
    event_type: facts['sourcetype'],
    host: facts['host'],
  };
  const documents = typeof value === 'string' && BETWEEN_DOCUMENTS.test(value) ? documentsOf(value, reading) : [];
  if (documents.length < 2) return addLoose(into, value, at, about, budget);
  for (const [i, document] of documents.entries()) addLoose(into, document, () => `${at()}[${i}]`, about, budget);
}

/** Firehose puts one record after another as they are, and most end without a line feed. */
const BETWEEN_DOCUMENTS = /^\s{0,8}\{.*\}\s{0,8}\{/s;

/** The JSON objects that a text is made of; none if it is made of anything else. */
function documentsOf(text: string, { limits }: Reading): readonly unknown[] {
  const found: unknown[] = [];
  const framer = new SequenceFramer(limits, { frame: (value) => found.push(value), reject: () => {} });
  return (framer.push(utf8(text)) ?? framer.end()) === undefined ? found : [];
}
