/** How a field's value looks; `text` is anything. A dash, where there is nothing to say, fits all. */
type Kind = 'number' | 'address' | 'action' | 'status' | 'text';

/**
 * Fields of a VPC Flow Logs record, versions 2 to 10, in the order of their table (Amazon VPC guide, "Flow log records":
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html). A field that is not here is taken as text.
 */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['version', 'number'],
  ['account-id', 'text'],
  ['interface-id', 'text'],
  ['srcaddr', 'address'],
  ['dstaddr', 'address'],
  ['srcport', 'number'],
  ['dstport', 'number'],
  ['protocol', 'number'],
  ['packets', 'number'],
  ['bytes', 'number'],
  ['start', 'number'],
  ['end', 'number'],
  ['action', 'action'],
  ['log-status', 'status'],
  ['vpc-id', 'text'],
  ['subnet-id', 'text'],
  ['instance-id', 'text'],
  ['tcp-flags', 'number'],
  ['type', 'text'],
  ['pkt-srcaddr', 'address'],
  ['pkt-dstaddr', 'address'],
  ['region', 'text'],
  ['az-id', 'text'],
  ['sublocation-type', 'text'],
  ['sublocation-id', 'text'],
  ['pkt-src-aws-service', 'text'],
  ['pkt-dst-aws-service', 'text'],
  ['flow-direction', 'text'],
  ['traffic-path', 'number'],
  ['ecs-cluster-arn', 'text'],
  ['ecs-cluster-name', 'text'],
  ['ecs-container-instance-arn', 'text'],
  ['ecs-container-instance-id', 'text'],
  ['ecs-container-id', 'text'],
  ['ecs-second-container-id', 'text'],
  ['ecs-service-name', 'text'],
  ['ecs-task-definition-arn', 'text'],
  ['ecs-task-arn', 'text'],
  ['ecs-task-id', 'text'],
  ['reject-reason', 'text'],
  ['resource-id', 'text'],
  ['encryption-status', 'text'],
]);
const DEFAULT_LENGTH = 14;
/** There are 42 fields today. */
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

/** Version 2, which is written where no format was chosen. */
export const DEFAULT_FLOW_FORMAT = formatOf([...KINDS.keys()].slice(0, DEFAULT_LENGTH));

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

/** The line of names that stands above the records of a file. */
export function readFlowHeader(parts: readonly string[]): FlowFormat | undefined {
  return parts.length > 1 && parts.every((p) => KINDS.has(p)) ? formatOf(parts) : undefined;
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
