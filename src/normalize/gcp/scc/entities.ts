import type { Entity, EntityType } from '../../../contracts/entity.ts';
import { at, isAddress, list, own, text } from '../../read.ts';
import { awsResource } from '../../aws-resource.ts';
import { podPath } from '../../kubernetes/audit/names.ts';
import { instanceIdOf, projectName } from '../log-entry.ts';
import { isEverybody, keyOf, principalId } from '../people.ts';

const MOST = 24;
const MOST_OF_A_KIND = 8;
const ID_MAX = 2_048;
const INSTANCE = /^(?:\/\/compute\.googleapis\.com\/|\/)projects\/([^/]+)\/zones\/([^/]+)\/instances\/([^/]+)$/;
const BUCKET = /^\/\/storage\.googleapis\.com\/([^/]+)$/;
const PROJECT = /^\/\/cloudresourcemanager\.googleapis\.com\/projects\/([^/]+)$/;

/**
 * The project of a finding by its id, as its records in Cloud Logging name it. Findings name resources by project numbers; the
 * id stands beside them in the notification (`projectDisplayName` is the id) or in what the detector wrote.
 */
export function projectOf(record: Record<string, unknown>): string | undefined {
  const finding = own(record, 'finding');
  const resource = own(record, 'resource');
  const properties = at(finding, 'sourceProperties');
  // Of another cloud: its own account, as that cloud's own records have it.
  const foreign =
    text(resource, 'awsMetadata', 'account', 'id') ??
    text(resource, 'azureMetadata', 'subscription', 'id')?.toLowerCase();
  if (foreign !== undefined) return foreign.slice(0, 64);
  const named =
    text(resource, 'gcpMetadata', 'projectDisplayName') ??
    text(resource, 'projectDisplayName') ??
    text(properties, 'ProjectId') ??
    text(properties, 'properties', 'project_id') ??
    text(properties, 'properties', 'network', 'project');
  const [path0] = list(properties, 'ResourcePath');
  const scanned = typeof path0 === 'string' ? /^projects\/([^/]+)/.exec(path0)?.[1] : undefined;
  if (named !== undefined || scanned !== undefined) return projectName(named ?? scanned ?? '');
  const path = /\/projects\/([^/]+)/.exec(text(finding, 'resourceName') ?? '')?.[1];
  const canonical = /^projects\/([^/]+)\//.exec(text(finding, 'canonicalName') ?? '')?.[1];
  const organisation = /^(?:organizations|folders)\/[0-9]{1,20}/.exec(text(finding, 'parent') ?? '')?.[0];
  const project = path ?? canonical;
  return project === undefined ? organisation : projectName(project);
}

export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const finding = own(record, 'finding');
  const resource = own(record, 'resource');
  const account = projectOf(record);
  const found: Entity[] = [];
  const add = (type: EntityType, id: string | undefined, role: Entity['role'], name?: string): void => {
    if (id === undefined || id === '' || id.length > ID_MAX || found.length >= MOST) return;
    if (found.some((e) => e.type === type && e.id === id)) return;
    const nobodys = type === 'ip' || type === 'domain' || type === 'hash';
    found.push({
      type,
      id,
      role,
      ...(name === undefined ? {} : { name: name.slice(0, 512) }),
      ...(account === undefined || nobodys ? {} : { account }),
    });
  };
  const each = (from: readonly unknown[], take: (item: unknown) => void): void =>
    from.slice(0, MOST_OF_A_KIND).forEach(take);

  const access = own(finding, 'access');
  const properties = at(finding, 'sourceProperties', 'properties');
  const actor = principalId(text(access, 'principalEmail') ?? text(access, 'principalSubject'));
  add('principal', actor ?? principalId(text(properties, 'principalEmail')), 'actor');
  // Who acted as the service account, as audit logs have it.
  each(list(access, 'serviceAccountDelegationInfo'), (delegate) =>
    add('principal', principalId(text(delegate, 'principalEmail') ?? text(delegate, 'principalSubject')), 'actor'),
  );
  const key = keyOf(text(access, 'serviceAccountKeyName'));
  add('access_key', key?.id, 'actor', key?.account);
  const caller = text(access, 'callerIp');
  if (caller !== undefined && isAddress(caller)) add('ip', caller, 'source');

  const display = text(resource, 'displayName') ?? text(finding, 'assetDisplayName');
  const upon = text(finding, 'resourceName') ?? text(resource, 'name');
  const arn = /(?:^|\/)(arn:aws[a-z-]*:.+)$/.exec(upon ?? '')?.[1];
  const theirs = arn === undefined ? undefined : awsResource(arn);
  if (theirs !== undefined) add(theirs.type, theirs.id, 'target', theirs.name ?? display);
  const machines = ['instanceDetails', 'sourceInstanceDetails'].map((name) => text(properties, name));
  for (const name of [theirs === undefined ? upon : undefined, ...machines]) {
    if (name === undefined) continue;
    const machine = INSTANCE.exec(name);
    const bucket = BUCKET.exec(name)?.[1];
    if (machine) {
      const [, project, zone, id] = machine as unknown as [string, string, string, string];
      add('instance', instanceIdOf(project, zone, id), 'target', display ?? id);
      // By its name too, as audit and flow logs have it.
      if (display !== undefined && /^[0-9]+$/.test(id))
        add('instance', instanceIdOf(account ?? project, zone, display), 'target', display);
    } else if (bucket !== undefined) add('bucket', name, 'target', bucket);
    else if (PROJECT.test(name)) add('account', account ?? PROJECT.exec(name)?.[1], 'target', display);
    else if (name.startsWith('//')) add('resource', name, 'target', display);
  }

  each([...list(finding, 'iamBindings'), ...list(properties, 'bindingDeltas')], (binding) => {
    const member = text(binding, 'member');
    if (member !== undefined && !isEverybody(member)) add('principal', principalId(member), 'target');
  });
  each(list(finding, 'kubernetes', 'pods'), (pod) => {
    const name = text(pod, 'name');
    if (name !== undefined) add('resource', podPath(text(pod, 'ns'), name), 'target', name);
  });
  for (const end of ['sources', 'targets'])
    each(list(finding, 'exfiltration', end), (thing) => {
      const name = text(thing, 'name');
      const bucket = BUCKET.exec(name ?? '')?.[1];
      add(bucket === undefined ? 'resource' : 'bucket', name, 'related', bucket);
    });
  each(list(finding, 'connections'), (connection) => {
    for (const side of ['sourceIp', 'destinationIp']) {
      const address = text(connection, side);
      if (address !== undefined && isAddress(address)) add('ip', address, 'related');
    }
  });
  // Older detections say them in the detector's own words alone.
  const ends = ['srcIp', 'destIp'].map((side) => text(properties, 'ipConnection', side));
  const logins = list(properties, 'loginAttempts').map((attempt) => text(attempt, 'sourceIp'));
  each([...ends, ...list(properties, 'ip'), ...logins, ...list(finding, 'indicator', 'ipAddresses')], (address) => {
    if (typeof address === 'string' && isAddress(address)) add('ip', address, 'related');
  });
  each(list(finding, 'indicator', 'domains'), (domain) => {
    if (typeof domain === 'string' && domain.length <= 253) add('domain', domain.toLowerCase(), 'related');
  });
  each([...list(finding, 'processes').map((p) => own(p, 'binary')), ...list(finding, 'files')], (file) => {
    const hash = text(file, 'sha256');
    if (hash !== undefined && /^[0-9a-f]{64}$/i.test(hash)) add('hash', hash.toLowerCase(), 'related');
  });
  if (!found.some((e) => e.role === 'target')) add('account', account, 'target', display);
  return found;
}
