import { utf8 } from '../../kit/bytes.ts';
import { parseJson, readBoundedText, textOf, type Obj } from '../read-json.ts';

/** Tables of Log Analytics that hold records which we know: https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables-category */
const TABLES: ReadonlyMap<string, string> = new Map([
  ['SigninLogs', 'azure.signinlogs'],
  ['AADNonInteractiveUserSignInLogs', 'azure.signinlogs'],
  ['AADServicePrincipalSignInLogs', 'azure.signinlogs'],
  ['AADManagedIdentitySignInLogs', 'azure.signinlogs'],
  ['ADFSSignInLogs', 'azure.signinlogs'],
  ['AuditLogs', 'azure.auditlogs'],
  ['MicrosoftGraphActivityLogs', 'azure.graphactivity'],
  ['AzureActivity', 'azure.activitylogs'],
  ['AADUserRiskEvents', 'azure.defender'],
  ['AADServicePrincipalRiskEvents', 'azure.defender'],
  ['AADRiskyUsers', 'azure.defender'],
  ['AADRiskyServicePrincipals', 'azure.defender'],
  ['AlertInfo', 'azure.defender'],
  ['SecurityAlert', 'azure.defender'],
  ['AKSAudit', 'kubernetes.audit'],
  ['AKSAuditAdmin', 'kubernetes.audit'],
]);

/** The format of a row, as data export and queries give it; undefined if it is of no table that we know. */
export const formatOfRow = (row: Obj): string | undefined =>
  textOf(row, 'TimeGenerated') === undefined ? undefined : TABLES.get(textOf(row, 'Type') ?? '');

const own = (from: Obj, key: string): unknown => (Object.hasOwn(from, key) ? from[key] : undefined);

/** Columns that hold JSON are small: Log Analytics cuts them at 64 KiB. */
const CELL_MAX_CHARS = 65_536;
const DEPTH = 32;
/**
 * JSON as text within a record takes room twice, and is not seen by who counts a body's values: it may hold one for every so many
 * characters, as a body may, and a few more, since the smallest have less.
 */
const CHARS_PER_VALUE = 16;
const VALUES_FREE = 8;

/** JSON in a text, if it is JSON of bounded shape. */
export function parseText(text: string, maxChars = CELL_MAX_CHARS): unknown {
  if (text.length > maxChars || !/^\s{0,8}[{[]/.test(text)) return undefined;
  const bounds = { depth: DEPTH, values: VALUES_FREE + Math.ceil(text.length / CHARS_PER_VALUE) };
  const read = readBoundedText(utf8(text), bounds);
  const value = read.ok ? parseJson(read.value.text) : undefined;
  return value?.ok === true ? value.value : undefined;
}

/** A dynamic column: JSON, or JSON as text. */
const dynamic = (cell: unknown): unknown => (typeof cell === 'string' ? (parseText(cell) ?? cell) : cell);
/** Those of Entra's tables that are looked into. */
const DYNAMIC = new Set([
  'Status',
  'DeviceDetail',
  'LocationDetails',
  'InitiatedBy',
  'TargetResources',
  'AdditionalDetails',
  'RiskEventTypes_V2',
]);

/** Columns whose name is not the property's with a capital. */
const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['IPAddress', 'ipAddress'],
  ['IpAddress', 'ipAddress'],
  ['AADOperationType', 'operationType'],
  ['RiskEventTypes_V2', 'riskEventTypes_v2'],
  ['AADTenantId', 'tenantId'],
  ['AadTenantId', 'tenantId'],
  // Of the workspace.
  ['TenantId', 'workspaceId'],
]);

/** Rows of Entra's logs are Graph's resources with capitals. */
function fromEntra(row: Obj): Obj {
  const record: Obj = {};
  for (const [column, cell] of Object.entries(row))
    record[PROPERTIES.get(column) ?? column.charAt(0).toLowerCase() + column.slice(1)] = DYNAMIC.has(column)
      ? dynamic(cell)
      : cell;
  return record;
}

function fromActivity(row: Obj): Obj {
  const cell = (name: string): unknown => dynamic(own(row, `${name}_d`) ?? own(row, name));
  return {
    time: own(row, 'TimeGenerated'),
    eventTimestamp: own(row, 'TimeGenerated'),
    eventDataId: own(row, 'EventDataId'),
    operationName: own(row, 'OperationNameValue') ?? own(row, 'OperationName'),
    resultType: own(row, 'ActivityStatusValue') ?? own(row, 'ActivityStatus'),
    subStatus: { value: own(row, 'ActivitySubstatusValue') ?? own(row, 'ActivitySubstatus') },
    category: own(row, 'CategoryValue') ?? own(row, 'Category'),
    caller: own(row, 'Caller'),
    callerIpAddress: own(row, 'CallerIpAddress'),
    correlationId: own(row, 'CorrelationId'),
    level: own(row, 'Level'),
    resourceId: own(row, '_ResourceId') ?? own(row, 'ResourceId'),
    subscriptionId: own(row, 'SubscriptionId'),
    claims: cell('Claims'),
    authorization: cell('Authorization'),
    properties: cell('Properties'),
    httpRequest: cell('HTTPRequest'),
  };
}

/** SecurityAlert has the names of continuous export but for four. */
const fromAlert = (row: Obj): Obj => ({
  ...row,
  AlertDisplayName: own(row, 'DisplayName') ?? own(row, 'AlertName'),
  Severity: own(row, 'AlertSeverity'),
  Intent: own(row, 'Tactics'),
  TenantId: undefined,
  AzureResourceId: own(row, 'ResourceId'),
  StartTimeUtc: own(row, 'StartTime'),
  EndTimeUtc: own(row, 'EndTime'),
  Entities: dynamic(own(row, 'Entities')),
  Techniques: dynamic(own(row, 'Techniques')),
});

/** Columns of AKSAudit whose name is not the audit event's with a capital: https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/aksaudit */
const AUDIT_FIELDS: ReadonlyMap<string, string> = new Map([
  ['AuditId', 'auditID'],
  ['RequestUri', 'requestURI'],
  ['SourceIps', 'sourceIPs'],
  ['RequestReceivedTime', 'requestReceivedTimestamp'],
  ['StageReceivedTime', 'stageTimestamp'],
]);
const AUDIT_SAME =
  'Annotations ImpersonatedUser Level ObjectRef RequestObject ResponseObject ResponseStatus Stage User UserAgent Verb';

function fromAudit(row: Obj): Obj {
  const record: Obj = {};
  for (const column of AUDIT_SAME.split(' '))
    record[column.charAt(0).toLowerCase() + column.slice(1)] = dynamic(own(row, column));
  for (const [column, name] of AUDIT_FIELDS) record[name] = dynamic(own(row, column));
  record['stageTimestamp'] ??= own(row, 'TimeGenerated');
  return record;
}

/** A row as Defender XDR streams it: what it holds under `properties`. */
const fromHunting = (row: Obj): Obj => ({
  time: own(row, 'TimeGenerated'),
  category: 'AdvancedHunting-AlertInfo',
  tenantId: own(row, 'TenantId'),
  properties: row,
});

/** Tables that are not Entra's. */
const READERS: ReadonlyMap<string, (row: Obj) => Obj> = new Map([
  ['AzureActivity', fromActivity],
  ['SecurityAlert', fromAlert],
  ['AlertInfo', fromHunting],
  ['AKSAudit', fromAudit],
  ['AKSAuditAdmin', fromAudit],
]);

/** A row as the record that it was made of, in the form that rules and normalizers look for. */
export function fromRow(row: Obj): Obj {
  const record = (READERS.get(textOf(row, 'Type') ?? '') ?? fromEntra)(row);
  // What a row does not say is not there, rather than there as nothing.
  return Object.fromEntries(
    Object.entries(record).filter(([key, value]) => value !== undefined && key !== '__proto__'),
  );
}
