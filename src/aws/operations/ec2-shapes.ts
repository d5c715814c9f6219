import { allText, boolean, list, number, struct, text, texts, time, type Fields } from '../shape.ts';

/* Shapes that several EC2 operations share. Where the service's name differs from the SDK's, it stands before the shape. */

export const tag = struct(allText('Key', 'Value'));
export const tagSet: Fields = { Tags: ['tagSet', list(tag)] };
const groups = list(struct(allText('GroupId', 'GroupName')));

export const filters: Fields = { Filters: ['Filter', list(struct({ Name: text, Values: ['Value', texts] }))] };
export const page: Fields = { MaxResults: number, NextToken: text };
export const dryRun: Fields = { DryRun: boolean };
export const tagSpecifications: Fields = {
  TagSpecifications: ['TagSpecification', list(struct({ ResourceType: text, Tags: ['Tag', list(tag)] }))],
};

export const ipPermissions = list(
  struct({
    IpProtocol: text,
    FromPort: number,
    ToPort: number,
    UserIdGroupPairs: [
      'groups',
      list(
        struct(
          allText('Description', 'UserId', 'GroupName', 'GroupId', 'VpcId', 'VpcPeeringConnectionId', 'PeeringStatus'),
        ),
      ),
    ],
    IpRanges: list(struct(allText('Description', 'CidrIp'))),
    Ipv6Ranges: list(struct(allText('Description', 'CidrIpv6'))),
    PrefixListIds: list(struct(allText('Description', 'PrefixListId'))),
  }),
);

export const securityGroupRules: Fields = {
  SecurityGroupRules: [
    'securityGroupRuleSet',
    list(
      struct({
        ...allText(
          'SecurityGroupRuleId',
          'GroupId',
          'GroupOwnerId',
          'IpProtocol',
          'CidrIpv4',
          'CidrIpv6',
          'PrefixListId',
          'Description',
          'SecurityGroupRuleArn',
        ),
        IsEgress: boolean,
        FromPort: number,
        ToPort: number,
        ReferencedGroupInfo: struct(allText('GroupId', 'PeeringStatus', 'UserId', 'VpcId', 'VpcPeeringConnectionId')),
        ...tagSet,
      }),
    ),
  ],
};

export const securityGroup = struct({
  ...allText('GroupId', 'GroupName', 'VpcId', 'OwnerId', 'SecurityGroupArn'),
  Description: ['groupDescription', text],
  IpPermissions: ipPermissions,
  IpPermissionsEgress: ipPermissions,
  ...tagSet,
});

const publicAddress = struct(allText('PublicIp', 'PublicDnsName', 'IpOwnerId', 'CarrierIp', 'CustomerOwnedIp'));

const instanceInterface = struct({
  ...allText(
    'NetworkInterfaceId',
    'SubnetId',
    'VpcId',
    'OwnerId',
    'Status',
    'Description',
    'MacAddress',
    'PrivateIpAddress',
    'PrivateDnsName',
    'InterfaceType',
  ),
  Association: publicAddress,
  Attachment: struct({
    ...allText('AttachmentId', 'Status'),
    AttachTime: time,
    DeleteOnTermination: boolean,
    DeviceIndex: number,
    NetworkCardIndex: number,
  }),
  Groups: ['groupSet', groups],
  Ipv6Addresses: ['ipv6AddressesSet', list(struct(allText('Ipv6Address')))],
  PrivateIpAddresses: [
    'privateIpAddressesSet',
    list(struct({ ...allText('PrivateIpAddress', 'PrivateDnsName'), Primary: boolean, Association: publicAddress })),
  ],
  SourceDestCheck: boolean,
});

export const instance = struct({
  ...allText(
    'InstanceId',
    'ImageId',
    'InstanceType',
    'KeyName',
    'VpcId',
    'SubnetId',
    'PrivateIpAddress',
    'PrivateDnsName',
    'Architecture',
    'ClientToken',
    'RootDeviceName',
    'RootDeviceType',
    'VirtualizationType',
    'Hypervisor',
    'Platform',
    'PlatformDetails',
    'InstanceLifecycle',
    'SpotInstanceRequestId',
  ),
  PublicIpAddress: ['ipAddress', text],
  PublicDnsName: ['dnsName', text],
  StateTransitionReason: ['reason', text],
  State: ['instanceState', struct({ Code: number, Name: text })],
  StateReason: struct(allText('Code', 'Message')),
  LaunchTime: time,
  AmiLaunchIndex: number,
  Placement: struct(allText('AvailabilityZone', 'Tenancy', 'GroupName', 'HostId')),
  Monitoring: struct({ State: text }),
  IamInstanceProfile: struct(allText('Arn', 'Id')),
  SecurityGroups: ['groupSet', groups],
  NetworkInterfaces: ['networkInterfaceSet', list(instanceInterface)],
  BlockDeviceMappings: [
    'blockDeviceMapping',
    list(
      struct({
        DeviceName: text,
        Ebs: struct({ ...allText('VolumeId', 'Status'), AttachTime: time, DeleteOnTermination: boolean }),
      }),
    ),
  ],
  MetadataOptions: struct({
    ...allText('State', 'HttpTokens', 'HttpEndpoint', 'InstanceMetadataTags'),
    HttpPutResponseHopLimit: number,
  }),
  EbsOptimized: boolean,
  EnaSupport: boolean,
  SourceDestCheck: boolean,
  ...tagSet,
});

export const reservation: Fields = {
  ...allText('ReservationId', 'OwnerId', 'RequesterId'),
  Groups: ['groupSet', groups],
  Instances: ['instancesSet', list(instance)],
};

export const networkInterface = struct({
  ...allText(
    'NetworkInterfaceId',
    'SubnetId',
    'VpcId',
    'AvailabilityZone',
    'Description',
    'OwnerId',
    'RequesterId',
    'Status',
    'MacAddress',
    'PrivateIpAddress',
    'PrivateDnsName',
    'InterfaceType',
  ),
  Association: struct(allText('AllocationId', 'AssociationId', 'IpOwnerId', 'PublicIp', 'PublicDnsName')),
  Attachment: struct({
    ...allText('AttachmentId', 'InstanceId', 'InstanceOwnerId', 'Status'),
    AttachTime: time,
    DeleteOnTermination: boolean,
    DeviceIndex: number,
    NetworkCardIndex: number,
  }),
  Groups: ['groupSet', groups],
  PrivateIpAddresses: [
    'privateIpAddressesSet',
    list(struct({ ...allText('PrivateIpAddress', 'PrivateDnsName'), Primary: boolean })),
  ],
  RequesterManaged: boolean,
  SourceDestCheck: boolean,
  TagSet: list(tag), // so the SDK calls it here, and here alone
});

export const subnet = struct({
  ...allText(
    'SubnetId',
    'VpcId',
    'State',
    'CidrBlock',
    'AvailabilityZone',
    'AvailabilityZoneId',
    'OwnerId',
    'SubnetArn',
  ),
  AvailableIpAddressCount: number,
  DefaultForAz: boolean,
  MapPublicIpOnLaunch: boolean,
  ...tagSet,
});

export const vpc = struct({
  ...allText('VpcId', 'State', 'CidrBlock', 'DhcpOptionsId', 'OwnerId', 'InstanceTenancy'),
  IsDefault: boolean,
  ...tagSet,
});

export const portRange = struct({ From: number, To: number });
export const icmp = struct({ Code: number, Type: number });

export const networkAcl = struct({
  ...allText('NetworkAclId', 'VpcId', 'OwnerId'),
  IsDefault: ['default', boolean],
  Associations: ['associationSet', list(struct(allText('NetworkAclAssociationId', 'NetworkAclId', 'SubnetId')))],
  Entries: [
    'entrySet',
    list(
      struct({
        ...allText('CidrBlock', 'Ipv6CidrBlock', 'Protocol', 'RuleAction'),
        RuleNumber: number,
        Egress: boolean,
        PortRange: portRange,
        IcmpTypeCode: icmp,
      }),
    ),
  ],
  ...tagSet,
});

export const volume = struct({
  ...allText('VolumeId', 'SnapshotId', 'AvailabilityZone', 'VolumeType', 'KmsKeyId', 'OutpostArn'),
  State: ['status', text],
  Size: number,
  Iops: number,
  CreateTime: time,
  Encrypted: boolean,
  MultiAttachEnabled: boolean,
  Attachments: [
    'attachmentSet',
    list(
      struct({
        ...allText('VolumeId', 'InstanceId', 'Device'),
        State: ['status', text],
        AttachTime: time,
        DeleteOnTermination: boolean,
      }),
    ),
  ],
  ...tagSet,
});

const anySnapshot: Fields = {
  ...allText('SnapshotId', 'VolumeId', 'OwnerId', 'Description', 'Progress', 'OutpostArn'),
  StartTime: time,
  VolumeSize: number,
  Encrypted: boolean,
  ...tagSet,
};
/** The state has another name in each of the two. */
export const madeSnapshot = struct({ ...anySnapshot, State: text });
export const snapshot = struct({
  ...anySnapshot,
  ...allText('OwnerAlias', 'KmsKeyId', 'StorageTier'),
  State: ['status', text],
  StateMessage: ['statusMessage', text],
});
