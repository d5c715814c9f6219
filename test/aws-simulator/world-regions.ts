import { sha256Hex } from '../../src/kit/crypto.ts';
import { fieldsIn, itemsIn, tagsIn, textIn, type Fields, type TrailRecord } from './cloudtrail.ts';
import type { WorldSeed } from './seed-schema.ts';

type RegionSeed = NonNullable<WorldSeed['accounts'][number]['regions']>[string];
type List<K extends keyof RegionSeed> = NonNullable<RegionSeed[K]>[number];

const isId = (prefix: string, id: string): boolean => new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id);
const REGION = /^[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}$/;
const CIDR = /^[0-9.]{7,15}\/[0-9]{1,2}$/;

/** What records say of one account's networks, and instances with their disks, in one region. */
export class RegionDraft {
  readonly #vpcs = new Map<string, List<'vpcs'>>();
  readonly #subnets = new Map<string, List<'subnets'>>();
  readonly #groups = new Map<string, List<'securityGroups'>>();
  readonly #instances = new Map<string, List<'instances'>>();

  seed(): RegionSeed {
    return {
      vpcs: [...this.#vpcs.values()],
      subnets: [...this.#subnets.values()],
      securityGroups: [...this.#groups.values()],
      instances: [...this.#instances.values()],
    };
  }

  vpc(id: string, cidr = '', tags: Record<string, string> = {}): void {
    if (!isId('vpc', id) || this.#vpcs.has(id)) return;
    this.#vpcs.set(id, { id, tags, ...(CIDR.test(cidr) ? { cidr } : {}) });
  }

  /** `address` is one that lies in it, where its range is not known. */
  subnet(id: string, vpc: string, more: { cidr?: string; zone?: string; address?: string } = {}): void {
    if (!isId('subnet', id) || !isId('vpc', vpc) || this.#subnets.has(id)) return;
    this.vpc(vpc);
    const around = /^([0-9]+\.[0-9]+\.[0-9]+)\.[0-9]+$/.exec(more.address ?? '');
    const cidr = CIDR.test(more.cidr ?? '') ? more.cidr! : around ? `${around[1]}.0/24` : '10.0.0.0/24';
    this.#subnets.set(id, {
      id,
      vpc,
      cidr,
      ...(more.zone === undefined || more.zone === '' ? {} : { zone: more.zone }),
    });
  }

  group(id: string, vpc: string, name = '', description = ''): void {
    if (!isId('sg', id) || !isId('vpc', vpc) || this.#groups.has(id)) return;
    this.vpc(vpc);
    this.#groups.set(id, {
      id,
      vpc,
      ...(name === '' ? {} : { name }),
      ...(description === '' ? {} : { description }),
    });
  }

  instance(instance: List<'instances'>): void {
    if (isId('i', instance.id)) this.#instances.set(instance.id, instance);
  }

  /** A disk that was put to an instance besides its own. */
  attach(instance: string, volume: List<'instances'>['volumes'] extends (infer V)[] | undefined ? V : never): void {
    const found = this.#instances.get(instance);
    if (!found || !isId('vol', volume.id) || found.volumes?.some((v) => v.id === volume.id)) return;
    found.volumes = [...(found.volumes ?? []), volume];
  }

  terminate(id: string): void {
    const found = this.#instances.get(id);
    if (found) found.state = 'terminated';
  }
}

const groupIds = (from: Fields): string[] =>
  itemsIn(from, 'groupSet')
    .map((g) => textIn(g, 'groupId'))
    .filter((id) => isId('sg', id));

/** Takes up the call's region, and what a successful call made or ended there. */
export function placesIn(regions: Map<string, RegionDraft>, record: TrailRecord): void {
  if (!REGION.test(record.region)) return;
  const region = regions.get(record.region) ?? new RegionDraft();
  regions.set(record.region, region);
  if (!record.failed && Object.hasOwn(CALLS, record.name)) CALLS[record.name]!(region, record);
}

const CALLS: Readonly<Record<string, (region: RegionDraft, record: TrailRecord) => void>> = {
  CreateVpc: (region, { response }) => {
    const vpc = fieldsIn(response, 'vpc');
    region.vpc(textIn(vpc, 'vpcId'), textIn(vpc, 'cidrBlock'), tagsIn(fieldsIn(vpc, 'tagSet')['items']));
  },
  CreateSubnet: (region, { response }) => {
    const s = fieldsIn(response, 'subnet');
    region.subnet(textIn(s, 'subnetId'), textIn(s, 'vpcId'), {
      cidr: textIn(s, 'cidrBlock'),
      zone: textIn(s, 'availabilityZone'),
    });
  },
  CreateSecurityGroup: (region, { request, response }) =>
    region.group(
      textIn(response, 'groupId'),
      textIn(request, 'vpcId'),
      textIn(request, 'groupName'),
      textIn(request, 'groupDescription'),
    ),
  RunInstances: (region, record) => {
    for (const item of itemsIn(record.response, 'instancesSet')) started(region, record, item);
  },
  AttachVolume: (region, { request }) => {
    const device = textIn(request, 'device');
    region.attach(textIn(request, 'instanceId'), {
      id: textIn(request, 'volumeId'),
      ...(device === '' ? {} : { device }),
    });
  },
  TerminateInstances: (region, { request }) => {
    for (const item of itemsIn(request, 'instancesSet')) region.terminate(textIn(item, 'instanceId'));
  },
};

function started(region: RegionDraft, { response, at }: TrailRecord, item: Fields): void {
  const id = textIn(item, 'instanceId');
  const vpc = textIn(item, 'vpcId');
  const subnet = textIn(item, 'subnetId');
  if (!isId('vpc', vpc) || !isId('subnet', subnet)) return;
  const address = textIn(item, 'privateIpAddress');
  const zone = textIn(fieldsIn(item, 'placement'), 'availabilityZone');
  region.subnet(subnet, vpc, { address, zone });
  const listed = itemsIn(item, 'networkInterfaceSet');
  const named = [...itemsIn(item, 'groupSet'), ...listed.flatMap((n) => itemsIn(n, 'groupSet'))];
  for (const g of named) region.group(textIn(g, 'groupId'), vpc, textIn(g, 'groupName'));
  // Old records list no interfaces; an instance has one all the same.
  const own = listed.length > 0 ? listed : [{ ...item, networkInterfaceId: `eni-0${sha256Hex(id).slice(0, 16)}` }];
  const interfaces = own.flatMap((n) => {
    const eni = textIn(n, 'networkInterfaceId');
    const lies = textIn(n, 'subnetId') || subnet;
    if (!isId('eni', eni) || !isId('subnet', lies)) return [];
    region.subnet(lies, vpc, { address: textIn(n, 'privateIpAddress'), zone });
    const ip = textIn(n, 'privateIpAddress');
    return [{ id: eni, subnet: lies, groups: groupIds(n), ...(ip === '' ? {} : { ip }) }];
  });
  if (interfaces.length === 0) return;
  const profileArn = textIn(fieldsIn(item, 'iamInstanceProfile'), 'arn');
  const reservation = textIn(response, 'reservationId');
  region.instance({
    id,
    interfaces,
    launchedAt: at,
    volumes: volumesOf(item),
    tags: tagsIn(fieldsIn(item, 'tagSet')['items']),
    ...(isId('r', reservation) ? { reservation } : {}),
    ...(textIn(item, 'imageId') === '' ? {} : { image: textIn(item, 'imageId') }),
    ...(textIn(item, 'instanceType') === '' ? {} : { type: textIn(item, 'instanceType') }),
    ...(profileArn === '' ? {} : { profileArn }),
  });
}

/** The disks that a record lists. It lists none of an instance that has just been started, which has one all the same. */
function volumesOf(item: Fields): { id: string; device?: string }[] {
  const listed = itemsIn(item, 'blockDeviceMapping').flatMap((d) => {
    const id = textIn(fieldsIn(d, 'ebs'), 'volumeId');
    const device = textIn(d, 'deviceName');
    return isId('vol', id) ? [{ id, ...(device === '' ? {} : { device }) }] : [];
  });
  return listed.length > 0
    ? listed
    : [{ id: `vol-0${sha256Hex(`root of ${textIn(item, 'instanceId')}`).slice(0, 16)}` }];
}
