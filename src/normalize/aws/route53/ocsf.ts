import type { OcsfEndpoint, OcsfEvent } from '../../../contracts/event.ts';
import { knownEndpoint } from '../../ocsf-parts.ts';
import { defined, list, OCSF_VERSION, own, portOf, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { awsCloud } from '../waf/http-activity.ts';
import { clientOf, domainOf } from './query.ts';

/** OCSF DNS Activity (4003): https://schema.ocsf.io/1.5.0/classes/dns_activity. A log entry has the question and its answer. */
const DNS_ACTIVITY = 4003;
const TRAFFIC = 6;
const OTHER = 99;

/** Response codes as Route 53 writes them → OCSF's `rcode_id` and its caption. */
const CODES: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['NOERROR', [0, 'NoError']],
  ['FORMERR', [1, 'FormError']],
  ['SERVFAIL', [2, 'ServError']],
  ['NXDOMAIN', [3, 'NXDomain']],
  ['NOTIMP', [4, 'NotImp']],
  ['REFUSED', [5, 'Refused']],
  ['YXDOMAIN', [6, 'YXDomain']],
  ['YXRRSET', [7, 'YXRRSet']],
  ['NXRRSET', [8, 'NXRRSet']],
  ['NOTAUTH', [9, 'NotAuth']],
  ['NOTZONE', [10, 'NotZone']],
]);

/** DNS Firewall's action → `action_id` (1 allowed, 2 denied) and `disposition_id` (1 allowed, 2 blocked, 19 alert). */
const FIREWALL: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ALLOW', [1, 1]],
  ['BLOCK', [2, 2]],
  ['ALERT', [1, 19]],
]);

/** Answers that are taken over; large sets are split over packets anyway. */
const ANSWERS_MAX = 50;

function answersOf(record: Record<string, unknown>): NonNullable<OcsfEvent['answers']> {
  const found: NonNullable<OcsfEvent['answers']>[number][] = [];
  for (const answer of list(record, 'answers').slice(0, ANSWERS_MAX)) {
    const rdata = text(answer, 'Rdata');
    if (rdata !== undefined)
      found.push(
        defined<NonNullable<OcsfEvent['answers']>[number]>({
          rdata,
          type: text(answer, 'Type'),
          class: text(answer, 'Class'),
        }),
      );
  }
  return found;
}

const port = (record: Record<string, unknown>): number | undefined => {
  const value = own(record, 'srcport');
  const n =
    typeof value === 'number' ? value : typeof value === 'string' && /^[0-9]{1,5}$/.test(value) ? Number(value) : NaN;
  return Number.isInteger(n) && n >= 0 && n < 65_536 ? n : undefined;
};

const PROTOCOLS: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['UDP', [17, 'udp']],
  ['TCP', [6, 'tcp']],
]);
/** Queries go from the VPC to its resolver. */
const OUTBOUND = 2;

/** Fields that have a place of their own in the event. */
const MAPPED: ReadonlySet<string> = new Set([
  'account_id',
  'region',
  'vpc_id',
  'query_timestamp',
  'query_name',
  'query_type',
  'query_class',
  'rcode',
  'answers',
  'srcaddr',
  'srcport',
  'transport',
  'srcids',
]);
/** What a rule was, where the event says what it did; else it is no decision of a control. */
const RULE: ReadonlySet<string> = new Set(['firewall_rule_group_id', 'firewall_domain_list_id']);
/** An entry has about twenty; one by a stranger may have more. */
const UNMAPPED_MAX = 40;

/** The rest, such as what DNS Firewall adds over the years. */
function unmappedOf(record: Record<string, unknown>): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  const ruled = text(record, 'firewall_rule_action') !== undefined;
  for (const [name, value] of Object.entries(record).slice(0, UNMAPPED_MAX)) {
    if (MAPPED.has(name) || name === '__proto__' || (ruled && RULE.has(name))) continue;
    if (value !== undefined && value !== null) rest[name] = value;
  }
  const transport = text(record, 'transport');
  if (transport !== undefined && !PROTOCOLS.has(transport)) rest['transport'] = transport;
  const networkInterface = text(record, 'srcids', 'resolver_network_interface');
  if (networkInterface !== undefined) rest['resolver_network_interface'] = networkInterface;
  return rest;
}

/** A query and its answer as DNS Activity. */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const rcode = text(record, 'rcode');
  const [rcodeId, caption] = rcode === undefined ? [undefined, undefined] : (CODES.get(rcode) ?? [OTHER, rcode]);
  const ruled = text(record, 'firewall_rule_action');
  const [action, disposition] = ruled === undefined ? [undefined, undefined] : (FIREWALL.get(ruled) ?? [0, OTHER]);
  const [protocol, protocolName] = PROTOCOLS.get(text(record, 'transport') ?? '') ?? [undefined, undefined];
  const answers = answersOf(record);
  const group = text(record, 'firewall_rule_group_id');
  const domains = text(record, 'firewall_domain_list_id');
  return defined<OcsfEvent>({
    class_uid: DNS_ACTIVITY,
    category_uid: 4,
    activity_id: TRAFFIC,
    type_uid: DNS_ACTIVITY * 100 + TRAFFIC,
    severity_id: 1,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Route 53 Resolver', vendor_name: 'AWS' },
      profiles: ruled === undefined ? ['cloud'] : ['cloud', 'security_control'],
    },
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    query: defined<NonNullable<OcsfEvent['query']>>({
      hostname: domainOf(record) ?? 'unknown',
      type: text(record, 'query_type'),
      class: text(record, 'query_class'),
    }),
    answers: answers.length === 0 ? undefined : answers,
    rcode: caption,
    rcode_id: rcodeId,
    action_id: action,
    disposition_id: disposition,
    ...(disposition === OTHER ? { disposition: ruled } : {}),
    firewall_rule:
      ruled === undefined || (group === undefined && domains === undefined)
        ? undefined
        : defined<NonNullable<OcsfEvent['firewall_rule']>>({
            uid: group ?? domains,
            name: domains,
            type: 'DNS Firewall',
          }),
    src_endpoint: knownEndpoint(
      defined<OcsfEndpoint>({
        ip: clientOf(record),
        port: portOf(port(record)),
        instance_uid: text(record, 'srcids', 'instance'),
        vpc_uid: text(record, 'vpc_id'),
        uid: text(record, 'srcids', 'resolver_endpoint'),
      }),
    ),
    dst_endpoint: { svc_name: 'Route 53 Resolver' },
    connection_info: defined<NonNullable<OcsfEvent['connection_info']>>({
      protocol_num: protocol,
      protocol_name: protocolName,
      direction_id: OUTBOUND,
    }),
    cloud: awsCloud(facts),
    unmapped: unmappedOf(record),
  });
}
