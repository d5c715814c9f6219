import type { Entity } from '../../../contracts/entity.ts';
import { isAddress, own, text } from '../../read.ts';
import { awsResource } from '../../aws-resource.ts';
import { objectPath, podPath } from '../../kubernetes/audit/names.ts';
import { entityList } from '../../entity-list.ts';

type Alert = Record<string, unknown>;

/** A field of the alert's rule; their names are Falco's (https://falco.org/docs/reference/rules/supported-fields/). */
export function field(record: Alert, name: string): string | undefined {
  const value = own(own(record, 'output_fields'), name);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value))
    return (
      value
        .filter((v) => typeof v === 'string')
        .join(',')
        .slice(0, 1_000) || undefined
    );
  // What Falco could not find out it writes as `<NA>`.
  return typeof value === 'string' && value !== '' && value !== '<NA>' ? value.slice(0, 1_000) : undefined;
}

/** A container of its own; Falco writes `host` for what runs outside of any. */
export function containerOf(record: Alert): string | undefined {
  const id = field(record, 'container.id');
  return id === 'host' ? undefined : id?.slice(0, 128);
}

/** The host that the alert is about. Alerts about audit logs come from wherever Falco reads them. */
export const hostOf = (record: Alert): string | undefined =>
  text(record, 'source') === 'syscall' || text(record, 'source') === undefined
    ? (field(record, 'k8s.node.name') ?? field(record, 'evt.hostname') ?? text(record, 'hostname'))?.slice(0, 253)
    : undefined;

/** Addresses in a field: one, or a list as Falco writes lists, `(a,b)` */
const addressesIn = (value: string | undefined): string[] =>
  (value ?? '').split(/[\s,()]+/, 8).filter((part) => part !== '' && isAddress(part));

/** A connection as `fd.name` has it, `10.0.0.5:40112->203.0.113.66:443`, which Falco's own rules show more often than its parts. */
const ENDS = /^\[?([0-9a-f:.]{2,45}?)\]?:[0-9]{1,5}->\[?([0-9a-f:.]{2,45}?)\]?:[0-9]{1,5}$/i;

/** Addresses at the other end, from what the rule shows of a connection. */
export const remoteOf = (record: Alert): string[] => [
  ...new Set([
    ...['fd.rip', 'fd.sip', 'fd.cip'].flatMap((name) => addressesIn(field(record, name))),
    ...(ENDS.exec(field(record, 'fd.name') ?? '')?.slice(1) ?? []).filter(isAddress),
  ]),
];
export const domainsOf = (record: Alert): string[] => [
  ...new Set(
    ['fd.rip.name', 'fd.sip.name'].flatMap((name) => {
      const value = field(record, name);
      return value !== undefined && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i.test(value)
        ? [value.toLowerCase().slice(0, 253)]
        : [];
    }),
  ),
];
/** Where a request came from, for alerts about audit logs. */
export const sourcesOf = (record: Alert): string[] => [
  ...new Set(
    ['ka.sourceips', 'ct.srcip', 'okta.client.ip', 'gcp.callerIP'].flatMap((name) => addressesIn(field(record, name))),
  ),
];

type Add = ReturnType<typeof entityList>['add'];
const MAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/;
const personOf = (address: string | undefined): string | undefined =>
  address !== undefined && MAIL.test(address) ? address.toLowerCase() : undefined;
const GITHUB = /^(?:https:\/\/)?github\.com\//;
const SESSION = /(:assumed-role\/[^/]{1,64})\/.{1,128}$/;

/** Who acted and upon what by the fields of Falco's plugins, each by the id that its own service's records have. */
function ofPlugins(add: Add, record: Alert): void {
  const aws = awsResource((field(record, 'ct.user.arn') ?? '').replace(SESSION, '$1'));
  // A role that acts is a principal, as CloudTrail has it.
  if (aws !== undefined) add(aws.type === 'role' ? 'principal' : aws.type, aws.id, 'actor', aws.name);
  const bucket = field(record, 's3.bucket');
  if (bucket !== undefined) add('bucket', `arn:aws:s3:::${bucket}`.slice(0, 512), 'target', bucket);
  add('principal', personOf(field(record, 'okta.actor.alternateID')), 'actor', field(record, 'okta.actor.name'));
  add('principal', personOf(field(record, 'okta.target.user.alternateID')), 'target');
  add('principal', personOf(field(record, 'gcp.user')), 'actor');
  const login = field(record, 'github.user');
  if (login !== undefined) add('principal', `github.com/${login.slice(0, 100)}`, 'actor', login);
  const repo = field(record, 'github.repo')?.replace(GITHUB, '');
  if (repo?.includes('/') === true) add('resource', `github.com/${repo.slice(0, 200)}`, 'target', repo);
}

/** Pod, container, host and user of a system call; user, object and address of a request in an audit log. */
export function entitiesOf(record: Alert): Entity[] {
  const { found, add } = entityList();
  add('principal', field(record, 'ka.user.name')?.slice(0, 512), 'actor');
  ofPlugins(add, record);
  add('principal', field(record, 'ka.impuser.name')?.slice(0, 512), 'target');
  for (const ip of sourcesOf(record).slice(0, 4)) add('ip', ip, 'source');
  const resource = field(record, 'ka.target.resource');
  if (resource !== undefined) {
    const name = field(record, 'ka.target.name');
    add('resource', objectPath(resource, { namespace: field(record, 'ka.target.namespace'), name }), 'target', name);
  }
  const pod = field(record, 'k8s.pod.name');
  const podId = pod === undefined ? undefined : podPath(field(record, 'k8s.ns.name'), pod);
  add('resource', podId, 'target', pod);
  const host = hostOf(record);
  const container = containerOf(record);
  if (container !== undefined)
    add('resource', `containers/${container}`, 'target', field(record, 'container.name'), podId ?? host);
  const node = field(record, 'k8s.node.name');
  if (node !== undefined) add('resource', objectPath('nodes', { name: node }), 'related', node);
  add('instance', host, container === undefined && podId === undefined ? 'target' : 'related');
  // Every host has a root: a name alone says nothing.
  const user = field(record, 'user.name') ?? field(record, 'user.uid');
  const where = container ?? host;
  if (user !== undefined && where !== undefined) add('user', `${where}/${user.slice(0, 256)}`, 'actor', user);
  for (const ip of remoteOf(record).slice(0, 4)) add('ip', ip, 'related');
  for (const name of domainsOf(record).slice(0, 4)) add('domain', name, 'related');
  return found;
}
