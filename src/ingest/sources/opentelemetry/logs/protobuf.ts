import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { toBase64, toHex } from '../../../../kit/bytes.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { definedLog, MAX_NESTING, type OtelLog } from './log.ts';

// Field numbers are those of opentelemetry/proto/{collector/logs,logs,common,resource}/v1:
// https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto

/** Handles one field; false leaves it to be skipped. */
type OnField = (field: number, reader: BinaryReader, wire: WireType) => boolean;

/** Reads a message's fields. Throws on anything that is no protobuf. */
function fields(bytes: Uint8Array, on: OnField): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!on(field, reader, wire)) reader.skip(wire, field);
  }
}

const isBytes = (wire: WireType): boolean => wire === WireType.LengthDelimited;

function anyValue(bytes: Uint8Array, depth: number): unknown {
  let value: unknown = null;
  if (depth > MAX_NESTING) throw new RangeError('values nest too deep');
  fields(bytes, (field, reader, wire) => {
    if (field === 1 && isBytes(wire)) value = reader.string();
    else if (field === 2 && wire === WireType.Varint) value = reader.bool();
    else if (field === 3 && wire === WireType.Varint) {
      const int = reader.int64();
      value = Number.isSafeInteger(Number(int)) ? Number(int) : String(int);
    } else if (field === 4 && wire === WireType.Bit64) {
      const double = reader.double();
      value = Number.isFinite(double) ? double : String(double);
    } else if (field === 5 && isBytes(wire)) {
      const list: unknown[] = [];
      fields(reader.bytes(), (f, r, w) => f === 1 && isBytes(w) && list.push(anyValue(r.bytes(), depth + 1)) > 0);
      value = list;
    } else if (field === 6 && isBytes(wire)) value = attributes(reader.bytes(), 1, depth + 1);
    else if (field === 7 && isBytes(wire)) value = toBase64(reader.bytes());
    else return false;
    return true;
  });
  return value;
}

function pairOf(bytes: Uint8Array, depth: number): readonly [string, unknown] {
  let key = '';
  let value: unknown = null;
  fields(bytes, (field, reader, wire) => {
    if (field === 1 && isBytes(wire)) key = reader.string();
    else if (field === 2 && isBytes(wire)) value = anyValue(reader.bytes(), depth);
    else return false;
    return true;
  });
  return [key, value];
}

/** `KeyValue`s that stand under a field of a message. */
function attributes(bytes: Uint8Array, of: number, depth = 0): Readonly<Record<string, unknown>> {
  const pairs: (readonly [string, unknown])[] = [];
  fields(
    bytes,
    (field, reader, wire) => field === of && isBytes(wire) && pairs.push(pairOf(reader.bytes(), depth)) > 0,
  );
  return Object.fromEntries(pairs);
}

const nanos = (value: bigint | string): string | undefined => (String(value) === '0' ? undefined : String(value));

function logOf(bytes: Uint8Array, resource: OtelLog['resource'], scope: OtelLog['scope']): OtelLog {
  const log: { -readonly [K in keyof OtelLog]?: OtelLog[K] | undefined } = { resource, scope };
  const pairs: (readonly [string, unknown])[] = [];
  fields(bytes, (field, reader, wire) => {
    if (wire === WireType.Bit64 && field === 1) log.time_unix_nano = nanos(reader.fixed64());
    else if (wire === WireType.Bit64 && field === 11) log.observed_time_unix_nano = nanos(reader.fixed64());
    else if (wire === WireType.Varint && field === 2) log.severity_number = reader.int32();
    else if (!isBytes(wire)) return false;
    else if (field === 3) log.severity_text = reader.string();
    else if (field === 5) log.body = anyValue(reader.bytes(), 0);
    else if (field === 6) pairs.push(pairOf(reader.bytes(), 0));
    else if (field === 9) log.trace_id = toHex(reader.bytes()) || undefined;
    else if (field === 10) log.span_id = toHex(reader.bytes()) || undefined;
    else if (field === 12) log.event_name = reader.string() || undefined;
    else return false;
    return true;
  });
  return definedLog({ ...log, attributes: Object.fromEntries(pairs) });
}

function scopeOf(bytes: Uint8Array): OtelLog['scope'] {
  let name: string | undefined;
  fields(bytes, (field, reader, wire) => field === 1 && isBytes(wire) && (name = reader.string()) !== undefined);
  return name === undefined || name === '' ? undefined : { name };
}

/** A message's bytes under a field, in order, and those of another field that may stand once. */
function parts(bytes: Uint8Array, many: number, once?: number): { list: Uint8Array[]; one: Uint8Array | undefined } {
  const list: Uint8Array[] = [];
  let one: Uint8Array | undefined;
  fields(bytes, (field, reader, wire) => {
    if (!isBytes(wire)) return false;
    if (field === many) list.push(reader.bytes());
    else if (field === once) one = reader.bytes();
    else return false;
    return true;
  });
  return { list, one };
}

/**
 * Walks an `ExportLogsServiceRequest` and gives each log record with where it stands, until `take` answers false. An error
 * says that the bytes are no such message; it never quotes them.
 */
export function walkProtobuf(body: Uint8Array, take: (at: string, log: OtelLog) => boolean): Result<undefined, string> {
  try {
    for (const [i, resourceLogs] of parts(body, 1).list.entries()) {
      const { list, one } = parts(resourceLogs, 2, 1);
      const resource = one === undefined ? undefined : attributes(one, 1);
      for (const [j, scopeLogs] of list.entries()) {
        const { list: records, one: said } = parts(scopeLogs, 2, 1);
        const scope = said === undefined ? undefined : scopeOf(said);
        for (const [k, record] of records.entries())
          if (!take(`resourceLogs[${i}].scopeLogs[${j}].logRecords[${k}]`, logOf(record, resource, scope)))
            return ok(undefined);
      }
    }
    return ok(undefined);
  } catch {
    return err('not a protobuf ExportLogsServiceRequest');
  }
}
