import { DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { GetLoginProfileCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { GetFunctionConcurrencyCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetBucketPolicyStatusCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { GetIPSetCommand, ListIPSetsCommand } from '@aws-sdk/client-wafv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../start.ts';
import { worldFromCloudTrail } from '../world.ts';
import { clients } from './services.ts';
import { ACCOUNT, refusal, REGION, sdk } from './support.ts';

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const options = { writePolicies: { write: everything }, readPolicies: { read: everything } };
const KEY = 'AKIAALICE00000000001';

let second = 0;
const record = (eventName: string, requestParameters: unknown = {}, more: object = {}) => ({
  eventTime: new Date(Date.UTC(2026, 0, 1, 0, 0, second++)).toISOString(),
  eventName,
  awsRegion: REGION,
  recipientAccountId: ACCOUNT,
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
    userName: 'alice',
    accountId: ACCOUNT,
    accessKeyId: KEY,
  },
  requestParameters,
  ...more,
});

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

/** Seeds the world of the records, and signs with the key of who made them. */
async function live(...records: object[]) {
  const seed = worldFromCloudTrail([record('ListUsers'), ...records], options);
  await simulator.seed(seed);
  const secretAccessKey = seed.accounts[0]!.users!.find((u) => u.name === 'alice')!.keys![0]!.secret;
  const keys = { accessKeyId: KEY, secretAccessKey };
  return { ...sdk(simulator, keys), ...clients(simulator, keys) };
}

describe('a world of records, as AWS shows it', () => {
  it('every region has the empty sets into which addresses are blocked', async () => {
    const { wafv2 } = await live();
    const { IPSets } = await wafv2.send(new ListIPSetsCommand({ Scope: 'REGIONAL' }));
    expect(IPSets?.map((s) => s.Name)).toEqual(['vedette-blocked-ipv4', 'vedette-blocked-ipv6']);
    const { IPSet } = await wafv2.send(
      new GetIPSetCommand({ Name: IPSets![1]!.Name, Id: IPSets![1]!.Id, Scope: 'REGIONAL' }),
    );
    expect(IPSet).toMatchObject({ IPAddressVersion: 'IPV6', Addresses: [] });
  });

  it('a set that was made is there with its addresses, once', async () => {
    const id = '00000000-0000-4000-8000-000000000009';
    const { wafv2 } = await live(
      record(
        'CreateIPSet',
        { name: 'vedette-blocked-ipv4', scope: 'REGIONAL', iPAddressVersion: 'IPV4', addresses: ['192.0.2.0/24'] },
        { responseElements: { summary: { id } } },
      ),
    );
    const { IPSets } = await wafv2.send(new ListIPSetsCommand({ Scope: 'REGIONAL' }));
    expect(IPSets).toHaveLength(2);
    const { IPSet } = await wafv2.send(
      new GetIPSetCommand({ Name: 'vedette-blocked-ipv4', Id: id, Scope: 'REGIONAL' }),
    );
    expect(IPSet?.Addresses).toEqual(['192.0.2.0/24']);
  });

  it('a bucket that was opened has no block, one that was looked at has', async () => {
    const { s3 } = await live(
      record('GetBucketAcl', { bucketName: 'looked-at' }),
      record('PutBucketPolicy', {
        bucketName: 'opened',
        bucketPolicy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::opened/*' }],
        },
      }),
      record('DeleteBucketPublicAccessBlock', { bucketName: 'unblocked' }),
      record('PutBucketPublicAccessBlock', {
        bucketName: 'half',
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false },
      }),
    );
    const block = async (Bucket: string) =>
      (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
    expect((await block('looked-at'))?.BlockPublicPolicy).toBe(true);
    expect(await block('half')).toMatchObject({ BlockPublicAcls: true, BlockPublicPolicy: false });
    for (const name of ['opened', 'unblocked'])
      expect((await refusal(block(name))).code).toBe('NoSuchPublicAccessBlockConfiguration');
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket: 'opened' }));
    expect(PolicyStatus?.IsPublic).toBe(true);
  });

  it('a trail that was stopped is stopped, in its home region', async () => {
    const { cloudtrail } = await live(
      record('StopLogging', { name: 'main' }),
      record('StopLogging', { name: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/far` }),
      record('StopLogging', { name: 'arn:aws:cloudtrail:us-east-1:999900001111:trail/foreign' }),
      record('StopLogging', { name: 'refused' }, { errorCode: 'AccessDenied' }),
    );
    const { trailList } = await cloudtrail.send(new DescribeTrailsCommand({}));
    expect(trailList?.map((t) => [t.Name, t.HomeRegion])).toEqual([
      ['main', REGION],
      ['far', 'us-east-1'],
    ]);
    expect((await cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }))).IsLogging).toBe(false);
  });

  it('functions are there, with what is reserved for them', async () => {
    const { lambda } = await live(
      record('CreateFunction20150331', { functionName: 'miner' }),
      record('UpdateFunctionCode20150331v2', { functionName: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:pay` }),
      record('PutFunctionConcurrency20171031', { functionName: 'pay', reservedConcurrentExecutions: 0 }),
      record('DeleteFunction20150331', { functionName: 'miner' }),
    );
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions?.map((f) => f.FunctionName)).toEqual(['pay']);
    const { ReservedConcurrentExecutions } = await lambda.send(
      new GetFunctionConcurrencyCommand({ FunctionName: 'pay' }),
    );
    expect(ReservedConcurrentExecutions).toBe(0);
  });

  it('instances have disks, those that were put to them too', async () => {
    const instanceId = 'i-00000000000000001';
    const { ec2 } = await live(
      record(
        'RunInstances',
        {},
        {
          responseElements: {
            instancesSet: {
              items: [{ instanceId, vpcId: 'vpc-00000000000000001', subnetId: 'subnet-00000000000000001' }],
            },
          },
        },
      ),
      record('AttachVolume', { instanceId, volumeId: 'vol-00000000000000007', device: '/dev/sdf' }),
    );
    const { Volumes } = await ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes?.map((v) => v.Attachments?.[0]?.Device)).toEqual(['/dev/xvda', '/dev/sdf']);
  });

  it('a role has the trust that it was given last, a user the password', async () => {
    const trust = (account: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: account } }],
      });
    const { iam } = await live(
      record('UpdateAssumeRolePolicy', { roleName: 'deploy', policyDocument: trust('999900001111') }),
      record('UpdateAssumeRolePolicy', { roleName: 'deploy', policyDocument: 'HIDDEN' }),
      record('CreateLoginProfile', { userName: 'ops', passwordResetRequired: false }),
      record('CreateLoginProfile', { userName: 'gone' }),
      record('DeleteLoginProfile', { userName: 'gone' }),
    );
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'deploy' }));
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(trust('999900001111'));
    const profile = (UserName: string) => iam.send(new GetLoginProfileCommand({ UserName }));
    expect((await profile('ops')).LoginProfile?.UserName).toBe('ops');
    expect((await refusal(profile('gone'))).code).toBe('NoSuchEntity');
  });

  it('no record of a service can make a seed that is refused', async () => {
    const hostile = [undefined, null, 7, '', '../..', '__proto__', 'constructor', 'x'.repeat(300), { a: 1 }, ['x']];
    const names = [
      'PutBucketPolicy',
      'PutBucketPublicAccessBlock',
      'CreateBucket',
      'DeleteBucket',
      'GetBucketAcl',
      'CreateFunction20150331',
      'PutFunctionConcurrency20171031',
      'AddPermission20150331v2',
      'CreateTrail',
      'StopLogging',
      'DeleteTrail',
      'CreateIPSet',
      'UpdateIPSet',
      'AttachVolume',
      'toString',
      'UpdateAssumeRolePolicy',
      'CreateLoginProfile',
      'DeleteLoginProfile',
    ];
    const fields = (value: unknown) => ({
      bucketName: value,
      bucketPolicy: value,
      PublicAccessBlockConfiguration: value,
      functionName: value,
      name: value,
      scope: value,
      addresses: [value],
      id: value,
      reservedConcurrentExecutions: value,
      roleName: value,
      policyDocument: value,
      userName: value,
      instanceId: value,
      volumeId: value,
    });
    const records = names.flatMap((name) =>
      hostile.flatMap((value) => [
        record(name, fields(value)),
        record(name, { ...fields(value), bucketName: 'bucket', functionName: 'f', name: 'main', userName: 'alice' }),
        record(name, value, { awsRegion: 'nowhere', responseElements: value }),
      ]),
    );
    await expect(live(...records)).resolves.toBeDefined();
  });
});
