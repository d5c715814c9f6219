import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { failure, STATUS_BY_CODE, type Failure, type FailureCode } from '../../../../kit/errors.ts';
import { err, ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import type { Collector } from '../../../collect.ts';
import { mediaTypeOf } from '../../../media.ts';
import { isObject, parseJson, readBoundedText, type Obj } from '../../../read-json.ts';
import { addRecord } from '../../../recognise/index.ts';
import { recordWithin } from '../../../recognise/loose.ts';
import { checkKey } from '../../../secrets.ts';
import type { Reading, RequestFacts, Source } from '../../../source.ts';
import { utf8 } from '../../../../kit/bytes.ts';
import { cefOf } from '../../standard/syslog/message.ts';
import { logsOfJson } from './json.ts';
import { definedLog, isShareable, type OtelLog } from './log.ts';
import { walkProtobuf } from './protobuf.ts';

const MIB = 1024 * 1024;
const PATH = '/v1/logs';
const PROTOBUF = 'application/x-protobuf';

/** Codes of google.rpc.Status: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const RPC_CODE: Readonly<Partial<Record<FailureCode, number>>> = {
  malformed: 3,
  too_large: 3,
  unsupported_media: 3,
  not_found: 5,
  too_fast: 8,
  method_not_allowed: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
};

const isProtobuf = ({ headers }: RequestFacts): boolean =>
  /^application\/(?:x-|vnd\.google\.)?protobuf$/.test(mediaTypeOf(headers));

/** A google.rpc.Status in the encoding of the request (OTLP specification, "OTLP/HTTP Response"). */
function failed(request: RequestFacts, wrong: Failure): Response {
  const code = RPC_CODE[wrong.code] ?? 2;
  const headers: Record<string, string> = {
    'content-type': isProtobuf(request) ? PROTOBUF : 'application/json',
    'cache-control': 'no-store',
  };
  if (wrong.retryAfterSeconds !== undefined) headers['retry-after'] = String(wrong.retryAfterSeconds);
  const body = isProtobuf(request)
    ? new BinaryWriter()
        .tag(1, WireType.Varint)
        .int32(code)
        .tag(2, WireType.LengthDelimited)
        .string(wrong.detail)
        .finish()
    : JSON.stringify({ code, message: wrong.detail });
  return new Response(body, { status: STATUS_BY_CODE[wrong.code], headers });
}

/** An empty ExportLogsServiceResponse. */
const success = (request: RequestFacts): Response =>
  isProtobuf(request)
    ? new Response(new Uint8Array(), { headers: { 'content-type': PROTOBUF } })
    : new Response('{}', { headers: { 'content-type': 'application/json' } });

/**
 * A record that says neither when it happened nor when it was seen was first seen here: logs data model, "Field: ObservedTimestamp",
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-observedtimestamp
 */
function observed(log: OtelLog, received: number): OtelLog {
  if (log.time_unix_nano !== undefined || log.observed_time_unix_nano !== undefined) return log;
  return Number.isFinite(received) ? { ...log, observed_time_unix_nano: `${received}000000` } : log;
}

const LISTS = ['resourceLogs', 'resource_logs'] as const;
const OTHER_LISTS = ['resourceSpans', 'resource_spans', 'resourceMetrics', 'resource_metrics'];
const OTHER_SIGNAL = failure('malformed', 'these are traces or metrics: send logs here, as resourceLogs');

/** A request of another signal, whose exporter was given the address of logs. */
const otherSignal = (value: unknown): Failure | undefined =>
  isObject(value) && OTHER_LISTS.some((name) => Object.hasOwn(value, name)) ? OTHER_SIGNAL : undefined;

/** What a frame is: the logs of a resource, or a whole request in a list of them, as Vector batches them. */
function resourceLogsIn(value: unknown): readonly (readonly [at: string, resourceLogs: unknown])[] {
  const name = isObject(value) ? LISTS.find((list) => Array.isArray(value[list])) : undefined;
  if (name === undefined) return [['', value]];
  return ((value as Record<string, unknown>)[name] as unknown[]).map((one, i) => [`.${name}[${i}]`, one]);
}

/** A log record, or the record of a known format that its body is. */
function addLog(into: Collector, said: OtelLog, at: () => string, { facts, budget }: Reading): void {
  const log = observed(said, Number(facts['received']));
  let { body } = log;
  if (typeof body === 'string' && body.trimStart().startsWith('{')) {
    const read = readBoundedText(utf8(body), budget);
    const value = read.ok ? parseJson(body) : err('too large');
    if (read.ok && value.ok) {
      budget.values -= read.value.values;
      body = value.value;
    }
  }
  const within = isObject(body) ? recordWithin(body, { time: timeOf(log), host: hostOf(log) }, budget) : undefined;
  if (within) return into.add(within.format, within.value, at);
  let about: OtelLog | undefined;
  const wrap = (value: Obj): OtelLog =>
    value === body ? { ...log, body } : { ...(about ??= aboutEach(log)), body: value };
  if (isObject(body)) addRecord(into, body, at, { otherwise: 'otel.log', wrap });
  else into.add(...recordOf(log, body), at);
}

/** What a log says of each of the records that its body holds: a large log is not said again with each of thousands. */
function aboutEach(whole: OtelLog): OtelLog {
  const { body: _body, ...log } = whole;
  if (isShareable(log)) return log;
  const { time_unix_nano, observed_time_unix_nano, severity_number, resource, scope } = log;
  return definedLog({ time_unix_nano, observed_time_unix_nano, severity_number, resource, scope });
}

/** A text that is CEF or LEEF, as collectors read it from devices, is that. */
function recordOf(log: OtelLog, body: unknown): readonly [format: string, value: Record<string, unknown>] {
  const time = timeOf(log);
  const cef = typeof body === 'string' && time !== undefined ? cefOf(body, { time, host: hostOf(log) }) : undefined;
  return cef ? ['syslog.cef', cef] : ['otel.log', log];
}
/** ms */
function timeOf(log: OtelLog): number | undefined {
  const time = Number((log.time_unix_nano ?? log.observed_time_unix_nano ?? '').slice(0, -6));
  return time > 0 ? time : undefined;
}
function hostOf({ resource }: OtelLog): string | undefined {
  const host = resource?.['host.name'];
  return typeof host === 'string' ? host.slice(0, 255).toWellFormed() : undefined;
}

export const logs = {
  id: 'opentelemetry.logs',
  contentTypes: ['application/json', PROTOBUF],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 16 * MIB, records: 20_000, depth: 64 },
  paths: [PATH],
  speaks: (request) => request.path.endsWith(PATH) || isProtobuf(request),
  verify(request, grant) {
    const { headers, now } = request;
    const key = checkKey(tokenOf(headers, 'Bearer') ?? passwordOf(headers), grant);
    return key.ok ? ok({ facts: { received: String(now) } }) : key;
  },
  // A request without telemetry is no error: "the server SHOULD respond with success".
  answer: (request) => (isProtobuf(request) && request.body.byteLength === 0 ? success(request) : undefined),
  framing: ({ contentType }) =>
    contentType === PROTOBUF
      ? {
          as: 'bytes',
          // A message without any field is one of no bytes, also once it is inflated.
          empty: true,
          check(body) {
            const read = walkProtobuf(body, () => true);
            return read.ok ? undefined : failure('malformed', read.error);
          },
        }
      : { as: 'document', lists: LISTS, more: true, check: otherSignal },
  read(into, { value, at }, reading) {
    if (value instanceof Uint8Array) {
      const read = walkProtobuf(value, (place, log) => {
        if (typeof log === 'string') into.reject(place, log);
        else addLog(into, log, () => place, reading);
        return !into.full;
      });
      if (!read.ok) into.reject(at(), read.error);
      return;
    }
    const fault = otherSignal(value);
    if (fault) return into.reject(at(), fault.detail);
    for (const [place, resourceLogs] of resourceLogsIn(value)) {
      if (!isObject(resourceLogs)) into.reject(`${at()}${place}`, 'resource logs are not a JSON object');
      else
        for (const [within, log] of logsOfJson(resourceLogs)) {
          if (into.full) return;
          if (typeof log === 'string') into.reject(`${at()}${place}${within}`, log);
          else addLog(into, log, () => `${at()}${place}${within}`, reading);
        }
    }
  },
  reply: { accepted: success, failed },
} as const satisfies Source;
