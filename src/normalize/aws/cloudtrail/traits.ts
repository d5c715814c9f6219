import type { EventTraits } from '../../../contracts/event.ts';
import { Recent } from '../../../kit/recent.ts';
import { looksLikeAddress, own, text } from '../../read.ts';
import { addressOf, isAssumed, personOf, principalOf } from './identity.ts';
import { API_ACTIVITY, apiActivity } from './ocsf.ts';
import { isSignIn } from './sign-in.ts';

/** Names of operations are few, and four patterns an event are not. */
const activities = new Recent<EventTraits['activity']>(2_000);
const NAMES = new Map<number, EventTraits['activity']>([
  [API_ACTIVITY.create, 'create'],
  [API_ACTIVITY.read, 'read'],
  [API_ACTIVITY.update, 'update'],
  [API_ACTIVITY.delete, 'delete'],
]);

function activityOf(record: Record<string, unknown>): EventTraits['activity'] {
  if (isSignIn(record)) return 'sign-in';
  // What AWS says of it goes before what the name looks like: GenerateDataKey makes nothing.
  if (own(record, 'readOnly') === true) return 'read';
  const name = text(record, 'eventName') ?? '';
  let activity = activities.get(name);
  if (activity === undefined) {
    activity = NAMES.get(apiActivity(name)) ?? 'other';
    activities.set(name, activity);
  }
  return activity;
}

/**
 * What tells of habits. A session's keys begin with ASIA (IAM identifiers, "unique ID prefixes"). A service that calls says its name
 * as `invokedBy` or where the address stands.
 */
export function traitsOf(record: Record<string, unknown>): EventTraits {
  const user = own(record, 'userIdentity');
  const type = text(user, 'type') ?? 'Unknown';
  const arn = text(user, 'arn');
  const address = addressOf(record);
  const hasAddress = address !== undefined && looksLikeAddress(address);
  const byItself = type === 'AWSService';
  const byService = byItself || text(user, 'invokedBy') !== undefined || (address !== undefined && !hasAddress);
  const key = text(user, 'accessKeyId');
  const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
    byService,
    activity: activityOf(record),
    principalType: type,
  };
  // Filled in by hand: this runs for every event.
  const principal = byItself ? undefined : (principalOf(user, arn, isAssumed(type, arn)) ?? personOf(user));
  if (principal !== undefined) traits.principal = principal;
  if (key !== undefined) {
    traits.accessKey = key;
    if (key.startsWith('ASIA')) traits.accessKeyIsTemporary = true;
  }
  if (hasAddress) traits.address = address;
  const agent = text(record, 'userAgent');
  if (agent !== undefined) traits.userAgent = agent;
  return traits;
}
