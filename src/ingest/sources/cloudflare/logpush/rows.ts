import type { Collector } from '../../../collect.ts';
import { isObject, type Obj } from '../../../read-json.ts';
import { isOtherRow, ofOtherRow, timeOfRow } from '../../../recognise/cloudflare-rows.ts';
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
  ['dns_firewall_logs', 'cloudflare.dns'],
  ['gateway_network', 'cloudflare.network'],
  ['network_analytics_logs', 'cloudflare.network'],
  ['zero_trust_network_sessions', 'cloudflare.network'],
  ['magic_ids_detections', 'cloudflare.network'],
]);

/** A record of a dataset that has no format of its own here: kept as an event, with its time where events have it. */
function stamped(row: Obj, dataset: string | undefined): Obj {
  if (Object.hasOwn(row, 'time') || Object.hasOwn(row, 'timestamp')) return row;
  const time = timeOfRow(row);
  if (time === undefined) return row;
  return { ...row, time, source: 'cloudflare', ...(dataset === undefined ? {} : { event_type: dataset }) };
}

/** One line of a batch: of the dataset that is said, else of the one whose fields it has. */
export function addRow(into: Collector, value: unknown, at: () => string, dataset: string | undefined): void {
  if (!isObject(value)) return into.reject(at(), 'a record is not a JSON object');
  const format = dataset === undefined ? undefined : FORMATS.get(dataset);
  if (format !== undefined) return into.add(format, value, at);
  const known = formatOf(value) !== undefined;
  if (!known && isOtherRow(value)) return into.add('vedette.event', ofOtherRow(value), at);
  addRecord(into, known ? value : stamped(value, dataset), at, { otherwise: 'vedette.event' });
}
