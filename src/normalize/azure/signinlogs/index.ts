import type { Entity } from '../../../contracts/entity.ts';
import type { Observable } from '../../../contracts/delivery.ts';
import type { EventTraits } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { Entities, guid, principalOf, propertiesOf } from '../people.ts';
import { toOcsf } from './ocsf.ts';
import { addressOfSignIn, outcomeOf, personOf } from './people.ts';

/** The tenant that was signed in to; a guest's home is another. */
function tenantOf(record: Record<string, unknown>): string | undefined {
  const p = propertiesOf(record);
  return guid(text(record, 'tenantId')) ?? guid(text(p, 'resourceTenantId')) ?? guid(text(p, 'homeTenantId'));
}

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const p = propertiesOf(record);
  const to = new Entities(tenantOf(record));
  to.person(personOf(record), 'actor');
  to.address(addressOfSignIn(record));
  const target = guid(text(p, 'resourceId'));
  to.add('resource', target, 'target', text(p, 'resourceDisplayName'));
  if (personOf(record)?.type !== 'ServicePrincipal')
    to.add('resource', guid(text(p, 'appId')), 'related', text(p, 'appDisplayName'));
  return to.found;
}

/**
 * Entra sign-ins: `SignInLogs`, `NonInteractiveUserSignInLogs`, `ServicePrincipalSignInLogs` and `ManagedIdentitySignInLogs` as
 * diagnostic settings export them (what happened is under `properties`), and Graph's `signIn` (the same without the outside):
 * https://learn.microsoft.com/en-us/graph/api/resources/signin
 */
export const signinlogs = {
  format: 'azure.signinlogs',
  logsource: { product: 'azure', service: 'signinlogs' },
  facts(record) {
    const p = propertiesOf(record);
    const when = time(own(p, 'createdDateTime')) ?? time(own(record, 'time'));
    if (when === undefined) return err('neither createdDateTime nor time is a time');
    const account = tenantOf(record);
    return ok({
      uid: (text(p, 'id') ?? digestOf(record).slice(0, 40)).slice(0, 128),
      time: when,
      operation: 'sign-in',
      outcome: outcomeOf(record),
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  traits(record) {
    const person = personOf(record);
    const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
      byService: person === undefined,
      activity: 'sign-in',
    };
    const principal = principalOf(person);
    if (principal !== undefined) traits.principal = principal;
    if (person !== undefined) traits.principalType = person.type;
    const address = addressOfSignIn(record);
    if (address !== undefined) traits.address = address;
    const agent = text(propertiesOf(record), 'userAgent');
    if (agent !== undefined) traits.userAgent = agent;
    return traits;
  },
  observables(record) {
    const found: [Observable['type'], string][] = [];
    const address = addressOfSignIn(record);
    if (address !== undefined) found.push(['ip', address]);
    const agent = text(propertiesOf(record), 'userAgent');
    if (agent !== undefined && agent.length <= 512) found.push(['user_agent', agent]);
    return found;
  },
} satisfies Normalizer;
