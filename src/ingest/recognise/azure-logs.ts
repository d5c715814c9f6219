import { digestOf } from '../../kit/crypto.ts';
import { isObject, textOf, type Obj } from '../read-json.ts';
import { parseText } from './azure-tables.ts';

/**
 * Azure's records that have no format of their own here: they are kept as events, under the names by which an event says who did what,
 * from where and upon what, and with an id that is the same by every road.
 */

const own = (from: unknown, key: string): unknown =>
  isObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
const text = (from: unknown, ...keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const value = own(from, key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
};
const present = (fields: Obj): Obj => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined));
const idOf = (v: Obj): string => digestOf(v).slice(0, 40);

/** Columns that hold an object, and come as text through forwarders that write all columns so. */
const OBJECTS = ['properties', 'identity'];
const isJson = (value: unknown): boolean => typeof value === 'string' && /^\s{0,8}\{/.test(value);

/** Whose it is, which an exported record always says. */
const WHOSE = ['resourceId', 'flowLogResourceID', 'tenantId'];
const isExported = (v: Obj): boolean =>
  textOf(v, 'time') !== undefined && textOf(v, 'category') !== undefined && WHOSE.some((name) => textOf(v, name));

/** An exported record of which parts are JSON as text, with the objects that the texts hold; undefined if there is none to be read. */
export function fromTextual(v: Obj): Obj | undefined {
  if (!isExported(v)) return undefined;
  const read: Obj = {};
  for (const name of OBJECTS) {
    const value = own(v, name);
    const parsed = typeof value === 'string' && isJson(value) ? parseText(value) : undefined;
    if (isObject(parsed)) read[name] = parsed;
  }
  return Object.keys(read).length === 0 ? undefined : { ...v, ...read };
}

const SUBSCRIPTION = /^\/subscriptions\/([0-9a-z-]{1,64})(?:\/|$)/i;
const TENANT = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const accountOf = (resource: string | undefined, tenant: string | undefined): string | undefined =>
  (SUBSCRIPTION.exec(resource ?? '')?.[1] ?? (TENANT.test(tenant ?? '') ? tenant : undefined))?.toLowerCase();
/** Storage writes the port too; Exchange puts IPv6 in brackets. */
const bare = (address: string | undefined): string | undefined =>
  address?.replace(/^\[([0-9a-f:.]+)\](?::[0-9]{1,5})?$/i, '$1').replace(/^([0-9.]{7,15}):[0-9]{1,5}$/, '$1');

/** A resource log: https://learn.microsoft.com/en-us/azure/azure-monitor/platform/resource-logs-schema */
export const isResourceLog = (v: Obj): boolean => isExported(v) && textOf(v, 'operationName') !== undefined;

const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';
/** Whoever a key vault or a storage account was asked by, by the object id that Entra's records have. */
function callerOf(identity: unknown): string | undefined {
  const claim = own(identity, 'claim') ?? own(identity, 'claims') ?? own(identity, 'requester');
  return (
    text(claim, OBJECT_ID, 'oid', 'objectId')?.toLowerCase() ?? text(claim, 'upn', 'appid', 'appId')?.toLowerCase()
  );
}

export function ofResourceLog(v: Obj): Obj {
  const properties = own(v, 'properties');
  const resource = text(v, 'resourceId', 'flowLogResourceID');
  return {
    ...v,
    ...present({
      event_id: idOf(v),
      event_type: text(v, 'operationName'),
      source: resource ?? text(v, 'category'),
      account: accountOf(resource, text(v, 'tenantId')),
      user: callerOf(own(v, 'identity')),
      source_ip: bare(text(v, 'callerIpAddress') ?? text(properties, 'SourceIp', 'callerIpAddress')),
    }),
  };
}

/** A record of the Office 365 Management Activity API: https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema#common-schema */
export const isOfficeRecord = (v: Obj): boolean =>
  ['CreationTime', 'Id', 'Operation', 'Workload', 'OrganizationId'].every((name) => text(v, name) !== undefined);

export function ofOfficeRecord(v: Obj): Obj {
  const time = text(v, 'CreationTime')!;
  return {
    ...v,
    ...present({
      // UTC, which it does not say.
      time: /(?:Z|[+-][0-9:]{5})$/.test(time) ? time : `${time}Z`,
      event_id: text(v, 'Id'),
      event_type: text(v, 'Operation'),
      source: text(v, 'Workload'),
      account: accountOf(undefined, text(v, 'OrganizationId')),
      user: text(v, 'UserId')?.toLowerCase(),
      source_ip: bare(text(v, 'ClientIP', 'ClientIPAddress', 'ActorIpAddress')),
    }),
  };
}

/** Alerts in the forms that Azure Monitor had before the common one; budgets say no time and are none of these. */
const CLASSIC = new Set(['AzureMonitorMetricAlert', 'Microsoft.Insights/LogAlert']);
const classicTime = (v: Obj): string | undefined =>
  text(own(own(v, 'data'), 'context'), 'timestamp') ?? text(own(v, 'data'), 'SearchIntervalEndtimeUtc');
export const isClassicAlert = (v: Obj): boolean =>
  CLASSIC.has(textOf(v, 'schemaId') ?? '') && classicTime(v) !== undefined;

export function ofClassicAlert(v: Obj): Obj {
  const data = own(v, 'data');
  const resource = text(own(data, 'context'), 'resourceId');
  return {
    ...v,
    ...present({
      time: classicTime(v),
      event_id: idOf(v),
      event_type: textOf(v, 'schemaId'),
      source: resource,
      account: accountOf(resource, undefined) ?? text(data, 'SubscriptionId')?.toLowerCase(),
    }),
  };
}

/** What continuous export of Defender for Cloud brings beside alerts: assessments, scores, compliance. */
const POSTURE = /^microsoft\.security\/(?!(?:locations\/)?alerts$)[a-z/]{1,60}$/i;
export const isPosture = (v: Obj): boolean =>
  POSTURE.test(textOf(v, 'type') ?? '') && textOf(v, 'id') !== undefined && isObject(own(v, 'properties'));

export function ofPosture(v: Obj): Obj {
  const properties = own(v, 'properties');
  const status = own(properties, 'status');
  const resource = text(own(properties, 'resourceDetails'), 'id', 'Id') ?? text(v, 'id');
  return {
    ...v,
    ...present({
      time:
        text(status, 'statusChangeDate', 'firstEvaluationDate') ??
        text(properties, 'timeGenerated', 'timeGeneratedUtc'),
      event_id: idOf(v),
      event_type: text(v, 'type'),
      source: resource,
      account: accountOf(resource, text(v, 'tenantId')),
    }),
  };
}
