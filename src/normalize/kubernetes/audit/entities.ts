import type { Entity } from '../../../contracts/entity.ts';
import { awsResource } from '../../aws-resource.ts';
import { isAddress, list, own, text } from '../../read.ts';
import { extra, nodeOf, objectOf, objectPath, podPath, principalOf, serviceAccountOf } from './names.ts';

/**
 * Addresses that a request came by; the last is the connection's own. All before it are headers' word
 * (https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event, `sourceIPs`).
 */
export function addressesOf(record: Record<string, unknown>): { own?: string; claimed: readonly string[] } {
  const all = list(record, 'sourceIPs').filter((ip): ip is string => typeof ip === 'string' && isAddress(ip));
  const last = all.at(-1);
  return { ...(last === undefined ? {} : { own: last }), claimed: all.slice(0, -1).slice(0, 4) };
}

type Add = (type: Entity['type'], id: string | undefined, role: Entity['role'], name?: string) => void;

const OBJECT_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const ACCESS_KEY = /^A[KS]IA[A-Z0-9]{12,124}$/;

/**
 * Who the caller is in the cloud that the cluster runs in, as far as its authenticator says: the role and key of EKS
 * (https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html), the object id of AKS.
 */
function cloudCaller(add: Add, user: unknown): void {
  const arn = extra(user, 'canonicalArn') ?? extra(user, 'arn');
  const aws = arn === undefined ? undefined : awsResource(arn);
  // A role that acts is a principal, as CloudTrail has it.
  if (aws !== undefined) add(aws.type === 'role' ? 'principal' : aws.type, aws.id, 'actor', aws.name);
  const key = extra(user, 'accessKeyId');
  if (key !== undefined && ACCESS_KEY.test(key)) add('access_key', key, 'actor');
  const object = extra(user, 'oid')?.toLowerCase();
  if (object !== undefined && OBJECT_ID.test(object)) add('principal', object, 'actor');
}

const MOST_SUBJECTS = 8;
/** Whom a binding gives its role. Groups are everybody who is in them, and link nothing. */
function subjects(add: Add, record: Record<string, unknown>): void {
  if (text(record, 'objectRef', 'resource')?.endsWith('bindings') !== true) return;
  for (const subject of list(record, 'requestObject', 'subjects').slice(0, MOST_SUBJECTS)) {
    const name = text(subject, 'name');
    const namespace = text(subject, 'namespace') ?? text(record, 'objectRef', 'namespace');
    if (name === undefined) continue;
    if (text(subject, 'kind') === 'User') add('principal', principalOf(name), 'target', name);
    if (text(subject, 'kind') === 'ServiceAccount' && namespace !== undefined)
      add('principal', `system:serviceaccount:${namespace}:${name}`.slice(0, 512), 'target', name);
  }
}

/** Who asked, as whom, from where, by which pod, for what. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const found: Entity[] = [];
  const add: Add = (type, id, role, name) => {
    if (id === undefined || found.some((e) => e.type === type && e.id === id)) return;
    found.push({ type, id, role, ...(name === undefined ? {} : { name: name.slice(0, 512) }) });
  };
  const user = own(record, 'user');
  const username = text(user, 'username')?.slice(0, 512);
  add('principal', username === undefined ? undefined : principalOf(username), 'actor');
  cloudCaller(add, user);
  const impersonated = text(record, 'impersonatedUser', 'username');
  add('principal', impersonated === undefined ? undefined : principalOf(impersonated), 'target');
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
  subjects(add, record);
  return found;
}
