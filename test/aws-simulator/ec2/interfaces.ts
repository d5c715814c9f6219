import { ApiError } from '../api-error.ts';
import { authorize, placeOf, type Call, type Handlers } from '../call.ts';
import type { NetworkInterface } from '../model.ts';
import { isoMs } from '../xml-out.ts';
import { checkGroups, groupsOut } from './security-groups.ts';
import { describe, find, resourceOf, save, stopDryRun, tagsOut } from './shared.ts';

const attachmentOut = (i: NetworkInterface) =>
  i.attachment === undefined
    ? undefined
    : {
        attachmentId: i.attachment.id,
        deviceIndex: i.attachment.index,
        networkCardIndex: 0,
        status: 'attached',
        attachTime: isoMs(i.attachment.at),
        deleteOnTermination: i.attachment.index === 0,
      };

/** What an instance's answer and an interface's own have in common. */
export const interfaceOut = (call: Call, i: NetworkInterface) => ({
  networkInterfaceId: i.id,
  subnetId: i.subnet,
  vpcId: i.vpc,
  description: i.description,
  ownerId: call.caller.account,
  status: i.attachment === undefined ? 'available' : 'in-use',
  macAddress: i.mac,
  privateIpAddress: i.ip,
  sourceDestCheck: i.sourceDestCheck,
  groupSet: groupsOut(call, i.groups),
  attachment: attachmentOut(i),
  association: i.publicIp === undefined ? undefined : { publicIp: i.publicIp, publicDnsName: '', ipOwnerId: 'amazon' },
  privateIpAddressesSet: [{ privateIpAddress: i.ip, primary: true }],
  ipv6AddressesSet: [],
  interfaceType: 'interface',
});

function modify(call: Call) {
  const { params } = call;
  const id = params.need('NetworkInterfaceId');
  const groups = params.list('SecurityGroupId');
  authorize(call, [resourceOf(call, 'interface', id), ...groups.map((g) => resourceOf(call, 'group', g))]);
  stopDryRun(call);
  const found = find(call, 'interface', id);
  const check = params.text('SourceDestCheck.Value');
  const description = params.text('Description.Value');
  const changes = [groups.length > 0, check !== undefined, description !== undefined, params.has('Attachment')];
  if (changes.filter(Boolean).length !== 1)
    throw new ApiError('InvalidParameterCombination', 'Exactly one attribute must be specified');
  if (groups.length > 0) checkGroups(call, groups, found.vpc);
  save(call, 'interface', {
    ...found,
    ...(groups.length > 0 ? { groups } : {}),
    ...(check === undefined ? {} : { sourceDestCheck: check === 'true' }),
    ...(description === undefined ? {} : { description }),
  });
  return { return: true };
}

export const interfaces: Handlers = {
  DescribeNetworkInterfaces: (call) => {
    const { items, nextToken } = describe(call, 'interface', 'NetworkInterfaceId', {
      'network-interface-id': (i) => [i.id],
      'subnet-id': (i) => [i.subnet],
      'vpc-id': (i) => [i.vpc],
      'group-id': (i) => i.groups,
      'attachment.instance-id': (i) => [i.attachment?.instance],
      'private-ip-address': (i) => [i.ip],
      'addresses.private-ip-address': (i) => [i.ip],
      'association.public-ip': (i) => [i.publicIp],
      status: (i) => [i.attachment === undefined ? 'available' : 'in-use'],
      description: (i) => [i.description],
    });
    return {
      networkInterfaceSet: items.map((i) => ({
        ...interfaceOut(call, i),
        availabilityZone: call.store.get('subnet', placeOf(call), i.subnet)?.zone,
        requesterManaged: false,
        attachment:
          i.attachment === undefined
            ? undefined
            : {
                ...attachmentOut(i),
                instanceId: i.attachment.instance,
                instanceOwnerId: call.caller.account,
              },
        tagSet: tagsOut(i.tags),
      })),
      nextToken,
    };
  },
  ModifyNetworkInterfaceAttribute: modify,
};
