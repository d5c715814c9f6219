import { fromBase64, utf8 } from '../../../../kit/bytes.ts';
import type { Collector } from '../../../collect.ts';
import { isObject, linesOf, parseJson, readBoundedText, readText, textOf, type Obj } from '../../../read-json.ts';
import { addRecord } from '../../../recognise/index.ts';
import type { Budget } from '../../../source.ts';

/** What is known of a message beside its data. */
export interface MessageFacts {
  readonly id: string | undefined;
  readonly published: string | undefined;
  /** What a notification of Cloud Storage says in its attributes alone. */
  readonly storage?: Obj | undefined;
}

/**
 * What became of an object stands beside the object's own description, which may be missing:
 * https://cloud.google.com/storage/docs/pubsub-notifications#attributes
 */
function storageOf(attributes: unknown, id: string | undefined): Obj | undefined {
  if (!isObject(attributes)) return undefined;
  const [type, bucket, at] = ['eventType', 'bucketId', 'eventTime'].map((name) => textOf(attributes, name));
  if (type === undefined || bucket === undefined || !type.startsWith('OBJECT_')) return undefined;
  return {
    event_type: type,
    source: `//storage.googleapis.com/projects/_/buckets/${bucket}`,
    ...(at === undefined ? {} : { time: at }),
    ...(id === undefined ? {} : { event_id: id }),
  };
}

const TIMES = ['time', 'timestamp', 'event_time'];

/** An object of no known format, with its message's id and time where it has none of its own. */
function stamped(value: Obj, { id, published, storage }: MessageFacts): Obj {
  if (storage !== undefined) return { ...value, ...storage };
  const timed = published === undefined || TIMES.some((name) => Object.hasOwn(value, name));
  const named = id === undefined || Object.hasOwn(value, 'event_id') || Object.hasOwn(value, 'id');
  if (timed && named) return value;
  return { ...value, ...(timed ? {} : { time: published }), ...(named ? {} : { event_id: id }) };
}

/** A log entry that says no time was received when it was published, as far as anybody knows. */
function received(value: unknown, { published }: MessageFacts): unknown {
  if (!isObject(value) || published === undefined || textOf(value, 'logName') === undefined) return value;
  const says = ['timestamp', 'receiveTimestamp'].some((name) => Object.hasOwn(value, name));
  return says ? value : { ...value, receiveTimestamp: published };
}

function addValue(into: Collector, given: unknown, at: () => string, facts: MessageFacts): void {
  const value = received(given, facts);
  if (!Array.isArray(value)) {
    // What an envelope holds may be several again, of which the message's id is none's.
    const wrap = (one: Obj): Obj => stamped(one, one === value ? facts : { id: undefined, published: facts.published });
    return addRecord(into, value, at, { otherwise: 'vedette.event', wrap });
  }
  for (const [i, one] of (value as unknown[]).entries()) {
    if (into.full) return;
    // Several in one message: its id is none of theirs.
    addValue(into, one, () => `${at()}[${i}]`, { id: undefined, published: facts.published });
  }
}

/** Whether a text holds what no log line does, so that it is some binary encoding that happens to be UTF-8. */
function isBinary(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // Tabs, line ends and the escape of coloured logs are the control characters that texts have.
    if (c < 32 && c !== 9 && c !== 10 && c !== 13 && c !== 27) return true;
  }
  return false;
}

/** A message's data: a JSON document, one a line, or a line of text. */
export function addData(
  into: Collector,
  bytes: Uint8Array,
  at: () => string,
  facts: MessageFacts,
  budget: Budget,
): void {
  if (bytes.byteLength > budget.bytes) return into.reject(at(), 'the delivery holds more data than it may');
  budget.bytes -= bytes.byteLength;
  const whole = readText(bytes);
  if (!whole.ok || isBinary(whole.value))
    return into.reject(at(), 'data is neither JSON nor text; Avro and protocol buffer schemas are not read');
  const text = whole.value.trim();
  if (text === '') return into.skip(at);
  if (!text.startsWith('{') && !text.startsWith('[')) return addValue(into, { message: text }, at, facts);
  const bounded = readBoundedText(utf8(text), budget);
  if (bounded.ok) {
    const value = parseJson(text);
    if (value.ok) {
      budget.values -= bounded.value.values;
      return addValue(into, value.value, at, facts);
    }
    if (!text.includes('\n')) return into.reject(at(), value.error);
  }
  const lines = readBoundedText(utf8(text), budget, true);
  if (!lines.ok) return into.reject(at(), lines.error.detail);
  budget.values -= lines.value.values;
  for (const [i, line] of linesOf(text)) {
    if (into.full) return;
    const value = parseJson(line);
    const place = () => `${at()}.lines[${i}]`;
    if (value.ok) addValue(into, value.value, place, { id: undefined, published: facts.published });
    else into.reject(place(), value.error);
  }
}

/**
 * A push request's body as Pub/Sub wraps it (`{message: {data, attributes, messageId, publishTime}, subscription}`), or, from a
 * subscription without a wrapper, the record itself.
 */
export function addBody(into: Collector, value: unknown, at: () => string, budget: Budget): void {
  const message = isObject(value) && Object.hasOwn(value, 'message') ? value['message'] : undefined;
  if (!isObject(message)) return addValue(into, value, at, { id: undefined, published: undefined });
  const attributes = Object.hasOwn(message, 'attributes') ? message['attributes'] : undefined;
  const id = textOf(message, 'messageId') ?? textOf(message, 'message_id');
  const facts: MessageFacts = {
    id,
    published: textOf(message, 'publishTime') ?? textOf(message, 'publish_time'),
    storage: storageOf(attributes, id),
  };
  const place = () => `${at()}.message`;
  const data = textOf(message, 'data') ?? '';
  if (data !== '') {
    const bytes = fromBase64(data);
    if (bytes === undefined) return into.reject(`${place()}.data`, 'data is not base64');
    return addData(into, bytes, () => `${place()}.data`, facts, budget);
  }
  // Some services say all in attributes, Cloud Storage without a payload among them.
  if (!isObject(attributes) || Object.keys(attributes).length === 0)
    return into.reject(place(), 'the message has neither data nor attributes');
  addValue(into, { ...attributes }, place, facts);
}
