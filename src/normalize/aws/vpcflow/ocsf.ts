import type { OcsfEndpoint, OcsfEvent } from '../../../contracts/event.ts';
import { kindOf, knownEndpoint } from '../../ocsf-parts.ts';
import { defined, isAddress, OCSF_VERSION, portOf } from '../../read.ts';
import { OTHER } from '../../schema/notation.ts';
import type { EventFacts } from '../../types.ts';
import { fieldOf, wholeOf } from './fields.ts';

/** OCSF Network Activity (4001): https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const REFUSE = 5;
const TRAFFIC = 6;

const UNKNOWN = 0;
const INBOUND = 1;
const OUTBOUND = 2;
/** `traffic-path` (1 to 8, in the order of its table) → OCSF's `boundary_id`. */
const BOUNDARIES = [UNKNOWN, 4, 5, 6, 7, 8, 9, 10, 11];
/** Protocols by the names that OCSF wants (IANA's, lower case). */
const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [47, 'gre'],
  [50, 'esp'],
  [58, 'ipv6-icmp'],
]);

/** Fields that have a place of their own in the event; the rest goes to `unmapped`. */
const MAPPED: ReadonlySet<string> = new Set([
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'vpc-id',
  'subnet-id',
  'instance-id',
  'tcp-flags',
  'region',
  'flow-direction',
  'tgw-src-vpc-id',
  'tgw-dst-vpc-id',
  'tgw-src-subnet-id',
  'tgw-dst-subnet-id',
  'tgw-src-eni',
  'tgw-dst-eni',
]);
/** A record has 42 fields; one by a stranger may have more. */
const UNMAPPED_MAX = 64;

function unmappedOf(record: Record<string, unknown>): Record<string, string> | undefined {
  const rest: Record<string, string> = {};
  let n = 0;
  for (const name of Object.keys(record)) {
    if (n === UNMAPPED_MAX) break;
    const value = MAPPED.has(name) || name === '__proto__' ? undefined : fieldOf(record, name);
    if (value === undefined) continue;
    rest[name] = value;
    n++;
  }
  return n === 0 ? undefined : rest;
}

/** What the interface of the record is part of; it stands on one side of the flow. */
const machineOf = (record: Record<string, unknown>): OcsfEndpoint =>
  defined<OcsfEndpoint>({
    interface_uid: fieldOf(record, 'interface-id'),
    instance_uid: fieldOf(record, 'instance-id'),
    subnet_uid: fieldOf(record, 'subnet-id'),
    vpc_uid: fieldOf(record, 'vpc-id'),
  });

function endpointOf(record: Record<string, unknown>, side: 'src' | 'dst', machine: OcsfEndpoint): OcsfEndpoint {
  const address = fieldOf(record, `${side}addr`);
  const service = fieldOf(record, `pkt-${side}-aws-service`);
  return knownEndpoint({
    ...defined<OcsfEndpoint>({
      ip: address !== undefined && isAddress(address) ? address : undefined,
      port: portOf(wholeOf(record, `${side}port`)),
      svc_name: service,
      // Transit gateways know both sides.
      vpc_uid: fieldOf(record, `tgw-${side}-vpc-id`),
      subnet_uid: fieldOf(record, `tgw-${side}-subnet-id`),
      interface_uid: fieldOf(record, `tgw-${side}-eni`),
    }),
    ...machine,
  });
}

const directionOf = (record: Record<string, unknown>): number => {
  const said = fieldOf(record, 'flow-direction');
  return said === 'ingress' ? INBOUND : said === 'egress' ? OUTBOUND : UNKNOWN;
};

const secondsOf = (record: Record<string, unknown>, name: string): number | undefined => {
  const seconds = wholeOf(record, name);
  return seconds === undefined ? undefined : seconds * 1_000;
};

/** A flow as Network Activity: traffic, or refused where a security group or network ACL rejected it. */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const refused = facts.outcome === 'failure';
  const activity = refused ? REFUSE : TRAFFIC;
  const direction = directionOf(record);
  const machine = machineOf(record);
  const protocol = wholeOf(record, 'protocol');
  const path = wholeOf(record, 'traffic-path');
  const type = fieldOf(record, 'type');
  const boundary = path === undefined ? undefined : (BOUNDARIES[path] ?? OTHER);
  return defined<OcsfEvent>({
    ...kindOf(NETWORK_ACTIVITY, activity, undefined),
    severity_id: 1,
    time: facts.time,
    start_time: secondsOf(record, 'start'),
    end_time: secondsOf(record, 'end'),
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: {
        name: fieldOf(record, 'tgw-id') === undefined ? 'VPC Flow Logs' : 'Transit Gateway Flow Logs',
        vendor_name: 'AWS',
      },
      profiles: ['cloud', 'security_control'],
    },
    status_id: facts.outcome === 'success' ? 1 : refused ? 2 : 0,
    status_detail: fieldOf(record, 'reject-reason'),
    // 1 allowed, 2 denied; the disposition 2 is `Blocked`.
    action_id: facts.outcome === 'success' ? 1 : refused ? 2 : 0,
    disposition_id: facts.outcome === 'success' ? 1 : refused ? 2 : 0,
    // Without a direction nobody knows whose the interface is; the side that AWS names first is as good.
    src_endpoint: endpointOf(record, 'src', direction === INBOUND ? {} : machine),
    dst_endpoint: endpointOf(record, 'dst', direction === INBOUND ? machine : {}),
    connection_info: defined<NonNullable<OcsfEvent['connection_info']>>({
      protocol_num: protocol,
      protocol_name: protocol === undefined ? undefined : PROTOCOLS.get(protocol),
      protocol_ver_id: type === 'IPv4' ? 4 : type === 'IPv6' ? 6 : undefined,
      direction_id: direction,
      tcp_flags: wholeOf(record, 'tcp-flags'),
      boundary_id: boundary,
      ...(boundary === OTHER ? { boundary: `traffic-path ${path}` } : {}),
    }),
    traffic: defined<NonNullable<OcsfEvent['traffic']>>({
      bytes: wholeOf(record, 'bytes'),
      packets: wholeOf(record, 'packets'),
    }),
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'AWS',
      region: facts.region,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    unmapped: unmappedOf(record),
  });
}
