import { fromBase64, utf8 } from '../../../../kit/bytes.ts';
import type { Collector } from '../../../collect.ts';
import { gunzip, looksGzipped } from '../../../gunzip.ts';
import { isObject, linesOf, parseJson, readBoundedText, textOf, type Obj } from '../../../read-json.ts';
import { addRecord } from '../../../recognise/index.ts';
import type { Budget, Reading } from '../../../source.ts';
import { addNotice } from '../sns/content.ts';
import { readMessage } from '../sns/message.ts';
import { beginsLikeJson, documentsOf, isSequence } from './json-sequence.ts';
import { isBrokenJson, isPayload, plainEvent, type LogEvent } from './log-event.ts';
import { LineReader, lineFormatsOf } from './text-line.ts';

/** The part (1/n) of the budget that one record may use, so that a bomb leaves room for its neighbours. */
const RECORD_SHARE = 4;
/** Members of an object that is nothing but a text in an envelope: the message, its time, its id. */
const WRAPPED_MAX_MEMBERS = 3;

/** What one Firehose record is read with. */
interface Context {
  readonly into: Collector;
  readonly budget: Budget;
  readonly lines: LineReader;
}

/**
 * Reads one Firehose record (`{data}`): base64 of, optionally gzip of, JSON documents (CloudTrail files and records, AWS WAF,
 * Route 53 Resolver, CloudWatch Logs payloads), a line each or not parted at all, or lines of text (VPC Flow Logs, load balancers).
 */
export function addData(into: Collector, record: unknown, at: string, reading: Reading): void {
  const { limits, budget, facts } = reading;
  const data = isObject(record) ? textOf(record, 'data') : undefined;
  if (data === undefined) return into.reject(at, 'data is missing or not a string');
  let bytes: Uint8Array | undefined = fromBase64(data);
  if (bytes === undefined) return into.reject(`${at}.data`, 'data is not base64');
  if (looksGzipped(bytes)) {
    const bound = Math.min(budget.bytes, limits.decompressedBytes / RECORD_SHARE);
    if (bound < 1)
      return into.reject(
        `${at}.data`,
        'not read: the records before it inflated to all that a delivery may; buffer less',
      );
    const plain = gunzip(bytes, bound);
    // What was inflated in vain counts too: many small bombs must not cost more than one.
    budget.bytes -= plain.ok ? plain.value.byteLength : bound;
    if (!plain.ok)
      return into.reject(
        `${at}.data`,
        plain.error.code === 'too_large'
          ? 'data inflates to more than one record may, or to more than is left for the delivery; buffer less'
          : 'data begins like gzip and is not complete gzip data',
      );
    bytes = plain.value;
  }
  addBytes({ into, budget, lines: new LineReader(lineFormatsOf(facts)) }, bytes, at);
}

/** One document, several, or lines. */
function addBytes(context: Context, bytes: Uint8Array, at: string): void {
  const { into, budget } = context;
  const whole = readBoundedText(bytes, budget);
  if (whole.ok && beginsLikeJson(whole.value.text)) {
    const { text, values } = whole.value;
    const value = parseJson(text);
    if (value.ok) {
      budget.values -= values;
      return addValue(context, value.value, at);
    }
    if (isSequence(text)) {
      budget.values -= values;
      return addDocuments(context, text, at);
    }
    if (!text.trimEnd().includes('\n')) return into.reject(at, value.error);
  }
  const lines = readBoundedText(bytes, budget, true);
  if (!lines.ok) return into.reject(at, lines.error.detail);
  budget.values -= lines.value.values;
  const { text } = lines.value;
  const single = !text.trimEnd().includes('\n');
  for (const [i, line] of linesOf(text)) {
    if (into.full) return;
    addLine(context, line, single ? at : `${at}.lines[${i}]`);
  }
}

function addLine(context: Context, line: string, at: string): void {
  if (!beginsLikeJson(line)) return addText(context, line, () => at);
  const value = parseJson(line);
  if (value.ok) addValue(context, value.value, at);
  else if (isSequence(line)) addDocuments(context, line, at);
  else context.into.reject(at, value.error);
}

function addDocuments(context: Context, text: string, at: string): void {
  let n = 0;
  for (const document of documentsOf(text)) {
    if (context.into.full) return;
    const place = `${at}.documents[${n++}]`;
    const value = parseJson(document);
    if (value.ok) addValue(context, value.value, place);
    else context.into.reject(place, value.error);
  }
}

function addText({ into, lines }: Context, text: string, at: () => string, from?: LogEvent): void {
  const read = lines.read(text);
  if (read === 'empty') into.skip(at);
  else if (!('wrong' in read)) into.add(read.format, read.value, at);
  else if (from !== undefined && read.foreign === true)
    into.add('vedette.event', plainEvent(from, { message: text }), at);
  else into.reject(at(), read.wrong);
}

function addValue(context: Context, value: unknown, at: string): void {
  if (!Array.isArray(value)) return addObject(context, value, () => at);
  for (const [i, record] of (value as unknown[]).entries()) {
    if (context.into.full) return;
    addObject(context, record, () => `${at}[${i}]`);
  }
}

/** The JSON in an SNS notification that somebody cut down to less than SNS always writes. */
function noticeOf(value: Obj): string | undefined {
  if (textOf(value, 'Type') !== 'Notification' || textOf(value, 'TopicArn') === undefined) return undefined;
  const message = textOf(value, 'Message');
  return message !== undefined && beginsLikeJson(message) ? message : undefined;
}

/** A record, a CloudWatch Logs payload, or a text in an object, as VPC Flow Logs come to a stream directly (`{"message": "2 …"}`). */
function addObject(context: Context, value: unknown, at: () => string): void {
  if (!isObject(value)) return addRecord(context.into, value, at);
  if (isPayload(value)) return addLogEvents(context, value, at);
  // A topic's subscription brings its messages so unless raw delivery is on: as at the topic's own door.
  // https://docs.aws.amazon.com/sns/latest/dg/sns-firehose-as-subscriber.html
  const whole = readMessage(value);
  if (whole?.type === 'Notification') return addNotice(context.into, whole, () => `${at()}.Message`, context);
  const notice = noticeOf(value);
  if (notice !== undefined) return addMessage(context, notice, () => `${at()}.Message`);
  const message = textOf(value, 'message');
  if (message === undefined || Object.keys(value).length > WRAPPED_MAX_MEMBERS)
    return addRecord(context.into, value, at);
  addMessage(context, message, () => `${at()}.message`);
}

/**
 * A CloudWatch Logs subscription payload (CloudWatch Logs guide, "Real-time processing of log data with subscriptions"). Its
 * `owner` is the sender's word like all else in it, so it says nothing about whose the records are.
 */
function addLogEvents(
  context: Context,
  payload: Obj & { readonly logEvents: readonly unknown[] },
  at: () => string,
): void {
  const { into } = context;
  if (textOf(payload, 'messageType') === 'CONTROL_MESSAGE') return into.skip(at);
  const whence = { group: textOf(payload, 'logGroup'), stream: textOf(payload, 'logStream') };
  for (const [i, event] of payload.logEvents.entries()) {
    if (into.full) return;
    const place = () => `${at()}.logEvents[${i}]`;
    const message = isObject(event) ? textOf(event, 'message') : undefined;
    if (!isObject(event) || message === undefined) into.reject(place(), 'a log event has no message');
    else addMessage(context, message, place, { ...whence, event });
  }
}

/**
 * A text that may be JSON of its own; what that holds is a record and no further envelope of messages. What is of no format that is
 * known here is kept where it is `from` a log: people subscribe to logs of their own.
 */
function addMessage(context: Context, message: string, at: () => string, from?: LogEvent): void {
  const { into, budget } = context;
  if (!beginsLikeJson(message)) return addText(context, message, at, from);
  const read = readBoundedText(utf8(message), budget);
  if (!read.ok) return into.reject(at(), read.error.detail);
  const value = parseJson(message);
  if (!value.ok)
    return from === undefined || isBrokenJson(message)
      ? into.reject(at(), value.error)
      : addText(context, message, at, from);
  budget.values -= read.value.values;
  if (from === undefined || isPayload(value.value)) return addRecord(into, value.value, at);
  if (!isObject(value.value)) return into.add('vedette.event', plainEvent(from, { message }), at);
  let n = 0;
  addRecord(into, value.value, at, {
    otherwise: 'vedette.event',
    wrap: (payload) => plainEvent(from, { payload }, n++),
  });
}
