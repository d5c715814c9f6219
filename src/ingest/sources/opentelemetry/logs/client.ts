import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

type Any = Readonly<Record<string, unknown>>;

/** A plain value as OTLP's `AnyValue` in JSON. */
function anyValue(value: unknown): Any {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: pairs((value ?? {}) as Any) } };
}
const pairs = (from: Any): readonly Any[] =>
  Object.entries(from).map(([key, value]) => ({ key, value: anyValue(value) }));

const isLog = (record: Any): boolean => 'timeUnixNano' in record && 'body' in record;

/** Log records of one resource in OTLP's JSON; what is none becomes the body of one. */
export const client = {
  id: 'opentelemetry.logs',
  gzip: true,
  wrap: ({ records, now }) => ({
    path: '/v1/logs',
    body: utf8(
      JSON.stringify({
        resourceLogs: [
          {
            resource: { attributes: pairs({ 'service.name': 'checkout', 'host.name': 'app-2' }) },
            scopeLogs: [
              {
                scope: { name: 'audit' },
                logRecords: (records as readonly Any[]).map((r) =>
                  isLog(r) ? r : { timeUnixNano: `${now}000000`, body: anyValue(r) },
                ),
              },
            ],
          },
        ],
      }),
    ),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    {
      timeUnixNano: `${now}000000`,
      observedTimeUnixNano: `${now}100000`,
      severityNumber: 13,
      severityText: 'WARN',
      eventName: 'login.failed',
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: 'eee19b7ec3c1b174',
      body: { stringValue: 'password refused' },
      attributes: pairs({ 'user.name': 'mara@example.com', 'client.address': '198.51.100.7', attempts: 3 }),
    },
  ],
} as const satisfies SourceClient;
