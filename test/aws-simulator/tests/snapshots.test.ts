import {
  CreateSnapshotsCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorldSeed } from '../seed-schema.ts';
import { startSimulator, type Simulator } from '../start.ts';
import { ACCOUNT, ADMIN, allow, assume, INSTANCE, policy, refusal, REGION, sdk, SEED, SUBNET } from './support.ts';

const ROOT = 'vol-00000000000000001';
const DATA = 'vol-00000000000000002';
const account = SEED.accounts[0]!;
const region = account.regions[REGION];
const WITH_VOLUMES: WorldSeed = {
  accounts: [
    {
      ...account,
      regions: {
        [REGION]: {
          ...region,
          instances: region.instances.map((i) => ({
            ...i,
            volumes: [{ id: ROOT }, { id: DATA, sizeGib: 100, encrypted: true, tags: { data: 'customers' } }],
          })),
        },
      },
    },
  ],
};

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(WITH_VOLUMES);
});

const ec2 = (keys = ADMIN) => sdk(simulator, keys).ec2;
const tagged = (Value: string) => [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'vedette:lock', Value }] }];
const snap = (more: object = {}, keys = ADMIN, InstanceId = INSTANCE) =>
  ec2(keys).send(
    new CreateSnapshotsCommand({ InstanceSpecification: { InstanceId }, TagSpecifications: tagged('l1'), ...more }),
  );
const found = async (more: object) => (await ec2().send(new DescribeSnapshotsCommand(more))).Snapshots ?? [];

describe('volumes', () => {
  it('are shown with their instance, by filter and on the instance', async () => {
    const { Volumes } = await ec2().send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [INSTANCE] }] }),
    );
    expect(Volumes?.map((v) => [v.VolumeId, v.Size, v.Encrypted, v.Attachments?.[0]?.Device])).toEqual([
      [ROOT, 8, false, '/dev/xvda'],
      [DATA, 100, true, '/dev/sdf'],
    ]);
    const { Reservations } = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [INSTANCE] }));
    const devices = Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings;
    expect(devices?.map((d) => d.Ebs?.VolumeId)).toEqual([ROOT, DATA]);
  });

  it('come with an instance that is run, and go with one that is terminated', async () => {
    const run = await ec2().send(
      new RunInstancesCommand({ ImageId: 'ami-1', MinCount: 1, MaxCount: 1, SubnetId: SUBNET }),
    );
    const id = run.Instances![0]!.InstanceId!;
    const count = async () => (await ec2().send(new DescribeVolumesCommand({}))).Volumes?.length;
    expect(await count()).toBe(3);
    await ec2().send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(await count()).toBe(2);
  });

  it.each([
    ['vol-00000000000000fff', 'InvalidVolume.NotFound'],
    ['nonsense', 'InvalidVolumeID.Malformed'],
  ])('%s: %s', async (id, code) => {
    expect((await refusal(ec2().send(new DescribeVolumesCommand({ VolumeIds: [id] })))).code).toBe(code);
  });
});

describe('snapshots of all volumes of an instance', () => {
  it('are one a volume, with the tags that were asked for, and are found by them', async () => {
    const { Snapshots } = await snap({ Description: 'evidence' });
    expect(Snapshots?.map((s) => [s.VolumeId, s.VolumeSize, s.State, s.Tags?.[0]?.Value])).toEqual([
      [ROOT, 8, 'pending', 'l1'],
      [DATA, 100, 'pending', 'l1'],
    ]);
    await snap({ TagSpecifications: tagged('l2') });
    const own = await found({ OwnerIds: ['self'], Filters: [{ Name: 'tag:vedette:lock', Values: ['l1'] }] });
    expect(own.map((s) => s.SnapshotId)).toEqual(Snapshots?.map((s) => s.SnapshotId));
    expect(await found({ OwnerIds: [ACCOUNT] })).toHaveLength(4);
    expect(await found({ OwnerIds: ['amazon'] })).toEqual([]);
    expect(await found({ Filters: [{ Name: 'volume-id', Values: [DATA] }] })).toHaveLength(2);
  });

  it('are pending first and then completed', async () => {
    await snap();
    await simulator.advance(60_000);
    const later = sdk(simulator, ADMIN, 60_000).ec2;
    const { Snapshots } = await later.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(Snapshots?.map((s) => [s.State, s.Progress])).toEqual([
      ['completed', '100%'],
      ['completed', '100%'],
    ]);
  });

  it('leave out what is excluded, and take the volumes’ tags along if asked', async () => {
    const bare = await snap({ InstanceSpecification: { InstanceId: INSTANCE, ExcludeBootVolume: true } });
    expect(bare.Snapshots?.map((s) => s.VolumeId)).toEqual([DATA]);
    const rest = await snap({ InstanceSpecification: { InstanceId: INSTANCE, ExcludeDataVolumeIds: [DATA] } });
    expect(rest.Snapshots?.map((s) => s.VolumeId)).toEqual([ROOT]);
    const copied = await snap({ CopyTagsFromSource: 'volume' });
    expect(copied.Snapshots?.[1]?.Tags).toEqual([
      { Key: 'data', Value: 'customers' },
      { Key: 'vedette:lock', Value: 'l1' },
    ]);
  });

  it('a second call makes others: there is no client token', async () => {
    await snap();
    await snap();
    expect(await found({ OwnerIds: ['self'] })).toHaveLength(4);
  });

  it('are removed one by one, once', async () => {
    const { Snapshots } = await snap();
    const remove = () => ec2().send(new DeleteSnapshotCommand({ SnapshotId: Snapshots![0]!.SnapshotId }));
    await remove();
    expect(await refusal(remove())).toMatchObject({ code: 'InvalidSnapshot.NotFound', status: 400 });
    expect(await found({ OwnerIds: ['self'] })).toHaveLength(1);
  });

  it('of an instance that is not there, or of no volume, are refused', async () => {
    expect((await refusal(snap({}, ADMIN, 'i-00000000000000fff'))).code).toBe('InvalidInstanceID.NotFound');
    const none = { InstanceId: INSTANCE, ExcludeBootVolume: true, ExcludeDataVolumeIds: [DATA] };
    expect((await refusal(snap({ InstanceSpecification: none }))).code).toBe('InvalidParameterValue');
    const dry = await refusal(snap({ DryRun: true }));
    expect(dry.code).toBe('DryRunOperation');
    expect(await found({ OwnerIds: ['self'] })).toEqual([]);
  });
});

describe('who may make and remove snapshots', () => {
  const arn = (type: string) => `arn:aws:ec2:${REGION}:${ACCOUNT}:${type}/*`;
  const SNAPSHOTS = `arn:aws:ec2:${REGION}::snapshot/*`;
  const making = policy(
    allow('ec2:CreateSnapshots', [arn('instance'), arn('volume'), SNAPSHOTS]),
    allow('ec2:CreateTags', SNAPSHOTS, {
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateSnapshots', 'aws:RequestTag/vedette:lock': 'l1' } },
    }),
    allow('ec2:DeleteSnapshot', SNAPSHOTS, { Condition: { StringEquals: { 'ec2:ResourceTag/vedette:lock': 'l1' } } }),
  );

  it('tags decide at creation and at removal', async () => {
    const session = await assume(simulator, making);
    const { Snapshots } = await snap({}, session);
    expect((await refusal(snap({ TagSpecifications: tagged('l2') }, session))).message).toContain('ec2:CreateTags');
    expect(await found({ OwnerIds: ['self'] })).toHaveLength(2);
    const foreign = await snap({ TagSpecifications: tagged('l2') });
    const remove = (id?: string) => ec2(session).send(new DeleteSnapshotCommand({ SnapshotId: id }));
    expect((await refusal(remove(foreign.Snapshots![0]!.SnapshotId))).code).toBe('UnauthorizedOperation');
    await remove(Snapshots![0]!.SnapshotId);
  });

  it('a missing volume permission is a refusal', async () => {
    const session = await assume(
      simulator,
      policy(allow('ec2:CreateSnapshots', [arn('instance'), SNAPSHOTS]), allow('ec2:CreateTags')),
    );
    expect((await refusal(snap({}, session))).message).toContain(`:volume/${ROOT}`);
  });

  it('a snapshot can be tagged later', async () => {
    const id = (await snap()).Snapshots![0]!.SnapshotId!;
    await ec2().send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'keep', Value: 'yes' }] }));
    expect(await found({ Filters: [{ Name: 'tag-key', Values: ['keep'] }] })).toHaveLength(1);
  });
});
