import { own, text } from '../../read.ts';

/**
 * Names of a cluster's objects: as their path in the API, without its version, so that audit events, alerts and findings about
 * the same object meet: `namespaces/shop/pods/cart-1`, `rbac.authorization.k8s.io/clusterroles/edit`, `nodes/n1`.
 */
export function objectPath(
  resource: string,
  { group, namespace, name }: { group?: string | undefined; namespace?: string | undefined; name?: string | undefined },
): string {
  const prefix = group === undefined ? '' : `${group}/`;
  // A namespace is named by itself, though its events say that it lies within itself.
  const within = namespace === undefined || (resource === 'namespaces' && group === undefined);
  const scope = within ? '' : `namespaces/${namespace}/`;
  return `${prefix}${scope}${resource}${name === undefined ? '' : `/${name}`}`.slice(0, 1_024);
}

export const podPath = (namespace: string | undefined, name: string): string => objectPath('pods', { namespace, name });

const SERVICE_ACCOUNT = 'system:serviceaccount:';
const NODE = 'system:node:';
/** Parts of the control plane and of managed ones; nobody signs in as these. */
const PLATFORM = /^(system:(apiserver|kube-|cloud-controller|addon-manager|gke-|konnectivity)|eks:|aks)/;

export type UserKind = 'ServiceAccount' | 'Node' | 'Component' | 'Anonymous' | 'User';

/** What a username is by its form: https://kubernetes.io/docs/reference/access-authn-authz/authentication/ */
export function kindOf(username: string): UserKind {
  if (username.startsWith(SERVICE_ACCOUNT)) return 'ServiceAccount';
  if (username.startsWith(NODE)) return 'Node';
  if (username === 'system:anonymous' || username === 'system:unauthenticated') return 'Anonymous';
  return PLATFORM.test(username) ? 'Component' : 'User';
}

const MAIL = /^[^\s@:/]{1,200}@[^\s@:/]{1,200}$/;

/** A username as an id: people of an identity provider are their address, which other records write in lower case. */
export const principalOf = (username: string): string =>
  (MAIL.test(username) ? username.toLowerCase() : username).slice(0, 512);

/** Namespace and name of a service account's username. */
export function serviceAccountOf(username: string): { namespace: string; name: string } | undefined {
  if (!username.startsWith(SERVICE_ACCOUNT)) return undefined;
  const [namespace, name, ...rest] = username.slice(SERVICE_ACCOUNT.length).split(':');
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}

export const nodeOf = (username: string): string | undefined =>
  username.startsWith(NODE) && username.length > NODE.length ? username.slice(NODE.length) : undefined;

/** The first value of a claim that the API server noted about a token. */
export function extra(user: unknown, name: string): string | undefined {
  const values = own(own(user, 'extra'), name);
  const first = Array.isArray(values) ? (values as unknown[])[0] : undefined;
  return typeof first === 'string' && first !== '' ? first.slice(0, 256) : undefined;
}

/** The object of a request, or undefined for a path that is no object's. */
export function objectOf(record: Record<string, unknown>): { path: string; type: string; name?: string } | undefined {
  const ref = own(record, 'objectRef');
  const resource = text(ref, 'resource');
  if (resource === undefined) return undefined;
  const name =
    text(ref, 'name') ??
    text(record, 'requestObject', 'metadata', 'name') ??
    // Of an object that asked for a generated name, only the answer has it.
    (text(record, 'verb') === 'create' ? text(record, 'responseObject', 'metadata', 'name') : undefined);
  const path = objectPath(resource, { group: text(ref, 'apiGroup'), namespace: text(ref, 'namespace'), name });
  return { path, type: resource.slice(0, 100), ...(name === undefined ? {} : { name: name.slice(0, 256) }) };
}
