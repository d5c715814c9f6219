import { isObject, textOf, type Obj } from '../read-json.ts';

/**
 * Audit logs as Cloudflare's API answers them, both versions, put into the names that Logpush has for the same:
 * https://developers.cloudflare.com/api/resources/audit_logs/ and .../accounts/subresources/logs/subresources/audit/
 */

const own = (from: Obj, key: string): unknown => (Object.hasOwn(from, key) ? from[key] : undefined);
const part = (v: Obj, key: string): Obj => {
  const found = own(v, key);
  return isObject(found) ? found : {};
};
/** Version 1 has the time beside the action, version 2 within it. */
const timeOf = (v: Obj): string | undefined => textOf(v, 'when') ?? textOf(part(v, 'action'), 'time');

export const isApiAudit = (v: Obj): boolean =>
  textOf(part(v, 'action'), 'type') !== undefined &&
  timeOf(v) !== undefined &&
  isObject(own(v, 'actor')) &&
  isObject(own(v, 'resource')) &&
  textOf(v, 'id') !== undefined;

export function fromApiAudit(v: Obj): Obj {
  const [action, actor, resource, zone, account] = ['action', 'actor', 'resource', 'zone', 'account'].map((k) =>
    part(v, k),
  ) as [Obj, Obj, Obj, Obj, Obj];
  const second = textOf(v, 'when') === undefined;
  const fields: Obj = {
    [second ? 'ActionTimestamp' : 'When']: timeOf(v),
    [second ? 'AuditLogID' : 'ID']: own(v, 'id'),
    ActionType: own(action, 'type'),
    ActionResult: own(action, 'result'),
    ActionDescription: own(action, 'description') ?? own(action, 'info'),
    ActorID: own(actor, 'id'),
    ActorEmail: own(actor, 'email'),
    ActorType: own(actor, 'type'),
    ActorContext: own(actor, 'context'),
    [second ? 'ActorIPAddress' : 'ActorIP']: own(actor, 'ip_address') ?? own(actor, 'ip'),
    ActorTokenDetails: own(actor, 'token_id') === undefined ? undefined : { token_id: own(actor, 'token_id') },
    ResourceID: own(resource, 'id'),
    ResourceType: own(resource, 'type'),
    ResourceProduct: own(resource, 'product'),
    ResourceScope: own(resource, 'scope'),
    ZoneID: own(zone, 'id'),
    ZoneName: own(zone, 'name'),
    AccountID: own(account, 'id'),
    Interface: own(v, 'interface'),
    Metadata: own(v, 'metadata'),
    OldValue: own(v, 'oldValue'),
    NewValue: own(v, 'newValue'),
    Raw: own(v, 'raw'),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
