import type { EventTraits } from '../../../contracts/event.ts';
import { own, text } from '../../read.ts';
import { addressesOf } from './entities.ts';
import { kindOf, principalOf, serviceAccountOf } from './names.ts';
import { activityOf } from './ocsf.ts';

const NAMES: ReadonlyMap<number, EventTraits['activity']> = new Map([
  [1, 'create'],
  [2, 'read'],
  [3, 'update'],
  [4, 'delete'],
]);

/** Subresources that do more than their verb says: a shell is not the making of an object. */
const ACTING = new Set(['exec', 'attach', 'portforward', 'proxy', 'eviction', 'approval', 'token']);

/**
 * What tells of habits. Nodes and the control plane's own parts act by themselves, all day; so do the accounts of kube-system.
 * The habits of whoever impersonates are their own.
 */
export function traitsOf(record: Record<string, unknown>): EventTraits {
  const username = text(record, 'user', 'username');
  const kind = username === undefined ? 'Anonymous' : kindOf(username);
  const platform =
    kind === 'Node' ||
    kind === 'Component' ||
    (username !== undefined && serviceAccountOf(username)?.namespace === 'kube-system');
  const sub = text(own(record, 'objectRef'), 'subresource');
  const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
    byService: platform,
    activity: sub !== undefined && ACTING.has(sub) ? 'other' : (NAMES.get(activityOf(record)) ?? 'other'),
    principalType: kind,
  };
  if (!platform && kind !== 'Anonymous' && username !== undefined) traits.principal = principalOf(username);
  const { own: address } = addressesOf(record);
  if (address !== undefined) traits.address = address;
  const agent = text(record, 'userAgent');
  if (agent !== undefined) traits.userAgent = agent;
  return traits;
}
