import { fromBase64, utf8 } from '../../../../kit/bytes.ts';
import { failure } from '../../../../kit/errors.ts';
import { err } from '../../../../kit/result.ts';
import type { Collector } from '../../../collect.ts';
import { gunzip, looksGzipped } from '../../../gunzip.ts';
import { isObject, linesOf, parseJson, readBoundedText, textOf, type Obj } from '../../../read-json.ts';
import { addAwsRecord } from '../../../recognise.ts';
import type { ShapeBounds } from '../../../scan.ts';
import type { SourceLimits } from '../../../source.ts';
import { readVpcFlow } from './vpc-flow.ts';

/** What the records of one delivery may still inflate to and hold, together. */
export interface Budget extends ShapeBounds {
  bytes: number;
  values: number;
}

/** The part (1/n) of the budget that one record may use, so that a bomb leaves room for its neighbours. */
const RECORD_SHARE = 4;
const EXHAUSTED = err(failure('too_large', 'the budget of the delivery is used up'));

/** A CloudWatch Logs subscription payload (CloudWatch Logs guide, "Real-time processing of log data with subscriptions"). */
function addLogEvents(into: Collector, payload: Obj, events: readonly unknown[], at: string, budget: Budget): void {
  if (textOf(payload, 'messageType') === 'CONTROL_MESSAGE') return into.skip(() => at);
  for (const [i, event] of events.entries()) {
    if (into.full) return;
    const place = () => `${at}.logEvents[${i}]`;
    const message = isObject(event) ? textOf(event, 'message') : undefined;
    if (message === undefined) into.reject(place(), 'a log event has no message');
    else addMessage(into, message, place, budget);
  }
}

function addMessage(into: Collector, message: string, at: () => string, budget: Budget): void {
  if (message.trimStart().startsWith('{')) {
    const read = readBoundedText(utf8(message), budget);
    if (!read.ok) return into.reject(at(), read.error.detail);
    const value = parseJson(message);
    if (!value.ok) return into.reject(at(), value.error);
    budget.values -= read.value.values;
    return addAwsRecord(into, value.value, at);
  }
  const flow = readVpcFlow(message);
  if (flow === undefined) into.reject(at(), 'neither JSON nor a VPC Flow Logs record of version 2');
  else if (flow === 'empty') into.skip(at);
  else into.add('aws.vpcflow', flow, at);
}

function addValue(into: Collector, value: unknown, at: string, budget: Budget): void {
  const list = isObject(value) ? value['Records'] : value;
  if (isObject(value) && textOf(value, 'messageType') !== undefined && Array.isArray(value['logEvents']))
    return addLogEvents(into, value, value['logEvents'] as unknown[], at, budget);
  if (!Array.isArray(list)) return addAwsRecord(into, value, () => at);
  for (const [i, record] of (list as unknown[]).entries()) {
    if (into.full) return;
    addAwsRecord(into, record, () => (isObject(value) ? `${at}.Records[${i}]` : `${at}[${i}]`));
  }
}

/** Reads one Firehose record (`{data}`): base64 of, optionally gzip of, CloudTrail JSON, NDJSON or a CloudWatch Logs payload. */
export function addRecord(into: Collector, record: unknown, at: string, limits: SourceLimits, budget: Budget): void {
  const data = isObject(record) ? textOf(record, 'data') : undefined;
  if (data === undefined) return into.reject(at, 'data is missing or not a string');
  let bytes: Uint8Array | undefined = fromBase64(data);
  if (bytes === undefined) return into.reject(`${at}.data`, 'data is not base64');
  if (looksGzipped(bytes)) {
    const bound = Math.min(budget.bytes, limits.decompressedBytes / RECORD_SHARE);
    const plain = bound < 1 ? EXHAUSTED : gunzip(bytes, bound);
    // What was inflated in vain counts too: many small bombs must not cost more than one.
    budget.bytes -= plain.ok ? plain.value.byteLength : bound;
    if (!plain.ok)
      return into.reject(
        `${at}.data`,
        plain.error.code === 'too_large'
          ? 'data inflates to more than one record may, or all records together'
          : 'data begins like gzip and is not complete gzip data',
      );
    bytes = plain.value;
  }
  addText(into, bytes, at, budget);
}

/** One document, or several, a line each: Firehose may put more than one into a record. */
function addText(into: Collector, bytes: Uint8Array, at: string, budget: Budget): void {
  const whole = readBoundedText(bytes, budget);
  if (whole.ok) {
    const value = parseJson(whole.value.text);
    if (value.ok) {
      budget.values -= whole.value.values;
      return addValue(into, value.value, at, budget);
    }
    if (!whole.value.text.trimEnd().includes('\n')) return into.reject(at, value.error);
  }
  const lines = readBoundedText(bytes, budget, true);
  if (!lines.ok) return into.reject(at, lines.error.detail);
  budget.values -= lines.value.values;
  for (const [i, line] of linesOf(lines.value.text)) {
    if (into.full) return;
    const value = parseJson(line);
    if (value.ok) addValue(into, value.value, `${at}.lines[${i}]`, budget);
    else into.reject(`${at}.lines[${i}]`, value.error);
  }
}
