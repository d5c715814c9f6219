import type { Entity, EntityType } from '../../contracts/entity.ts';
import { isAddress, own, text } from '../read.ts';

/** Entities that one record may name; an audit record may list hundreds of targets. */
const MOST = 24;
/** The form of a GUID; its digits are not looked at, since logs with made-up ones (anonymised, demonstrations) are read too. */
const GUID = /^[0-9a-z]{8}-(?:[0-9a-z]{4}-){3}[0-9a-z]{12}$/;
const BARE_GUID = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
/** What Entra writes where it knows no object. */
const NULL_GUID = '00000000-0000-0000-0000-000000000000';

/** An object or application id as it is written everywhere else: lower case, with dashes (role evidence has none). */
export function guid(value: string | undefined): string | undefined {
  const id = value?.toLowerCase() ?? '';
  const dashed = GUID.test(id) ? id : id.replace(BARE_GUID, '$1-$2-$3-$4-$5');
  return GUID.test(dashed) && dashed !== NULL_GUID ? dashed : undefined;
}

const SUBSCRIPTION = /^\/subscriptions\/([0-9a-z-]{1,64})(?:\/|$)/;

/** Resource ids are case-insensitive, and every service writes them its own way. */
export const resourceId = (id: string | undefined): string | undefined => id?.toLowerCase().replace(/\/+$/, '');

/** The subscription that a resource id begins with. */
export const subscriptionOf = (id: string | undefined): string | undefined =>
  id === undefined ? undefined : SUBSCRIPTION.exec(id.toLowerCase())?.[1];

/** What services write where they know no address; it would tie all of them together. */
const UNSPECIFIED = new Set(['0.0.0.0', '::']);

/** An address without the port that some services leave at it. */
export function addressOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const bare = /^(?:\[([0-9a-f:.]{2,45})\]|([0-9.]{7,15})):[0-9]{1,5}$/i.exec(value);
  const address = bare?.[1] ?? bare?.[2] ?? value;
  return isAddress(address) && !UNSPECIFIED.has(address) ? address : undefined;
}

/** Somebody in a tenant. One of the three ids at least. */
export interface Person {
  readonly type: 'User' | 'ServicePrincipal';
  /** Object id */
  readonly object: string | undefined;
  /** User principal name, lower case */
  readonly name: string | undefined;
  /** A service principal's application id */
  readonly app: string | undefined;
  readonly display: string | undefined;
}

/** What stays the same over records of every kind: the object id, which nearly all have. */
export const principalOf = (p: Person | undefined): string | undefined => p?.object ?? p?.name ?? p?.app;

/** Gathers entities: each once, by the first role that it was named in. */
export class Entities {
  readonly found: Entity[] = [];
  private readonly account: string | undefined;

  /** `account`: subscription or tenant of the record. */
  constructor(account: string | undefined) {
    this.account = account;
  }

  add(type: EntityType, id: string | undefined, role: Entity['role'], name?: string): void {
    if (id === undefined || id === '' || this.found.length >= MOST) return;
    if (this.found.some((e) => e.type === type && e.id === id)) return;
    this.found.push({
      type,
      id: id.slice(0, 2_048),
      role,
      ...(name === undefined ? {} : { name: name.slice(0, 512) }),
      ...(this.account === undefined || type === 'ip' ? {} : { account: this.account }),
    });
  }

  /**
   * A person under each of the names that other records may have for them: a user's object id and principal name, a service
   * principal's object id and its application's. So the steps of an attack find each other, whichever a record has.
   */
  person(p: Person | undefined, role: Entity['role']): void {
    if (p === undefined) return;
    const display = p.name ?? p.display;
    this.add('principal', p.object, role, display);
    if (p.type === 'ServicePrincipal') this.add('principal', p.app, role, display);
    else this.add('user', p.name, role, p.name);
  }

  address(value: string | undefined): void {
    this.add('ip', value, 'source');
  }
}

/** A user principal name as an id; nothing that is no name of a person. */
export function userName(value: string | undefined): string | undefined {
  const name = value?.trim().toLowerCase();
  return name !== undefined && name.includes('@') && name.length <= 512 ? name : undefined;
}

/** A user as Entra's logs and Graph describe one; undefined if nothing tells who. */
export function userOf(from: unknown, id = 'id'): Person | undefined {
  const object = guid(text(from, id));
  const name = userName(text(from, 'userPrincipalName'));
  if (object === undefined && name === undefined) return undefined;
  return { type: 'User', object, name, app: undefined, display: text(from, 'displayName') };
}

/** Properties of an exported record, or the record itself where Graph gave it: https://learn.microsoft.com/en-us/graph/api/resources/signin */
export function propertiesOf(record: Record<string, unknown>): unknown {
  const properties = own(record, 'properties');
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties : record;
}
