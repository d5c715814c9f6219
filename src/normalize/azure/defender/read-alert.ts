import { isFields, list, own, text, time } from '../../read.ts';
import { guid, resourceId, subscriptionOf } from '../people.ts';
import { readRisk } from './read-risk.ts';

/** What the forms of a Defender alert have in common. */
export interface Alert {
  readonly id: string;
  /** Which detection it is of, the same for all its alerts. */
  readonly type: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly product: string;
  readonly severity: string;
  readonly status: string;
  /** Last change, ms; undefined if the record has no time. */
  readonly changed: number | undefined;
  readonly created: number | undefined;
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly tenant: string | undefined;
  readonly subscription: string | undefined;
  /** `InitialAccess, Persistence` or `InitialAccess` */
  readonly intent: string;
  readonly techniques: readonly string[];
  /** Entities of Defender for Cloud or evidence of Defender XDR. */
  readonly things: readonly unknown[];
  readonly resources: readonly string[];
}

/** Defender for Cloud exports `AlertType`, its API says `alertType`. */
export function either(from: unknown, name: string): unknown {
  return own(from, name) ?? own(from, name.charAt(0).toUpperCase() + name.slice(1));
}
export const eitherText = (from: unknown, name: string): string | undefined => {
  const value = either(from, name);
  return typeof value === 'string' && value !== '' ? value.slice(0, 2_000) : undefined;
};
const eitherTime = (from: unknown, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const at = time(either(from, name));
    if (at !== undefined) return at;
  }
  return undefined;
};
const eitherList = (from: unknown, name: string): readonly unknown[] => {
  const value = either(from, name);
  return Array.isArray(value) ? value.slice(0, 200) : [];
};

/** Techniques stand as `T1078`, or in words with the number behind: `Valid Accounts (T1078)`. */
const TECHNIQUE = /\bT[0-9]{4}(?:\.[0-9]{3})?\b/g;
const techniquesOf = (values: readonly unknown[]): string[] => [
  ...new Set(values.flatMap((v) => (typeof v === 'string' ? (v.slice(0, 2_000).match(TECHNIQUE) ?? []) : []))),
];

function readCloud(alert: unknown, tenant: string | undefined): Alert | undefined {
  const id = eitherText(alert, 'systemAlertId');
  const type = eitherText(alert, 'alertType');
  if (id === undefined || type === undefined) return undefined;
  const identifiers = eitherList(alert, 'resourceIdentifiers');
  const named = identifiers.map((r) => eitherText(r, 'azureResourceId')).filter((r) => r !== undefined);
  const resource = eitherText(alert, 'azureResourceId');
  const resources = [...new Set([...(resource === undefined ? [] : [resource]), ...named].map((r) => resourceId(r)!))];
  const created = eitherTime(alert, 'timeGenerated', 'timeGeneratedUtc');
  return {
    id,
    type,
    title: eitherText(alert, 'alertDisplayName') ?? type,
    description: eitherText(alert, 'description'),
    product: eitherText(alert, 'productName') ?? 'Microsoft Defender for Cloud',
    severity: eitherText(alert, 'severity') ?? '',
    status: eitherText(alert, 'status') ?? '',
    changed: eitherTime(alert, 'processingEndTime', 'processingEndTimeUtc') ?? created,
    created,
    first: eitherTime(alert, 'startTimeUtc'),
    last: eitherTime(alert, 'endTimeUtc'),
    tenant: guid(eitherText(alert, 'tenantId')) ?? tenant,
    subscription:
      eitherText(alert, 'azureResourceSubscriptionId')?.toLowerCase() ??
      resources.map((r) => subscriptionOf(r)).find((s) => s !== undefined),
    intent: eitherText(alert, 'intent') ?? '',
    techniques: techniquesOf(eitherList(alert, 'techniques')),
    things: eitherList(alert, 'entities'),
    resources,
  };
}

/** Graph's `alert` (`/security/alerts_v2`): https://learn.microsoft.com/en-us/graph/api/resources/security-alert */
function readGraph(record: Record<string, unknown>): Alert | undefined {
  const id = text(record, 'id');
  // An incident, which holds alerts, has a name, and an id of its own numbers.
  const isIncident = text(record, 'incidentWebUrl') !== undefined;
  const title = text(record, isIncident ? 'displayName' : 'title');
  if (id === undefined || title === undefined) return undefined;
  return {
    id: isIncident ? `incident/${id}` : id,
    type: text(record, 'detectorId') ?? (isIncident ? 'incident' : title),
    title,
    description: text(record, 'description'),
    product: text(record, 'productName') ?? text(record, 'serviceSource') ?? 'Microsoft Defender',
    severity: text(record, 'severity') ?? '',
    status: text(record, 'status') ?? '',
    changed: time(own(record, 'lastUpdateDateTime')) ?? time(own(record, 'createdDateTime')),
    created: time(own(record, 'createdDateTime')),
    first: time(own(record, 'firstActivityDateTime')),
    last: time(own(record, 'lastActivityDateTime')),
    tenant: guid(text(record, 'tenantId')),
    subscription: undefined,
    intent: text(record, 'category') ?? '',
    techniques: techniquesOf(list(record, 'mitreTechniques')),
    things: list(record, 'evidence'),
    resources: [],
  };
}

/** A row of `AlertInfo`, as Defender XDR streams it: https://learn.microsoft.com/en-us/defender-xdr/advanced-hunting-alertinfo-table */
function readRow(record: Record<string, unknown>, row: unknown): Alert | undefined {
  const id = text(row, 'AlertId');
  const title = text(row, 'Title');
  if (id === undefined || title === undefined) return undefined;
  const at = time(own(row, 'Timestamp')) ?? time(own(record, 'time'));
  return {
    id,
    type: title,
    title,
    description: undefined,
    product: text(row, 'ServiceSource') ?? 'Microsoft Defender',
    severity: text(row, 'Severity') ?? '',
    status: '',
    changed: at,
    created: at,
    first: undefined,
    last: undefined,
    tenant: guid(text(record, 'tenantId')),
    subscription: undefined,
    intent: text(row, 'Category') ?? '',
    techniques: techniquesOf([own(row, 'AttackTechniques')]),
    things: [],
    resources: [],
  };
}

/**
 * A Defender alert in any of its forms; undefined if it is none: Defender for Cloud's continuous export (names in capitals), its
 * API (the same under `properties`), Graph, Defender XDR's stream, and the risks of Entra ID Protection.
 * https://learn.microsoft.com/en-us/azure/defender-for-cloud/alerts-schemas
 */
export function readAlert(record: Record<string, unknown>): Alert | undefined {
  const risk = readRisk(record);
  if (risk !== undefined) return risk;
  const properties = own(record, 'properties');
  if (isFields(properties))
    return text(properties, 'AlertId') !== undefined
      ? readRow(record, properties)
      : readCloud(properties, guid(text(record, 'tenantId')));
  return either(record, 'systemAlertId') === undefined ? readGraph(record) : readCloud(record, undefined);
}
