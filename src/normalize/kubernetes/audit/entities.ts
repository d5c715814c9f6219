import type { Entity } from '../../../contracts/entity.ts';
import { isAddress, list, own, text } from '../../read.ts';
import { extra, nodeOf, objectOf, objectPath, podPath, serviceAccountOf } from './names.ts';

/**
 * Addresses that a request came by; the last is the connection's own. All before it are headers' word
 * (https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event, `sourceIPs`).
 */
export function addressesOf(record: Record<string, unknown>): { own?: string; claimed: readonly string[] } {
  const all = list(record, 'sourceIPs').filter((ip): ip is string => typeof ip === 'string' && isAddress(ip));
  const last = all.at(-1);
  return { ...(last === undefined ? {} : { own: last }), claimed: all.slice(0, -1).slice(0, 4) };
}

/** Who asked, as whom, from where, by which pod, for what. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const found: Entity[] = [];
  const add = (type: Entity['type'], id: string | undefined, role: Entity['role'], name?: string): void => {
    if (id === undefined || found.some((e) => e.type === type && e.id === id)) return;
    found.push({ type, id, role, ...(name === undefined ? {} : { name: name.slice(0, 512) }) });
  };
  const user = own(record, 'user');
  const username = text(user, 'username')?.slice(0, 512);
  add('principal', username, 'actor');
  const impersonated = text(record, 'impersonatedUser', 'username')?.slice(0, 512);
  add('principal', impersonated, 'target');
  const { own: address, claimed } = addressesOf(record);
  add('ip', address, 'source');
  for (const ip of claimed) add('ip', ip, 'related');
  const account = username === undefined ? undefined : serviceAccountOf(username);
  const pod = extra(user, 'authentication.kubernetes.io/pod-name');
  if (account && pod !== undefined) add('resource', podPath(account.namespace, pod), 'source', pod);
  const node =
    (username === undefined ? undefined : nodeOf(username)) ?? extra(user, 'authentication.kubernetes.io/node-name');
  if (node !== undefined) add('resource', objectPath('nodes', { name: node }), 'related', node);
  const object = objectOf(record);
  if (object !== undefined) add('resource', object.path, 'target', object.name);
  // A token is asked for, or made, for an account: that account is who will act next.
  const ref = own(record, 'objectRef');
  const namespace = text(ref, 'namespace');
  const name = text(ref, 'name');
  if (text(ref, 'resource') === 'serviceaccounts' && namespace !== undefined && name !== undefined)
    add('principal', `system:serviceaccount:${namespace}:${name}`.slice(0, 512), 'target', name);
  return found;
}
