import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { AclEntry, NetworkAcl } from '../model.ts';
import { find, resourceOf, save, stopDryRun } from './shared.ts';

/** The entry that stands last in every ACL and cannot be changed. */
export const LAST_ENTRY = 32_767;
/** In each direction, with the one that stands last: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const ENTRIES_MOST = 20;
const TCP = '6';
const UDP = '17';

interface Place {
  readonly acl: NetworkAcl;
  readonly number: number;
  readonly egress: boolean;
}

/** ACL, number and direction, authorized. */
function placeIn(call: Call): Place {
  const { params } = call;
  const id = params.need('NetworkAclId');
  authorize(call, [resourceOf(call, 'acl', id)]);
  stopDryRun(call);
  const acl = find(call, 'acl', id);
  const number = params.whole('RuleNumber');
  if (number === undefined || number < 1 || number >= LAST_ENTRY)
    throw new ApiError('InvalidParameterValue', 'RuleNumber must lie between 1 and 32766');
  if (params.text('Egress') === undefined)
    throw new ApiError('MissingParameter', 'The request must contain the parameter egress');
  return { acl, number, egress: params.flag('Egress') === true };
}

const isAt =
  ({ number, egress }: Place) =>
  (e: AclEntry): boolean =>
    e.number === number && e.egress === egress;

const notFound = ({ number, egress }: Place): ApiError =>
  new ApiError(
    'InvalidNetworkAclEntry.NotFound',
    `The ${egress ? 'egress' : 'ingress'} network acl entry identified by ${number} does not exist.`,
  );

/** EC2 keeps the address of the network, whatever address of it was given. */
function canonical(cidr: string): string {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const parts = match?.slice(1, 5).map(Number) ?? [];
  const bits = Number(match?.[5]);
  if (!match || bits > 32 || parts.some((p) => p > 255))
    throw new ApiError('InvalidParameterValue', `CIDR block ${cidr.slice(0, 60)} is malformed`);
  const size = 2 ** (32 - bits);
  const value = Math.floor(parts.reduce((n, p) => n * 256 + p, 0) / size) * size;
  return `${[24, 16, 8, 0].map((s) => Math.floor(value / 2 ** s) % 256).join('.')}/${bits}`;
}

function entryIn(call: Call, { number, egress }: Place): AclEntry {
  const { params } = call;
  const action = params.need('RuleAction');
  const protocol = params.need('Protocol');
  if (action !== 'allow' && action !== 'deny')
    throw new ApiError('InvalidParameterValue', `Value (${action.slice(0, 40)}) for parameter ruleAction is invalid.`);
  const [from, to] = [params.whole('PortRange.From'), params.whole('PortRange.To')];
  const [cidr, cidr6] = [params.text('CidrBlock'), params.text('Ipv6CidrBlock')];
  if ((cidr === undefined) === (cidr6 === undefined))
    throw new ApiError('MissingParameter', 'The request must contain exactly one of CidrBlock and Ipv6CidrBlock');
  if ((protocol === TCP || protocol === UDP) && (from === undefined || to === undefined))
    throw new ApiError('MissingParameter', 'The request must contain the parameter portRange');
  return {
    number,
    egress,
    action,
    protocol,
    ...(cidr === undefined ? {} : { cidr: canonical(cidr) }),
    ...(cidr6 === undefined ? {} : { cidr6 }),
    ...(from === undefined || to === undefined ? {} : { ports: { from, to } }),
  };
}

export const aclEntries: Handlers = {
  CreateNetworkAclEntry: (call) => {
    const place = placeIn(call);
    const { acl, number, egress } = place;
    const entry = entryIn(call, place);
    if (acl.entries.some(isAt(place)))
      throw new ApiError(
        'NetworkAclEntryAlreadyExists',
        `The network acl entry identified by ${number} already exists.`,
      );
    if (acl.entries.filter((e) => e.egress === egress).length + 1 >= ENTRIES_MOST)
      throw new ApiError('NetworkAclEntryLimitExceeded', 'The maximum number of network acl entries has been reached.');
    save(call, 'acl', { ...acl, entries: [...acl.entries, entry] });
    return { return: true };
  },
  ReplaceNetworkAclEntry: (call) => {
    const place = placeIn(call);
    const entry = entryIn(call, place);
    if (!place.acl.entries.some(isAt(place))) throw notFound(place);
    const entries = place.acl.entries.map((e) => (isAt(place)(e) ? entry : e));
    save(call, 'acl', { ...place.acl, entries });
    return { return: true };
  },
  DeleteNetworkAclEntry: (call) => {
    const place = placeIn(call);
    if (!place.acl.entries.some(isAt(place))) throw notFound(place);
    save(call, 'acl', { ...place.acl, entries: place.acl.entries.filter((e) => !isAt(place)(e)) });
    return { return: true };
  },
};
