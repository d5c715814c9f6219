import type { Entity } from '../../../contracts/entity.ts';
import type { Observable } from '../../../contracts/delivery.ts';
import type { EventTraits } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { Entities, guid, principalOf, propertiesOf } from '../people.ts';
import { actorOf, addressOfAudit, agentOf, isGrantedApi, namedIds, operationOf, targetUser } from './people.ts';
import { changeOf, toOcsf } from './ocsf.ts';

const tenantOf = (record: Record<string, unknown>): string | undefined =>
  guid(text(record, 'tenantId')) ??
  guid(/^\/tenants\/([0-9a-f-]{36})(?:\/|$)/i.exec(text(record, 'resourceId') ?? '')?.[1]);

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const to = new Entities(tenantOf(record));
  to.person(actorOf(record), 'actor');
  to.address(addressOfAudit(record));
  for (const target of list(propertiesOf(record), 'targetResources')) {
    const id = guid(text(target, 'id'));
    const name = text(target, 'displayName');
    const kind = text(target, 'type');
    if (kind === 'User') to.person(targetUser(target), 'target');
    else if (isGrantedApi(target)) to.add('resource', id, 'related', name);
    else to.add(kind === 'ServicePrincipal' ? 'principal' : 'resource', id, 'target', name);
    for (const named of namedIds(target)) to.add('principal', named, 'target');
  }
  return to.found;
}

const TRAITS: Readonly<Record<string, EventTraits['activity']>> = {
  create: 'create',
  read: 'read',
  update: 'update',
  delete: 'delete',
};

/**
 * Entra audit log, as diagnostic settings export it (category `AuditLogs`) and as Graph gives it:
 * https://learn.microsoft.com/en-us/graph/api/resources/directoryaudit
 */
export const auditlogs = {
  format: 'azure.auditlogs',
  logsource: { product: 'azure', service: 'auditlogs' },
  facts(record) {
    const p = propertiesOf(record);
    const when = time(own(p, 'activityDateTime')) ?? time(own(record, 'time'));
    if (when === undefined) return err('neither activityDateTime nor time is a time');
    const operation = operationOf(record);
    if (operation === '') return err('activityDisplayName and operationName are missing');
    const account = tenantOf(record);
    const result = text(p, 'result')?.toLowerCase();
    return ok({
      uid: (text(p, 'id') ?? digestOf(record).slice(0, 40)).slice(0, 200),
      time: when,
      operation: operation.slice(0, 200),
      outcome: result === 'success' ? 'success' : result === 'failure' || result === 'timeout' ? 'failure' : 'unknown',
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  traits(record) {
    const actor = actorOf(record);
    const principal = principalOf(actor);
    const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
      byService: principal === undefined,
      activity: TRAITS[changeOf(record)] ?? 'other',
    };
    if (principal !== undefined) traits.principal = principal;
    if (actor !== undefined) traits.principalType = actor.type;
    const address = addressOfAudit(record);
    if (address !== undefined) traits.address = address;
    const agent = agentOf(record);
    if (agent !== undefined) traits.userAgent = agent;
    return traits;
  },
  observables(record) {
    const found: [Observable['type'], string][] = [];
    const address = addressOfAudit(record);
    if (address !== undefined) found.push(['ip', address]);
    const agent = agentOf(record);
    if (agent !== undefined && agent.length <= 512) found.push(['user_agent', agent]);
    return found;
  },
} satisfies Normalizer;
