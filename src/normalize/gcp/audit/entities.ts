import type { Entity, EntityType } from '../../../contracts/entity.ts';
import { at, isAddress, list, text } from '../../read.ts';
import { awsResource } from '../../aws-resource.ts';
import { accountOf, instanceIdOf, locationOf, projectName } from '../log-entry.ts';
import { isEverybody, keyOf, principalId } from '../people.ts';
import { identityOf } from './identity.ts';
import { isSignIn } from './method.ts';

/** Entities that one record may name. */
const MOST = 24;
const ID_MAX = 2_048;

class Found {
  readonly entities = new Map<string, Entity>();
  readonly account: string | undefined;
  readonly region: string | undefined;
  constructor(record: Record<string, unknown>) {
    this.account = accountOf(record);
    this.region = locationOf(record);
  }

  add(type: EntityType, id: string | undefined, role: Entity['role'], name?: string): void {
    if (id === undefined || id === '' || id.length > ID_MAX || this.entities.size >= MOST) return;
    const key = `${type} ${id}`;
    if (this.entities.has(key)) return;
    const global =
      type === 'principal' || type === 'user' || type === 'access_key' || type === 'ip' || type === 'account';
    this.entities.set(key, {
      type,
      id,
      role,
      ...(name === undefined ? {} : { name: name.slice(0, 512) }),
      ...(this.account === undefined || type === 'ip' ? {} : { account: this.account }),
      ...(this.region === undefined || global ? {} : { region: this.region }),
    });
  }
}

const SESSION = /(:assumed-role\/[^/]{1,64})\/.{1,128}$/;

function actors(to: Found, record: Record<string, unknown>): void {
  const who = identityOf(record);
  // Google's agents act for everybody, and so does who has no name at all: they link nothing.
  if (who.type !== 'GoogleService' && who.type !== 'Anonymous') {
    to.add('principal', who.principal, 'actor');
    to.add('access_key', who.key, 'actor', who.principal);
  }
  for (const delegate of who.delegates) to.add('principal', delegate, 'actor');
  // Without its session, which for a machine is the machine's id.
  const arn = who.subject?.startsWith('arn:') === true ? who.subject.replace(SESSION, '$1') : undefined;
  const role = arn === undefined ? undefined : awsResource(arn);
  // A role that acts is a principal, as CloudTrail has it.
  if (role !== undefined) to.add(role.type === 'role' ? 'principal' : role.type, role.id, 'related', role.name);
  const address = text(record, 'protoPayload', 'requestMetadata', 'callerIp');
  if (address !== undefined && isAddress(address)) to.add('ip', address, 'source');
}

const INSTANCE = /^projects\/([^/]+)\/zones\/([^/]+)\/instances\/([^/]+)$/;
const BUCKET = /^projects\/[^/]+\/buckets\/([^/]+)/;
const PROJECT = /^projects\/([^/]+)$/;
const FUNCTION = /^projects\/[^/]+\/locations\/[^/]+\/functions\/[^/]+$/;

/** `core/v1/namespaces/shop/pods/cart-1`, `apps/v1/…`: as the audit logs of clusters elsewhere have it, without the version. */
const inCluster = (name: string): string =>
  name.replace(/^([^/]+)\/v[0-9][a-z0-9]*\//, (_whole, group: string) => (group === 'core' ? '' : `${group}/`));

/** `exec` of `io.k8s.core.v1.pods.exec.create`, where a call is upon a part of an object: what stands between resource and verb. */
const PART = /\.v[0-9][a-z0-9]*\.[^.]+\.([^.]+)\.[^.]+$/;

/** The object itself, whichever part of it was called: a shell in a pod is about that pod. */
function objectOf(name: string, method: string): string {
  const part = PART.exec(method)?.[1];
  const path = inCluster(name);
  return part !== undefined && path.endsWith(`/${part}`) ? path.slice(0, -part.length - 1) : path;
}

function kubernetesTarget(to: Found, name: string, record: Record<string, unknown>): void {
  const path = objectOf(name, text(record, 'protoPayload', 'methodName') ?? '');
  to.add('resource', path, 'target', path.split('/').at(-1));
  const labels = at(record, 'resource', 'labels');
  const [cluster, location] = [text(labels, 'cluster_name'), text(labels, 'location')];
  if (cluster === undefined || location === undefined || to.account === undefined) return;
  const id = `//container.googleapis.com/projects/${to.account}/locations/${location}/clusters/${cluster}`;
  to.add('resource', id, 'related', cluster);
}

/** What a call was made upon, as Security Command Center names it too: by its full resource name. */
function target(to: Found, service: string, name: string, record: Record<string, unknown>): void {
  if (service === 'k8s.io') return kubernetesTarget(to, name, record);
  const instance = INSTANCE.exec(name);
  if (service === 'compute.googleapis.com' && instance) {
    const [, project, zone, machine] = instance as unknown as [string, string, string, string];
    to.add('instance', instanceIdOf(project, zone, machine), 'target', machine);
    // Findings name machines by number.
    const number = text(record, 'resource', 'labels', 'instance_id');
    if (number !== undefined) to.add('instance', instanceIdOf(project, zone, number), 'related', machine);
    return;
  }
  const bucket = BUCKET.exec(name)?.[1];
  if (service === 'storage.googleapis.com' && bucket !== undefined)
    return to.add('bucket', `//storage.googleapis.com/${bucket}`, 'target', bucket);
  const project = PROJECT.exec(name)?.[1];
  if (project !== undefined) return to.add('account', projectName(project), 'target');
  if (name.includes('/serviceAccounts/')) return;
  const type = FUNCTION.test(name) ? 'function' : 'resource';
  to.add(type, `//${service}/${name}`, 'target', name.split('/').at(-1));
}

/** The account that a call to IAM is about is the same entity as when it acts. */
function serviceAccounts(to: Found, record: Record<string, unknown>): void {
  const payload = at(record, 'protoPayload');
  const made = keyOf(text(payload, 'response', 'name')) ?? keyOf(text(payload, 'request', 'name'));
  to.add('access_key', made?.id, 'target', made?.account);
  const names = [
    text(record, 'resource', 'type') === 'service_account' ? text(record, 'resource', 'labels', 'email_id') : undefined,
    text(payload, 'response', 'email'),
    /\/serviceAccounts\/([^/]+@[^/]+)/.exec(text(payload, 'resourceName') ?? '')?.[1],
    /\/serviceAccounts\/([^/]+@[^/]+)/.exec(text(payload, 'request', 'name') ?? '')?.[1],
  ];
  for (const name of names) if (name?.includes('@') === true) to.add('principal', principalId(name), 'target');
}

/** Accounts that a machine is given: who takes the machine over takes them too. */
function attached(to: Found, record: Record<string, unknown>): void {
  const request = at(record, 'protoPayload', 'request');
  const emails = [...list(request, 'serviceAccounts').map((a) => text(a, 'email')), text(request, 'email')];
  for (const email of emails) if (email?.includes('@') === true) to.add('principal', principalId(email), 'related');
}

/** Who was given or lost a role. */
function members(to: Found, record: Record<string, unknown>): void {
  const payload = at(record, 'protoPayload');
  const deltas = [
    ...list(payload, 'serviceData', 'policyDelta', 'bindingDeltas'),
    ...['datasetChange', 'tableChange', 'routineChange'].flatMap((change) =>
      list(payload, 'metadata', change, 'bindingDeltas'),
    ),
  ];
  // Groups of Cloud Identity: who came or went, and the group, which is a member of policies itself.
  const membership = at(payload, 'metadata', 'membershipDelta');
  for (const member of [...deltas.map((d) => text(d, 'member')), text(membership, 'member')])
    if (member !== undefined && !isEverybody(member)) to.add('principal', principalId(member), 'target');
  if (membership !== undefined) to.add('principal', principalId(text(payload, 'metadata', 'group')), 'target');
}

/** Whom an event of Google Workspace is about: https://developers.google.com/workspace/admin/reports/v1/appendix/activity/login */
const ABOUT = new Set(['affected_email_address', 'USER_EMAIL']);

function affected(to: Found, record: Record<string, unknown>): void {
  for (const event of list(record, 'protoPayload', 'metadata', 'event').slice(0, 8))
    for (const parameter of list(event, 'parameter').slice(0, 32)) {
      const address = text(parameter, 'value');
      if (ABOUT.has(text(parameter, 'name') ?? '') && address?.includes('@') === true)
        to.add('principal', principalId(address), 'target');
    }
}

/** Who acted and upon what. A principal is the same entity as actor and as target, so that an attack's steps find each other. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const to = new Found(record);
  actors(to, record);
  if (isSignIn(record)) {
    // What can be taken from a person who signs in is the account, which is the same address.
    to.add('user', identityOf(record).principal, 'actor');
    return [...to.entities.values()];
  }
  serviceAccounts(to, record);
  members(to, record);
  affected(to, record);
  const service = text(record, 'protoPayload', 'serviceName') ?? '';
  const name = text(record, 'protoPayload', 'resourceName');
  if (name !== undefined && service !== '') target(to, service, name, record);
  if (service === 'compute.googleapis.com') attached(to, record);
  return [...to.entities.values()];
}
