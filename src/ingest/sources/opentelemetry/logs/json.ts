import { isObject, textOf, type Obj } from '../../../read-json.ts';
import { definedLog, isShareable, MAX_NESTING, SCOPE_NAME_MAX_CHARS, TOO_MUCH_SHARED, type OtelLog } from './log.ts';

const listOf = (from: unknown, ...names: readonly string[]): readonly unknown[] => {
  if (!isObject(from)) return [];
  for (const name of names) {
    const found = Object.hasOwn(from, name) ? from[name] : undefined;
    if (Array.isArray(found)) return found as unknown[];
  }
  return [];
};
const ownOf = (from: Obj, name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined);

/** `AnyValue` as plain JSON. 64-bit integers come as texts, as the protocol has them, and stay texts where a double would lose digits. */
function valueOf(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > MAX_NESTING) return null;
  if ('stringValue' in value) return textOf(value, 'stringValue') ?? null;
  if ('boolValue' in value) return value['boolValue'] === true;
  if ('intValue' in value) {
    const int = value['intValue'];
    const number = typeof int === 'string' ? Number(int) : int;
    return Number.isSafeInteger(number) ? number : String(int);
  }
  if ('doubleValue' in value) return value['doubleValue'];
  if ('bytesValue' in value) return textOf(value, 'bytesValue') ?? null;
  if ('arrayValue' in value) return listOf(value['arrayValue'], 'values').map((v) => valueOf(v, depth + 1));
  if ('kvlistValue' in value) return attributesOf(listOf(value['kvlistValue'], 'values'), depth + 1);
  return null;
}

function attributesOf(list: readonly unknown[], depth = 0): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    list.flatMap((pair) => {
      const key = isObject(pair) ? textOf(pair, 'key') : undefined;
      return key === undefined ? [] : [[key, valueOf((pair as Obj)['value'], depth)]];
    }),
  );
}

/** Decimal nanoseconds; 0 means that the sender does not know. */
function nanosOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^[1-9][0-9]{0,19}$/.test(text) ? text : undefined;
}

function logOf(record: Obj, resource: OtelLog['resource'], scope: OtelLog['scope']): OtelLog {
  const number = ownOf(record, 'severityNumber');
  return definedLog({
    time_unix_nano: nanosOf(ownOf(record, 'timeUnixNano')),
    observed_time_unix_nano: nanosOf(ownOf(record, 'observedTimeUnixNano')),
    severity_number: typeof number === 'number' && Number.isInteger(number) ? number : undefined,
    severity_text: textOf(record, 'severityText'),
    event_name: textOf(record, 'eventName'),
    body: 'body' in record ? valueOf(record['body'], 0) : undefined,
    attributes: attributesOf(listOf(record, 'attributes')),
    resource,
    scope,
    trace_id: textOf(record, 'traceId') || undefined,
    span_id: textOf(record, 'spanId') || undefined,
  });
}

/** The log records of one `ResourceLogs` in OTLP's JSON, with where they stand below it. A text says what is wrong with one. */
export function* logsOfJson(resourceLogs: Obj): Generator<readonly [at: string, log: OtelLog | string]> {
  const about = ownOf(resourceLogs, 'resource');
  let resource: OtelLog['resource'] = attributesOf(listOf(about, 'attributes'));
  if (!isShareable(resource)) {
    yield ['.resource', TOO_MUCH_SHARED];
    resource = undefined;
  }
  for (const [i, scopeLogs] of listOf(resourceLogs, 'scopeLogs', 'scope_logs').entries()) {
    const said = isObject(scopeLogs) ? ownOf(scopeLogs, 'scope') : undefined;
    const name = isObject(said) ? textOf(said, 'name') : undefined;
    const scope = name === undefined ? undefined : { name: name.slice(0, SCOPE_NAME_MAX_CHARS) };
    for (const [j, record] of listOf(scopeLogs, 'logRecords', 'log_records').entries()) {
      const at = `.scopeLogs[${i}].logRecords[${j}]`;
      yield [at, isObject(record) ? logOf(record, resource, scope) : 'a log record is not a JSON object'];
    }
  }
}
