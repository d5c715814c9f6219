import type { Entity, EntityType } from '../../../contracts/entity.ts';
import { isAddress, isFields, list, own, text } from '../../read.ts';
import { identityOf, type Identity } from './identity.ts';

/** Entities that one record may name; a request may list hundreds of instances. */
const MOST = 24;
const ACCESS_KEY = /^(AKIA|ASIA)[A-Z0-9]{12,124}$/;
const INSTANCE = /^i-[0-9a-f]{8,17}$/;
const GROUP = /^sg-[0-9a-f]{8,17}$/;

class Collector {
  readonly found = new Map<string, Entity>();
  private readonly account: string | undefined;
  private readonly region: string | undefined;
  constructor(account: string | undefined, region: string | undefined) {
    this.account = account;
    this.region = region;
  }

  add(
    type: EntityType,
    id: string | undefined,
    role: Entity['role'],
    more: { name?: string | undefined; global?: boolean } = {},
  ): void {
    if (id === undefined || this.found.size >= MOST) return;
    const key = `${type} ${id}`;
    if (this.found.has(key)) return;
    this.found.set(key, {
      type,
      id,
      role,
      ...(more.name === undefined ? {} : { name: more.name.slice(0, 512) }),
      ...(this.account === undefined ? {} : { account: this.account }),
      ...(this.region === undefined || more.global === true ? {} : { region: this.region }),
    });
  }
}

function actors(to: Collector, who: Identity, record: Record<string, unknown>): void {
  // An AWS service acts for everybody: it links nothing.
  if (who.type === 'AWSService') return;
  to.add('principal', who.principal, 'actor', { name: who.userName, global: true });
  if (who.accessKeyId !== undefined && ACCESS_KEY.test(who.accessKeyId)) {
    // Only a user's key has the user's name; a role's session key has the role's.
    to.add('access_key', who.accessKeyId, 'actor', {
      name: who.type === 'IAMUser' ? who.userName : undefined,
      global: true,
    });
  }
  to.add('session', who.session, 'actor', { global: true });
  const address = text(record, 'sourceIPAddress');
  if (address !== undefined && isAddress(address)) to.add('ip', address, 'source', { global: true });
}

const userArn = (account: string | undefined, name: string | undefined): string | undefined =>
  account === undefined || name === undefined ? undefined : `arn:aws:iam::${account}:user/${name}`;
const roleArn = (account: string | undefined, name: string | undefined): string | undefined =>
  account === undefined || name === undefined ? undefined : `arn:aws:iam::${account}:role/${name}`;

function iamTargets(to: Collector, account: string | undefined, record: Record<string, unknown>): void {
  const request = own(record, 'requestParameters');
  const response = own(record, 'responseElements');
  const user = text(request, 'userName');
  to.add('principal', text(response, 'user', 'arn') ?? userArn(account, user), 'target', { name: user, global: true });
  const made = text(response, 'accessKey', 'accessKeyId');
  const named = text(request, 'accessKeyId');
  for (const key of [made, named]) {
    if (key !== undefined && ACCESS_KEY.test(key))
      to.add('access_key', key, 'target', { name: text(response, 'accessKey', 'userName') ?? user, global: true });
  }
  to.add('role', text(response, 'role', 'arn') ?? roleArn(account, text(request, 'roleName')), 'target', {
    global: true,
  });
}

function ec2Targets(to: Collector, record: Record<string, unknown>): void {
  const request = own(record, 'requestParameters');
  const response = own(record, 'responseElements');
  for (const item of [...list(response, 'instancesSet', 'items'), ...list(request, 'instancesSet', 'items')]) {
    const id = text(item, 'instanceId');
    if (id !== undefined && INSTANCE.test(id)) to.add('instance', id, 'target');
  }
  for (const id of [text(request, 'instanceId'), text(request, 'target')])
    if (id !== undefined && INSTANCE.test(id)) to.add('instance', id, 'target');
  const group = text(request, 'groupId');
  if (group !== undefined && GROUP.test(group)) to.add('security_group', group, 'target');
}

function otherTargets(
  to: Collector,
  source: string,
  account: string | undefined,
  region: string | undefined,
  record: Record<string, unknown>,
): void {
  const request = own(record, 'requestParameters');
  if (source === 's3.amazonaws.com') {
    const bucket = text(request, 'bucketName');
    if (bucket !== undefined) to.add('bucket', `arn:aws:s3:::${bucket}`, 'target', { name: bucket, global: true });
  } else if (source === 'cloudtrail.amazonaws.com') {
    const name = text(request, 'name') ?? text(request, 'trailName');
    if (name !== undefined)
      to.add(
        'trail',
        name.startsWith('arn:') ? name : `arn:aws:cloudtrail:${region ?? ''}:${account ?? ''}:trail/${name}`,
        'target',
      );
  } else if (source === 'sts.amazonaws.com') {
    to.add('role', text(request, 'roleArn'), 'target', { global: true });
  } else if (source === 'lambda.amazonaws.com') {
    const name = text(request, 'functionName');
    if (name !== undefined)
      to.add(
        'function',
        name.startsWith('arn:') ? name : `arn:aws:lambda:${region ?? ''}:${account ?? ''}:function:${name}`,
        'target',
      );
  } else if (source === 'ssm.amazonaws.com') {
    const ids = [...list(request, 'instanceIds'), text(request, 'target')];
    for (const id of ids) if (typeof id === 'string' && INSTANCE.test(id)) to.add('instance', id, 'target');
  }
}

/** Who acted and upon what. A user is the same entity as actor and as target, so that an attack's steps find each other. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const who = identityOf(record);
  const account = text(record, 'recipientAccountId') ?? who.account;
  const region = text(record, 'awsRegion');
  const source = text(record, 'eventSource') ?? '';
  const to = new Collector(account, region);
  actors(to, who, record);
  if (source === 'iam.amazonaws.com') iamTargets(to, account, record);
  else if (source === 'ec2.amazonaws.com') ec2Targets(to, record);
  else otherTargets(to, source, account, region, record);
  for (const resource of list(record, 'resources')) {
    const arn = isFields(resource) ? (text(resource, 'ARN') ?? text(resource, 'arn')) : undefined;
    if (arn?.startsWith('arn:'))
      to.add(text(resource, 'type') === 'AWS::IAM::Role' ? 'role' : 'resource', arn, 'related', { global: true });
  }
  return [...to.found.values()];
}
