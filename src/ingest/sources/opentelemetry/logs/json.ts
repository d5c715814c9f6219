import { isObject, type Obj } from '../../../read-json.ts';
import { definedLog, isShareable, MAX_NESTING, SCOPE_NAME_MAX_CHARS, TOO_MUCH_SHARED, type OtelLog } from './log.ts';

/**
 * A field of a message. OTLP writes names in lowerCamelCase; senders that build the JSON themselves also take those of the .proto
 * file, as protobuf's own JSON mapping lets them: https://protobuf.dev/programming-guides/json/
 */
function fieldOf(from: unknown, name: string): unknown {
  if (!isObject(from)) return undefined;
  if (Object.hasOwn(from, name)) return from[name] ?? undefined;
  const original = ORIGINAL[name];
  return original !== undefined && Object.hasOwn(from, original) ? (from[original] ?? undefined) : undefined;
}
const CAMEL =
  'stringValue boolValue intValue doubleValue bytesValue arrayValue kvlistValue scopeLogs logRecords timeUnixNano ' +
  'observedTimeUnixNano severityNumber severityText eventName traceId spanId';
const ORIGINAL: Readonly<Record<string, string>> = Object.fromEntries(
  CAMEL.split(' ').map((name) => [name, name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)]),
);

function listOf(from: unknown, name: string): readonly unknown[] {
  const found = fieldOf(from, name);
  return Array.isArray(found) ? (found as unknown[]) : [];
}
function stringOf(from: unknown, name: string): string | undefined {
  const found = fieldOf(from, name);
  return typeof found === 'string' ? found : undefined;
}

/** `AnyValue` as plain JSON. 64-bit integers come as texts, as the protocol has them, and stay texts where a double would lose digits. */
function valueOf(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > MAX_NESTING) return null;
  const text = fieldOf(value, 'stringValue') ?? fieldOf(value, 'bytesValue');
  if (typeof text === 'string') return text;
  const bool = fieldOf(value, 'boolValue');
  if (bool !== undefined) return bool === true;
  const int = fieldOf(value, 'intValue');
  if (typeof int === 'string' || typeof int === 'number') {
    const number = Number(int);
    return Number.isSafeInteger(number) ? number : String(int);
  }
  const double = fieldOf(value, 'doubleValue');
  if (double !== undefined) return double;
  const list = fieldOf(value, 'arrayValue');
  if (list !== undefined) return listOf(list, 'values').map((v) => valueOf(v, depth + 1));
  const pairs = fieldOf(value, 'kvlistValue');
  return pairs === undefined ? null : attributesOf(listOf(pairs, 'values'), depth + 1);
}

function attributesOf(list: readonly unknown[], depth = 0): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    list.flatMap((pair) => {
      const key = stringOf(pair, 'key');
      return key === undefined ? [] : [[key, valueOf((pair as Obj)['value'], depth)]];
    }),
  );
}

/** Decimal nanoseconds; 0 means that the sender does not know. */
function nanosOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^[1-9][0-9]{0,19}$/.test(text) ? text : undefined;
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** 1 to 24; OTLP has enumerations as numbers alone, protobuf's own mapping also as `SEVERITY_NUMBER_INFO2`. */
function severityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 32) return undefined;
  if (/^[0-9]{1,2}$/.test(value)) return Number(value);
  const [, name = '', nth = '1'] = /^(?:SEVERITY_NUMBER_)?([A-Z]+)([1-4])?$/.exec(value) ?? [];
  const at = SEVERITIES.indexOf(name);
  return at === -1 ? undefined : at * 4 + Number(nth);
}

/** What was logged; senders that write the JSON by hand leave out that it is an `AnyValue`. */
function bodyOf(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'number' ? value : valueOf(value, 0);
}

function logOf(record: Obj, resource: OtelLog['resource'], scope: OtelLog['scope']): OtelLog {
  const body = fieldOf(record, 'body');
  return definedLog({
    time_unix_nano: nanosOf(fieldOf(record, 'timeUnixNano')),
    observed_time_unix_nano: nanosOf(fieldOf(record, 'observedTimeUnixNano')),
    severity_number: severityOf(fieldOf(record, 'severityNumber')),
    severity_text: stringOf(record, 'severityText'),
    event_name: stringOf(record, 'eventName'),
    body: body === undefined ? undefined : bodyOf(body),
    attributes: attributesOf(listOf(record, 'attributes')),
    resource,
    scope,
    // Hex in OTLP's JSON, in whatever case.
    trace_id: stringOf(record, 'traceId')?.toLowerCase() || undefined,
    span_id: stringOf(record, 'spanId')?.toLowerCase() || undefined,
  });
}

/** The log records of one `ResourceLogs` in OTLP's JSON, with where they stand below it. A text says what is wrong with one. */
export function* logsOfJson(resourceLogs: Obj): Generator<readonly [at: string, log: OtelLog | string]> {
  const about = fieldOf(resourceLogs, 'resource');
  let resource: OtelLog['resource'] = attributesOf(listOf(about, 'attributes'));
  if (!isShareable(resource)) {
    yield ['.resource', TOO_MUCH_SHARED];
    resource = undefined;
  }
  for (const [i, scopeLogs] of listOf(resourceLogs, 'scopeLogs').entries()) {
    const name = stringOf(fieldOf(scopeLogs, 'scope'), 'name');
    const scope = name === undefined ? undefined : { name: name.slice(0, SCOPE_NAME_MAX_CHARS).toWellFormed() };
    for (const [j, record] of listOf(scopeLogs, 'logRecords').entries()) {
      const at = `.scopeLogs[${i}].logRecords[${j}]`;
      yield [at, isObject(record) ? logOf(record, resource, scope) : 'a log record is not a JSON object'];
    }
  }
}
