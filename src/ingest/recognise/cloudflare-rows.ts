import { digestOf } from '../../kit/crypto.ts';
import { textOf, type Obj } from '../read-json.ts';

/**
 * Rows of Logpush's datasets that have no format of their own here: kept as events, with their time, who it was and from where under
 * the names by which an event says so, and with an id that is the same by every road.
 */

/** Each by fields that no other dataset has together: https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/ */
const DATASETS: readonly (readonly [dataset: string, fields: readonly string[]])[] = [
  ['spectrum_events', ['Application', 'Event', 'ClientIP']],
  ['nel_reports', ['Phase', 'Type', 'LastKnownGoodColoCode']],
  ['casb_findings', ['FindingTypeDisplayName', 'AssetDisplayName']],
  ['dlp_forensic_copies', ['ForensicCopyID']],
  ['device_posture_results', ['PostureCheckName', 'PostureEvaluatedResult']],
  ['workers_trace_events', ['ScriptName', 'EventTimestampMs']],
  ['page_shield_events', ['CSPDirective', 'PageURL']],
  ['sinkhole_http_logs', ['SinkholeID', 'SrcAddr']],
  ['email_security_alerts', ['AlertID', 'FinalDisposition']],
  ['biso_user_actions', ['UserEmail', 'Decision', 'DomainName']],
  ['ssh_logs', ['ProgramType', 'ClientAddress']],
  ['warp_toggle_changes', ['Toggle', 'DeviceID']],
];
const datasetOf = (row: Obj): string | undefined =>
  DATASETS.find(([, fields]) => fields.every((name) => Object.hasOwn(row, name)))?.[0];

/** What datasets call the time of their rows, the likeliest first. */
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
  'TimestampStart',
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

/** ISO 8601, or as the row has it; undefined if it has no time under any of the names. */
export function timeOfRow(row: Obj): string | undefined {
  const name = TIMES.find((t) => Object.hasOwn(row, t) && isoOf(row[t]) !== undefined);
  return name === undefined ? undefined : isoOf(row[name]);
}

const first = (row: Obj, ...names: readonly string[]): string | undefined => {
  const name = names.find((n) => (textOf(row, n) ?? '') !== '');
  return name === undefined ? undefined : textOf(row, name);
};

export const isOtherRow = (row: Obj): boolean => datasetOf(row) !== undefined && timeOfRow(row) !== undefined;

export function ofOtherRow(row: Obj): Obj {
  const fields = {
    time: timeOfRow(row),
    event_id: first(row, 'AlertID', 'ForensicCopyID') ?? digestOf(row).slice(0, 40),
    event_type: datasetOf(row),
    source: 'cloudflare',
    user: first(row, 'Email', 'UserEmail')?.toLowerCase(),
    source_ip: first(row, 'ClientIP', 'SrcAddr', 'ClientAddress', 'SMTPHeloServerIP'),
    account: textOf(row, 'AccountID'),
  };
  return { ...row, ...Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)) };
}
