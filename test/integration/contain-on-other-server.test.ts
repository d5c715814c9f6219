import { DescribeNetworkAclsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';
import { ACCOUNT, contain, OUR_ROLE, OUR_USER, OURS, PLACE, REGION } from './contain.ts';
import { likeMoto, otherServer, unimplemented } from './other-server.ts';

const INSTANCE = 'i-0123456789abcdef0';
const KEY = { id: 'AKIAMALLORY000000001', secret: 'mallory-secret-of-the-simulator' };
const SET_ID = 'a1b2c3d4-5678-40ab-8def-111111111111';
const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
/** With spaces, which have two spellings in a form. */
const trust = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999900001111:root' }, Action: 'sts:AssumeRole' },
    ],
  },
  null,
  2,
);

const seed = {
  accounts: [
    {
      id: ACCOUNT,
      users: [OUR_USER, { name: 'mallory', policies: { all }, keys: [KEY], loginProfile: {} }],
      roles: [OUR_ROLE, { name: 'deploy', trust, policies: { all } }],
      buckets: [{ name: 'payroll', tags: { team: 'finance' } }],
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
              volumes: [{ id: 'vol-00000000000000001' }],
            },
          ],
          functions: [{ name: 'pay', reservedConcurrency: 25, tags: { env: 'production' } }],
          trails: [{ name: 'main', logging: false }],
          ipSets: [{ name: 'vedette-blocked-web', id: SET_ID, description: 'kept', addresses: ['198.51.100.0/24'] }],
        },
      },
    },
  ],
};

/** Each action with what it may claim there, and the calls that it must have done without. */
const CASES: readonly (readonly [
  action: string,
  params: Record<string, unknown>,
  proof: RegExp,
  without: readonly string[],
])[] = [
  [
    'aws.iam.deactivate-access-key',
    { userName: 'mallory', accessKeyId: KEY.id },
    /not_observed/,
    ['SimulatePrincipalPolicy'],
  ],
  [
    'aws.iam.disable-console-sign-in',
    { userName: 'mallory' },
    /not_observed/,
    ['SimulatePrincipalPolicy', 'GetLoginProfile'],
  ],
  [
    'aws.iam.revert-trust-policy',
    { roleName: 'deploy', removePrincipals: ['arn:aws:iam::999900001111:root'], denySessions: true },
    /not_observed/,
    ['SimulatePrincipalPolicy'],
  ],
  ['aws.s3.block-public-access', { bucket: 'payroll' }, /configured/, ['policyStatus', 'website']],
  ['aws.lambda.throttle-to-zero', { functionName: 'pay' }, /configured/, ['ListTags', 'ListEventSourceMappings']],
  [
    'aws.cloudtrail.restart-logging',
    { trailArn: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main` },
    /configured/,
    ['ListTags'],
  ],
  [
    'aws.wafv2.block-address',
    { scope: 'REGIONAL', ipSetName: 'vedette-blocked-web', ipSetId: SET_ID, address: '203.0.113.7/32' },
    /configured/,
    ['ListTagsForResource'],
  ],
  ['aws.ec2.deny-address', { cidr: '203.0.113.7/32' }, /configured/, []],
  ['aws.ec2.isolate-instance', { instanceId: INSTANCE }, /configured/, []],
  ['aws.ec2.snapshot-volumes', { instanceId: INSTANCE, keep: false }, /configured|effective/, []],
];

let aws: Simulator;
let other: Awaited<ReturnType<typeof otherServer>>;
// Reads that end in an error page are asked again a few times, with pauses.
vi.setConfig({ testTimeout: 60_000 });
beforeAll(async () => {
  aws = await startSimulator();
});
afterAll(() => aws.close());
beforeEach(async () => {
  await aws.reset();
  await aws.seed(seed);
});
afterEach(() => other.close());

async function networkAcl(): Promise<string> {
  const ec2 = new EC2Client({
    region: REGION,
    endpoint: aws.url,
    credentials: { accessKeyId: OURS.id, secretAccessKey: OURS.secret },
  });
  return (await ec2.send(new DescribeNetworkAclsCommand({}))).NetworkAcls![0]!.NetworkAclId!;
}

describe.each([
  ['with pages, and refusals in another form', likeMoto],
  ['with 501', unimplemented],
])('on a server that answers what it lacks %s', (_, manner) => {
  it.each(CASES)('%s applies, is read back and reverts', async (id, params, proof, without) => {
    other = await otherServer(aws.url, manner);
    const whole = id === 'aws.ec2.deny-address' ? { ...params, networkAclId: await networkAcl() } : params;
    const given = whole as Record<string, string>;
    const { custody, op, before, snapshot, action, workUntil } = await contain({ ...aws, url: other.url }, id, given);
    custody.acquire(op);
    const held = await workUntil('held');
    expect(held).toMatchObject({ state: 'held', proof: expect.stringMatching(proof) as string });
    expect(action.material(await snapshot())).toEqual(action.expected(before, given, PLACE));
    custody.release(op);
    expect(await workUntil('released')).toMatchObject({ state: 'released' });
    const left = id === 'aws.cloudtrail.restart-logging' ? { exists: true, logging: true } : action.material(before);
    expect(action.material(await snapshot())).toEqual(left);
    expect(other.unknown).toEqual(expect.arrayContaining([...without]));
  });
});
