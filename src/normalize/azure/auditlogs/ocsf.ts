import type { OcsfEvent, OcsfUser } from '../../../contracts/event.ts';
import { kindOf as partsOf } from '../../ocsf-parts.ts';
import { defined, list, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { guid, principalOf, propertiesOf } from '../people.ts';
import {
  actorOf,
  addressOfAudit,
  agentOf,
  changedTo,
  isGrantedApi,
  operationOf,
  serviceOf,
  targetUser,
} from './people.ts';

/** https://schema.ocsf.io/1.5.0/classes: account change, user access management, group management, API activity */
const ACCOUNT_CHANGE = 3001;
const USER_ACCESS = 3005;
const GROUP = 3006;
const API_ACTIVITY = 6003;
const OTHER = 99;

export type Change = 'create' | 'read' | 'update' | 'delete' | 'other';
const CHANGE_ID: Readonly<Record<Change, number>> = { create: 1, read: 2, update: 3, delete: 4, other: OTHER };

/** By the first word of the activity, which Entra writes in English. */
export function changeOf(record: Record<string, unknown>): Change {
  const operation = operationOf(record);
  if (/^(?:delete|remove|hard delete|revoke)\b/i.test(operation)) return 'delete';
  if (/^(?:add|create|invite|register|consent|generate|restore)\b/i.test(operation)) return 'create';
  if (/^(?:update|set|change|reset|disable|enable|assign|verify)\b/i.test(operation)) return 'update';
  return /^(?:get|list|read|export|download)\b/i.test(operation) ? 'read' : 'other';
}

/** Activities upon a user → activity_id of Account Change. The first that matches counts. */
const ACCOUNT_ACTIVITIES: readonly (readonly [RegExp, number])[] = [
  [/^(?:add user|invite external user|bulk create users?)\b/i, 1],
  [/^(?:enable account|restore user)\b/i, 2],
  [/^(?:change user password|change password)\b/i, 3],
  [/^reset (?:user )?password\b/i, 4],
  [/^(?:disable account|block sign-?in)\b/i, 5],
  [/^(?:delete user|hard delete user)\b/i, 6],
  [/^(?:enable strong authentication|user registered .*security info|admin registered security info)\b/i, 10],
  [/^(?:disable strong authentication|user deleted security info|admin deleted security info)\b/i, 11],
];

interface Kind {
  readonly classUid: number;
  readonly activity: number;
  readonly fields: Partial<OcsfEvent>;
}

const userFields = (target: unknown): OcsfUser | undefined => {
  const user = targetUser(target);
  const id = principalOf(user) ?? guid(text(target, 'id'));
  if (id === undefined) return undefined;
  return defined<OcsfUser>({
    uid: id,
    name: user?.name ?? text(target, 'displayName'),
    type: text(target, 'type') ?? 'User',
    credential_uid: undefined,
    account: undefined,
  });
};

/** A class of its own only where the record has what that class needs; else an API call. */
function kindOf(record: Record<string, unknown>): Kind {
  const operation = operationOf(record);
  const targets = list(propertiesOf(record), 'targetResources');
  const person = targets.find((t) => ['User', 'ServicePrincipal'].includes(text(t, 'type') ?? '') && !isGrantedApi(t));
  const user = person === undefined ? undefined : userFields(person);
  const role =
    changedTo(record, 'Role.DisplayName') ??
    changedTo(record, 'AppRole.Value') ??
    text(
      targets.find((t) => text(t, 'type') === 'Role'),
      'displayName',
    );
  if (user !== undefined && role !== undefined && /\brole\b/i.test(operation))
    return {
      classUid: USER_ACCESS,
      activity: /^remove\b|removed/i.test(operation) ? 2 : 1,
      fields: { user, privileges: [role] },
    };
  const group = targets.find((t) => text(t, 'type') === 'Group');
  const groupName = text(group, 'displayName') ?? changedTo(record, 'Group.DisplayName');
  const groupId = guid(text(group, 'id')) ?? guid(changedTo(record, 'Group.ObjectID'));
  if (user !== undefined && (groupId !== undefined || groupName !== undefined)) {
    const activity = /^add member to group/i.test(operation) ? 3 : /^remove member from group/i.test(operation) ? 4 : 0;
    if (activity !== 0)
      return {
        classUid: GROUP,
        activity,
        fields: {
          user,
          group: defined<NonNullable<OcsfEvent['group']>>({ uid: groupId, name: groupName }),
        },
      };
  }
  const known = ACCOUNT_ACTIVITIES.find(([pattern]) => pattern.test(operation))?.[1];
  const activity = known ?? (/^update user$/i.test(operation) ? OTHER : undefined);
  if (user !== undefined && activity !== undefined) return { classUid: ACCOUNT_CHANGE, activity, fields: { user } };
  return { classUid: API_ACTIVITY, activity: CHANGE_ID[changeOf(record)], fields: {} };
}

const resourcesOf = (properties: unknown): OcsfEvent['resources'] =>
  list(properties, 'targetResources')
    .map((t) => ({ t, uid: guid(text(t, 'id')) ?? text(t, 'displayName') ?? '' }))
    .filter(({ uid }) => uid !== '')
    .slice(0, 20)
    .map(({ t, uid }) => ({ uid, type: text(t, 'type') ?? 'Other', name: text(t, 'displayName') ?? uid }));

/** An Entra audit record as OCSF, in the class that its activity belongs to. */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const p = propertiesOf(record);
  const { classUid, activity, fields } = kindOf(record);
  const actor = actorOf(record);
  const address = addressOfAudit(record);
  const agent = agentOf(record);
  const correlation = text(p, 'correlationId');
  return defined<OcsfEvent>({
    ...fields,
    ...partsOf(classUid, activity, operationOf(record)),
    severity_id: 1,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Entra ID', vendor_name: 'Microsoft' },
      log_name: 'AuditLogs',
      profiles: ['cloud'],
    },
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    status_detail: text(p, 'resultReason'),
    actor:
      actor === undefined
        ? { invoked_by: serviceOf(record) }
        : {
            user: defined<OcsfUser>({
              type: actor.type,
              uid: principalOf(actor),
              name: actor.name ?? actor.display,
              credential_uid: actor.app,
              account: undefined,
            }),
          },
    api: defined<NonNullable<OcsfEvent['api']>>({
      operation: operationOf(record),
      service: { name: text(p, 'loggedByService') ?? 'Entra ID' },
      request: correlation === undefined ? undefined : { uid: correlation },
      response: undefined,
    }),
    http_request: agent === undefined ? undefined : { user_agent: agent },
    src_endpoint: address === undefined ? { svc_name: serviceOf(record) } : { ip: address },
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'Azure',
      region: undefined,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    // The other two know their user, and their group.
    resources: classUid === API_ACTIVITY || classUid === USER_ACCESS ? resourcesOf(p) : undefined,
    unmapped: defined<Record<string, unknown>>({
      category: text(p, 'category'),
      operationType: text(p, 'operationType'),
      targetResources: own(p, 'targetResources'),
      additionalDetails: own(p, 'additionalDetails'),
    }),
  });
}
