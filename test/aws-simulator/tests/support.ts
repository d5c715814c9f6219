import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { createAwsClient } from '../../../src/aws/client.ts';
import type { SigningKeys } from '../../../src/aws/sign.ts';
import type { WorldSeed } from '../seed-schema.ts';
import { startSimulator, type Simulator } from '../start.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** Keys of the seeded users. Made up, and worth nothing anywhere. */
export const ADMIN = { accessKeyId: 'AKIASEEDEDADMIN00001', secretAccessKey: 'seeded-secret-of-the-admin' };
export const MALLORY = { accessKeyId: 'AKIASEEDEDMALLORY001', secretAccessKey: 'seeded-secret-of-mallory' };
export const VIEWER = { accessKeyId: 'AKIASEEDEDVIEWER0001', secretAccessKey: 'seeded-secret-of-the-viewer' };

export const VPC = 'vpc-00000000000000001';
export const OTHER_VPC = 'vpc-00000000000000002';
export const SUBNET = 'subnet-00000000000000001';
export const WEB = 'sg-00000000000000001';
export const FOREIGN_GROUP = 'sg-00000000000000002';
export const INSTANCE = 'i-00000000000000001';
export const ENI = 'eni-00000000000000001';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/responder`;
export const EXTERNAL_ID = 'external-1';

export const policy = (...Statement: object[]): Record<string, unknown> => ({ Version: '2012-10-17', Statement });
export const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
export const deny = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

const key = ({ accessKeyId, secretAccessKey }: SigningKeys) => ({ id: accessKeyId, secret: secretAccessKey });

export const SEED = {
  accounts: [
    {
      id: ACCOUNT,
      users: [
        { name: 'admin', keys: [key(ADMIN)], attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
        {
          name: 'mallory',
          path: '/staff/',
          keys: [key(MALLORY)],
          tags: { team: 'red', protected: 'no' },
          policies: { all: policy(allow('*')) },
        },
        { name: 'viewer', keys: [key(VIEWER)], policies: { read: policy(allow(['iam:Get*', 'ec2:Describe*'])) } },
      ],
      roles: [
        {
          name: 'responder',
          attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
          trust: policy({
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
            Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
          }),
        },
      ],
      regions: {
        [REGION]: {
          vpcs: [{ id: VPC, default: true }, { id: OTHER_VPC }],
          subnets: [{ id: SUBNET, vpc: VPC, cidr: '10.0.1.0/24' }],
          securityGroups: [
            {
              id: WEB,
              vpc: VPC,
              name: 'web',
              ingress: [{ protocol: 'tcp', from: 443, to: 443, peer: { kind: 'v4', value: '0.0.0.0/0' } }],
            },
            { id: FOREIGN_GROUP, vpc: OTHER_VPC, name: 'foreign' },
          ],
          instances: [
            { id: INSTANCE, interfaces: [{ id: ENI, subnet: SUBNET, groups: [WEB] }], tags: { env: 'staging' } },
          ],
        },
      },
    },
  ],
} satisfies WorldSeed;

/** A simulator on a free port with the seed in it. */
export async function seeded(): Promise<Simulator> {
  const simulator = await startSimulator();
  await simulator.seed(SEED);
  return simulator;
}

/** Official SDK clients that try once. `clockMs` shifts their clock. */
export function sdk(simulator: Simulator, keys: SigningKeys, clockMs = 0) {
  const config = {
    endpoint: simulator.url,
    region: REGION,
    maxAttempts: 1,
    credentials: keys,
    systemClockOffset: clockMs,
  };
  // IAM is signed for its partition's home region, whatever region the client is of.
  return {
    iam: new IAMClient({ ...config, region: 'us-east-1' }),
    sts: new STSClient(config),
    ec2: new EC2Client(config),
  };
}

export const ours = (simulator: Simulator, keys: SigningKeys, timeoutMs = 5_000) =>
  createAwsClient({ credentials: keys, endpoint: simulator.url, sleep: () => Promise.resolve(), timeoutMs });

interface SdkCredentials {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
}
const keysOf = (c: SdkCredentials | undefined): Required<SigningKeys> => ({
  accessKeyId: c?.AccessKeyId ?? '',
  secretAccessKey: c?.SecretAccessKey ?? '',
  sessionToken: c?.SessionToken ?? '',
});

/** A session of the responder role, narrowed by `narrowed` if given. */
export async function assume(simulator: Simulator, narrowed?: object, by = ADMIN): Promise<Required<SigningKeys>> {
  const { Credentials } = await sdk(simulator, by).sts.send(
    new AssumeRoleCommand({
      RoleArn: ROLE,
      RoleSessionName: 'vedette-test',
      ExternalId: EXTERNAL_ID,
      DurationSeconds: 900,
      ...(narrowed === undefined ? {} : { Policy: JSON.stringify(narrowed) }),
    }),
  );
  return keysOf(Credentials);
}

/** A session of a user. */
export async function sessionOf(simulator: Simulator, keys: SigningKeys): Promise<Required<SigningKeys>> {
  return keysOf(
    (await sdk(simulator, keys).sts.send(new GetSessionTokenCommand({ DurationSeconds: 3600 }))).Credentials,
  );
}

/** The error that a call of the SDK ends with: its code and status, as the SDK has them. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; status: number; message: string }> {
  try {
    await call;
  } catch (cause) {
    const e = cause as { name: string; Code?: string; message: string; $metadata?: { httpStatusCode?: number } };
    return { code: e.Code ?? e.name, status: e.$metadata?.httpStatusCode ?? 0, message: e.message };
  }
  throw new Error('the call was not refused');
}
