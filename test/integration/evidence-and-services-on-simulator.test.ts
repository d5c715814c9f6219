import { CloudTrailClient, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DeleteSnapshotCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { DeletePublicAccessBlockCommand, GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Permission } from '../../src/respond/action.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';
import { ACCOUNT, contain, OUR_ROLE, OUR_USER, OURS, REGION } from './contain.ts';

const INSTANCE = 'i-0123456789abcdef0';
const TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`;
const open = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const publicPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::payroll/*' }],
};

const seed = {
  accounts: [
    {
      id: ACCOUNT,
      users: [OUR_USER],
      roles: [OUR_ROLE],
      buckets: [
        { name: 'payroll', publicAccessBlock: open, policy: publicPolicy, tags: { team: 'finance' } },
        { name: 'never-set' },
      ],
      regions: {
        [REGION]: {
          vpcs: [{ id: 'vpc-00000000000000001' }],
          subnets: [{ id: 'subnet-00000000000000001', vpc: 'vpc-00000000000000001' }],
          securityGroups: [{ id: 'sg-00000000000000001', vpc: 'vpc-00000000000000001', name: 'web' }],
          instances: [
            {
              id: INSTANCE,
              interfaces: [
                { id: 'eni-00000000000000001', subnet: 'subnet-00000000000000001', groups: ['sg-00000000000000001'] },
              ],
              volumes: [{ id: 'vol-00000000000000001' }, { id: 'vol-00000000000000002' }],
            },
          ],
          functions: [{ name: 'pay', reservedConcurrency: 25, tags: { env: 'production' } }, { name: 'free' }],
          trails: [{ name: 'main', logging: false }],
        },
      },
    },
  ],
};

let aws: Simulator;
beforeAll(async () => {
  aws = await startSimulator();
});
afterAll(() => aws.close());
beforeEach(async () => {
  await aws.reset();
  await aws.seed(seed);
});

const sdk = () => ({
  region: REGION,
  endpoint: aws.url,
  maxAttempts: 1,
  forcePathStyle: true,
  credentials: { accessKeyId: OURS.id, secretAccessKey: OURS.secret },
});

interface Case {
  readonly action: string;
  readonly params: Record<string, string | boolean>;
  /** The call of its one forward step */
  readonly write: string;
  readonly proof: string;
  /** Somebody else's change while it is held */
  readonly tamper: () => Promise<unknown>;
  /** IAM's name for the write */
  readonly permission: string;
  /** What release leaves */
  readonly restored: 'as before' | 'stays';
}

const CASES: readonly Case[] = [
  {
    action: 'aws.s3.block-public-access',
    params: { bucket: 'payroll' },
    write: 'PutPublicAccessBlock',
    proof: 'configured',
    tamper: () => new S3Client(sdk()).send(new DeletePublicAccessBlockCommand({ Bucket: 'payroll' })),
    permission: 's3:PutBucketPublicAccessBlock',
    restored: 'as before',
  },
  {
    action: 'aws.s3.block-public-access',
    params: { bucket: 'never-set' },
    write: 'PutPublicAccessBlock',
    proof: 'configured',
    tamper: () => new S3Client(sdk()).send(new DeletePublicAccessBlockCommand({ Bucket: 'never-set' })),
    permission: 's3:PutBucketPublicAccessBlock',
    restored: 'as before',
  },
  {
    action: 'aws.lambda.throttle-to-zero',
    params: { functionName: 'pay' },
    write: 'PutFunctionConcurrency',
    proof: 'configured',
    tamper: () =>
      new LambdaClient(sdk()).send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'pay', ReservedConcurrentExecutions: 5 }),
      ),
    permission: 'lambda:PutFunctionConcurrency',
    restored: 'as before',
  },
  {
    action: 'aws.lambda.throttle-to-zero',
    params: { functionName: 'free' },
    write: 'PutFunctionConcurrency',
    proof: 'configured',
    tamper: () =>
      new LambdaClient(sdk()).send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'free', ReservedConcurrentExecutions: 5 }),
      ),
    permission: 'lambda:PutFunctionConcurrency',
    restored: 'as before',
  },
  {
    action: 'aws.cloudtrail.restart-logging',
    params: { trailArn: TRAIL },
    write: 'StartLogging',
    proof: 'configured',
    tamper: () => new CloudTrailClient(sdk()).send(new StopLoggingCommand({ Name: TRAIL })),
    permission: 'cloudtrail:StartLogging',
    restored: 'stays',
  },
  {
    action: 'aws.ec2.snapshot-volumes',
    params: { instanceId: INSTANCE, keep: false },
    write: 'CreateSnapshots',
    proof: 'configured|effective',
    tamper: deleteOne,
    permission: 'ec2:CreateSnapshots',
    restored: 'as before',
  },
  {
    action: 'aws.ec2.snapshot-volumes',
    params: { instanceId: INSTANCE, keep: true },
    write: 'CreateSnapshots',
    proof: 'configured|effective',
    tamper: deleteOne,
    permission: 'ec2:CreateSnapshots',
    restored: 'stays',
  },
];

async function deleteOne(): Promise<void> {
  const ec2 = new EC2Client(sdk());
  const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
  await ec2.send(new DeleteSnapshotCommand({ SnapshotId: Snapshots![0]!.SnapshotId! }));
}

describe.each(CASES)('$action on $params, as AWS sees it', (c) => {
  it('applies, proves what it can and no more, and leaves what it says', async () => {
    const { custody, op, before, snapshot, action, workUntil } = await contain(aws, c.action, c.params);
    custody.acquire(op);
    const held = await workUntil('held');
    expect(held).toMatchObject({ state: 'held', proof: expect.stringMatching(c.proof) as string });
    const expected = action.expected(before, c.params, { account: ACCOUNT, region: REGION, partition: 'aws' });
    expect(action.material(await snapshot())).toEqual(expected);
    custody.release(op);
    expect(await workUntil('released')).toMatchObject({ state: 'released' });
    const after = await snapshot();
    if (c.restored === 'as before') expect(after).toEqual(before);
    else expect(action.material(after)).toEqual(expected);
  });

  it.each(['lose-answer', 'truncate', '500'] as const)('one effect stands after %s on the write', async (kind) => {
    const { custody, op, workUntil, snapshot } = await contain(aws, c.action, c.params);
    await aws.faults({ kind, operation: c.write });
    custody.acquire(op);
    expect(await workUntil('held')).toMatchObject({ state: 'held' });
    const { snapshots } = (await snapshot()).state as { snapshots?: unknown[] };
    if (snapshots) expect(snapshots).toHaveLength(2);
  });

  it('somebody else’s change while it is held is not overwritten: a person is asked', async () => {
    const { custody, op, workUntil, lookAgain, snapshot } = await contain(aws, c.action, c.params);
    custody.acquire(op);
    await workUntil('held');
    await c.tamper();
    const tampered = await snapshot();
    expect(await lookAgain('contested')).toMatchObject({ state: 'contested' });
    expect((await snapshot()).state).toEqual(tampered.state);
  });

  it('without the permission for its write nothing is written, and the refusal is told', async () => {
    const without = (p: readonly Permission[]) => p.filter((x) => !x.actions.includes(c.permission));
    const less = (p: readonly Permission[]) => {
      const left = without(p);
      // STS takes no empty policy: one that allows nothing of use.
      return left.length > 0 ? left : [{ actions: ['sts:GetCallerIdentity'], resources: ['*'] }];
    };
    const { custody, op, before, snapshot, workUntil } = await contain(aws, c.action, c.params, less);
    custody.acquire(op);
    expect(await workUntil('failed')).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/AccessDenied|UnauthorizedOperation/) as string,
    });
    expect(await snapshot()).toEqual(before);
  });
});

describe('what the SDK sees', () => {
  it('a bucket’s four blocks', async () => {
    const { custody, op, workUntil } = await contain(aws, 'aws.s3.block-public-access', { bucket: 'payroll' });
    custody.acquire(op);
    await workUntil('held');
    const { PublicAccessBlockConfiguration } = await new S3Client(sdk()).send(
      new GetPublicAccessBlockCommand({ Bucket: 'payroll' }),
    );
    expect(Object.values(PublicAccessBlockConfiguration!)).toEqual([true, true, true, true]);
  });

  it('a function that may not run', async () => {
    const { custody, op, workUntil } = await contain(aws, 'aws.lambda.throttle-to-zero', { functionName: 'free' });
    custody.acquire(op);
    await workUntil('held');
    const answer = await new LambdaClient(sdk()).send(new GetFunctionConcurrencyCommand({ FunctionName: 'free' }));
    expect(answer.ReservedConcurrentExecutions).toBe(0);
  });

  it('snapshots that carry their incident', async () => {
    const { custody, op, workUntil } = await contain(aws, 'aws.ec2.snapshot-volumes', { instanceId: INSTANCE });
    custody.acquire(op);
    await workUntil('held');
    const { Snapshots } = await new EC2Client(sdk()).send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(new Set(Snapshots!.map((s) => s.VolumeId))).toEqual(
      new Set(['vol-00000000000000001', 'vol-00000000000000002']),
    );
    expect(Snapshots).toHaveLength(2);
    for (const s of Snapshots!)
      expect(Object.fromEntries(s.Tags!.map((t) => [t.Key, t.Value]))).toEqual({
        'vedette:instance': INSTANCE,
        'vedette:operation': 'op_1',
        'vedette:incident': 'inc_1',
      });
  });
});
