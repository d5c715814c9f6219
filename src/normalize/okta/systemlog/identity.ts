import type { Entity } from '../../../contracts/entity.ts';
import { isAddress, list, own, text } from '../../read.ts';
import { entityList } from '../../entity-list.ts';

type Event = Record<string, unknown>;
const MAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/;
const MAX_TARGETS = 10;

export interface Party {
  readonly id?: string;
  readonly type: string;
  readonly name?: string;
  /** What people sign in with, lower case, as other systems know them too. */
  readonly login?: string;
}

/** An actor or target. `unknown` is Okta's word for what it does not know. */
export function partyOf(from: unknown): Party {
  const known = (name: string): string | undefined => {
    const value = text(from, name);
    return value === undefined || value === 'unknown' ? undefined : value.slice(0, 256);
  };
  const id = known('id');
  const name = known('displayName');
  const alternate = known('alternateId');
  return {
    type: (text(from, 'type') ?? 'unknown').slice(0, 64),
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(alternate !== undefined && MAIL.test(alternate) ? { login: alternate.toLowerCase() } : {}),
  };
}

/** People and machines that sign in; groups, applications and policies do not. */
const SIGNS_IN = /^(User|AppUser|PublicClientApp\w*|AppAuthToken|SystemPrincipal)$/;
/** Okta itself, by https://developer.okta.com/docs/reference/api/system-log/#actor-object */
export const isSystem = (p: Party): boolean => p.type === 'SystemPrincipal';
/** What a party is known by: the login of a person, the id of all else. */
export const principalOf = (p: Party): string | undefined => (isSystem(p) ? undefined : (p.login ?? p.id));

export const actorOf = (event: Event): Party => partyOf(own(event, 'actor'));
export const targetsOf = (event: Event): Party[] => list(event, 'target').slice(0, MAX_TARGETS).map(partyOf);
export const targetUser = (event: Event): Party | undefined =>
  targetsOf(event).find((t) => (t.type === 'User' || t.type === 'AppUser') && (t.login ?? t.id) !== undefined);
export const targetOf = (event: Event, type: RegExp): Party | undefined =>
  targetsOf(event).find((t) => type.test(t.type) && (t.id ?? t.name) !== undefined);

/** The client's address as Okta saw it. What forwarded the request stands in `request.ipChain`. */
export function addressOf(event: Event): string | undefined {
  const address = text(event, 'client', 'ipAddress');
  return address !== undefined && isAddress(address) ? address : undefined;
}

export function sessionOf(event: Event): string | undefined {
  const id = text(event, 'authenticationContext', 'externalSessionId');
  return id === undefined || id === 'unknown' ? undefined : id.slice(0, 256);
}
export const tokenOf = (event: Event): string | undefined =>
  text(event, 'transaction', 'detail', 'requestApiTokenId')?.slice(0, 128);

/** Who acted, from where, in which session or by which API token, upon whom and what. */
export function entitiesOf(event: Event): Entity[] {
  const { found, add } = entityList();
  const addPerson = (p: Party, role: Entity['role']): void => {
    add('principal', principalOf(p), role, p.name);
    // Okta's own id of the same person, by which Okta's API knows them.
    if (p.login !== undefined && p.type === 'User') add('user', p.id, role, p.name, p.login);
  };
  const actor = actorOf(event);
  addPerson(actor, 'actor');
  add('ip', addressOf(event), 'source');
  add('access_key', tokenOf(event), 'actor');
  add('session', sessionOf(event), 'related');
  for (const target of targetsOf(event)) {
    if (isSystem(target)) continue;
    if (SIGNS_IN.test(target.type)) addPerson(target, 'target');
    // An API token that is made is the one that later requests name as theirs.
    else if (target.type === 'Token') add('access_key', target.id?.slice(0, 128), 'target', target.name);
    else add('resource', target.id, 'target', target.name);
  }
  return found;
}
