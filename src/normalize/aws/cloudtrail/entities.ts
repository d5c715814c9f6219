import { parseArn, partitionOf } from '../../../aws/arn.ts';
import type { Entity, EntityType } from '../../../contracts/entity.ts';
import { at, looksLikeAddress, isFields, list, own, text } from '../../read.ts';
import { awsResource } from '../../aws-resource.ts';
import { accountOf, addressOf, identityOf, personArn, type Identity } from './identity.ts';
import { namedTargets } from './targets.ts';
import { foreignPrincipals } from './trust.ts';

/** Entities that one record may name; a request may list hundreds of instances. */
const MOST = 24;
const ACCESS_KEY = /^(AKIA|ASIA)[A-Z0-9]{12,124}$/;
const INSTANCE = /^i-[0-9a-f]{8,17}$/;
const GROUP = /^sg-[0-9a-f]{8,17}$/;

class Collector {
  readonly found = new Map<string, Entity>();
  readonly account: string | undefined;
  readonly region: string | undefined;
  constructor(account: string | undefined, region: string | undefined) {
    this.account = account;
    this.region = region;
  }

  add(
    type: EntityType,
    id: string | undefined,
    role: Entity['role'],
    more: {
      name?: string | undefined;
      /** Of no region */
      global?: boolean | undefined;
      /** Where its ARN says another region than the event */
      region?: string | undefined;
      /** Of another account, or of nobody's */
      foreign?: boolean;
      of?: string;
      /** Whose it is, where that is not whose the record is: a caller from another account */
      account?: string | undefined;
    } = {},
  ): void {
    if (id === undefined || this.found.size >= MOST) return;
    const region = more.global === true ? undefined : (more.region ?? this.region);
    const account = more.account ?? this.account;
    const key = `${type} ${id}`;
    if (this.found.has(key)) return;
    this.found.set(key, {
      type,
      id,
      role,
      ...(more.name === undefined ? {} : { name: more.name.slice(0, 512) }),
      ...(account === undefined || more.foreign === true ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region }),
      ...(more.of === undefined ? {} : { of: more.of }),
    });
  }
}

function actors(to: Collector, who: Identity, record: Record<string, unknown>): void {
  // An AWS service acts for everybody: it links nothing.
  if (who.type === 'AWSService') return;
  const account = who.account;
  to.add('principal', who.principal, 'actor', { name: who.userName, global: true, account });
  if (who.accessKeyId !== undefined && ACCESS_KEY.test(who.accessKeyId)) {
    // Only a user's key has the user's name; a role's session key has the role's.
    to.add('access_key', who.accessKeyId, 'actor', {
      name: who.type === 'IAMUser' ? who.userName : undefined,
      global: true,
      account,
    });
  }
  to.add('session', who.session, 'actor', { global: true, account });
  // A person at the console: what can be taken from them is the password, which is the user's.
  if (who.type === 'IAMUser' && text(record, 'eventName') === 'ConsoleLogin')
    to.add('user', who.principal, 'actor', { name: who.userName, global: true });
  // Whoever got the token acts with what its issuer may.
  if (who.type === 'FederatedUser') {
    const issuer = at(record, 'userIdentity', 'sessionContext', 'sessionIssuer');
    to.add('principal', text(issuer, 'arn'), 'related', { name: text(issuer, 'userName'), global: true, account });
  }
  const address = addressOf(record);
  if (address !== undefined && looksLikeAddress(address)) to.add('ip', address, 'source', { global: true });
}

/** An ARN made of a name, where the account is known. `global` services have no region in theirs. */
function arnOf(to: Collector, service: string, resource: string | undefined, global = false): string | undefined {
  if (to.account === undefined || resource === undefined) return undefined;
  const region = to.region ?? '';
  return `arn:${partitionOf(region)}:${service}:${global ? '' : region}:${to.account}:${resource}`;
}

/** Calls that give somebody a way into the console. */
const CONSOLE_ACCESS = new Set(['CreateLoginProfile', 'UpdateLoginProfile']);

/** A request names users without their path, which only those who act upon themselves are known by. */
const ownArn = (who: Identity, name: string | undefined): string | undefined =>
  who.type === 'IAMUser' && name !== undefined && name === who.userName ? who.principal : undefined;

function iamTargets(to: Collector, who: Identity, record: Record<string, unknown>): void {
  const request = own(record, 'requestParameters');
  const response = own(record, 'responseElements');
  const call = text(record, 'eventName') ?? '';
  const user = text(request, 'userName') ?? text(response, 'loginProfile', 'userName');
  const userArn = text(response, 'user', 'arn') ?? ownArn(who, user) ?? arnOf(to, 'iam', user && `user/${user}`, true);
  to.add(CONSOLE_ACCESS.has(call) ? 'user' : 'principal', userArn, 'target', { name: user, global: true });
  const made = text(response, 'accessKey', 'accessKeyId');
  const named = text(request, 'accessKeyId');
  for (const key of [made, named]) {
    if (key !== undefined && ACCESS_KEY.test(key))
      to.add('access_key', key, 'target', { name: text(response, 'accessKey', 'userName') ?? user, global: true });
  }
  const role = text(request, 'roleName');
  const roleArn = text(response, 'role', 'arn') ?? arnOf(to, 'iam', role && `role/${role}`, true);
  to.add('role', roleArn, 'target', { name: role, global: true });
  if (roleArn === undefined || to.account === undefined) return;
  // UpdateAssumeRolePolicy and CreateRole name the same thing differently.
  const trust = at(request, 'policyDocument') ?? at(request, 'assumeRolePolicyDocument');
  if (call !== 'UpdateAssumeRolePolicy' && call !== 'CreateRole') return;
  for (const principal of foreignPrincipals(trust, to.account))
    to.add('principal', principal, 'related', { global: true, foreign: true, of: roleArn });
}

/** Services whose calls name instances alike. */
const MACHINES = new Set(['ec2.amazonaws.com', 'ec2-instance-connect.amazonaws.com']);

function ec2Targets(to: Collector, record: Record<string, unknown>): void {
  const request = own(record, 'requestParameters');
  const response = own(record, 'responseElements');
  for (const item of [...list(response, 'instancesSet', 'items'), ...list(request, 'instancesSet', 'items')]) {
    const id = text(item, 'instanceId');
    if (id !== undefined && INSTANCE.test(id)) to.add('instance', id, 'target');
  }
  // Later calls have all that they ask for in an object of their own name, and another spelling.
  const later = own(request, `${text(record, 'eventName') ?? ''}Request`);
  for (const id of [text(request, 'instanceId'), text(request, 'target'), text(later, 'InstanceId')])
    if (id !== undefined && INSTANCE.test(id)) to.add('instance', id, 'target');
  const group = text(request, 'groupId') ?? text(later, 'GroupId');
  if (group !== undefined && GROUP.test(group)) to.add('security_group', group, 'target');
}

/** A name, a whole ARN, or an account with a name: as callers may write a function (Lambda API, FunctionName). */
function lambdaArn(to: Collector, name: string): string | undefined {
  // A version or an alias of a function is that function.
  if (name.startsWith('arn:')) return name.split(':', 7).join(':');
  return arnOf(to, 'lambda', `function:${name.replace(/^[0-9]{12}:function:/, '')}`);
}

/** People of Identity Center: who is let into an account, whose password or group is changed. */
const PEOPLE = new Set(['sso.amazonaws.com', 'sso-directory.amazonaws.com', 'identitystore.amazonaws.com']);

function people(to: Collector, record: Record<string, unknown>): void {
  const request = own(record, 'requestParameters');
  const id =
    (text(request, 'principalType') === 'USER' ? text(request, 'principalId') : undefined) ??
    text(request, 'userId') ??
    text(request, 'memberId', 'userId') ??
    text(record, 'responseElements', 'userId');
  to.add('principal', personArn(id), 'target', { global: true });
}

function otherTargets(to: Collector, source: string, record: Record<string, unknown>): void {
  const request = own(record, 'requestParameters');
  if (PEOPLE.has(source)) people(to, record);
  else if (source === 's3.amazonaws.com') {
    const bucket = text(request, 'bucketName');
    if (bucket !== undefined)
      to.add('bucket', `arn:${partitionOf(to.region ?? '')}:s3:::${bucket}`, 'target', { name: bucket, global: true });
  } else if (source === 'cloudtrail.amazonaws.com') {
    const name = text(request, 'name') ?? text(request, 'trailName');
    if (name === undefined) return;
    const arn = name.startsWith('arn:') ? name : arnOf(to, 'cloudtrail', `trail/${name}`);
    to.add('trail', arn, 'target', { name: name.split('/').at(-1), region: arn && parseArn(arn)?.region });
  } else if (source === 'sts.amazonaws.com') {
    to.add('role', text(request, 'roleArn'), 'target', { global: true });
  } else if (source === 'lambda.amazonaws.com') {
    const name = text(request, 'functionName');
    const arn = name === undefined ? undefined : lambdaArn(to, name);
    to.add('function', arn, 'target', { region: arn && parseArn(arn)?.region });
  } else if (source === 'ssm.amazonaws.com') {
    const ids = [...list(request, 'instanceIds'), text(request, 'target')];
    for (const id of ids) if (typeof id === 'string' && INSTANCE.test(id)) to.add('instance', id, 'target');
  }
}

/** Who acted and upon what. A user is the same entity as actor and as target, so that an attack's steps find each other. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const who = identityOf(record);
  const account = accountOf(record);
  const region = text(record, 'awsRegion');
  const source = text(record, 'eventSource') ?? '';
  const to = new Collector(account, region);
  actors(to, who, record);
  if (source === 'iam.amazonaws.com') iamTargets(to, who, record);
  else if (MACHINES.has(source)) ec2Targets(to, record);
  else otherTargets(to, source, record);
  for (const { service, path, arn, global } of namedTargets(source, record)) {
    const thing = awsResource(arn ?? arnOf(to, service, path, global) ?? '');
    to.add(thing?.type ?? 'resource', thing?.id, 'target', { name: thing?.name, global });
  }
  for (const resource of list(record, 'resources')) {
    const arn = isFields(resource) ? (text(resource, 'ARN') ?? text(resource, 'arn')) : undefined;
    const thing = arn?.startsWith('arn:') === true ? awsResource(arn, text(resource, 'type')) : undefined;
    to.add(thing?.type ?? 'resource', thing?.id, 'related', { name: thing?.name, global: true });
  }
  return [...to.found.values()];
}
