import type { Entity } from '../../../contracts/entity.ts';
import type { Observable } from '../../../contracts/delivery.ts';
import type { EventTraits, OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { kindOf } from '../../ocsf-parts.ts';
import { defined, number, OCSF_VERSION, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { addressOf, Entities, guid, principalOf, propertiesOf, type Person } from '../people.ts';

/** API Activity (6003): https://schema.ocsf.io/1.5.0/classes/api_activity */
const CLASS = 6003;
const OTHER = 99;
const ACTIVITY: Readonly<Record<string, number>> = { POST: 1, GET: 2, HEAD: 2, PATCH: 3, PUT: 3, DELETE: 4 };
const TRAITS: Readonly<Record<number, EventTraits['activity']>> = { 1: 'create', 2: 'read', 3: 'update', 4: 'delete' };
const HTTP_FAILED_FROM = 400;

const methodOf = (record: Record<string, unknown>): string =>
  text(propertiesOf(record), 'requestMethod')?.toUpperCase().slice(0, 10) ?? '';
const activityOf = (record: Record<string, unknown>): number => {
  const method = methodOf(record);
  return Object.hasOwn(ACTIVITY, method) ? ACTIVITY[method]! : OTHER;
};
const statusOf = (record: Record<string, unknown>): number | undefined =>
  number(propertiesOf(record), 'responseStatusCode');

/** `/users/7ef3…/photo` of `https://graph.microsoft.com/v1.0/users/7ef3…/photo?$select=id`: neither version nor query. */
function pathOf(record: Record<string, unknown>): string | undefined {
  const uri = text(propertiesOf(record), 'requestUri');
  const path = /^https:\/\/[^/?#]+\/{1,4}(?:v1\.0|beta)\/{1,4}([^?#]*)/i.exec(uri ?? '')?.[1];
  return path === undefined || path === '' ? undefined : `/${path}`;
}

/** What is called: the path without the ids in it, so that the same call upon many is one operation. */
const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
function operationOf(record: Record<string, unknown>): string {
  const path = pathOf(record)?.replaceAll(ID, '{id}') ?? '';
  return `${methodOf(record)} ${path}`.trim().slice(0, 200) || 'Microsoft Graph Activity';
}

/** A user by the token's object id, or an application; Microsoft's own services have neither. */
function personOf(record: Record<string, unknown>): Person | undefined {
  const p = propertiesOf(record);
  const user = guid(text(p, 'userId'));
  if (user !== undefined) return { type: 'User', object: user, name: undefined, app: undefined, display: undefined };
  const object = guid(text(p, 'servicePrincipalId'));
  const app = guid(text(p, 'appId'));
  if (object === undefined && app === undefined) return undefined;
  return { type: 'ServicePrincipal', object, name: undefined, app, display: undefined };
}

const tenantOf = (record: Record<string, unknown>): string | undefined =>
  guid(text(record, 'tenantId')) ?? guid(text(propertiesOf(record), 'tenantId'));
const callerOf = (record: Record<string, unknown>): string | undefined =>
  addressOf(text(propertiesOf(record), 'ipAddress')) ?? addressOf(text(record, 'callerIpAddress'));

/** Collections whose members are principals elsewhere too. */
const PRINCIPALS = /^\/(?:users|serviceprincipals)\/([0-9a-f-]{36})(?:\/|$)/i;

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const to = new Entities(tenantOf(record));
  to.person(personOf(record), 'actor');
  to.address(callerOf(record));
  const path = pathOf(record);
  if (path === undefined) return to.found;
  // Reading the directory names everybody; what is written to is a target.
  if (activityOf(record) !== 2) to.add('principal', guid(PRINCIPALS.exec(path)?.[1]), 'target');
  to.add('resource', `graph.microsoft.com${path.toLowerCase()}`, 'target', path.slice(path.lastIndexOf('/') + 1));
  return to.found;
}

function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const p = propertiesOf(record);
  const person = personOf(record);
  const address = callerOf(record);
  const activity = activityOf(record);
  const path = pathOf(record);
  const agent = text(p, 'userAgent');
  return defined<OcsfEvent>({
    ...kindOf(CLASS, activity, facts.operation),
    severity_id: 1,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Microsoft Graph', vendor_name: 'Microsoft' },
      profiles: ['cloud'],
    },
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    status_code: statusOf(record) === undefined ? undefined : String(statusOf(record)),
    actor:
      person === undefined
        ? { invoked_by: 'Microsoft' }
        : {
            user: defined<NonNullable<OcsfEvent['user']>>({
              type: person.type,
              uid: principalOf(person),
              name: undefined,
              credential_uid: person.app,
              account: undefined,
            }),
          },
    api: { operation: facts.operation ?? 'unknown', service: { name: 'graph.microsoft.com' } },
    http_request: agent === undefined ? undefined : { user_agent: agent },
    src_endpoint: address === undefined ? { name: 'unknown' } : { ip: address },
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'Azure',
      region: undefined,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    resources: path === undefined ? undefined : [{ uid: `graph.microsoft.com${path.toLowerCase()}` }],
    unmapped: { properties: p },
  });
}

/** Calls of Microsoft Graph, as diagnostic settings export them: https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs */
export const graphactivity = {
  format: 'azure.graphactivity',
  logsource: { product: 'azure', service: 'microsoftgraphactivitylogs' },
  facts(record) {
    const p = propertiesOf(record);
    const when = time(own(p, 'timeGenerated')) ?? time(own(record, 'time'));
    if (when === undefined) return err('neither properties.timeGenerated nor time is a time');
    const status = statusOf(record);
    const account = tenantOf(record);
    return ok({
      // Calls of one batch have one request id; method and path tell them apart.
      uid:
        text(p, 'requestId') === undefined
          ? digestOf(record).slice(0, 40)
          : `${text(p, 'requestId')!.slice(0, 100)}:${digestOf([methodOf(record), text(p, 'requestUri') ?? '']).slice(0, 16)}`,
      time: when,
      operation: operationOf(record),
      outcome: status === undefined ? 'unknown' : status >= HTTP_FAILED_FROM ? 'failure' : 'success',
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  traits(record) {
    const person = personOf(record);
    const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
      byService: person === undefined,
      activity: TRAITS[activityOf(record)] ?? 'other',
    };
    const principal = principalOf(person);
    if (principal !== undefined) traits.principal = principal;
    if (person !== undefined) traits.principalType = person.type;
    const address = callerOf(record);
    if (address !== undefined) traits.address = address;
    const agent = text(propertiesOf(record), 'userAgent');
    if (agent !== undefined) traits.userAgent = agent;
    return traits;
  },
  observables(record) {
    const found: [Observable['type'], string][] = [];
    const address = callerOf(record);
    if (address !== undefined) found.push(['ip', address]);
    const agent = text(propertiesOf(record), 'userAgent');
    if (agent !== undefined && agent.length <= 512) found.push(['user_agent', agent]);
    return found;
  },
} satisfies Normalizer;
