import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { toBase64, toHex } from '../../../../kit/bytes.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { definedLog, isShareable, MAX_NESTING, SCOPE_NAME_MAX_CHARS, TOO_MUCH_SHARED, type OtelLog } from './log.ts';

// Field numbers are those of opentelemetry/proto/{collector/logs,logs,common,resource}/v1:
// https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto

/** Handles one field; false leaves it to be skipped. */
type OnField = (field: number, reader: BinaryReader, wire: WireType) => boolean;

/**
 * Attributes and list elements that one record or resource may hold. Two bytes are enough for an empty one, which takes fifty times
 * that once it is a value.
 */
const VALUES_MAX = 50_000;
/** Resources, scopes and records of a request together: ten times what is read of one, empty ones among them. */
const PARTS_MAX = 200_000;
const TOO_MANY_VALUES = new RangeError(`a log record or resource holds more than ${VALUES_MAX} values`);
const TOO_MANY_PARTS = new RangeError(`the request holds more than ${PARTS_MAX} records; send smaller batches`);

/** Reads a message's fields. Throws on anything that is no protobuf. */
function fields(bytes: Uint8Array, on: OnField): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!on(field, reader, wire)) reader.skip(wire, field);
  }
}

/** How many more values may be read. */
interface Room {
  values: number;
}
function take(room: Room): void {
  if (--room.values < 0) throw TOO_MANY_VALUES;
}

const isBytes = (wire: WireType): boolean => wire === WireType.LengthDelimited;

function anyValue(bytes: Uint8Array, room: Room, depth: number): unknown {
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
      fields(reader.bytes(), (f, r, w) => {
        if (f !== 1 || !isBytes(w)) return false;
        take(room);
        list.push(anyValue(r.bytes(), room, depth + 1));
        return true;
      });
      value = list;
    } else if (field === 6 && isBytes(wire)) value = attributes(reader.bytes(), 1, room, depth + 1);
    else if (field === 7 && isBytes(wire)) value = toBase64(reader.bytes());
    else return false;
    return true;
  });
  return value;
}

function pairOf(bytes: Uint8Array, room: Room, depth: number): readonly [string, unknown] {
  take(room);
  let key = '';
  let value: unknown = null;
  fields(bytes, (field, reader, wire) => {
    if (field === 1 && isBytes(wire)) key = reader.string();
    else if (field === 2 && isBytes(wire)) value = anyValue(reader.bytes(), room, depth);
    else return false;
    return true;
  });
  return [key, value];
}

/** `KeyValue`s that stand under a field of a message. */
function attributes(bytes: Uint8Array, of: number, room: Room, depth = 0): Readonly<Record<string, unknown>> {
  const pairs: (readonly [string, unknown])[] = [];
  fields(
    bytes,
    (field, reader, wire) => field === of && isBytes(wire) && pairs.push(pairOf(reader.bytes(), room, depth)) > 0,
  );
  return Object.fromEntries(pairs);
}

const nanos = (value: bigint | string): string | undefined => (String(value) === '0' ? undefined : String(value));

function logOf(bytes: Uint8Array, resource: OtelLog['resource'], scope: OtelLog['scope']): OtelLog {
  const log: { -readonly [K in keyof OtelLog]?: OtelLog[K] | undefined } = { resource, scope };
  const pairs: (readonly [string, unknown])[] = [];
  const room: Room = { values: VALUES_MAX };
  fields(bytes, (field, reader, wire) => {
    if (wire === WireType.Bit64 && field === 1) log.time_unix_nano = nanos(reader.fixed64());
    else if (wire === WireType.Bit64 && field === 11) log.observed_time_unix_nano = nanos(reader.fixed64());
    else if (wire === WireType.Varint && field === 2) log.severity_number = reader.int32();
    else if (!isBytes(wire)) return false;
    else if (field === 3) log.severity_text = reader.string();
    else if (field === 5) log.body = anyValue(reader.bytes(), room, 0);
    else if (field === 6) pairs.push(pairOf(reader.bytes(), room, 0));
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
  return name === undefined || name === '' ? undefined : { name: name.slice(0, SCOPE_NAME_MAX_CHARS).toWellFormed() };
}

/** Whoever has enough stops the walk; it is no fault of the bytes. */
const ENOUGH = Symbol('enough');

/** Gives a message's bytes under a field, in order, with their number. No list of them is made: millions may be empty. */
function each(bytes: Uint8Array, of: number, on: (part: Uint8Array, n: number) => void): void {
  let n = 0;
  fields(bytes, (field, reader, wire) => {
    if (field !== of || !isBytes(wire)) return false;
    if (n >= PARTS_MAX) throw TOO_MANY_PARTS;
    on(reader.bytes(), n++);
    return true;
  });
}

/** A message's bytes under a field that stands once: the last counts, wherever it stands. */
function last(bytes: Uint8Array, of: number): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  each(bytes, of, (part) => {
    found = part;
  });
  return found;
}

/**
 * Walks an `ExportLogsServiceRequest` and gives each log record, or what is wrong with it, with where it stands, until `take` answers
 * false. An error says that the bytes are no such message; it never quotes them.
 */
export function walkProtobuf(
  body: Uint8Array,
  take: (at: string, log: OtelLog | string) => boolean,
): Result<undefined, string> {
  const give = (at: string, log: OtelLog | string): void => {
    if (!take(at, log)) throw ENOUGH;
  };
  let parts = 0;
  const count = (): void => {
    if (++parts > PARTS_MAX) throw TOO_MANY_PARTS;
  };
  try {
    each(body, 1, (resourceLogs, i) => {
      count();
      const about = last(resourceLogs, 1);
      let resource = about === undefined ? undefined : attributes(about, 1, { values: VALUES_MAX });
      if (!isShareable(resource)) {
        give(`resourceLogs[${i}].resource`, TOO_MUCH_SHARED);
        resource = undefined;
      }
      each(resourceLogs, 2, (scopeLogs, j) => {
        count();
        const said = last(scopeLogs, 1);
        const scope = said === undefined ? undefined : scopeOf(said);
        each(scopeLogs, 2, (record, k) => {
          count();
          give(`resourceLogs[${i}].scopeLogs[${j}].logRecords[${k}]`, logOf(record, resource, scope));
        });
      });
    });
    return ok(undefined);
  } catch (cause) {
    if (cause === ENOUGH) return ok(undefined);
    const known = [TOO_MANY_VALUES, TOO_MANY_PARTS].find((one) => one === cause);
    return err(known?.message ?? 'the body is not a protobuf ExportLogsServiceRequest');
  }
}
