import type { OcsfEndpoint, OcsfEvent } from '../contracts/event.ts';
import { isAddress, looksLikeAddress } from './read.ts';
import { OTHER } from './schema/notation.ts';

type Kind = Pick<OcsfEvent, 'class_uid' | 'category_uid' | 'activity_id' | 'activity_name' | 'type_uid'>;

/**
 * Class, category, activity and type of an event, which follow from each other. An activity that is none of the class's is 99, and
 * then the sender's own word for it stands beside it.
 */
export const kindOf = (classUid: number, activity: number, word: string | undefined): Kind => ({
  class_uid: classUid,
  category_uid: Math.floor(classUid / 1_000),
  activity_id: activity,
  ...(activity === OTHER ? { activity_name: word ?? 'unknown' } : {}),
  type_uid: classUid * 100 + activity,
});

/** OCSF HTTP Activity (4002) by method: https://schema.ocsf.io/1.5.0/classes/http_activity. PATCH is none of them. */
export const HTTP_ACTIVITY = 4002;
const METHODS = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'TRACE'];

/** The kind of an event that is an HTTP request: unknown without a method, other with one that OCSF does not list. */
export const httpKindOf = (method: string | undefined): Kind =>
  kindOf(HTTP_ACTIVITY, method === undefined ? 0 : METHODS.indexOf(method.toUpperCase()) + 1 || OTHER, method);

/** A method as `http_request.http_method` may have it; what it may not is said by the event's activity. */
export function httpMethodOf(method: string | undefined): string | undefined {
  const upper = method?.toUpperCase();
  return upper !== undefined && METHODS.includes(upper) ? upper : undefined;
}

/** An end of a connection by what a sender writes there: an address, a service's name, or what only looks like an address. */
export function endpointOf(said: string): OcsfEndpoint {
  if (isAddress(said)) return { ip: said };
  return looksLikeAddress(said) ? { name: said } : { svc_name: said };
}

/** What tells one endpoint from another; a network, a subnet or a port does not. */
const TELLING = [
  'ip',
  'uid',
  'name',
  'hostname',
  'svc_name',
  'instance_uid',
  'interface_uid',
] as const satisfies readonly (keyof OcsfEndpoint)[];

/** An endpoint of which something is said; where that does not tell which it is, it is named so. */
export const knownEndpoint = (endpoint: OcsfEndpoint): OcsfEndpoint =>
  TELLING.some((name) => endpoint[name] !== undefined) ? endpoint : { ...endpoint, name: 'unknown' };
