import { ApiError } from '../api-error.ts';
import { placeOf, type Call, type Handlers } from '../call.ts';
import type { NetworkAcl, Subnet, Vpc } from '../model.ts';
import type { Store } from '../store.ts';
import { OPEN_EGRESS } from './rules.ts';
import {
  all,
  arnOf,
  authorizeCreation,
  describe,
  find,
  resourceOf,
  specifiedTags,
  stopDryRun,
  tagsOut,
} from './shared.ts';

const vpcOut = (call: Call, v: Vpc) => ({
  vpcId: v.id,
  ownerId: call.caller.account,
  state: 'available',
  cidrBlock: v.cidr,
  dhcpOptionsId: 'dopt-00000000000000000',
  instanceTenancy: 'default',
  isDefault: v.isDefault,
  tagSet: tagsOut(v.tags),
});

const subnetOut = (call: Call, s: Subnet) => ({
  subnetId: s.id,
  subnetArn: arnOf(call, 'subnet', s.id),
  state: 'available',
  ownerId: call.caller.account,
  vpcId: s.vpc,
  cidrBlock: s.cidr,
  availableIpAddressCount: 251,
  availabilityZone: s.zone,
  defaultForAz: false,
  mapPublicIpOnLaunch: false,
  tagSet: tagsOut(s.tags),
});

/** A new VPC comes with a default network ACL that allows everything, and a default group that allows itself. */
export function addVpc(store: Store, place: string, vpc: Vpc): void {
  store.put('vpc', place, vpc.id, vpc);
  const group = store.resourceId('sg');
  store.put('group', place, group, {
    id: group,
    name: 'default',
    description: 'default VPC security group',
    vpc: vpc.id,
    tags: {},
    rules: [
      { id: store.resourceId('sgr'), egress: false, protocol: '-1', peer: { kind: 'group', value: group } },
      { ...OPEN_EGRESS, id: store.resourceId('sgr') },
    ],
  });
  const id = store.resourceId('acl');
  const entries = [false, true].map((egress) => ({
    number: 100,
    egress,
    action: 'allow' as const,
    protocol: '-1',
    cidr: '0.0.0.0/0',
  }));
  store.put('acl', place, id, { id, vpc: vpc.id, isDefault: true, tags: {}, entries, associations: [] });
}

/** A new subnet goes with its VPC's default ACL. */
export function addSubnet(store: Store, place: string, subnet: Subnet): void {
  store.put('subnet', place, subnet.id, subnet);
  const acl: NetworkAcl | undefined = store.list('acl', place).find((a) => a.vpc === subnet.vpc && a.isDefault);
  if (!acl) return;
  const association = { id: store.resourceId('aclassoc'), subnet: subnet.id };
  store.put('acl', place, acl.id, { ...acl, associations: [...acl.associations, association] });
}

function cidrIn(call: Call): string {
  const cidr = call.params.need('CidrBlock');
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!match || match.slice(1, 5).some((n) => Number(n) > 255))
    throw new ApiError('InvalidParameterValue', `Value (${cidr.slice(0, 60)}) for parameter cidrBlock is invalid.`);
  const bits = Number(match[5]);
  if (bits < 16 || bits > 28) throw new ApiError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
  return cidr;
}

export const vpcs: Handlers = {
  DescribeVpcs: (call) => {
    const { items, nextToken } = describe(call, 'vpc', 'VpcId', {
      'vpc-id': (v) => [v.id],
      cidr: (v) => [v.cidr],
      'is-default': (v) => [String(v.isDefault)],
      isDefault: (v) => [String(v.isDefault)],
      state: () => ['available'],
      'owner-id': () => [call.caller.account],
    });
    return { vpcSet: items.map((v) => vpcOut(call, v)), nextToken };
  },
  CreateVpc: (call) => {
    const tags = specifiedTags(call, 'vpc');
    authorizeCreation(call, 'vpc', tags, []);
    stopDryRun(call);
    const vpc: Vpc = { id: call.store.resourceId('vpc'), cidr: cidrIn(call), isDefault: false, tags };
    addVpc(call.store, placeOf(call), vpc);
    return { vpc: vpcOut(call, vpc) };
  },
  DescribeSubnets: (call) => {
    const { items, nextToken } = describe(call, 'subnet', 'SubnetId', {
      'subnet-id': (s) => [s.id],
      'vpc-id': (s) => [s.vpc],
      'availability-zone': (s) => [s.zone],
      'cidr-block': (s) => [s.cidr],
      state: () => ['available'],
    });
    return { subnetSet: items.map((s) => subnetOut(call, s)), nextToken };
  },
  CreateSubnet: (call) => {
    const vpc = call.params.need('VpcId');
    const tags = specifiedTags(call, 'subnet');
    authorizeCreation(call, 'subnet', tags, [resourceOf(call, 'vpc', vpc)]);
    stopDryRun(call);
    find(call, 'vpc', vpc);
    const cidr = cidrIn(call);
    if (all(call, 'subnet').some((s) => s.vpc === vpc && s.cidr === cidr))
      throw new ApiError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
    const zone = call.params.text('AvailabilityZone') ?? `${call.region}a`;
    const subnet: Subnet = { id: call.store.resourceId('subnet'), vpc, cidr, zone, tags };
    addSubnet(call.store, placeOf(call), subnet);
    return { subnet: subnetOut(call, subnet) };
  },
};
