import { fromBase64, utf8 } from '../../../../kit/bytes.ts';
import { failure } from '../../../../kit/errors.ts';
import { err } from '../../../../kit/result.ts';
import type { Collector } from '../../../collect.ts';
import { gunzip, looksGzipped } from '../../../gunzip.ts';
import { isObject, linesOf, parseJson, readBoundedText, textOf, type Obj } from '../../../read-json.ts';
import { addRecord } from '../../../recognise/index.ts';
import type { Budget, SourceLimits } from '../../../source.ts';
import { readVpcFlow } from './vpc-flow.ts';

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
    return addRecord(into, value.value, at);
  }
  const flow = readVpcFlow(message);
  if (flow === undefined) into.reject(at(), 'neither JSON nor a VPC Flow Logs record of version 2');
  else if (flow === 'empty') into.skip(at);
  else into.add('aws.vpcflow', flow, at);
}

function addValue(into: Collector, value: unknown, at: string, budget: Budget): void {
  if (isObject(value) && textOf(value, 'messageType') !== undefined && Array.isArray(value['logEvents']))
    return addLogEvents(into, value, value['logEvents'] as unknown[], at, budget);
  if (!Array.isArray(value)) return addRecord(into, value, () => at);
  for (const [i, record] of (value as unknown[]).entries()) {
    if (into.full) return;
    addRecord(into, record, () => `${at}[${i}]`);
  }
}

/** Reads one Firehose record (`{data}`): base64 of, optionally gzip of, CloudTrail JSON, NDJSON or a CloudWatch Logs payload. */
export function addData(into: Collector, record: unknown, at: string, limits: SourceLimits, budget: Budget): void {
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
