import { ApiError } from '../api-error.ts';
import { authorize, placeOf, type Call, type Handlers, type Resource } from '../call.ts';
import type { Instance, InstanceState, NetworkInterface, Subnet } from '../model.ts';
import { isoMs } from '../xml-out.ts';
import { interfaceOut } from './interfaces.ts';
import { addressIn, macOf } from './network.ts';
import { checkGroups, groupsOut } from './security-groups.ts';
import {
  all,
  arnOf,
  authorizeCreation,
  describe,
  find,
  resourceOf,
  save,
  specifiedTags,
  stopDryRun,
  tagsOut,
} from './shared.ts';
import { blockDevicesOut, volumesOf } from './volumes.ts';

const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};
/** What Amazon's own images have. */
const ROOT_GIB = 8;
/** What one RunInstances call may start here. */
const COUNT_MOST = 50;

const interfacesOf = (call: Call, instance: Instance): NetworkInterface[] =>
  all(call, 'interface')
    .filter((i) => i.attachment?.instance === instance.id)
    .toSorted((a, b) => a.attachment!.index - b.attachment!.index);

function instanceOut(call: Call, i: Instance) {
  const own = interfacesOf(call, i);
  const first = own[0];
  return {
    instanceId: i.id,
    imageId: i.image,
    instanceState: { code: STATE_CODES[i.state], name: i.state },
    privateDnsName: first ? `ip-${first.ip.replaceAll('.', '-')}.ec2.internal` : '',
    dnsName: '',
    reason: '',
    keyName: i.keyName,
    amiLaunchIndex: 0,
    productCodes: [],
    instanceType: i.type,
    launchTime: isoMs(i.launchTime),
    placement: {
      availabilityZone: call.store.get('subnet', placeOf(call), i.subnet)?.zone ?? `${call.region}a`,
      tenancy: 'default',
    },
    monitoring: { state: 'disabled' },
    ...(first === undefined
      ? {}
      : { subnetId: i.subnet, vpcId: i.vpc, privateIpAddress: first.ip, ipAddress: first.publicIp }),
    sourceDestCheck: first?.sourceDestCheck ?? true,
    groupSet: first ? groupsOut(call, first.groups) : [],
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: blockDevicesOut(call, i.id),
    virtualizationType: 'hvm',
    clientToken: i.clientToken ?? '',
    tagSet: tagsOut(i.tags),
    hypervisor: 'xen',
    networkInterfaceSet: own.map((n) => interfaceOut(call, n)),
    iamInstanceProfile: i.profileArn === undefined ? undefined : { arn: i.profileArn, id: 'AIPASIMULATEDPROFILE0' },
    ebsOptimized: false,
    enaSupport: true,
    metadataOptions: { state: 'applied', httpTokens: 'optional', httpPutResponseHopLimit: 1, httpEndpoint: 'enabled' },
  };
}

const reservationOut = (call: Call, id: string, instances: readonly Instance[]) => ({
  reservationId: id,
  ownerId: call.caller.account,
  groupSet: [],
  instancesSet: instances.map((i) => instanceOut(call, i)),
});

function describeInstances(call: Call) {
  const first = (i: Instance): NetworkInterface | undefined => interfacesOf(call, i)[0];
  const { items, nextToken } = describe(call, 'instance', 'InstanceId', {
    'instance-id': (i) => [i.id],
    'reservation-id': (i) => [i.reservation],
    'instance-state-name': (i) => [i.state],
    'instance-type': (i) => [i.type],
    'image-id': (i) => [i.image],
    'vpc-id': (i) => [i.vpc],
    'subnet-id': (i) => [i.subnet],
    'private-ip-address': (i) => [first(i)?.ip],
    'ip-address': (i) => [first(i)?.publicIp],
    'iam-instance-profile.arn': (i) => [i.profileArn],
    'instance.group-id': (i) => first(i)?.groups ?? [],
    'network-interface.network-interface-id': (i) => interfacesOf(call, i).map((n) => n.id),
    'client-token': (i) => [i.clientToken],
  });
  const reservations = Map.groupBy(items, (i) => i.reservation);
  return { reservationSet: [...reservations].map(([id, list]) => reservationOut(call, id, list)), nextToken };
}

interface Placing {
  readonly subnet: Subnet;
  readonly groups: readonly string[];
}

/** Subnet and groups from the parameters, those of the first interface specification, or the default VPC's. */
function placing(call: Call): Placing {
  const { params } = call;
  const specified = params.structs('NetworkInterface')[0];
  const subnetId =
    params.text('SubnetId') ??
    specified?.text('SubnetId') ??
    all(call, 'subnet').find((s) => all(call, 'vpc').some((v) => v.isDefault && v.id === s.vpc))?.id;
  if (subnetId === undefined)
    throw new ApiError('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.');
  const subnet = find(call, 'subnet', subnetId);
  const asked = [...params.list('SecurityGroupId'), ...(specified?.list('SecurityGroupId') ?? [])];
  const standard = all(call, 'group').find((g) => g.vpc === subnet.vpc && g.name === 'default');
  return { subnet, groups: asked.length > 0 ? asked : standard ? [standard.id] : [] };
}

function runInstances(call: Call) {
  const { params } = call;
  const count = params.whole('MaxCount') ?? 1;
  const least = params.whole('MinCount') ?? 1;
  if (least < 1 || count < least || count > COUNT_MOST)
    throw new ApiError('InvalidParameterValue', `MinCount and MaxCount must lie between 1 and ${COUNT_MOST}`);
  const { subnet, groups } = placing(call);
  const tags = specifiedTags(call, 'instance');
  const image: Resource = { arn: `arn:aws:ec2:${call.region}::image/${params.need('ImageId')}` };
  authorizeCreation(call, 'instance', tags, [
    image,
    resourceOf(call, 'subnet', subnet.id),
    { arn: arnOf(call, 'interface', '*') },
    { arn: `arn:aws:ec2:${call.region}:${call.caller.account}:volume/*` },
    ...groups.map((g) => resourceOf(call, 'group', g)),
  ]);
  stopDryRun(call);
  checkGroups(call, groups, subnet.vpc);
  const token = params.text('ClientToken');
  const before = token === undefined ? [] : all(call, 'instance').filter((i) => i.clientToken === token);
  if (before[0]) return reservationOut(call, before[0].reservation, before);
  const reservation = call.store.resourceId('r');
  const made = Array.from({ length: count }, () => start(call, { subnet, groups }, reservation, tags));
  return reservationOut(call, reservation, made);
}

function start(call: Call, { subnet, groups }: Placing, reservation: string, tags: Instance['tags']): Instance {
  const { params } = call;
  const profile = params.text('IamInstanceProfile.Arn') ?? params.text('IamInstanceProfile.Name');
  const token = params.text('ClientToken');
  const keyName = params.text('KeyName');
  const instance: Instance = {
    id: call.store.resourceId('i'),
    reservation,
    image: params.need('ImageId'),
    type: params.text('InstanceType') ?? 'm1.small',
    // There is nothing to boot: it runs at once.
    state: 'running',
    launchTime: call.now,
    vpc: subnet.vpc,
    subnet: subnet.id,
    tags,
    attributes: {},
    ...(profile === undefined
      ? {}
      : {
          profileArn: profile.startsWith('arn:')
            ? profile
            : `arn:aws:iam::${call.caller.account}:instance-profile/${profile}`,
        }),
    ...(token === undefined ? {} : { clientToken: token }),
    ...(keyName === undefined ? {} : { keyName }),
  };
  save(call, 'instance', instance);
  save(call, 'volume', {
    id: call.store.resourceId('vol'),
    instance: instance.id,
    device: '/dev/xvda',
    root: true,
    sizeGib: ROOT_GIB,
    encrypted: false,
    zone: subnet.zone,
    createTime: call.now,
    tags: specifiedTags(call, 'volume'),
  });
  const id = call.store.resourceId('eni');
  save(call, 'interface', {
    id,
    description: '',
    vpc: subnet.vpc,
    subnet: subnet.id,
    groups,
    ip: addressIn(subnet.cidr, all(call, 'interface').filter((i) => i.subnet === subnet.id).length),
    mac: macOf(id),
    tags: {},
    sourceDestCheck: true,
    attachment: { id: call.store.resourceId('eni-attach'), instance: instance.id, index: 0, at: call.now },
  });
  return instance;
}

/** The groups of the instance's first interface, or one attribute that is only kept. */
function modifyInstance(call: Call) {
  const { params } = call;
  const id = params.need('InstanceId');
  const groups = params.list('GroupId');
  authorize(call, [resourceOf(call, 'instance', id), ...groups.map((g) => resourceOf(call, 'group', g))]);
  stopDryRun(call);
  const instance = find(call, 'instance', id);
  if (groups.length > 0) {
    const own = interfacesOf(call, instance);
    if (own.length !== 1)
      throw new ApiError(
        'InvalidInstanceID',
        'There are multiple interfaces attached to the instance. Please specify an interface ID for the operation instead.',
      );
    checkGroups(call, groups, instance.vpc);
    save(call, 'interface', { ...own[0]!, groups });
    return { return: true };
  }
  const attribute = params.names().find((n) => n.endsWith('.Value'));
  if (attribute === undefined) throw new ApiError('InvalidParameterCombination', 'No attributes specified.');
  const value = params.need(attribute);
  save(call, 'instance', { ...instance, attributes: { ...instance.attributes, [attribute]: value } });
  return { return: true };
}

function terminate(call: Call) {
  const ids = call.params.list('InstanceId');
  authorize(
    call,
    ids.map((id) => resourceOf(call, 'instance', id)),
  );
  stopDryRun(call);
  const gone = ids.map((id) => find(call, 'instance', id));
  for (const i of gone) {
    if (i.attributes['DisableApiTermination.Value'] === 'true')
      throw new ApiError('OperationNotPermitted', `The instance '${i.id}' may not be terminated.`);
    for (const n of interfacesOf(call, i)) call.store.remove('interface', placeOf(call), n.id);
    // Disks other than the root's would stay by default, unattached; nobody asks for those here.
    for (const v of volumesOf(call, i.id)) call.store.remove('volume', placeOf(call), v.id);
    save(call, 'instance', { ...i, state: 'terminated' });
  }
  return {
    instancesSet: gone.map((i) => ({
      instanceId: i.id,
      currentState: { code: STATE_CODES.terminated, name: 'terminated' },
      previousState: { code: STATE_CODES[i.state], name: i.state },
    })),
  };
}

export const instances: Handlers = {
  DescribeInstances: describeInstances,
  RunInstances: runInstances,
  ModifyInstanceAttribute: modifyInstance,
  TerminateInstances: terminate,
};
