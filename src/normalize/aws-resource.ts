import type { Entity, EntityType } from '../contracts/entity.ts';

/** What a thing of AWS is and by which id it goes, whichever service speaks of it. */
export interface AwsResource {
  readonly type: EntityType;
  readonly id: string;
  readonly name?: string;
}

const NAME_MAX = 512;
const ID_MAX = 2_048;
const ARN = /^arn:(aws[a-z-]*):([a-z0-9-]*):([a-z0-9-]*):([0-9]{12}|aws)?:(.+)$/;
const ACCESS_KEY = /^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/;
const INSTANCE = /(?:^|\/)(i-[0-9a-f]{8,17})$/;
const GROUP = /(?:^|\/)(sg-[0-9a-f]{8,17})$/;
const VOLUME = /(?:^|\/)(vol-[0-9a-f]{8,17})$/;

const named = (type: EntityType, id: string, name: string): AwsResource => ({
  type,
  id,
  name: name.slice(0, NAME_MAX),
});

/** `user/path/eve` → `eve` */
const tailOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The account in `AWS::::Account:123456789012`, in its root's ARN, or by itself. */
const ACCOUNT = /(?:^|:)([0-9]{12})(?::root)?$/;

/**
 * Who a name is in an account, by the ARN that CloudTrail has for them; undefined for a kind that has none. Kinds are those of
 * CloudTrail's `userIdentity.type` and GuardDuty's `userType`; a role may be written with its session, `ROLE/SESSION`.
 */
export function principalArn(kind: string, name: string, account: string, partition = 'aws'): string | undefined {
  if (kind === 'Root') return `arn:${partition}:iam::${account}:root`;
  if (name === '') return undefined;
  if (kind === 'IAMUser') return `arn:${partition}:iam::${account}:user/${name}`;
  if (kind === 'Role' || kind === 'AssumedRole')
    return `arn:${partition}:iam::${account}:role/${name.split('/')[0] ?? name}`;
  return kind === 'FederatedUser' ? `arn:${partition}:sts::${account}:federated-user/${name}` : undefined;
}

/** IAM and STS: a role's session counts as its role, as in CloudTrail. */
function identity(partition: string, account: string, rest: string, arn: string): AwsResource | undefined {
  if (rest.startsWith('user/')) return named('principal', arn, tailOf(rest));
  if (rest.startsWith('role/')) return named('role', arn, tailOf(rest));
  if (rest === 'root') return named('principal', arn, rest);
  if (rest.startsWith('federated-user/')) return named('principal', arn, tailOf(rest));
  const role = /^assumed-role\/([\w+=,.@-]{1,64})(?:\/|$)/.exec(rest)?.[1];
  return role === undefined ? undefined : named('principal', `arn:${partition}:iam::${account}:role/${role}`, role);
}

/** Things that are known by an id of their own, by the end of what senders call their type. */
const BARE: readonly (readonly [string, EntityType])[] = [
  ['ec2instance', 'instance'],
  ['ec2securitygroup', 'security_group'],
  ['ec2volume', 'volume'],
];

/** An id or a name that is no ARN. */
function bare(id: string, kind: string): AwsResource {
  if (kind.endsWith('s3bucket')) return named('bucket', `arn:aws:s3:::${id}`, id);
  return { type: BARE.find(([end]) => kind.endsWith(end))?.[1] ?? 'resource', id };
}

/**
 * An ARN or a bare id as the entity that other formats know it by: instances, groups, volumes and keys by their own id, all else
 * by ARN. `hint` is what the sender calls its type, such as `AWS::S3::Bucket`, `AwsS3Bucket` or `S3_BUCKET`.
 */
export function awsResource(id: string, hint = ''): AwsResource | undefined {
  const kind = hint.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (id === '' || id.length > ID_MAX) return undefined;
  // By its number, whatever stands before it. Accounts tie no findings together: correlation knows that they are everybody's.
  if (kind.endsWith('account') || id.startsWith('AWS::::')) {
    const account = ACCOUNT.exec(id)?.[1];
    return account === undefined ? undefined : { type: 'account', id: account };
  }
  if (ACCESS_KEY.test(id)) return { type: 'access_key', id };
  for (const [type, pattern] of [
    ['instance', INSTANCE],
    ['security_group', GROUP],
    ['volume', VOLUME],
  ] as const) {
    const found = pattern.exec(id)?.[1];
    if (found !== undefined) return { type, id: found };
  }
  const [, partition, service, , account, rest] = ARN.exec(id) ?? [];
  if (service === undefined || rest === undefined) return bare(id, kind);
  if (service === 's3') return rest.includes('/') ? { type: 'resource', id } : named('bucket', id, rest);
  // A version or an alias of a function is that function.
  if (service === 'lambda' && rest.startsWith('function:'))
    return named('function', id.split(':', 7).join(':'), rest.split(':')[1] ?? rest);
  if (service === 'cloudtrail' && rest.startsWith('trail/')) return named('trail', id, tailOf(rest));
  if (service === 'iam' || service === 'sts')
    return identity(partition ?? 'aws', account ?? '', rest, id) ?? { type: 'resource', id };
  return { type: 'resource', id };
}

/** Things of no region, whatever the event says of its own. */
const GLOBAL: ReadonlySet<EntityType> = new Set([
  'principal',
  'role',
  'user',
  'access_key',
  'session',
  'ip',
  'domain',
  'hash',
  'account',
]);
/** Entities that one record may name. */
const MOST = 24;

/** Gathers a record's entities: each once, with account and region where they belong. */
export class Entities {
  readonly found: Entity[] = [];
  private readonly account: string | undefined;
  private readonly region: string | undefined;

  constructor(account: string | undefined, region: string | undefined) {
    this.account = account?.slice(0, 64);
    this.region = region?.slice(0, 64);
  }

  add(thing: AwsResource | undefined, role: Entity['role'], account = this.account): void {
    if (!thing || thing.id === '' || thing.id.length > ID_MAX || this.found.length >= MOST) return;
    if (this.found.some((e) => e.type === thing.type && e.id === thing.id)) return;
    this.found.push({
      type: thing.type,
      id: thing.id,
      role,
      ...(thing.name === undefined || thing.name === '' ? {} : { name: thing.name.slice(0, NAME_MAX) }),
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(this.region === undefined || GLOBAL.has(thing.type) ? {} : { region: this.region }),
    });
  }

  aws(id: string | undefined, role: Entity['role'], hint?: string): void {
    if (id !== undefined) this.add(awsResource(id, hint), role);
  }
}
