import type { Collector } from '../../../collect.ts';
import { isObject, type Obj } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import { timed } from '../../../recognise/loose.ts';
import { OF_PROGRAMS } from '../../../recognise/of-programs.ts';
import { addMessage } from './message.ts';
import { isoTime, type Clock } from './times.ts';

/**
 * What log shippers call the parts of a line that they have read, in the order in which they are looked for: Vector's `syslog` source,
 * Fluent Bit's and Logstash's inputs, rsyslog's StdJSONFmt and templates, syslog-ng's format-json, NXLog's to_json, journald's export.
 */
const NAMES = {
  message: ['message', 'msg', 'MESSAGE', 'Message', 'log', 'rawmsg', 'raw_message', 'line'],
  host: ['host', 'hostname', 'HOST', 'HOSTNAME', 'Hostname', '_HOSTNAME', 'fromhost', 'computer'],
  app: ['appname', 'app_name', 'app', 'ident', 'programname', 'program', 'PROGRAM', 'SYSLOG_IDENTIFIER', 'SourceName'],
  pid: ['procid', 'proc_id', 'pid', 'PID', '_PID', 'SYSLOG_PID', 'ProcessID'],
  messageId: ['msgid', 'msg_id', 'MSGID', 'MessageID'],
  severity: [
    'severity',
    'syslogseverity',
    'SyslogSeverityValue',
    'SyslogSeverity',
    'PRIORITY',
    'LEVEL',
    'level',
    'priority',
  ],
  facility: ['facility', 'syslogfacility', 'SyslogFacilityValue', 'SyslogFacility', 'FACILITY', 'SYSLOG_FACILITY'],
  priority: ['pri', 'PRI'],
  time: [
    'timestamp',
    '@timestamp',
    'time',
    'timereported',
    'ISODATE',
    'EventTime',
    'date',
    'DATE',
    '__REALTIME_TIMESTAMP',
    'ts',
    'timegenerated',
  ],
} as const;
const KNOWN: ReadonlySet<string> = new Set(Object.values(NAMES).flat());

const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const OTHER_SEVERITIES: Readonly<Record<string, number>> = {
  emergency: 0,
  panic: 0,
  critical: 2,
  error: 3,
  warn: 4,
  informational: 6,
};
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

/** The first of some names whose value is a text that says something, or a number. */
function partOf(value: Obj, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (typeof found === 'number' && Number.isFinite(found)) return String(found);
    if (typeof found === 'string' && found !== '' && found !== '-') return found;
  }
  return undefined;
}

const messageOf = (value: Obj): string | undefined => partOf(value, NAMES.message);
/** Whether an object is a line that a shipper has read. */
export const hasMessage = (value: Obj): boolean => messageOf(value) !== undefined;

/** A host, also as ECS has it: `{"host": {"name": …}}`. */
function hostOf(value: Obj): string | undefined {
  const host = Object.hasOwn(value, 'host') ? value['host'] : undefined;
  return isObject(host) ? partOf(host, ['hostname', 'name']) : partOf(value, NAMES.host);
}

const within = (value: Obj, ...path: readonly string[]): Obj => {
  let found: Obj = value;
  for (const name of path) {
    const next = Object.hasOwn(found, name) ? found[name] : undefined;
    if (!isObject(next)) return {};
    found = next;
  }
  return found;
};

/** The same parts as Logstash has them by now: https://www.elastic.co/docs/reference/ecs/ecs-log */
function ecsOf(value: Obj) {
  const syslog = within(value, 'log', 'syslog');
  return {
    facility: levelOf(within(syslog, 'facility'), ['code', 'name'], FACILITIES, {}),
    severity: levelOf(within(syslog, 'severity'), ['code', 'name'], SEVERITIES, OTHER_SEVERITIES),
    app: partOf(within(value, 'process'), ['name']) ?? partOf(syslog, ['appname']),
    pid: partOf(within(value, 'process'), ['pid']) ?? partOf(syslog, ['procid']),
  };
}

/** A number of syslog's, or the one that its name stands for. */
function levelOf(
  value: Obj,
  names: readonly string[],
  words: readonly string[],
  others: Readonly<Record<string, number>>,
) {
  const said = partOf(value, names)?.toLowerCase();
  if (said === undefined) return undefined;
  const level = /^[0-9]{1,2}$/.test(said) ? Number(said) : words.indexOf(said);
  if (level >= 0 && level < words.length) return level;
  return Object.hasOwn(others, said) ? others[said] : undefined;
}

/** ms of what a shipper says: RFC 3339, also with a space, or an epoch time in s, ms, µs or ns. Old dates are left to the line. */
function timeOf(value: Obj, { offsetMs }: Clock): number | undefined {
  for (const name of NAMES.time) {
    const said = partOf(value, [name]);
    if (said === undefined || said.length > 48) continue;
    if (/^[0-9]{10}(?:\.[0-9]{1,9})?$/.test(said)) return Math.floor(Number(said) * 1_000);
    if (/^(?:[0-9]{13}|[0-9]{16}|[0-9]{19})$/.test(said)) return Number(said.slice(0, 13));
    const iso = isoTime(said.replace(/^([0-9-]{10}) /, '$1T'), offsetMs);
    if (iso !== undefined) return iso;
  }
  return undefined;
}

/** Structured data where it is what RFC 5424 has: texts within elements. Vector puts the elements beside all else. */
const isElement = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((v) => typeof v === 'string');

/**
 * A line that a shipper has read already and sends as JSON. What stands in it by a name of its own stays beside the message, in
 * `fields`; an object without a message is a record of its own.
 */
export function addObject(into: Collector, value: Obj, at: () => string, clock: Clock): void {
  const format = formatOf(value);
  if (format !== undefined && OF_PROGRAMS.includes(format)) return into.add(format, value, at);
  const message = messageOf(value);
  if (message === undefined) return into.add('vedette.event', timed(value, clock.receivedAt), at);
  const pri = Number(partOf(value, NAMES.priority) ?? Number.NaN);
  const isPriority = Number.isInteger(pri) && pri >= 0 && pri <= 191;
  const isPart = (name: string, part: unknown): boolean =>
    KNOWN.has(name) && (typeof part !== 'object' || part === null);
  const rest = Object.entries(value).filter(([name, part]) => !isPart(name, part));
  const isData = (name: string, part: unknown): boolean => !KNOWN.has(name) && isElement(part);
  const data = rest.filter(([name, part]) => isData(name, part));
  const fields = rest.filter(([name, part]) => !isData(name, part));
  const ecs = ecsOf(value);
  const said = {
    facility: isPriority ? pri >> 3 : (levelOf(value, NAMES.facility, FACILITIES, {}) ?? ecs.facility),
    severity: isPriority ? pri & 7 : (levelOf(value, NAMES.severity, SEVERITIES, OTHER_SEVERITIES) ?? ecs.severity),
    time: timeOf(value, clock),
    host: hostOf(value)?.slice(0, 255),
    app: (partOf(value, NAMES.app) ?? ecs.app)?.slice(0, 128),
    pid: (partOf(value, NAMES.pid) ?? ecs.pid)?.slice(0, 128),
    messageId: partOf(value, NAMES.messageId)?.slice(0, 128),
    data: data.length === 0 ? undefined : Object.fromEntries(data),
    fields: fields.length === 0 ? undefined : Object.fromEntries(fields),
  };
  addMessage(into, message, at, clock, Object.fromEntries(Object.entries(said).filter(([, v]) => v !== undefined)));
}
