import type { Entity } from '../../../contracts/entity.ts';
import type { Observable } from '../../../contracts/delivery.ts';
import type { EventTraits } from '../../../contracts/event.ts';
import { digestOf, sha256Hex } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer, VendorVerdict } from '../../types.ts';
import { Entities, guid, principalOf, resourceId, subscriptionOf } from '../people.ts';
import { authorizationOf, callerAddress, callerOf } from './identity.ts';
import { activityOf, operationOf, toOcsf } from './ocsf.ts';

const statusOf = (record: Record<string, unknown>): string =>
  text(record, 'status', 'value') ?? text(record, 'status') ?? text(record, 'resultType') ?? '';

/** `Succeeded` in the API, `Success` in exports; whatever else is said comes before the end: `Start`, `Accept`, `Started`. */
function outcomeOf(record: Record<string, unknown>): EventFacts['outcome'] {
  const status = statusOf(record);
  if (/^succe/i.test(status)) return 'success';
  return /^fail/i.test(status) ? 'failure' : 'unknown';
}

export const resourceOf = (record: Record<string, unknown>): string | undefined =>
  resourceId(
    text(record, 'resourceId') ?? text(record, 'resourceUri') ?? text(authorizationOf(record), 'scope') ?? undefined,
  );

/**
 * Exported records have no id of their own: these fields tell one from any other, and are the same however often it is sent.
 * One without them all goes by its whole content.
 */
function uidOf(record: Record<string, unknown>): string {
  const id = text(record, 'eventDataId');
  if (id !== undefined) return id.slice(0, 128);
  const names = ['time', 'correlationId', 'operationName', 'resultType', 'resultSignature', 'resourceId'];
  const parts = names.map((name) => text(record, name));
  const told = parts[0] !== undefined && parts[1] !== undefined;
  // Texts in a list are canonical as they are, and this runs for every event.
  return (told ? sha256Hex(JSON.stringify(parts)) : digestOf(record)).slice(0, 40);
}

const ASSIGNED = /"principalId"\s*:\s*"([0-9a-f-]{36})"/i;
/** A request to assign a role has a few hundred characters. */
const BODY_MAX_CHARS = 16_384;

/** Who is given a role: the request's body is JSON as text, and its one interesting field is as good found as parsed. */
function assigned(record: Record<string, unknown>): string | undefined {
  if (!operationOf(record).toLowerCase().endsWith('microsoft.authorization/roleassignments/write')) return undefined;
  const properties = own(record, 'properties');
  const body = text(properties, 'requestbody') ?? text(properties, 'requestBody') ?? '';
  return guid(ASSIGNED.exec(body.slice(0, BODY_MAX_CHARS))?.[1]);
}

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const resource = resourceOf(record);
  const to = new Entities(accountOf(record));
  to.person(callerOf(record), 'actor');
  to.address(callerAddress(record));
  to.add('principal', assigned(record), 'target');
  to.add('resource', resource, 'target', resource?.slice(resource.lastIndexOf('/') + 1));
  return to.found;
}

/** The subscription; what happens above all subscriptions belongs to the tenant. */
function accountOf(record: Record<string, unknown>): string | undefined {
  const account =
    text(record, 'subscriptionId')?.toLowerCase() ??
    subscriptionOf(resourceOf(record)) ??
    text(record, 'tenantId')?.toLowerCase();
  return account?.slice(0, 64);
}

const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['low', 2],
  ['medium', 3],
  ['high', 4],
]);
const ALERT_RAISED = /^microsoft\.security\/(?:locations\/)?alerts\/activate\/action$/;

/**
 * An alert of Defender for Cloud, which the Activity Log tells of in its category Security:
 * https://learn.microsoft.com/en-us/azure/azure-monitor/platform/activity-log-schema#security-category
 */
function verdictOf(record: Record<string, unknown>): VendorVerdict | undefined {
  if (!ALERT_RAISED.test(operationOf(record).toLowerCase().slice(0, 100))) return undefined;
  const properties = own(record, 'properties');
  const severity = text(properties, 'severity') ?? text(properties, 'Severity') ?? '';
  const name = text(record, 'eventName', 'value') ?? text(record, 'eventName') ?? text(properties, 'eventName');
  const title = name ?? text(record, 'description') ?? text(properties, 'category') ?? 'Alert of Defender for Cloud';
  return {
    ruleId: `azure.activitylogs:${name ?? 'alert'}`.slice(0, 200),
    title: title.slice(0, 300),
    severity: SEVERITIES.get(severity.toLowerCase()) ?? 1,
    confidence: 75,
    techniques: [],
    tactics: [],
  };
}

const TRAITS: Readonly<Record<number, EventTraits['activity']>> = { 1: 'create', 2: 'read', 3: 'update', 4: 'delete' };

/**
 * Azure Activity Log, as diagnostic settings export it (`time`, `resultType`), as the API gives it (`eventTimestamp`, `status.value`)
 * and as Event Grid tells it, reshaped into the API's form:
 * https://learn.microsoft.com/en-us/azure/azure-monitor/platform/activity-log-schema
 */
export const activitylogs = {
  format: 'azure.activitylogs',
  logsource: { product: 'azure', service: 'activitylogs' },
  facts(record) {
    const operation = operationOf(record);
    if (operation === '') return err('operationName is missing');
    const when = time(own(record, 'eventTimestamp')) ?? time(own(record, 'time'));
    if (when === undefined) return err('neither eventTimestamp nor time is a time');
    const account = accountOf(record);
    return ok({
      uid: uidOf(record),
      time: when,
      // Exports shout, the API does not: one name for both.
      operation: operation.toLowerCase().slice(0, 200),
      outcome: outcomeOf(record),
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (record, facts) => toOcsf(record, facts, resourceOf(record)),
  traits(record) {
    const caller = callerOf(record);
    const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
      byService: caller === undefined,
      activity: TRAITS[activityOf(record)] ?? 'other',
    };
    const principal = principalOf(caller);
    if (principal !== undefined) traits.principal = principal;
    if (caller !== undefined) traits.principalType = caller.type;
    const address = callerAddress(record);
    if (address !== undefined) traits.address = address;
    return traits;
  },
  observables(record) {
    const address = callerAddress(record);
    return address === undefined ? [] : [['ip', address] satisfies [Observable['type'], string]];
  },
  verdict: verdictOf,
} satisfies Normalizer;
