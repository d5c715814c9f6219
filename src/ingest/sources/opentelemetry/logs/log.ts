import { utf8 } from '../../../../kit/bytes.ts';
import { shapeOf } from '../../../scan.ts';

/** A log record with its resource and scope, the same whether it came as JSON or as protobuf. Format `otel.log`. */
export interface OtelLog extends Record<string, unknown> {
  /** Decimal nanoseconds since the epoch; absent if 0. */
  readonly time_unix_nano?: string;
  readonly observed_time_unix_nano?: string;
  readonly severity_number?: number;
  readonly severity_text?: string;
  readonly event_name?: string;
  readonly body?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly scope?: { readonly name?: string; readonly version?: string };
  /** Hex */
  readonly trace_id?: string;
  readonly span_id?: string;
}

/** Values within values: an attribute that nests deeper says nothing that anybody reads. */
export const MAX_NESTING = 32;

export const definedLog = (log: { [K in keyof OtelLog]: OtelLog[K] | undefined }): OtelLog =>
  Object.fromEntries(Object.entries(log).filter(([, v]) => v !== undefined));

/**
 * What a resource may hold, in characters and values of its JSON. It stands in every record below it, and each is read, hashed and
 * matched by itself: without a bound a body of a few MiB would be work for hours.
 */
const SHARED_MAX_CHARS = 16_384;
const SHARED_MAX_VALUES = 256;
/** The same for a scope's name. */
export const SCOPE_NAME_MAX_CHARS = 512;
export const TOO_MUCH_SHARED = `the resource holds more than ${SHARED_MAX_CHARS} characters or ${SHARED_MAX_VALUES} values; its records are kept without it`;

/** Whether a resource is small enough to stand in each of its records. */
export function isShareable(resource: OtelLog['resource']): boolean {
  if (resource === undefined) return true;
  const text = JSON.stringify(resource);
  return (
    text.length <= SHARED_MAX_CHARS &&
    typeof shapeOf(utf8(text), { depth: 2 * MAX_NESTING + 2, values: SHARED_MAX_VALUES }) === 'number'
  );
}
