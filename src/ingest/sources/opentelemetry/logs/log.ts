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
