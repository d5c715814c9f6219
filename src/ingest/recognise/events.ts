import { fromBase64, utf8 } from '../../kit/bytes.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { Collector } from '../collect.ts';
import { isObject, parseJson, readBoundedText, textOf, type Obj } from '../read-json.ts';
import type { Budget, Reading } from '../source.ts';
import { isResourceEvent } from './azure.ts';
import { addRecord } from './index.ts';

/** What CloudEvents and Event Grid's own schema both say around the data. */
interface Outside {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string | undefined;
}

/** Attributes that every CloudEvent has: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
function outsideOf(event: Obj): Outside | undefined {
  const cloud = textOf(event, 'specversion') !== undefined;
  const id = textOf(event, 'id');
  const source = textOf(event, cloud ? 'source' : 'topic') ?? textOf(event, 'subject');
  const type = textOf(event, cloud ? 'type' : 'eventType');
  if (id === undefined || source === undefined || type === undefined) return undefined;
  return { id, source, type, time: textOf(event, cloud ? 'time' : 'eventTime') };
}

const UNKNOWN = 'the data is of no format that is known here';

/** JSON in a text, within what the delivery may still cost. */
function parseNested(bytes: Uint8Array, budget: Budget): unknown {
  if (bytes.byteLength > budget.bytes) return undefined;
  const read = readBoundedText(bytes, budget);
  if (!read.ok) return undefined;
  const value = parseJson(read.value.text);
  if (!value.ok) return undefined;
  budget.bytes -= bytes.byteLength;
  budget.values -= read.value.values;
  return value.value;
}

/** The data as JSON: as it stands, out of base64 (`data_base64`), or out of a text that holds JSON. Undefined if it is none. */
function dataOf(event: Obj, budget: Budget): unknown {
  const encoded = textOf(event, 'data_base64');
  if (encoded !== undefined) {
    const bytes = fromBase64(encoded);
    return bytes === undefined ? undefined : parseNested(bytes, budget);
  }
  const data = Object.hasOwn(event, 'data') ? event['data'] : undefined;
  return typeof data === 'string' && /^\s{0,8}[{[]/.test(data) ? parseNested(utf8(data), budget) : data;
}

/** An event whose data nobody knows is kept whole; source and id together are what makes it one (CloudEvents, "id"). */
function addWhole(into: Collector, event: Obj, outside: Outside, at: () => string): void {
  into.add(
    'vedette.event',
    {
      ...event,
      event_id: sha256Hex(JSON.stringify([outside.source, outside.id])).slice(0, 40),
      event_type: outside.type,
      source: outside.source,
      ...(outside.time === undefined ? {} : { time: outside.time }),
    },
    at,
  );
}

/** Event Grid's own talk about a subscription. */
const CHATTER = /^Microsoft\.EventGrid\.Subscription(?:Validation|Deleted)Event$/;

/**
 * An event with data in it, CloudEvents 1.0 or Event Grid's schema: a record that we know is taken out, anything else is kept as an
 * event of one's own. What is no event is read as a record.
 */
export function addEvent(into: Collector, event: unknown, at: () => string, reading: Reading): void {
  if (into.full) return;
  if (!isObject(event)) return into.reject(at(), 'an event is not a JSON object');
  const outside = outsideOf(event);
  if (outside === undefined)
    return addRecord(into, event, at, {
      expected: 'neither an event with id, type and source, nor a record of a format that is known here',
    });
  if (CHATTER.test(outside.type.slice(0, 64))) return into.skip(at);
  const data = dataOf(event, reading.budget);
  if (isResourceEvent(event) && isObject(data)) return addRecord(into, { ...event, data }, at);
  const place = (): string => `${at()}.data`;
  const inner = new Collector(reading.limits.records);
  for (const [i, value] of (Array.isArray(data) ? (data as unknown[]) : [data]).entries()) {
    if (inner.full) break;
    addRecord(inner, value, Array.isArray(data) ? () => `${place()}[${i}]` : place, { expected: UNKNOWN });
  }
  if (
    inner.records.length === 0 &&
    inner.skipped === 0 &&
    inner.bad.every((b) => b.reason === UNKNOWN || !isObject(data))
  )
    return addWhole(into, event, outside, at);
  for (const { format, value } of inner.records) into.add(format, value, place);
  for (const bad of inner.bad) into.reject(bad.at, bad.reason);
  for (let i = 0; i < inner.skipped; i++) into.skip(place);
}
