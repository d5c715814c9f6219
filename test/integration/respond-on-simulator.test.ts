import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import { digestOf } from '../../src/kit/crypto.ts';
import { assumeRoleBy } from '../../src/decide/credentials/aws.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { actionById } from '../../src/respond/actions/registry.ts';
import { CustodianDouble, opFor } from '../../src/respond/custody/test/custodian-double.ts';
import { executeStep, type StepDeps } from '../../src/respond/execute-step.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const MALLORY = { id: 'AKIAMALLORY000000001', secret: 'mallory-secret-of-the-simulator' };
const OTHER = { id: 'AKIAMALLORY000000002', secret: 'mallory-other-secret-of-simulator' };
const OURS = { id: 'AKIAVEDETTE000000001', secret: 'vedette-secret-of-the-simulator' };
const INSTANCE = 'i-0123456789abcdef0';
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
};

const seed = {
  accounts: [
    {
      id: ACCOUNT,
      users: [
        { name: 'mallory', path: '/staff/', policies: { all: everything }, keys: [MALLORY, OTHER] },
        { name: 'vedette', policies: { all: everything }, keys: [OURS] },
      ],
      roles: [{ name: 'vedette-write', trust, policies: { all: everything } }],
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
                { id: 'eni-00000000000000002', subnet: 'subnet-00000000000000001', groups: ['sg-00000000000000001'] },
              ],
            },
          ],
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

/** The responder on the simulator; every call runs under a session narrowed to what its step declares, as the gate does it. */
async function setUp(actionId: string, params: Record<string, string>) {
  const action = actionById(actionId)!;
  const place = { account: ACCOUNT, region: REGION, partition: 'aws' };
  const base = { accessKeyId: OURS.id, secretAccessKey: OURS.secret };
  const assume = assumeRoleBy((credentials) => createAwsClient({ credentials, endpoint: aws.url }));
  const narrowed = async (direction: 'forward' | 'revert' | 'probe', step: string) => {
    const steps = direction === 'forward' ? action.steps : action.revert;
    const policy = buildSessionPolicy(
      direction === 'probe'
        ? action.readPermissions(params, place)
        : (steps.find((s) => s.id === step)?.permissions(params, place) ?? []),
    );
    if (!policy.ok) return policy;
    return assume(base, {
      region: REGION,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-write`,
      sessionName: 'vedette-test',
      policy: policy.value,
      externalId: null,
    });
  };
  const client = (credentials: AwsCredentials) => createAwsClient({ credentials, endpoint: aws.url, timeoutMs: 2_000 });
  const custody = new CustodianDouble(action);
  custody.now = Date.now();
  const deps: StepDeps = {
    custody,
    credentials: (r) => narrowed(r.direction, r.step),
    client,
    now: () => custody.now,
    goValidMs: custody.times.goValidMs,
  };
  const snapshot = async () => {
    const read = await action.read((r) => client({ ...base, narrowed: false }).sendRead(r), params, place);
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const before = await snapshot();
  const op = opFor(action, params, { preImageDigest: digestOf(action.material(before)), now: custody.now });
  const work = async () => {
    for (let job = custody.jobs.shift(); job; job = custody.jobs.shift()) await executeStep(job, deps);
  };
  /** Works, and lets custody's own waits pass, until it rests in a state. */
  const workUntil = async (state: string) => {
    for (let n = 0; n < 40 && custody.status('op_1')?.state !== state; n++) {
      await work();
      if (custody.status('op_1')?.state !== state) custody.passTo(custody.due()!);
    }
    await work();
    return custody.status('op_1');
  };
  return { action, custody, op, snapshot, before, workUntil };
}

const sdk = (key: { id: string; secret: string }, token?: string) => ({
  region: REGION,
  endpoint: aws.url,
  maxAttempts: 1,
  credentials: { accessKeyId: key.id, secretAccessKey: key.secret, ...(token ? { sessionToken: token } : {}) },
});
const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'allowed',
    (error: Error) => error.name,
  );
const key = { userName: 'mallory', accessKeyId: MALLORY.id };

describe('deactivating an access key, as AWS sees it', () => {
  it('kills the key and the sessions made with it, proves it, leaves the other key alive, and undoes it all', async () => {
    const { custody, op, before, snapshot, workUntil } = await setUp('aws.iam.deactivate-access-key', key);
    const { Credentials: s } = await new STSClient(sdk(MALLORY)).send(new GetSessionTokenCommand({}));
    const session = sdk({ id: s!.AccessKeyId!, secret: s!.SecretAccessKey! }, s!.SessionToken);
    const attempts = async () => ({
      key: await refusal(new EC2Client(sdk(MALLORY)).send(new DescribeVpcsCommand({}))),
      session: await refusal(new EC2Client(session).send(new DescribeVpcsCommand({}))),
      other: await refusal(new EC2Client(sdk(OTHER)).send(new DescribeVpcsCommand({}))),
    });
    const live = await attempts();
    expect(live).toEqual({ key: 'allowed', session: 'allowed', other: 'allowed' });
    custody.acquire(op);
    expect(await workUntil('held')).toMatchObject({ state: 'held', proof: 'effective' });
    const contained = await attempts();
    expect(contained).toEqual({
      key: expect.stringMatching(/AuthFailure|Invalid/),
      session: 'UnauthorizedOperation',
      other: 'allowed',
    });
    custody.release(op);
    expect(await workUntil('released')).toMatchObject({ state: 'released' });
    expect(await snapshot()).toEqual(before);
    expect(await attempts()).toEqual(live);
  });

  it.each([
    ['a lost answer', { kind: 'lose-answer' }],
    ['a truncated answer', { kind: 'truncate' }],
    // Everything else that can go wrong is in test/kill-matrix; these two look different on a real connection.
  ] as const)('%s on the write leads to one containment all the same', async (_, fault) => {
    const { custody, op, workUntil } = await setUp('aws.iam.deactivate-access-key', key);
    await aws.faults({ ...fault, service: 'iam', operation: 'UpdateAccessKey' });
    custody.acquire(op);
    expect(await workUntil('held')).toMatchObject({ state: 'held', proof: 'effective' });
  });
});

describe('isolating an instance, as AWS sees it', () => {
  it('closes every interface and the subnet, and puts both back exactly', async () => {
    const { custody, op, before, snapshot, action, workUntil } = await setUp('aws.ec2.isolate-instance', {
      instanceId: INSTANCE,
    });
    custody.acquire(op);
    expect(await workUntil('held')).toMatchObject({ state: 'held', proof: 'configured' });
    expect(action.material(await snapshot())).toEqual(action.expected(before, { instanceId: INSTANCE }, {} as never));
    custody.release(op);
    expect(await workUntil('released')).toMatchObject({ state: 'released' });
    expect(action.material(await snapshot())).toEqual(action.material(before));
    const { securityGroups, networkAcls } = await aws.state();
    expect(JSON.stringify([securityGroups, networkAcls])).not.toContain('vedette');
  });
});
