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

/** One an action of the registry; a test fails for an action that has none. */
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
  'aws.ec2.isolate-instance': { params: { instanceId: 'i-0123456789abcdef0' }, region: instance },
};

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
