import { allText, boolean, list, number, struct, text, texts, type Fields, type Operations } from '../shape.ts';
import {
  dryRun,
  filters,
  icmp,
  ipPermissions,
  madeSnapshot,
  networkAcl,
  networkInterface,
  page,
  portRange,
  reservation,
  securityGroup,
  securityGroupRules,
  snapshot,
  subnet,
  tag,
  tagSet,
  tagSpecifications,
  volume,
  vpc,
} from './ec2-shapes.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html */
export const EC2_VERSION = '2016-11-15';

/** Describe calls take ids or filters, and answer in pages. */
const describe = (ids: Fields, answer: Fields) => ({
  input: { ...ids, ...filters, ...page, ...dryRun },
  output: { ...answer, NextToken: text },
});

const done: Fields = { Return: boolean };
const flag = struct({ Value: boolean });
const value = struct({ Value: text });
const securityGroupIds: Fields = { Groups: ['SecurityGroupId', texts] };

const authorize: Fields = {
  ...allText('GroupId', 'CidrIp', 'IpProtocol', 'SourceSecurityGroupName', 'SourceSecurityGroupOwnerId'),
  FromPort: number,
  ToPort: number,
  IpPermissions: ipPermissions,
  ...dryRun,
};
const revoke: Fields = { ...authorize, SecurityGroupRuleIds: ['SecurityGroupRuleId', texts] };
const revoked: Fields = {
  ...done,
  UnknownIpPermissions: ['unknownIpPermissionSet', ipPermissions],
  RevokedSecurityGroupRules: [
    'revokedSecurityGroupRuleSet',
    list(
      struct({
        ...allText(
          'SecurityGroupRuleId',
          'GroupId',
          'IpProtocol',
          'CidrIpv4',
          'CidrIpv6',
          'PrefixListId',
          'ReferencedGroupId',
          'Description',
        ),
        IsEgress: boolean,
        FromPort: number,
        ToPort: number,
      }),
    ),
  ],
};

const aclEntry: Fields = {
  ...allText('NetworkAclId', 'Protocol', 'RuleAction', 'CidrBlock', 'Ipv6CidrBlock'),
  RuleNumber: number,
  Egress: boolean,
  PortRange: portRange,
  IcmpTypeCode: ['Icmp', icmp],
  ...dryRun,
};

export const ec2Operations: Operations = {
  DescribeInstances: describe(
    { InstanceIds: ['InstanceId', texts] },
    { Reservations: ['reservationSet', list(struct(reservation))] },
  ),
  DescribeNetworkInterfaces: describe(
    { NetworkInterfaceIds: ['NetworkInterfaceId', texts] },
    { NetworkInterfaces: ['networkInterfaceSet', list(networkInterface)] },
  ),
  DescribeSecurityGroups: describe(
    { GroupIds: ['GroupId', texts], GroupNames: ['GroupName', texts] },
    { SecurityGroups: ['securityGroupInfo', list(securityGroup)] },
  ),
  DescribeSubnets: describe({ SubnetIds: ['SubnetId', texts] }, { Subnets: ['subnetSet', list(subnet)] }),
  DescribeVpcs: describe({ VpcIds: ['VpcId', texts] }, { Vpcs: ['vpcSet', list(vpc)] }),
  DescribeNetworkAcls: describe(
    { NetworkAclIds: ['NetworkAclId', texts] },
    { NetworkAcls: ['networkAclSet', list(networkAcl)] },
  ),
  DescribeImages: describe(
    { ImageIds: ['ImageId', texts], Owners: ['Owner', texts] },
    {
      Images: [
        'imagesSet',
        list(struct({ ...allText('ImageId', 'Name', 'Architecture', 'RootDeviceType'), State: ['imageState', text] })),
      ],
    },
  ),
  DescribeVolumes: describe({ VolumeIds: ['VolumeId', texts] }, { Volumes: ['volumeSet', list(volume)] }),
  DescribeSnapshots: describe(
    { SnapshotIds: ['SnapshotId', texts], OwnerIds: ['Owner', texts] },
    { Snapshots: ['snapshotSet', list(snapshot)] },
  ),
  /** All volumes of an instance at one moment. There is no client token: a repeated call makes a second set. */
  CreateSnapshots: {
    input: {
      InstanceSpecification: struct({
        InstanceId: text,
        ExcludeBootVolume: boolean,
        ExcludeDataVolumeIds: ['ExcludeDataVolumeId', texts],
      }),
      ...allText('Description', 'CopyTagsFromSource'),
      ...tagSpecifications,
      ...dryRun,
    },
    output: { Snapshots: ['snapshotSet', list(madeSnapshot)] },
  },
  DeleteSnapshot: { input: { SnapshotId: text, ...dryRun }, output: {} },
  CreateSecurityGroup: {
    input: {
      ...allText('GroupName', 'VpcId'),
      Description: ['GroupDescription', text],
      ...tagSpecifications,
      ...dryRun,
    },
    output: { ...allText('GroupId', 'SecurityGroupArn'), ...tagSet },
  },
  AuthorizeSecurityGroupIngress: {
    input: { ...authorize, GroupName: text, ...tagSpecifications },
    output: { ...done, ...securityGroupRules },
  },
  AuthorizeSecurityGroupEgress: {
    input: { ...authorize, ...tagSpecifications },
    output: { ...done, ...securityGroupRules },
  },
  RevokeSecurityGroupIngress: { input: { ...revoke, GroupName: text }, output: revoked },
  RevokeSecurityGroupEgress: { input: revoke, output: revoked },
  DeleteSecurityGroup: { input: { ...allText('GroupId', 'GroupName'), ...dryRun }, output: { ...done, GroupId: text } },
  ModifyNetworkInterfaceAttribute: {
    input: {
      NetworkInterfaceId: text,
      ...securityGroupIds,
      Description: value,
      SourceDestCheck: flag,
      Attachment: struct({ AttachmentId: text, DeleteOnTermination: boolean }),
      ...dryRun,
    },
    output: {},
  },
  ModifyInstanceAttribute: {
    input: {
      ...allText('InstanceId', 'Attribute', 'Value'),
      Groups: ['GroupId', texts],
      DisableApiTermination: flag,
      DisableApiStop: flag,
      EbsOptimized: flag,
      SourceDestCheck: flag,
      InstanceType: value,
      InstanceInitiatedShutdownBehavior: value,
      ...dryRun,
    },
    output: {},
  },
  CreateTags: { input: { Resources: ['ResourceId', texts], Tags: ['Tag', list(tag)], ...dryRun }, output: {} },
  DeleteTags: { input: { Resources: ['ResourceId', texts], Tags: ['Tag', list(tag)], ...dryRun }, output: {} },
  CreateNetworkAcl: {
    input: { ...allText('VpcId', 'ClientToken'), ...tagSpecifications, ...dryRun },
    output: { NetworkAcl: networkAcl, ClientToken: text },
  },
  CreateNetworkAclEntry: { input: aclEntry, output: {} },
  /** Replaces the rule of that number and direction; an error if there is none. */
  ReplaceNetworkAclEntry: { input: aclEntry, output: {} },
  DeleteNetworkAclEntry: {
    input: { NetworkAclId: text, RuleNumber: number, Egress: boolean, ...dryRun },
    output: {},
  },
  ReplaceNetworkAclAssociation: {
    input: { ...allText('AssociationId', 'NetworkAclId'), ...dryRun },
    output: allText('NewAssociationId'),
  },
  DeleteNetworkAcl: { input: { NetworkAclId: text, ...dryRun }, output: {} },
  RunInstances: {
    input: {
      ...allText('ImageId', 'InstanceType', 'KeyName', 'SubnetId', 'UserData', 'ClientToken', 'PrivateIpAddress'),
      MinCount: number,
      MaxCount: number,
      SecurityGroupIds: ['SecurityGroupId', texts],
      IamInstanceProfile: struct(allText('Arn', 'Name')),
      NetworkInterfaces: [
        'networkInterface',
        list(
          struct({
            ...allText('NetworkInterfaceId', 'SubnetId', 'Description', 'PrivateIpAddress'),
            DeviceIndex: number,
            ...securityGroupIds,
            AssociatePublicIpAddress: boolean,
            DeleteOnTermination: boolean,
          }),
        ),
      ],
      ...tagSpecifications,
      ...dryRun,
    },
    output: reservation,
  },
  CreateVpc: {
    input: { ...allText('CidrBlock', 'InstanceTenancy'), ...tagSpecifications, ...dryRun },
    output: { Vpc: vpc },
  },
  CreateSubnet: {
    input: { ...allText('VpcId', 'CidrBlock', 'AvailabilityZone'), ...tagSpecifications, ...dryRun },
    output: { Subnet: subnet },
  },
};
