import type { Json } from '../../src/kit/canonical.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const WRITE_ROLE = `arn:aws:iam::${ACCOUNT}:role/vedette-write`;
export const BASE_KEYS = { accessKeyId: 'AKIAVEDETTE000000001', secretAccessKey: 'vedette-secret-of-the-simulator' };

/** What an action is tried on. */
export interface Fixture {
  readonly params: { readonly [name: string]: Json };
  /** Added to {@link seedFor}'s account */
  readonly users?: readonly object[];
  readonly roles?: readonly object[];
  readonly buckets?: readonly object[];
  readonly region?: object;
}

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
};

const instance = {
  vpcs: [{ id: 'vpc-00000000000000001' }],
  subnets: [{ id: 'subnet-00000000000000001', vpc: 'vpc-00000000000000001' }],
  securityGroups: [{ id: 'sg-00000000000000001', vpc: 'vpc-00000000000000001', name: 'web' }],
  instances: [
    {
      id: 'i-0123456789abcdef0',
      interfaces: [
        { id: 'eni-00000000000000001', subnet: 'subnet-00000000000000001', groups: ['sg-00000000000000001'] },
      ],
    },
  ],
};

const PARTNER = 'arn:aws:iam::999900001111:root';
const IP_SET = 'a1b2c3d4-5678-40ab-8def-0123456789ab';

/** A VPC's first network ACL is made with it; the simulator's ids come from a count. */
const DEFAULT_ACL = 'acl-023854204396a348f';

/**
 * At least one an action of the registry; a test fails for an action that has none. The name is the action's id, with a variant
 * after a space.
 */
export const FIXTURES: Readonly<Record<string, Fixture>> = {
  'aws.iam.deactivate-access-key': {
    params: { userName: 'mallory', accessKeyId: 'AKIAMALLORY000000001' },
    users: [
      {
        name: 'mallory',
        path: '/staff/',
        policies: { all: everything },
        keys: [
          { id: 'AKIAMALLORY000000001', secret: 'mallory-secret-of-the-simulator' },
          { id: 'AKIAMALLORY000000002', secret: 'mallory-other-secret-of-simulator' },
        ],
      },
    ],
  },
  'aws.iam.disable-console-sign-in': {
    params: { userName: 'mallory' },
    users: [{ name: 'mallory', policies: { all: everything }, loginProfile: {} }],
  },
  'aws.iam.revert-trust-policy': {
    params: { roleName: 'deploy', removePrincipals: [PARTNER] },
    roles: [
      {
        name: 'deploy',
        policies: { all: everything },
        trust: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, PARTNER] },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      },
    ],
  },
  'aws.iam.revert-trust-policy with sessions denied': {
    params: { roleName: 'deploy', removePrincipals: [PARTNER], denySessions: true },
    roles: [
      {
        name: 'deploy',
        policies: { all: everything },
        trust: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: PARTNER }, Action: 'sts:AssumeRole' }, ...trust.Statement],
        },
      },
    ],
  },
  'aws.ec2.isolate-instance': { params: { instanceId: 'i-0123456789abcdef0' }, region: instance },
  'aws.ec2.snapshot-volumes': {
    params: { instanceId: 'i-0123456789abcdef0' },
    region: {
      ...instance,
      instances: instance.instances.map((i) => ({
        ...i,
        volumes: [{ id: 'vol-00000000000000001' }, { id: 'vol-00000000000000002' }],
      })),
    },
  },
  'aws.ec2.snapshot-volumes removed again': {
    params: { instanceId: 'i-0123456789abcdef0', keep: false },
    region: {
      ...instance,
      instances: instance.instances.map((i) => ({
        ...i,
        volumes: [{ id: 'vol-00000000000000001' }, { id: 'vol-00000000000000002' }],
      })),
    },
  },
  'aws.ec2.deny-address': { params: { networkAclId: DEFAULT_ACL, cidr: '198.51.100.7/32' }, region: instance },
  'aws.wafv2.block-address': {
    params: { scope: 'REGIONAL', ipSetName: 'vedette-blocked-v4', ipSetId: IP_SET, address: '198.51.100.7/32' },
    region: { ipSets: [{ name: 'vedette-blocked-v4', id: IP_SET, addresses: ['203.0.113.9/32'] }] },
  },
  'aws.s3.block-public-access': {
    params: { bucket: 'payroll' },
    buckets: [
      {
        name: 'payroll',
        publicAccessBlock: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        },
        policy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::payroll/*' }],
        },
      },
    ],
  },
  'aws.s3.block-public-access never set': { params: { bucket: 'payroll' }, buckets: [{ name: 'payroll' }] },
  'aws.lambda.throttle-to-zero': {
    params: { functionName: 'pay' },
    region: { functions: [{ name: 'pay', reservedConcurrency: 25 }] },
  },
  'aws.lambda.throttle-to-zero never set': {
    params: { functionName: 'pay' },
    region: { functions: [{ name: 'pay' }] },
  },
  'aws.cloudtrail.restart-logging': {
    params: { trailArn: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main` },
    region: { trails: [{ name: 'main', logging: false }] },
  },
};

/** The action that a fixture is of. */
export const actionOf = (fixture: string): string => fixture.split(' ')[0] ?? '';

/** A world with the fixture in it, and with a role for Vedette that may do anything: what a step may is narrowed by its session. */
export function seedFor(fixture: Fixture): object {
  return {
    accounts: [
      {
        id: ACCOUNT,
        users: [
          {
            name: 'vedette',
            policies: { all: everything },
            keys: [{ id: BASE_KEYS.accessKeyId, secret: BASE_KEYS.secretAccessKey }],
          },
          ...(fixture.users ?? []),
        ],
        roles: [{ name: 'vedette-write', trust, policies: { all: everything } }, ...(fixture.roles ?? [])],
        ...(fixture.buckets ? { buckets: fixture.buckets } : {}),
        ...(fixture.region ? { regions: { [REGION]: fixture.region } } : {}),
      },
    ],
  };
}
