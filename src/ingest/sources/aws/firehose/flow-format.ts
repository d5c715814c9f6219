/** How a field's value looks; `text` is anything. A dash, where there is nothing to say, fits all. */
type Kind = 'number' | 'address' | 'action' | 'status' | 'text';

/** Fields of the default format (Amazon VPC guide, "Flow log records": https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html). */
const DEFAULT_NAMES =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
/** Those that custom formats add, versions 3 to 10. */
const CUSTOM_NAMES =
  'vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason resource-id encryption-status';
/** The default format of Transit Gateway Flow Logs, version 6: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html */
const GATEWAY_NAMES =
  'version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region flow-direction pkt-src-aws-service pkt-dst-aws-service';

const KNOWN: ReadonlySet<string> = new Set(`${DEFAULT_NAMES} ${CUSTOM_NAMES} ${GATEWAY_NAMES}`.split(' '));
/** Fields whose look is known; all others, one that AWS adds one day among them, are text. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...'version srcport dstport protocol packets bytes start end tcp-flags traffic-path packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired'
    .split(' ')
    .map((name) => [name, 'number'] as const),
  ...'srcaddr dstaddr pkt-srcaddr pkt-dstaddr'.split(' ').map((name) => [name, 'address'] as const),
  ['action', 'action'],
  ['log-status', 'status'],
]);
/** There are 42 fields of a VPC's flow logs today. */
const MAX_FIELDS = 64;
const NAME = /^[a-z][a-z0-9-]{1,39}$/;

/** The order of a flow log's fields. */
export interface FlowFormat {
  readonly names: readonly string[];
  readonly kinds: readonly Kind[];
}

const formatOf = (names: readonly string[]): FlowFormat => ({
  names,
  kinds: names.map((n) => KINDS.get(n) ?? 'text'),
});

const DEFAULT_FORMAT = formatOf(DEFAULT_NAMES.split(' '));
const GATEWAY_FORMAT = formatOf(GATEWAY_NAMES.split(' '));

/**
 * Every field there was when a version came out, in the order in which AWS lists them and its console writes them when all are
 * chosen: up to `traffic-path` (version 5), the ECS fields (7), `reject-reason` (8), `resource-id` (9), `encryption-status` (10).
 */
const ALL_NAMES = `${DEFAULT_NAMES} ${CUSTOM_NAMES}`.split(' ');
const ALL_FORMATS: ReadonlyMap<number, FlowFormat> = new Map(
  ['traffic-path', 'ecs-task-id', 'reject-reason', 'resource-id', 'encryption-status'].map((last) => {
    const names = ALL_NAMES.slice(0, ALL_NAMES.indexOf(last) + 1);
    return [names.length, formatOf(names)];
  }),
);
/** A record's version is the highest of its fields': all of them were there with version 3 at the earliest. */
const LATER_VERSION = /^(?:[3-9]|1[0-9])$/;

/**
 * The format of a line that says by itself which it is: version 2, which is written where none was chosen, later versions with
 * all of their fields, and gateways' own. Whether the values fit is looked at as with any format.
 */
export function usualFormatOf(parts: readonly string[]): FlowFormat | undefined {
  const [version = ''] = parts;
  if (version === '2') return DEFAULT_FORMAT;
  if (parts.length > DEFAULT_FORMAT.names.length && LATER_VERSION.test(version)) {
    const all = ALL_FORMATS.get(parts.length);
    if (all !== undefined) return all;
  }
  return parts[1] === 'TransitGateway' ? GATEWAY_FORMAT : undefined;
}

/**
 * A log format as AWS writes it (`${version} ${account-id} …`) or its names alone. Undefined if it is none, or has neither `start`
 * nor `end`: a record without a time is of no use.
 */
export function parseFlowFormat(text: string): FlowFormat | undefined {
  const names = text
    .trim()
    .split(' ', MAX_FIELDS + 1)
    .map((t) => (t.startsWith('${') && t.endsWith('}') ? t.slice(2, -1) : t));
  if (names.length > MAX_FIELDS || new Set(names).size !== names.length || !names.every((n) => NAME.test(n)))
    return undefined;
  return names.includes('start') || names.includes('end') ? formatOf(names) : undefined;
}

/** Of the names in a header, how many must be known: AWS adds some with every version. */
const KNOWN_SHARE = 0.75;

/** The line of names that stands above the records of a file. */
export function readFlowHeader(parts: readonly string[]): FlowFormat | undefined {
  const known = parts.filter((p) => KNOWN.has(p)).length;
  if (known < 2 || known < parts.length * KNOWN_SHARE || parts.length > MAX_FIELDS) return undefined;
  return parts.every((p) => NAME.test(p)) && new Set(parts).size === parts.length ? formatOf(parts) : undefined;
}

function isNumber(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c < 48 || c > 57) return false;
  }
  return value.length > 0 && value.length <= 20;
}

/** By its looks only: hexadecimal digits with full stops or colons between. */
function isAddress(value: string): boolean {
  let parted = false;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i) | 0x20;
    if (c === 0x2e || c === 0x3a) parted = true;
    else if (!((c >= 48 && c <= 57) || (c >= 97 && c <= 102))) return false;
  }
  return parted && value.length <= 45;
}

const FITS: Readonly<Record<Kind, (value: string) => boolean>> = {
  number: (v) => v === '-' || isNumber(v),
  address: (v) => v === '-' || isAddress(v),
  action: (v) => v === 'ACCEPT' || v === 'REJECT' || v === '-',
  status: (v) => v === 'OK' || v === 'NODATA' || v === 'SKIPDATA',
  text: (v) => v !== '',
};

/**
 * A line's parts as named fields, values as AWS wrote them; `empty` for an interval without traffic or data; undefined if it is
 * no record of this format.
 */
export function readFlow(parts: readonly string[], format: FlowFormat): Record<string, string> | 'empty' | undefined {
  const { names, kinds } = format;
  if (parts.length !== names.length) return undefined;
  const record: Record<string, string> = {};
  for (let i = 0; i < names.length; i++) {
    const value = parts[i]!;
    if (!FITS[kinds[i]!](value)) return undefined;
    record[names[i]!] = value;
  }
  const status = record['log-status'];
  if (status === 'NODATA' || status === 'SKIPDATA') return 'empty';
  return status === undefined && record['srcaddr'] === '-' && record['dstaddr'] === '-' ? 'empty' : record;
}
