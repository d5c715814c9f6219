import type { Permission, Place } from '../../../../action.ts';
import { TAG_INSTANCE, type InstanceParams } from './read.ts';

const arn = (place: Place, resource: string): string =>
  `arn:${place.partition}:ec2:${place.region}:${place.account}:${resource}`;

/** Only what carries this instance's tag. */
const ours = (p: InstanceParams) => ({ StringEquals: { [`aws:ResourceTag/${TAG_INSTANCE}`]: p.instanceId } });

/** Creating one kind of thing in a VPC, and tagging it while it is created and at no other time. */
export const creating =
  (action: string, kind: 'security-group' | 'network-acl') =>
  (p: InstanceParams, place: Place): readonly Permission[] => [
    { actions: [`ec2:${action}`], resources: [arn(place, 'vpc/*'), arn(place, `${kind}/*`)] },
    {
      actions: ['ec2:CreateTags'],
      resources: [arn(place, `${kind}/*`)],
      conditions: {
        StringEquals: { 'ec2:CreateAction': action, [`aws:RequestTag/${TAG_INSTANCE}`]: p.instanceId },
      },
    },
  ];

/** Changing or deleting one kind of thing that was made for the instance. */
export const onOurs =
  (action: string, kind: 'security-group' | 'network-acl') =>
  (p: InstanceParams, place: Place): readonly Permission[] => [
    { actions: [`ec2:${action}`], resources: [arn(place, `${kind}/*`)], conditions: ours(p) },
  ];

/** The interfaces' ids are not among the parameters: the account and region are as narrow as it gets. */
export const onInterfaces = (_: InstanceParams, place: Place): readonly Permission[] => [
  {
    actions: ['ec2:ModifyNetworkInterfaceAttribute'],
    resources: [arn(place, 'network-interface/*'), arn(place, 'security-group/*'), arn(place, 'instance/*')],
  },
];

export const onAssociations = (_: InstanceParams, place: Place): readonly Permission[] => [
  { actions: ['ec2:ReplaceNetworkAclAssociation'], resources: [arn(place, 'network-acl/*'), arn(place, 'subnet/*')] },
];

/** EC2's Describe calls know no resources. */
export const reading = (): readonly Permission[] => [
  {
    actions: [
      'ec2:DescribeInstances',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeNetworkAcls',
    ],
    resources: ['*'],
  },
];
