import { isObject, textOf, type Obj } from '../read-json.ts';
import { fromSdk, isSdkActivity, ofActivityAlert, ofResourceEvent } from './azure-activity.ts';
import { isFlows, openFlows } from './azure-flows.ts';
import {
  fromTextual,
  isClassicAlert,
  isOfficeRecord,
  isPosture,
  isResourceLog,
  ofClassicAlert,
  ofOfficeRecord,
  ofPosture,
  ofResourceLog,
} from './azure-logs.ts';
import { formatOfRow, fromRow, parseText } from './azure-tables.ts';
import { isRequestReceived } from './kubernetes.ts';
import type { Envelope, Opened, Recogniser } from './recogniser.ts';

const ACTIVITY = 'azure.activitylogs';
/** Categories of the Activity Log; the last three are what older exports write. */
const ACTIVITY_CATEGORIES = new Set([
  'Administrative',
  'Security',
  'ServiceHealth',
  'Alert',
  'Recommendation',
  'Policy',
  'Autoscale',
  'ResourceHealth',
  'Write',
  'Delete',
  'Action',
]);
/** Entra's sign-in categories: https://learn.microsoft.com/en-us/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options */
const SIGN_IN_CATEGORIES = new Set([
  'SignInLogs',
  'NonInteractiveUserSignInLogs',
  'ServicePrincipalSignInLogs',
  'ManagedIdentitySignInLogs',
  'MicrosoftServicePrincipalSignInLogs',
  'ADFSSignInLogs',
]);

/** Alerts of Defender XDR, risks of Entra ID Protection. */
const ALERT_CATEGORIES = new Set([
  'AdvancedHunting-AlertInfo',
  'UserRiskEvents',
  'ServicePrincipalRiskEvents',
  'RiskyUsers',
  'RiskyServicePrincipals',
]);

/** Calls of Microsoft Graph: https://learn.microsoft.com/en-us/graph/microsoft-graph-activity-logs-overview */
const GRAPH_CATEGORY = 'MicrosoftGraphActivityLogs';

/** Kubernetes' own audit events, as text in the record or read already by a forwarder: https://learn.microsoft.com/en-us/azure/aks/monitor-aks-reference#resource-logs */
const AKS_CATEGORIES = new Set(['kube-audit', 'kube-audit-admin']);
/** An event with request and response has some tens of thousands. */
const AUDIT_EVENT_MAX_CHARS = 512 * 1024;

const objectOf = (value: Obj, key: string): Obj | undefined => {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(found) ? found : undefined;
};
const has = (value: Obj, key: string): boolean => Object.hasOwn(value, key);
const categoryOf = (v: Obj): string => (textOf(v, 'time') === undefined ? '' : (textOf(v, 'category') ?? ''));

/** Alerts that Defender XDR put together: https://learn.microsoft.com/en-us/graph/api/resources/security-incident */
const isIncident = (v: Obj): boolean =>
  ['incidentWebUrl', 'displayName', 'severity', 'createdDateTime'].every((name) => textOf(v, name) !== undefined);
/** Where they were asked for with it (`$expand=alerts`). */
const holdsAlerts = (v: Obj): boolean => Array.isArray(v['alerts']) && v['alerts'].length > 0;

/**
 * Exported records (diagnostic settings) say their category; those of the APIs are told by fields that nobody else has together.
 * The busiest first.
 */
export const azure: readonly Recogniser[] = [
  {
    format: 'azure.signinlogs',
    is: (v) =>
      (SIGN_IN_CATEGORIES.has(categoryOf(v)) && objectOf(v, 'properties') !== undefined) ||
      (textOf(v, 'createdDateTime') !== undefined &&
        has(v, 'appDisplayName') &&
        has(v, 'ipAddress') &&
        objectOf(v, 'status') !== undefined &&
        has(objectOf(v, 'status')!, 'errorCode')),
  },
  {
    format: 'azure.auditlogs',
    is: (v) =>
      (categoryOf(v) === 'AuditLogs' && objectOf(v, 'properties') !== undefined) ||
      (textOf(v, 'activityDateTime') !== undefined &&
        textOf(v, 'activityDisplayName') !== undefined &&
        has(v, 'targetResources')),
  },
  {
    format: ACTIVITY,
    is: (v) =>
      (ACTIVITY_CATEGORIES.has(categoryOf(v)) &&
        fromTextual(v) === undefined &&
        textOf(v, 'operationName') !== undefined &&
        textOf(v, 'resourceId') !== undefined) ||
      (textOf(v, 'eventTimestamp') !== undefined &&
        textOf(v, 'eventDataId') !== undefined &&
        (textOf(v, 'operationName') ?? objectOf(v, 'operationName')) !== undefined),
  },
  {
    format: 'azure.graphactivity',
    is: (v) => categoryOf(v) === GRAPH_CATEGORY && objectOf(v, 'properties') !== undefined,
  },
  {
    format: 'azure.defender',
    is: (v) =>
      (textOf(v, 'SystemAlertId') !== undefined &&
        textOf(v, 'AlertType') !== undefined &&
        formatOfRow(v) === undefined) ||
      (/^microsoft\.security\/(?:locations\/)?alerts$/i.test((textOf(v, 'type') ?? '').slice(0, 60)) &&
        objectOf(v, 'properties') !== undefined) ||
      (textOf(v, 'serviceSource') !== undefined &&
        textOf(v, 'severity') !== undefined &&
        textOf(v, 'createdDateTime') !== undefined &&
        has(v, 'providerAlertId')) ||
      (ALERT_CATEGORIES.has(categoryOf(v)) && objectOf(v, 'properties') !== undefined) ||
      (textOf(v, 'riskEventType') !== undefined &&
        textOf(v, 'detectedDateTime') !== undefined &&
        textOf(v, 'riskState') !== undefined) ||
      ['riskLastUpdatedDateTime', 'riskState', 'riskLevel'].every((name) => textOf(v, name) !== undefined) ||
      (isIncident(v) && !holdsAlerts(v)),
  },
];

const listOf = (value: Obj, key: string): readonly unknown[] | undefined => {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return Array.isArray(found) ? (found as unknown[]) : undefined;
};
const opened = (list: readonly unknown[], name: string): readonly Opened[] =>
  list.map((value, i) => ({ value, at: `.${name}[${i}]` }));

/** An alert, and the activity that it is about where it is about one: both are told, once each. */
function openCommonAlert(v: Obj): readonly Opened[] {
  const alert = { value: v, at: '', format: 'azure.alert' };
  const data = objectOf(v, 'data') ?? {};
  const activity = ofActivityAlert(objectOf(data, 'alertContext'), objectOf(data, 'essentials'));
  return activity === undefined ? [alert] : [alert, { value: activity, at: '.data.alertContext', format: ACTIVITY }];
}

const RESOURCES = /^Microsoft\.Resources\.Resource(?:Write|Delete|Action)(?:Success|Failure|Cancel)$/;
/** An event's type where it is one of Azure Resource Manager: `Microsoft.Resources.ResourceWriteSuccess`. */
export const isResourceEvent = (event: Obj): boolean =>
  RESOURCES.test(((has(event, 'specversion') ? textOf(event, 'type') : textOf(event, 'eventType')) ?? '').slice(0, 64));

const ofEvent = (value: Obj): Opened => ({ value, at: '', format: 'vedette.event' });

export const azureEnvelopes: readonly Envelope[] = [
  {
    name: 'export of diagnostic settings',
    is(v) {
      const first = listOf(v, 'records')?.[0];
      if (!isObject(first)) return false;
      return (
        (textOf(first, 'time') !== undefined && textOf(first, 'category') !== undefined) ||
        formatOfRow(first) !== undefined
      );
    },
    open: (v) => opened(listOf(v, 'records') ?? [], 'records'),
  },
  {
    name: 'Azure Monitor alert',
    is: (v) =>
      textOf(v, 'schemaId') === 'azureMonitorCommonAlertSchema' &&
      objectOf(objectOf(v, 'data') ?? {}, 'essentials') !== undefined,
    open: openCommonAlert,
  },
  {
    name: 'Activity Log alert',
    is: (v) => textOf(v, 'schemaId') === 'Microsoft.Insights/activityLogs',
    open(v) {
      const context = objectOf(objectOf(v, 'data') ?? {}, 'context');
      const activity = ofActivityAlert(objectOf(context ?? {}, 'activityLog'));
      if (activity === undefined) return 'data.context.activityLog is no record of the Activity Log';
      return [{ value: activity, at: '.data.context.activityLog', format: ACTIVITY }];
    },
  },
  {
    name: 'event of Azure Resource Manager',
    is: (v) => isResourceEvent(v) && objectOf(v, 'data') !== undefined,
    open: (v) => [{ value: ofResourceEvent(v, objectOf(v, 'data')!), at: '.data', format: ACTIVITY }],
  },
  {
    name: 'row of Log Analytics',
    is: (v) => formatOfRow(v) !== undefined,
    open: (v) => [{ value: fromRow(v), at: '', format: formatOfRow(v)! }],
  },
  {
    name: 'Activity Log record of an SDK',
    is: isSdkActivity,
    open: (v) => [{ value: fromSdk(v), at: '', format: ACTIVITY }],
  },
  {
    name: 'audit log of Azure Kubernetes Service',
    is(v) {
      const properties = AKS_CATEGORIES.has(categoryOf(v)) ? (objectOf(v, 'properties') ?? {}) : {};
      return (textOf(properties, 'log') ?? objectOf(properties, 'log')) !== undefined;
    },
    open(v) {
      const properties = objectOf(v, 'properties')!;
      const log = textOf(properties, 'log');
      const value = log === undefined ? objectOf(properties, 'log') : parseText(log, AUDIT_EVENT_MAX_CHARS);
      if (isRequestReceived(value)) return [];
      return value === undefined ? 'properties.log is no JSON' : [{ value, at: '.properties.log' }];
    },
  },
  {
    name: 'page of Microsoft Graph',
    is: (v) =>
      (textOf(v, '@odata.context') ?? '').startsWith('https://graph.microsoft.com/') &&
      listOf(v, 'value') !== undefined,
    open: (v) => opened(listOf(v, 'value') ?? [], 'value'),
  },
  {
    name: 'incident with its alerts',
    is: (v) => isIncident(v) && holdsAlerts(v),
    open: (v) => [{ value: { ...v, alerts: [] }, at: '' }, ...opened(listOf(v, 'alerts') ?? [], 'alerts')],
  },
  {
    name: 'exported record with JSON as text in it',
    is: (v) => fromTextual(v) !== undefined,
    open: (v) => [{ value: fromTextual(v), at: '' }],
  },
  { name: 'flow logs of Azure', is: isFlows, open: openFlows },
  { name: 'resource log of Azure', is: isResourceLog, open: (v) => [ofEvent(ofResourceLog(v))] },
  { name: 'alert in a former form', is: isClassicAlert, open: (v) => [ofEvent(ofClassicAlert(v))] },
  { name: 'record of Office 365', is: isOfficeRecord, open: (v) => [ofEvent(ofOfficeRecord(v))] },
  { name: 'export of Defender for Cloud', is: isPosture, open: (v) => [ofEvent(ofPosture(v))] },
];
