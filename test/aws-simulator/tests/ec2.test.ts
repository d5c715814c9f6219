import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteNetworkAclCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ReplaceNetworkAclAssociationCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../start.ts';
import {
  ACCOUNT,
  ADMIN,
  ENI,
  FOREIGN_GROUP,
  INSTANCE,
  OTHER_VPC,
  refusal,
  sdk,
  SEED,
  seeded,
  SUBNET,
  VPC,
  WEB,
} from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await seeded();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SEED);
});

const ec2 = () => sdk(simulator, ADMIN).ec2;
const tagged = (type: 'security-group' | 'network-acl' | 'instance', Key = 'made-for', Value = INSTANCE) => [
  { ResourceType: type, Tags: [{ Key, Value }] },
];
const makeGroup = async (name = 'quarantine') =>
  (await ec2().send(new CreateSecurityGroupCommand({ GroupName: name, Description: 'd', VpcId: VPC }))).GroupId!;
const groupNow = async (id: string) =>
  (await ec2().send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }))).SecurityGroups![0]!;

describe('instances, by the official SDK', () => {
  it('shows a seeded instance with its interfaces, groups and tags', async () => {
    const { Reservations } = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [INSTANCE] }));
    expect(Reservations?.[0]?.ReservationId).toMatch(/^r-[0-9a-f]{17}$/);
    expect(Reservations?.[0]?.Instances).toMatchObject([
      {
        InstanceId: INSTANCE,
        State: { Code: 16, Name: 'running' },
        VpcId: VPC,
        SubnetId: SUBNET,
        PrivateIpAddress: '10.0.1.4',
        Tags: [{ Key: 'env', Value: 'staging' }],
        SecurityGroups: [{ GroupId: WEB, GroupName: 'web' }],
        NetworkInterfaces: [{ NetworkInterfaceId: ENI, SubnetId: SUBNET, Groups: [{ GroupId: WEB }] }],
      },
    ]);
  });

  it('runs instances, once a client token', async () => {
    const run = new RunInstancesCommand({
      ImageId: 'ami-00000000000000001',
      InstanceType: 't3.small',
      MinCount: 2,
      MaxCount: 2,
      SubnetId: SUBNET,
      SecurityGroupIds: [WEB],
      TagSpecifications: tagged('instance', 'a', 'b'),
      ClientToken: 'token-1',
    });
    const first = await ec2().send(run);
    const second = await ec2().send(run);
    expect(first.Instances).toHaveLength(2);
    expect(first.Instances?.[0]?.InstanceId).toMatch(/^i-[0-9a-f]{17}$/);
    expect(second.Instances?.map((i) => i.InstanceId)).toEqual(first.Instances?.map((i) => i.InstanceId));
    const { Reservations } = await ec2().send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'reservation-id', Values: [first.ReservationId!] }] }),
    );
    expect(Reservations?.flatMap((r) => r.Instances ?? []).map((i) => i.Tags)).toEqual([
      [{ Key: 'a', Value: 'b' }],
      [{ Key: 'a', Value: 'b' }],
    ]);
  });

  it.each([
    ['i-00000000000000fff', 'InvalidInstanceID.NotFound'],
    ['nonsense', 'InvalidInstanceID.Malformed'],
  ])('%s: %s', async (id, code) => {
    expect(await refusal(ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] })))).toMatchObject({
      code,
      status: 400,
    });
  });

  it('answers in pages, and refuses ids and a page size together', async () => {
    await ec2().send(
      new RunInstancesCommand({
        ImageId: 'ami-1',
        MinCount: 11,
        MaxCount: 11,
        SubnetId: SUBNET,
        SecurityGroupIds: [WEB],
      }),
    );
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ec2().send(new DescribeInstancesCommand({ MaxResults: 5, NextToken }));
      sizes.push(page.Reservations!.flatMap((r) => r.Instances ?? []).length);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(sizes).toEqual([5, 5, 2]);
    const both = new DescribeInstancesCommand({ MaxResults: 5, InstanceIds: [INSTANCE] });
    expect((await refusal(ec2().send(both))).code).toBe('InvalidParameterCombination');
    const wrong = new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] });
    expect((await refusal(ec2().send(wrong))).code).toBe('InvalidParameterValue');
  });

  it('DryRun says what would be, and does nothing', async () => {
    const dry = new CreateSecurityGroupCommand({ GroupName: 'x', Description: 'd', VpcId: VPC, DryRun: true });
    expect(await refusal(ec2().send(dry))).toMatchObject({ code: 'DryRunOperation', status: 412 });
    const { SecurityGroups } = await ec2().send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['x'] }] }),
    );
    expect(SecurityGroups).toEqual([]);
  });

  it('lives in its region only', async () => {
    const elsewhere = sdk(simulator, ADMIN).ec2;
    elsewhere.config.region = () => Promise.resolve('us-east-1');
    const { Reservations } = await elsewhere.send(new DescribeInstancesCommand({}));
    expect(Reservations).toEqual([]);
  });
});

describe('security groups, by the official SDK', () => {
  it('a new one lets everything out and nothing in, and carries its tags', async () => {
    const { GroupId, Tags } = await ec2().send(
      new CreateSecurityGroupCommand({
        GroupName: 'q',
        Description: 'd',
        VpcId: VPC,
        TagSpecifications: tagged('security-group'),
      }),
    );
    expect(GroupId).toMatch(/^sg-[0-9a-f]{17}$/);
    expect(Tags).toEqual([{ Key: 'made-for', Value: INSTANCE }]);
    const { SecurityGroups } = await ec2().send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'tag:made-for', Values: [INSTANCE] }] }),
    );
    expect(SecurityGroups).toMatchObject([
      {
        GroupId,
        IpPermissions: [],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ]);
  });

  it('a name is taken once in a VPC', async () => {
    await makeGroup('q');
    const again = new CreateSecurityGroupCommand({ GroupName: 'q', Description: 'd', VpcId: VPC });
    expect((await refusal(ec2().send(again))).code).toBe('InvalidGroup.Duplicate');
    await ec2().send(new CreateSecurityGroupCommand({ GroupName: 'q', Description: 'd', VpcId: OTHER_VPC }));
  });

  it('rules come and go; one that is there or is not there is an error', async () => {
    const GroupId = await makeGroup();
    const all = { GroupId, IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] };
    await ec2().send(new RevokeSecurityGroupEgressCommand(all));
    expect((await groupNow(GroupId)).IpPermissionsEgress).toEqual([]);
    expect((await refusal(ec2().send(new RevokeSecurityGroupEgressCommand(all)))).code).toBe(
      'InvalidPermission.NotFound',
    );
    await ec2().send(new AuthorizeSecurityGroupEgressCommand(all));
    expect((await refusal(ec2().send(new AuthorizeSecurityGroupEgressCommand(all)))).code).toBe(
      'InvalidPermission.Duplicate',
    );

    const ssh = {
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }, { CidrIp: '192.0.2.0/24' }],
      UserIdGroupPairs: [{ GroupId: WEB }],
    };
    const added = await ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }));
    expect(added.SecurityGroupRules).toHaveLength(3);
    expect((await groupNow(GroupId)).IpPermissions).toMatchObject([
      {
        ...ssh,
        IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }, { CidrIp: '192.0.2.0/24' }],
        UserIdGroupPairs: [{ GroupId: WEB, UserId: ACCOUNT }],
      },
    ]);
    const one = added.SecurityGroupRules![0]!.SecurityGroupRuleId!;
    await ec2().send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [one] }));
    expect((await groupNow(GroupId)).IpPermissions?.[0]?.IpRanges).toEqual([{ CidrIp: '192.0.2.0/24' }]);
  });

  it('one that an interface or another group refers to is not deleted', async () => {
    expect(await refusal(ec2().send(new DeleteSecurityGroupCommand({ GroupId: WEB })))).toMatchObject({
      code: 'DependencyViolation',
      status: 400,
    });
    const peer = await makeGroup('peer');
    const referring = await makeGroup('referring');
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: peer }] }];
    await ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupId: referring, IpPermissions }));
    expect((await refusal(ec2().send(new DeleteSecurityGroupCommand({ GroupId: peer })))).code).toBe(
      'DependencyViolation',
    );
    await ec2().send(new DeleteSecurityGroupCommand({ GroupId: referring }));
    await ec2().send(new DeleteSecurityGroupCommand({ GroupId: peer }));
    expect((await refusal(ec2().send(new DeleteSecurityGroupCommand({ GroupId: peer })))).code).toBe(
      'InvalidGroup.NotFound',
    );
  });
});

describe('interfaces, by the official SDK', () => {
  const swap = (Groups: string[]) => new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: ENI, Groups });
  const groups = async () =>
    (
      await ec2().send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [ENI] }))
    ).NetworkInterfaces?.[0]?.Groups?.map((g) => g.GroupId);

  it('take other groups, which the instance shows too', async () => {
    const quarantine = await makeGroup();
    await ec2().send(swap([quarantine]));
    expect(await groups()).toEqual([quarantine]);
    const { Reservations } = await ec2().send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'instance.group-id', Values: [quarantine] }] }),
    );
    expect(Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe(INSTANCE);
  });

  it.each([
    [FOREIGN_GROUP, 'InvalidGroup.NotFound'],
    ['sg-00000000000000fff', 'InvalidGroup.NotFound'],
    ['web', 'InvalidGroupId.Malformed'],
  ])('refuse a group of another VPC, none at all, or no id: %s', async (id, code) => {
    expect((await refusal(ec2().send(swap([WEB, id])))).code).toBe(code);
    expect(await groups()).toEqual([WEB]);
  });

  it('change one attribute at a time', async () => {
    const two = new ModifyNetworkInterfaceAttributeCommand({
      NetworkInterfaceId: ENI,
      Groups: [WEB],
      SourceDestCheck: { Value: false },
    });
    expect((await refusal(ec2().send(two))).code).toBe('InvalidParameterCombination');
  });

  it('are found by subnet and instance', async () => {
    for (const [Name, value] of [
      ['subnet-id', SUBNET],
      ['attachment.instance-id', INSTANCE],
      ['group-id', WEB],
    ] as const) {
      const { NetworkInterfaces } = await ec2().send(
        new DescribeNetworkInterfacesCommand({ Filters: [{ Name, Values: [value] }] }),
      );
      expect(NetworkInterfaces?.map((i) => i.NetworkInterfaceId)).toEqual([ENI]);
    }
  });

  it('an instance with one interface takes groups itself', async () => {
    const quarantine = await makeGroup();
    await ec2().send(new ModifyInstanceAttributeCommand({ InstanceId: INSTANCE, Groups: [quarantine] }));
    expect(await groups()).toEqual([quarantine]);
  });
});

describe('network ACLs, by the official SDK', () => {
  const associated = async () =>
    (
      await ec2().send(
        new DescribeNetworkAclsCommand({ Filters: [{ Name: 'association.subnet-id', Values: [SUBNET] }] }),
      )
    ).NetworkAcls![0]!;

  it('a subnet goes with its VPC’s default ACL until it is given another, under a new association', async () => {
    const standard = await associated();
    expect(standard).toMatchObject({ IsDefault: true, VpcId: VPC });
    const made = await ec2().send(
      new CreateNetworkAclCommand({ VpcId: VPC, TagSpecifications: tagged('network-acl') }),
    );
    const acl = made.NetworkAcl!.NetworkAclId!;
    expect(made.NetworkAcl?.Entries?.map((e) => `${e.RuleNumber} ${e.RuleAction}`)).toEqual([
      '32767 deny',
      '32767 deny',
    ]);
    const AssociationId = standard.Associations![0]!.NetworkAclAssociationId!;
    const replace = new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId: acl });
    const { NewAssociationId } = await ec2().send(replace);
    expect(NewAssociationId).not.toBe(AssociationId);
    expect((await associated()).NetworkAclId).toBe(acl);
    expect((await refusal(ec2().send(replace))).code).toBe('InvalidAssociationID.NotFound');
    expect((await refusal(ec2().send(new DeleteNetworkAclCommand({ NetworkAclId: acl })))).code).toBe(
      'DependencyViolation',
    );
    await ec2().send(
      new ReplaceNetworkAclAssociationCommand({ AssociationId: NewAssociationId, NetworkAclId: standard.NetworkAclId }),
    );
    await ec2().send(new DeleteNetworkAclCommand({ NetworkAclId: acl }));
    expect((await associated()).NetworkAclId).toBe(standard.NetworkAclId);
  });

  it('a client token makes one ACL', async () => {
    const create = new CreateNetworkAclCommand({ VpcId: VPC, ClientToken: 'once' });
    const [a, b] = [await ec2().send(create), await ec2().send(create)];
    expect(a.NetworkAcl?.NetworkAclId).toBe(b.NetworkAcl?.NetworkAclId);
    const other = new CreateNetworkAclCommand({ VpcId: OTHER_VPC, ClientToken: 'once' });
    expect((await refusal(ec2().send(other))).code).toBe('IdempotentParameterMismatch');
  });

  it('takes entries, one a number and direction', async () => {
    const { NetworkAcl } = await ec2().send(new CreateNetworkAclCommand({ VpcId: VPC }));
    const entry = {
      NetworkAclId: NetworkAcl!.NetworkAclId,
      RuleNumber: 90,
      Protocol: '6',
      RuleAction: 'deny' as const,
      Egress: false,
      CidrBlock: '192.0.2.0/24',
      PortRange: { From: 22, To: 22 },
    };
    await ec2().send(new CreateNetworkAclEntryCommand(entry));
    expect((await refusal(ec2().send(new CreateNetworkAclEntryCommand(entry)))).code).toBe(
      'NetworkAclEntryAlreadyExists',
    );
    const { NetworkAcls } = await ec2().send(
      new DescribeNetworkAclsCommand({ NetworkAclIds: [NetworkAcl!.NetworkAclId!] }),
    );
    expect(NetworkAcls?.[0]?.Entries?.[0]).toMatchObject({
      RuleNumber: 90,
      RuleAction: 'deny',
      CidrBlock: '192.0.2.0/24',
      PortRange: { From: 22, To: 22 },
    });
  });
});

describe('networks and tags, by the official SDK', () => {
  it('makes a VPC with a default group and ACL, and a subnet in it', async () => {
    const { Vpc } = await ec2().send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
    const { Subnet } = await ec2().send(new CreateSubnetCommand({ VpcId: Vpc!.VpcId, CidrBlock: '10.9.1.0/24' }));
    const of = { Filters: [{ Name: 'vpc-id', Values: [Vpc!.VpcId!] }] };
    expect((await ec2().send(new DescribeVpcsCommand(of))).Vpcs).toMatchObject([{ CidrBlock: '10.9.0.0/16' }]);
    expect((await ec2().send(new DescribeSubnetsCommand(of))).Subnets).toMatchObject([{ SubnetId: Subnet!.SubnetId }]);
    expect((await ec2().send(new DescribeSecurityGroupsCommand(of))).SecurityGroups).toMatchObject([
      { GroupName: 'default' },
    ]);
    expect((await ec2().send(new DescribeNetworkAclsCommand(of))).NetworkAcls).toMatchObject([{ IsDefault: true }]);
  });

  it('sets and removes tags; a value that is given must be the tag’s', async () => {
    const tagsNow = async () =>
      (await ec2().send(new DescribeInstancesCommand({ InstanceIds: [INSTANCE] }))).Reservations?.[0]?.Instances?.[0]
        ?.Tags;
    await ec2().send(new CreateTagsCommand({ Resources: [INSTANCE], Tags: [{ Key: 'a', Value: '1' }] }));
    await ec2().send(
      new DeleteTagsCommand({ Resources: [INSTANCE], Tags: [{ Key: 'a', Value: '2' }, { Key: 'env' }] }),
    );
    expect(await tagsNow()).toEqual([{ Key: 'a', Value: '1' }]);
    const nothing = new CreateTagsCommand({ Resources: ['i-00000000000000fff'], Tags: [{ Key: 'a', Value: '1' }] });
    expect((await refusal(ec2().send(nothing))).code).toBe('InvalidInstanceID.NotFound');
  });
});
