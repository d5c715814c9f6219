import { at, isFields, own, text } from '../../read.ts';
import { addressOf, guid, userName, type Person } from '../people.ts';

const CLAIM = {
  object: 'http://schemas.microsoft.com/identity/claims/objectidentifier',
  upn: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
  name: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
} as const;

/** Claims of the caller's token: at the top in records of the API, under `identity` in exported ones. */
const claimsOf = (record: Record<string, unknown>): unknown =>
  own(record, 'claims') ?? at(record, 'identity', 'claims');

export const authorizationOf = (record: Record<string, unknown>): unknown =>
  own(record, 'authorization') ?? at(record, 'identity', 'authorization');

/**
 * Who called Azure Resource Manager; undefined where Azure acts by itself. A user's token names the client application too, which
 * is no actor of its own; a service principal's token names nobody else.
 */
export function callerOf(record: Record<string, unknown>): Person | undefined {
  const claims = claimsOf(record);
  const caller = text(record, 'caller');
  const evidence = own(authorizationOf(record), 'evidence');
  const kind = text(evidence, 'principalType');
  // A role that came by a group has the group's id here.
  const proven = kind === 'User' || kind === 'ServicePrincipal' ? guid(text(evidence, 'principalId')) : undefined;
  const object = guid(text(claims, CLAIM.object)) ?? guid(text(claims, 'oid')) ?? proven;
  const isApp = text(claims, 'idtyp') === 'app' || (kind === 'ServicePrincipal' && proven === object);
  const name = isApp
    ? undefined
    : (userName(text(claims, CLAIM.upn)) ??
      userName(caller) ??
      userName(text(claims, CLAIM.email)) ??
      userName(text(claims, CLAIM.name)?.split('#').at(-1)));
  if (name !== undefined) return { type: 'User', object, name, app: undefined, display: text(claims, 'name') };
  const id = object ?? guid(caller);
  const app = isFields(claims) ? guid(text(claims, 'appid')) : undefined;
  if (id === undefined && app === undefined) return undefined;
  return { type: 'ServicePrincipal', object: id, name: undefined, app, display: text(claims, 'name') };
}

export const callerAddress = (record: Record<string, unknown>): string | undefined =>
  addressOf(text(record, 'httpRequest', 'clientIpAddress')) ??
  addressOf(text(record, 'callerIpAddress')) ??
  addressOf(text(claimsOf(record), 'ipaddr'));

/** Whether the caller signed in with a second factor, where the token says how. */
export function hadSecondFactor(record: Record<string, unknown>): boolean | undefined {
  const methods = text(claimsOf(record), 'http://schemas.microsoft.com/claims/authnmethodsreferences');
  return methods === undefined ? undefined : methods.split(',').includes('mfa');
}
