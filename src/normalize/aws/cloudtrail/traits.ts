import type { EventTraits } from '../../../contracts/event.ts';
import { Recent } from '../../../kit/recent.ts';
import { defined, isAddress, own, text } from '../../read.ts';
import { identityOf } from './identity.ts';
import { API_ACTIVITY, apiActivity, isSignIn } from './ocsf.ts';

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
  const who = identityOf(record);
  const address = text(record, 'sourceIPAddress');
  const hasAddress = address !== undefined && isAddress(address);
  return defined<EventTraits>({
    principal: who.type === 'AWSService' ? undefined : who.principal,
    principalType: who.type,
    accessKey: who.accessKeyId,
    accessKeyIsTemporary: who.accessKeyId?.startsWith('ASIA') === true ? true : undefined,
    address: hasAddress ? address : undefined,
    userAgent: text(record, 'userAgent'),
    byService: who.type === 'AWSService' || who.invokedBy !== undefined || (address !== undefined && !hasAddress),
    activity: activityOf(record),
  });
}
