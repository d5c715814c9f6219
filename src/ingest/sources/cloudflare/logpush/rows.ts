import type { Collector } from '../../../collect.ts';
import { isObject, type Obj } from '../../../read-json.ts';
import { addRecord, formatOf } from '../../../recognise/index.ts';

/** Formats by the name of the dataset, where a job or the source says it. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['http_requests', 'cloudflare.http'],
  ['gateway_http', 'cloudflare.http'],
  ['firewall_events', 'cloudflare.firewall'],
  ['audit_logs', 'cloudflare.audit'],
  ['audit_logs_v2', 'cloudflare.audit'],
  ['access_requests', 'cloudflare.access'],
  ['gateway_dns', 'cloudflare.dns'],
  ['dns_logs', 'cloudflare.dns'],
  ['gateway_network', 'cloudflare.network'],
  ['network_analytics_logs', 'cloudflare.network'],
  ['zero_trust_network_sessions', 'cloudflare.network'],
  ['magic_ids_detections', 'cloudflare.network'],
]);

/** What other datasets call the time of their records, the likeliest first. */
const TIMES = [
  'Datetime',
  'Timestamp',
  'DetectedTimestamp',
  'EventTimestamp',
  'EventTimestampMs',
  'CreatedAt',
  'AlertTimestamp',
  'SessionStartTime',
  'ConnectTimestamp',
  'Time',
];
/** Seconds, ms and ns since 1970 of times since 2001 are told apart by their length. */
const SECONDS_BELOW = 1e11;
const MS_BELOW = 1e14;

function isoOf(value: unknown): string | undefined {
  const count =
    typeof value === 'number' ? value : typeof value === 'string' && /^[0-9]{9,20}$/.test(value) ? Number(value) : NaN;
  const ms = count < SECONDS_BELOW ? count * 1_000 : count < MS_BELOW ? count : Math.round(count / 1e3) / 1e3;
  if (ms >= 0 && ms < 8e15) return new Date(ms).toISOString();
  return typeof value === 'string' && value.length <= 40 && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** A record of a dataset that has no format of its own here: kept as an event, with its time where events have it. */
function stamped(row: Obj, dataset: string | undefined): Obj {
  if (Object.hasOwn(row, 'time') || Object.hasOwn(row, 'timestamp')) return row;
  const name = TIMES.find((t) => Object.hasOwn(row, t) && isoOf(row[t]) !== undefined);
  const time = name === undefined ? undefined : isoOf(row[name]);
  if (time === undefined) return row;
  return { ...row, time, source: 'cloudflare', ...(dataset === undefined ? {} : { event_type: dataset }) };
}

/** One line of a batch: of the dataset that is said, else of the one whose fields it has. */
export function addRow(into: Collector, value: unknown, at: () => string, dataset: string | undefined): void {
  if (!isObject(value)) return into.reject(at(), 'a record is not a JSON object');
  const format = dataset === undefined ? undefined : FORMATS.get(dataset);
  if (format !== undefined) return into.add(format, value, at);
  const known = formatOf(value) === undefined ? stamped(value, dataset) : value;
  addRecord(into, known, at, { otherwise: 'vedette.event' });
}
