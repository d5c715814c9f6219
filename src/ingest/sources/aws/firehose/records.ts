import { fromBase64, utf8 } from '../../../../kit/bytes.ts';
import { failure } from '../../../../kit/errors.ts';
import { err } from '../../../../kit/result.ts';
import type { Collector } from '../../../collect.ts';
import { gunzip, looksGzipped } from '../../../gunzip.ts';
import { isObject, parseJson, readShallowText, textOf, type Obj } from '../../../read-json.ts';
import { addAwsRecord } from '../../../recognise.ts';
import { tooDeepAt } from '../../../scan.ts';
import type { SourceLimits } from '../../../source.ts';
import { readVpcFlow } from './vpc-flow.ts';

/** What the records of one delivery may still inflate to, together. */
export interface Budget {
  bytes: number;
}

/** The part (1/n) of the budget that one record may use, so that a bomb leaves room for its neighbours. */
const RECORD_SHARE = 4;
const EXHAUSTED = err(failure('too_large', 'the budget of the delivery is used up'));

/** A CloudWatch Logs subscription payload (CloudWatch Logs guide, "Real-time processing of log data with subscriptions"). */
function addLogEvents(into: Collector, payload: Obj, events: readonly unknown[], at: string, depth: number): void {
  if (textOf(payload, 'messageType') === 'CONTROL_MESSAGE') {
    into.skipped++;
    return;
  }
  for (const [i, event] of events.entries()) {
    const place = () => `${at}.logEvents[${i}]`;
    const message = isObject(event) ? textOf(event, 'message') : undefined;
    if (message === undefined) into.reject(place(), 'a log event has no message');
    else addMessage(into, message, place, depth);
  }
}

function addMessage(into: Collector, message: string, at: () => string, depth: number): void {
  if (message.trimStart().startsWith('{')) {
    const value = readInner(message, depth);
    if (typeof value === 'string') into.reject(at(), value);
    else addAwsRecord(into, value.value, at);
    return;
  }
  const flow = readVpcFlow(message);
  if (flow === undefined) into.reject(at(), 'neither JSON nor a VPC Flow Logs record of version 2');
  else if (flow === 'empty') into.skipped++;
  else into.add('aws.vpcflow', flow, at);
}

/** The value of JSON text inside JSON, its depth bounded anew; a string says what is wrong. */
function readInner(text: string, depth: number): { value: unknown } | string {
  if (tooDeepAt(utf8(text), depth) !== -1) return `the JSON nests deeper than ${depth} levels`;
  const parsed = parseJson(text);
  return parsed.ok ? parsed : parsed.error;
}

function addValue(into: Collector, value: unknown, at: string, depth: number): void {
  const list = isObject(value) ? value['Records'] : value;
  if (isObject(value) && textOf(value, 'messageType') !== undefined && Array.isArray(value['logEvents']))
    addLogEvents(into, value, value['logEvents'] as unknown[], at, depth);
  else if (Array.isArray(list))
    for (const [i, record] of (list as unknown[]).entries())
      addAwsRecord(into, record, () => (isObject(value) ? `${at}.Records[${i}]` : `${at}[${i}]`));
  else addAwsRecord(into, value, () => at);
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
  const text = readShallowText(bytes, limits.depth);
  if (text.ok) {
    const whole = parseJson(text.value);
    if (whole.ok) return addValue(into, whole.value, at, limits.depth);
    // Firehose may put several records into one, a line each.
    if (!text.value.trimEnd().includes('\n')) return into.reject(at, whole.error);
  }
  const lines = readShallowText(bytes, limits.depth, true);
  if (!lines.ok) return into.reject(at, lines.error.detail);
  for (const [i, line] of lines.value.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    if (value.ok) addValue(into, value.value, `${at}.lines[${i}]`, limits.depth);
    else into.reject(`${at}.lines[${i}]`, value.error);
  }
}
