import type { Collector } from '../../../collect.ts';
import { isObject, textOf, type Obj } from '../../../read-json.ts';
import { addLoose } from '../../../recognise/loose.ts';
import type { Frame, Reading } from '../../../source.ts';

const SECONDS = /^[0-9]{9,11}(?:\.[0-9]{1,9})?$/;
/** Epoch times of this many and more are ms: some senders do not read that HEC wants seconds. */
const MS_FROM = 100_000_000_000;

/** Epoch seconds, a number or a text, with a fraction or not, in ms; undefined if it is no time. */
export function hecTime(value: unknown): number | undefined {
  const seconds =
    typeof value === 'number' ? value : typeof value === 'string' && SECONDS.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(seconds) || seconds <= 0) return undefined;
  return Math.round(seconds >= MS_FROM ? seconds : seconds * 1_000);
}

/** What an event says of itself stands in each record that it holds: without a bound, a list of thousands would be gigabytes to hash. */
const METADATA_MAX_CHARS = 1_024;
const saidIn = (value: Obj, name: string): string | undefined => textOf(value, name)?.slice(0, METADATA_MAX_CHARS);

/** Without a time of its own an event counts as of its arrival, as in Splunk. */
const timeOf = (value: unknown, { facts }: Reading): number => hecTime(value) ?? Number(facts['received']);

/** One object of the event endpoint: `{time, host, source, sourcetype, index, fields, event}`. */
export function readEvent(into: Collector, { value, at }: Frame, reading: Reading): void {
  if (!isObject(value)) return into.reject(at(), 'an event is not a JSON object');
  const event: unknown = Object.hasOwn(value, 'event') ? value['event'] : undefined;
  if (event === undefined || event === null) return into.reject(at(), 'event is missing');
  if (event === '') return into.reject(at(), 'event is blank');
  const content = typeof event === 'number' || typeof event === 'boolean' ? String(event) : event;
  addLoose(into, content, () => `${at()}.event`, aboutOf(value, reading), reading.budget);
}

const aboutOf = (value: Obj, reading: Reading) => ({
  time: timeOf(value['time'], reading),
  source: saidIn(value, 'source') ?? saidIn(value, 'sourcetype'),
  event_type: saidIn(value, 'sourcetype'),
  host: saidIn(value, 'host'),
});

/** One line of the raw endpoint; what is said of all lines came in the query. */
export function readRaw(into: Collector, { value, at }: Frame, reading: Reading): void {
  const { facts, budget } = reading;
  const about = {
    time: timeOf(facts['time'], reading),
    source: facts['source'] ?? facts['sourcetype'],
    event_type: facts['sourcetype'],
    host: facts['host'],
  };
  addLoose(into, value, at, about, budget);
}
