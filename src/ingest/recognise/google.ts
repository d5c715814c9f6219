import { sha256Hex } from '../../kit/crypto.ts';
import { isObject, textOf, type Obj } from '../read-json.ts';
import { isDetection, ofDetection } from './google-detections.ts';
import { isAssetChange, isIncident, ofAssetChange, ofIncident } from './google-notices.ts';
import type { Envelope, Opened, Recogniser } from './recogniser.ts';

const AUDIT_LOG = 'type.googleapis.com/google.cloud.audit.AuditLog';

const objectOf = (value: Obj, key: string): Obj | undefined => {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(found) ? found : undefined;
};

/** A `LogEntry` whose payload is an `AuditLog`; copies through Eventarc leave its `@type` out. */
function isAudit(v: Obj): boolean {
  const payload = objectOf(v, 'protoPayload');
  if (payload === undefined) return false;
  const type = textOf(payload, '@type');
  if (type !== undefined) return type === AUDIT_LOG;
  return (
    textOf(v, 'logName') !== undefined &&
    textOf(payload, 'methodName') !== undefined &&
    textOf(payload, 'serviceName') !== undefined
  );
}

/** Google's services write logs under names of theirs; what a container prints as JSON lies in `stdout`, whatever it looks like. */
const isOfService = (v: Obj): boolean => textOf(v, 'logName')?.includes('.googleapis.com') === true;

/** VPC Flow Logs have a reporter, firewall rule logs a disposition; both have a connection. */
function isConnection(v: Obj, by: 'reporter' | 'disposition'): boolean {
  const payload = objectOf(v, 'jsonPayload');
  const connection = payload && objectOf(payload, 'connection');
  if (payload === undefined || connection === undefined || !isOfService(v)) return false;
  return textOf(payload, by) !== undefined && textOf(connection, 'src_ip') !== undefined;
}

/** What Cloud IDS and Cloud NGFW found in traffic; both log their traffic too, which has no threat. */
function isThreat(v: Obj): boolean {
  const payload = objectOf(v, 'jsonPayload');
  if (payload === undefined || !isOfService(v)) return false;
  return (
    ['alert_severity', 'source_ip_address'].every((k) => textOf(payload, k) !== undefined) ||
    (objectOf(payload, 'threatDetails') !== undefined && objectOf(payload, 'connection') !== undefined)
  );
}

/** Queries that Cloud DNS answered. */
function isQuery(v: Obj): boolean {
  const payload = objectOf(v, 'jsonPayload');
  return (
    payload !== undefined && isOfService(v) && ['queryName', 'queryType'].every((k) => textOf(payload, k) !== undefined)
  );
}

/** Load balancers, Cloud Run and others write requests in the same field. */
function isRequest(v: Obj): boolean {
  const request = objectOf(v, 'httpRequest');
  return (
    request !== undefined &&
    textOf(v, 'logName') !== undefined &&
    (textOf(request, 'requestMethod') ?? textOf(request, 'requestUrl')) !== undefined
  );
}

/** A Security Command Center notification, with or without the name of the configuration that sends it. */
function isFinding(v: Obj): boolean {
  const finding = objectOf(v, 'finding');
  return (
    finding !== undefined &&
    textOf(finding, 'name')?.includes('/findings/') === true &&
    textOf(finding, 'category') !== undefined &&
    textOf(finding, 'parent') !== undefined
  );
}

/** `LogEntry` (Cloud Logging, REST reference) and `NotificationMessage` (Security Command Center, REST reference). */
export const google: readonly Recogniser[] = [
  { format: 'gcp.audit', is: isAudit },
  { format: 'gcp.vpcflow', is: (v) => isConnection(v, 'reporter') },
  { format: 'gcp.firewall', is: (v) => isConnection(v, 'disposition') },
  { format: 'gcp.dns', is: isQuery },
  { format: 'gcp.threat', is: isThreat },
  { format: 'gcp.http', is: isRequest },
  { format: 'gcp.scc', is: isFinding },
];

const PAYLOADS = ['textPayload', 'jsonPayload', 'protoPayload'];
/** `projects/shop/logs/stderr`; the other parents are no project. */
const OF_PROJECT = /^projects\/([^/]{1,64})\/logs\//;

/** A `LogEntry` of whatever product: a name of its log, and a payload. */
const isEntry = (v: Obj): boolean =>
  textOf(v, 'logName')?.includes('/logs/') === true &&
  objectOf(v, 'resource') !== undefined &&
  PAYLOADS.some((name) => Object.hasOwn(v, name));

/** Cloud Logging takes entries of the same log, time and insert id for one: the id of an event says the same, by whichever road it came. */
function ofEntry(v: Obj): Obj {
  const log = textOf(v, 'logName') ?? '';
  const id = textOf(v, 'insertId');
  const time = textOf(v, 'timestamp') ?? textOf(v, 'receiveTimestamp');
  const project = OF_PROJECT.exec(log)?.[1];
  return {
    ...v,
    ...(time === undefined ? {} : { time }),
    ...(id === undefined ? {} : { event_id: sha256Hex(JSON.stringify([log, time ?? '', id])).slice(0, 40) }),
    ...(project === undefined || /^[0-9]+$/.test(project) ? {} : { account: project }),
    event_type: log.slice(log.lastIndexOf('/') + 1).slice(0, 200),
    source: 'cloud-logging',
  };
}

/** What several of come in one object: pages of `entries.list` and of `findings.list`. */
const PAGES: readonly (readonly [name: string, is: (first: Obj) => boolean])[] = [
  ['entries', (first) => textOf(first, 'logName') !== undefined],
  ['listFindingsResults', isFinding],
  ['items', (first) => textOf(first, 'kind') === 'admin#reports#activity'],
];
function pageOf(v: Obj): readonly [string, readonly unknown[]] | undefined {
  for (const [name, is] of PAGES) {
    const list = Object.hasOwn(v, name) ? v[name] : undefined;
    if (Array.isArray(list) && isObject(list[0]) && is(list[0])) return [name, list as unknown[]];
  }
  return undefined;
}

/** An activity of Google Workspace as the Reports API gives it: https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities */
const isActivity = (v: Obj): boolean => {
  const id = objectOf(v, 'id');
  return (
    textOf(v, 'kind') === 'admin#reports#activity' &&
    id !== undefined &&
    ['time', 'uniqueQualifier', 'applicationName'].every((name) => textOf(id, name) !== undefined)
  );
};

function ofActivity(v: Obj): Obj {
  const id = objectOf(v, 'id')!;
  const [time, qualifier, application] = ['time', 'uniqueQualifier', 'applicationName'].map((name) =>
    textOf(id, name)!,
  );
  const events: unknown = Object.hasOwn(v, 'events') ? v['events'] : undefined;
  const event: unknown = Array.isArray(events) ? events[0] : undefined;
  const name = isObject(event) ? textOf(event, 'name') : undefined;
  const user = textOf(objectOf(v, 'actor') ?? {}, 'email')?.toLowerCase();
  const address = textOf(v, 'ipAddress');
  return {
    ...v,
    time,
    event_id: `${application}:${time}:${qualifier}`.slice(0, 200),
    event_type: `${application}.${name ?? 'activity'}`,
    source: 'google-workspace',
    ...(user === undefined ? {} : { user }),
    ...(address === undefined ? {} : { source_ip: address }),
  };
}

/** Eventarc sends audit logs as CloudEvents of this type, the entry in their data. */
const EVENTARC_AUDIT = 'google.cloud.audit.log.v';

const ofEvent = (value: Obj): Opened => ({ value, at: '', format: 'vedette.event' });

export const googleEnvelopes: readonly Envelope[] = [
  {
    // Log Analytics and BigQuery call the payload by another name.
    name: 'row of an audit log in BigQuery',
    is: (v) => objectOf(v, 'protopayload_auditlog') !== undefined && textOf(v, 'logName') !== undefined,
    open: (v) => [{ value: { ...v, protoPayload: v['protopayload_auditlog'] }, at: '' }],
  },
  {
    name: 'audit log of Eventarc',
    is: (v) => textOf(v, 'type')?.startsWith(EVENTARC_AUDIT) === true && objectOf(v, 'data') !== undefined,
    open: (v) => [{ value: v['data'], at: '.data' }],
  },
  {
    name: 'page of log entries or findings',
    is: (v) => pageOf(v) !== undefined,
    open(v) {
      const [name, list] = pageOf(v) ?? ['', []];
      return list.map((value, i) => ({ value, at: `.${name}[${i}]` }));
    },
  },
  {
    name: 'activity of Google Workspace',
    is: isActivity,
    open: (v) => [ofEvent(ofActivity(v))],
  },
  {
    name: 'detection in Cloud Logging',
    is: isDetection,
    open: (v) => [{ value: ofDetection(v), at: '.jsonPayload', format: 'gcp.scc' }],
  },
  {
    name: 'log entry of another product',
    is: isEntry,
    open: (v) => [ofEvent(ofEntry(v))],
  },
  { name: 'incident of Cloud Monitoring', is: isIncident, open: (v) => [ofEvent(ofIncident(v))] },
  { name: 'change of an asset', is: isAssetChange, open: (v) => [ofEvent(ofAssetChange(v))] },
];
