import type { Observable } from '../../../contracts/delivery.ts';
import type { EventTraits } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { isAddress, list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { classOf } from './classes.ts';
import { actorOf, addressOf, entitiesOf, isSystem, principalOf, tokenOf } from './identity.ts';
import { toOcsf } from './ocsf.ts';

const UID = /^[\x21-\x7e]{1,128}$/;
const OUTCOMES: ReadonlyMap<string, EventFacts['outcome']> = new Map([
  ['SUCCESS', 'success'],
  ['ALLOW', 'success'],
  ['FAILURE', 'failure'],
  ['DENY', 'failure'],
  ['RATE_LIMIT', 'failure'],
]);
const ACTIVITY: ReadonlyMap<number, EventTraits['activity']> = new Map([
  [1, 'create'],
  [2, 'read'],
  [3, 'update'],
  [4, 'delete'],
]);
const LOGON = 1;

function activityOf(type: string): EventTraits['activity'] {
  const { uid, activity } = classOf(type);
  if (uid === 3002) return activity === LOGON ? 'sign-in' : 'other';
  return uid === 6003 ? (ACTIVITY.get(activity) ?? 'other') : 'update';
}

/** Okta's System Log (https://developer.okta.com/docs/reference/api/system-log/). An event does not say of which organisation it is. */
export const systemlog = {
  format: 'okta.systemlog',
  logsource: { product: 'okta', service: 'okta' },
  accountFromKey: true,
  facts(event) {
    const uid = own(event, 'uuid');
    if (typeof uid !== 'string' || !UID.test(uid)) return err('uuid is missing or no id');
    const at = time(own(event, 'published'));
    if (at === undefined) return err('published is missing or no time');
    const type = text(event, 'eventType');
    if (type === undefined) return err('eventType is missing');
    return ok({
      uid,
      time: at,
      operation: type.slice(0, 200),
      outcome: OUTCOMES.get(text(event, 'outcome', 'result') ?? '') ?? 'unknown',
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  traits(event) {
    const actor = actorOf(event);
    const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
      byService: isSystem(actor),
      activity: activityOf(text(event, 'eventType') ?? ''),
      principalType: actor.type,
    };
    const principal = principalOf(actor);
    if (principal !== undefined) traits.principal = principal;
    const token = tokenOf(event);
    if (token !== undefined) traits.accessKey = token;
    const address = addressOf(event);
    if (address !== undefined) traits.address = address;
    const agent = text(event, 'client', 'userAgent', 'rawUserAgent');
    if (agent !== undefined) traits.userAgent = agent;
    return traits;
  },
  observables(event) {
    const chain = list(event, 'request', 'ipChain').flatMap((hop) => text(hop, 'ip') ?? []);
    const addresses = [addressOf(event), ...chain.slice(0, 8)].filter((ip) => ip !== undefined && isAddress(ip));
    const agent = text(event, 'client', 'userAgent', 'rawUserAgent');
    return [
      ...[...new Set(addresses)].map((ip): [Observable['type'], string] => ['ip', ip!]),
      ...(agent !== undefined && agent.length <= 512 ? [['user_agent', agent] as const] : []),
    ];
  },
} satisfies Normalizer;
