import * as z from 'zod';

/** A policy as JSON, or as its very text. */
const Document = z.union([z.string(), z.record(z.string(), z.unknown())]);
const Tags = z.record(z.string(), z.string()).default({});
const Time = z.int().nonnegative().optional();
const AwsName = z.string().regex(/^[\w+=,.@-]{1,128}$/, 'an IAM name');
const idOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id reads ${prefix}- and 8 to 17 hex digits`);
const Cidr = z.string().regex(/^[0-9.]{7,15}\/[0-9]{1,2}$/, 'a CIDR block such as 10.0.0.0/16');

const Key = z.strictObject({
  id: z.string().regex(/^AKIA[A-Z0-9]{12,124}$/, 'a long-term access key id reads AKIA…'),
  secret: z.string().min(16),
  status: z.enum(['Active', 'Inactive']).default('Active'),
  createdAt: Time,
});

const principal = {
  name: AwsName,
  path: z.string().startsWith('/').endsWith('/').default('/'),
  tags: Tags,
  /** Inline policies by name */
  policies: z.record(z.string(), Document).default({}),
  /** ARNs of managed policies */
  attached: z.array(z.string().startsWith('arn:')).default([]),
  createdAt: Time,
};

const Rule = z.strictObject({
  protocol: z.string(),
  from: z.int().optional(),
  to: z.int().optional(),
  peer: z.strictObject({ kind: z.enum(['v4', 'v6', 'group', 'prefix']), value: z.string() }),
  description: z.string().optional(),
});

const InterfaceSeed = z.strictObject({
  id: idOf('eni'),
  subnet: idOf('subnet'),
  /** The VPC's default group if empty */
  groups: z.array(idOf('sg')).default([]),
  ip: z.string().optional(),
  publicIp: z.string().optional(),
  tags: Tags,
});

const BucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name');

const VolumeSeed = z.strictObject({
  id: idOf('vol'),
  device: z.string().optional(),
  sizeGib: z.int().positive().default(8),
  encrypted: z.boolean().default(false),
  tags: Tags,
});

const FunctionSeed = z.strictObject({
  name: z.string().regex(/^[\w-]{1,64}$/, 'a function name'),
  runtime: z.string().default('nodejs24.x'),
  role: z.string().startsWith('arn:').optional(),
  description: z.string().default(''),
  modifiedAt: Time,
  /** Absent: it takes from the account's */
  reservedConcurrency: z.int().nonnegative().optional(),
  tags: Tags,
});

const TrailSeed = z.strictObject({
  name: z.string().regex(/^[\w.-]{3,128}$/, 'a trail name'),
  multiRegion: z.boolean().default(true),
  bucket: z.string().default('simulated-trail-bucket'),
  logging: z.boolean().default(true),
  tags: Tags,
});

const IpSetSeed = z.strictObject({
  name: z.string().regex(/^[\w-]{1,128}$/, 'an IP set name'),
  /** Those for CloudFront are us-east-1's */
  scope: z.enum(['REGIONAL', 'CLOUDFRONT']).default('REGIONAL'),
  version: z.enum(['IPV4', 'IPV6']).default('IPV4'),
  id: z.guid().optional(),
  description: z.string().default(''),
  addresses: z.array(z.string()).default([]),
  tags: Tags,
});

const Flag = z.boolean().default(true);
const BucketSeed = z.strictObject({
  name: BucketName,
  region: z.string().default('us-east-1'),
  objects: z
    .array(
      z.strictObject({
        key: z.string().min(1).max(1024),
        /** Base64 */
        content: z.base64(),
        contentEncoding: z.string().optional(),
      }),
    )
    .default([]),
  createdAt: Time,
  /** Absent: there is none */
  publicAccessBlock: z
    .strictObject({
      BlockPublicAcls: Flag,
      IgnorePublicAcls: Flag,
      BlockPublicPolicy: Flag,
      RestrictPublicBuckets: Flag,
    })
    .optional(),
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  tags: Tags,
});

const ProviderSeed = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  /** Audiences that it takes */
  clientIds: z.array(z.string().min(1)).default([]),
  /** The keys that are published under the provider's `jwks_uri` */
  jwks: z.looseObject({ keys: z.array(z.record(z.string(), z.unknown())) }),
});

const Region = z.strictObject({
  functions: z.array(FunctionSeed).default([]),
  /** This region is their home */
  trails: z.array(TrailSeed).default([]),
  ipSets: z.array(IpSetSeed).default([]),
  vpcs: z
    .array(
      z.strictObject({
        id: idOf('vpc'),
        cidr: Cidr.default('10.0.0.0/16'),
        default: z.boolean().default(false),
        tags: Tags,
      }),
    )
    .default([]),
  subnets: z
    .array(
      z.strictObject({
        id: idOf('subnet'),
        vpc: idOf('vpc'),
        cidr: Cidr.default('10.0.0.0/24'),
        zone: z.string().optional(),
        tags: Tags,
      }),
    )
    .default([]),
  securityGroups: z
    .array(
      z.strictObject({
        id: idOf('sg'),
        vpc: idOf('vpc'),
        name: z.string().optional(),
        description: z.string().default('seeded'),
        tags: Tags,
        ingress: z.array(Rule).default([]),
        /** Open to everything if not given, as AWS makes them */
        egress: z.array(Rule).optional(),
      }),
    )
    .default([]),
  instances: z
    .array(
      z.strictObject({
        id: idOf('i'),
        interfaces: z.array(InterfaceSeed).min(1),
        reservation: idOf('r').optional(),
        image: z.string().default('ami-00000000000000000'),
        type: z.string().default('t3.micro'),
        state: z.enum(['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped']).default('running'),
        launchedAt: Time,
        profileArn: z.string().optional(),
        /** The first is the root */
        volumes: z.array(VolumeSeed).default([]),
        tags: Tags,
      }),
    )
    .default([]),
});

const Account = z.strictObject({
  id: z.string().regex(/^[0-9]{12}$/, 'an account id is 12 digits'),
  users: z
    .array(
      z.strictObject({
        ...principal,
        keys: z.array(Key).default([]),
        /** With it the user has a password for the console */
        loginProfile: z.strictObject({ createdAt: Time, resetRequired: z.boolean().default(false) }).optional(),
        /** Serial numbers */
        mfaDevices: z.array(z.string().startsWith('arn:')).default([]),
      }),
    )
    .default([]),
  roles: z
    .array(
      z.strictObject({
        ...principal,
        trust: Document,
        description: z.string().default(''),
        maxSessionSeconds: z.int().min(3600).max(43_200).default(3600),
      }),
    )
    .default([]),
  managedPolicies: z.array(z.strictObject({ arn: z.string().startsWith('arn:'), document: Document })).default([]),
  buckets: z.array(BucketSeed).default([]),
  oidcProviders: z.array(ProviderSeed).default([]),
  regions: z.record(z.string().regex(/^[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}$/, 'a region'), Region).default({}),
});

/** What a world begins with. Everything but the accounts' ids may be left out. */
export const WorldSeed = z.strictObject({ accounts: z.array(Account) });
/** As it is written; `z.output` has the defaults filled in. */
export type WorldSeed = z.input<typeof WorldSeed>;
export type FullSeed = z.output<typeof WorldSeed>;
