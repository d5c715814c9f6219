import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsClient, AwsService } from '../../src/aws/types.ts';
import type { Json, JsonObject } from '../../src/kit/canonical.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';
import type { WorldSeed } from '../aws-simulator/seed-schema.ts';
import {
  BUCKET,
  FUNCTION,
  FUNCTION_ARN,
  IP_SET,
  OPEN_BUCKET,
  SERVICES_SEED,
  SET_ARN,
  TRAIL_ARN,
} from '../aws-simulator/tests/services.ts';
import { ACCOUNT, ADMIN, INSTANCE, REGION } from '../aws-simulator/tests/support.ts';

const VOLUME = 'vol-00000000000000001';
/** The services' own world, with a disk in its instance. */
const SEED: WorldSeed = structuredClone(SERVICES_SEED);
for (const instance of SEED.accounts[0]?.regions?.[REGION]?.instances ?? []) instance.volumes = [{ id: VOLUME }];

let simulator: Simulator;
let client: AwsClient;
beforeAll(async () => {
  simulator = await startSimulator();
  await simulator.seed(SEED);
  client = createAwsClient({ credentials: ADMIN, endpoint: simulator.url });
});
afterAll(() => simulator.close());

const asked = async (service: AwsService, operation: string, params: JsonObject) =>
  client.send({ service, operation, region: REGION, params });

/** The answer of a call that must be carried out. */
async function done(service: AwsService, operation: string, params: JsonObject): Promise<JsonObject> {
  const answer = await asked(service, operation, params);
  if (!answer.ok) throw new Error(`${operation}: ${answer.error.code} ${answer.error.message}`);
  return answer.value;
}

/* The client's own signatures, paths, bodies and parsers against a server that checks every one of them. */
describe('the client against the simulator', () => {
  it('WAF: an IP set is changed under its lock, and a stale lock is a conflict', async () => {
    const { LockToken } = await done('wafv2', 'GetIPSet', IP_SET);
    const update = { ...IP_SET, LockToken: LockToken!, Addresses: ['198.51.100.0/24', '203.0.113.7/32'] };
    expect(await done('wafv2', 'UpdateIPSet', update)).toMatchObject({ NextLockToken: expect.any(String) as string });
    expect(await asked('wafv2', 'UpdateIPSet', update)).toMatchObject({
      ok: false,
      error: { kind: 'conflict', code: 'WAFOptimisticLockException' },
    });
    const { IPSet } = await done('wafv2', 'GetIPSet', IP_SET);
    expect(new Set((IPSet as { Addresses: Json[] }).Addresses)).toEqual(new Set(update.Addresses));
    expect(await done('wafv2', 'ListTagsForResource', { ResourceARN: SET_ARN })).toMatchObject({
      TagInfoForResource: { TagList: [{ Key: 'by', Value: 'vedette' }] },
    });
  });

  it('CloudTrail: logging is stopped and started, and a missing trail is not found', async () => {
    const Name = TRAIL_ARN;
    const isLogging = async () => (await done('cloudtrail', 'GetTrailStatus', { Name }))['IsLogging'];
    await done('cloudtrail', 'StopLogging', { Name });
    expect(await isLogging()).toBe(false);
    expect(await done('cloudtrail', 'StartLogging', { Name })).toEqual({});
    expect(await isLogging()).toBe(true);
    expect(await asked('cloudtrail', 'GetTrail', { Name: `${TRAIL_ARN}x` })).toMatchObject({
      error: { kind: 'not_found', code: 'TrailNotFoundException' },
    });
  });

  it('Lambda: concurrency is reserved and freed, by name and by ARN', async () => {
    const FunctionName = FUNCTION;
    expect(await done('lambda', 'GetFunctionConcurrency', { FunctionName })).toEqual({});
    await done('lambda', 'PutFunctionConcurrency', { FunctionName: FUNCTION_ARN, ReservedConcurrentExecutions: 0 });
    expect(await done('lambda', 'GetFunctionConcurrency', { FunctionName })).toEqual({
      ReservedConcurrentExecutions: 0,
    });
    expect(await done('lambda', 'DeleteFunctionConcurrency', { FunctionName })).toEqual({});
    expect(await done('lambda', 'GetFunctionConcurrency', { FunctionName })).toEqual({});
    expect(await done('lambda', 'ListTags', { Resource: FUNCTION_ARN })).toEqual({ Tags: { team: 'red' } });
    expect(await asked('lambda', 'GetFunctionConcurrency', { FunctionName: 'none' })).toMatchObject({
      error: { kind: 'not_found', code: 'ResourceNotFoundException' },
    });
  });

  it('S3: a block is put, read and deleted; none is an answer; another’s bucket is refused', async () => {
    const own = { Bucket: OPEN_BUCKET, ExpectedBucketOwner: ACCOUNT };
    const none = { ok: false, error: { kind: 'not_found', code: 'NoSuchPublicAccessBlockConfiguration' } };
    expect(await asked('s3', 'GetPublicAccessBlock', own)).toMatchObject(none);
    expect(await done('s3', 'GetBucketPolicyStatus', own)).toEqual({ PolicyStatus: { IsPublic: true } });
    const block = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    };
    expect(await done('s3', 'PutPublicAccessBlock', { ...own, PublicAccessBlockConfiguration: block })).toEqual({});
    expect(await done('s3', 'GetPublicAccessBlock', own)).toEqual({ PublicAccessBlockConfiguration: block });
    expect(await done('s3', 'DeletePublicAccessBlock', own)).toEqual({});
    expect(await asked('s3', 'GetPublicAccessBlock', own)).toMatchObject(none);
    expect(await done('s3', 'GetBucketTagging', { Bucket: BUCKET })).toEqual({
      TagSet: [{ Key: 'data', Value: 'personal' }],
    });
    expect(await asked('s3', 'GetBucketTagging', { ...own, ExpectedBucketOwner: '999900001111' })).toMatchObject({
      error: { kind: 'denied', code: 'AccessDenied' },
    });
    expect(await done('s3', 'HeadBucket', own)).toMatchObject({ BucketRegion: REGION });
    expect(await asked('s3', 'HeadBucket', { Bucket: 'nobodys-bucket' })).toMatchObject({
      error: { kind: 'not_found', code: 'NotFound' },
    });
  });

  it('EC2: volumes are seen, snapshots made, found again and deleted', async () => {
    const volumes = await done('ec2', 'DescribeVolumes', {
      Filters: [{ Name: 'attachment.instance-id', Values: [INSTANCE] }],
    });
    const made = await done('ec2', 'CreateSnapshots', {
      InstanceSpecification: { InstanceId: INSTANCE },
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'op', Value: '1' }] }],
    });
    const ids = (made['Snapshots'] as { SnapshotId: string }[]).map((s) => s.SnapshotId);
    expect(volumes['Volumes']).toMatchObject([{ VolumeId: VOLUME, Attachments: [{ InstanceId: INSTANCE }] }]);
    expect(ids).toHaveLength(1);
    const found = await done('ec2', 'DescribeSnapshots', { Filters: [{ Name: 'tag:op', Values: ['1'] }] });
    expect((found['Snapshots'] as { SnapshotId: string }[]).map((s) => s.SnapshotId).toSorted()).toEqual(
      ids.toSorted(),
    );
    for (const SnapshotId of ids) await done('ec2', 'DeleteSnapshot', { SnapshotId });
    expect(await asked('ec2', 'DescribeSnapshots', { SnapshotIds: ids })).toMatchObject({
      error: { kind: 'not_found', code: 'InvalidSnapshot.NotFound' },
    });
  });
});
