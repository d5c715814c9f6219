import type { OcsfEndpoint, OcsfEvent } from '../../../contracts/event.ts';
import { httpKindOf, httpMethodOf } from '../../ocsf-parts.ts';
import { defined, isAddress, OCSF_VERSION, portOf, time } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { awsCloud } from '../waf/http-activity.ts';
import { balancerOf } from './entities.ts';
import { fieldOf, wholeOf } from './fields.ts';

/** OCSF Network Activity (4001): https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const OPEN = 1;
const FAIL = 4;
const INBOUND = 1;
const TCP = 6;

type Entry = Record<string, unknown>;
type Url = NonNullable<NonNullable<OcsfEvent['http_request']>['url']>;

const statusOf = (facts: EventFacts): number => (facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0);

function addressOf(record: Entry, name: string): string | undefined {
  const said = fieldOf(record, name);
  return said !== undefined && isAddress(said) ? said : undefined;
}

function endpoint(record: Entry, side: 'client' | 'target'): OcsfEndpoint | undefined {
  const ip = addressOf(record, `${side}_ip`);
  if (ip === undefined) return undefined;
  return defined<OcsfEndpoint>({ ip, port: portOf(wholeOf(record, `${side}_port`)) });
}

/** The names of fields that have no place of their own. */
function restOf(record: Entry, names: readonly string[]): Record<string, string> {
  const rest: Record<string, string> = {};
  for (const name of names) {
    const value = fieldOf(record, name);
    if (value !== undefined) rest[name] = value;
  }
  return rest;
}

/** `https://example.com:443/a?b=c` in parts, without a parser that would mend what an attacker wrote. */
function urlOf(record: Entry): Url | undefined {
  const url = fieldOf(record, 'request_url');
  if (url === undefined) return undefined;
  const scheme = url.indexOf('://');
  const start = scheme === -1 ? 0 : scheme + 3;
  const slash = url.indexOf('/', start);
  const question = url.indexOf('?', start);
  const ends = [slash, question].filter((i) => i !== -1);
  const end = ends.length === 0 ? url.length : Math.min(...ends);
  const authority = scheme === -1 ? '' : url.slice(start, end);
  const colon = authority.lastIndexOf(':');
  const port = colon === -1 ? '' : authority.slice(colon + 1);
  const hasPort = /^[0-9]{1,5}$/.test(port);
  const host = hasPort ? authority.slice(0, colon) : authority;
  return defined<Url>({
    url_string: url,
    scheme: scheme === -1 ? undefined : url.slice(0, scheme),
    hostname: host === '' ? undefined : host,
    port: hasPort ? portOf(Number(port)) : undefined,
    path: url.slice(end, question === -1 ? undefined : question) || undefined,
    query_string: question === -1 ? undefined : url.slice(question + 1) || undefined,
  });
}

const tlsOf = (version: string | undefined, cipher: string | undefined, sni: string | undefined): OcsfEvent['tls'] =>
  version === undefined ? undefined : defined<NonNullable<OcsfEvent['tls']>>({ version, cipher, sni });

const metadataOf = (facts: EventFacts, feature: string): OcsfEvent['metadata'] => ({
  uid: facts.uid,
  version: OCSF_VERSION,
  product: { name: 'Application Load Balancer', vendor_name: 'AWS', feature: { name: feature } },
  profiles: ['cloud', 'load_balancer'],
});

const loadBalancerOf = (record: Entry): OcsfEvent['load_balancer'] => {
  const { id } = balancerOf(record);
  const name = fieldOf(record, 'elb');
  return id === undefined ? undefined : defined<NonNullable<OcsfEvent['load_balancer']>>({ uid: id, name });
};

const REQUEST_REST = [
  'type',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'target_status_code',
  'target_group_arn',
  'chosen_cert_arn',
  'matched_rule_priority',
  'actions_executed',
  'redirect_url',
  'target_port_list',
  'target_status_code_list',
  'conn_trace_id',
  'transformed_host',
  'transformed_uri',
  'request_transform_status',
  'ip_address',
];

/** An access log entry as HTTP Activity. */
export function requestEvent(record: Entry, facts: EventFacts): OcsfEvent {
  const method = fieldOf(record, 'request_verb');
  const code = wholeOf(record, 'elb_status_code');
  const classification = fieldOf(record, 'classification');
  const url = urlOf(record);
  return defined<OcsfEvent>({
    ...httpKindOf(method),
    severity_id: 1,
    time: facts.time,
    start_time: time(fieldOf(record, 'request_creation_time')),
    metadata: metadataOf(facts, 'access log'),
    status_id: statusOf(facts),
    status_code: fieldOf(record, 'elb_status_code'),
    status_detail: fieldOf(record, 'error_reason') ?? fieldOf(record, 'classification_reason'),
    // `waf` among the actions: the request went through a web ACL before it came to the rule that answered it.
    message: classification === undefined ? undefined : `desync mitigation: ${classification}`,
    http_request: defined<NonNullable<OcsfEvent['http_request']>>({
      http_method: httpMethodOf(method),
      user_agent: fieldOf(record, 'user_agent'),
      uid: fieldOf(record, 'trace_id'),
      version: fieldOf(record, 'request_proto'),
      url,
    }),
    http_response:
      code === undefined
        ? undefined
        : defined<NonNullable<OcsfEvent['http_response']>>({ code, length: wholeOf(record, 'sent_bytes') }),
    src_endpoint: endpoint(record, 'client') ?? { name: 'unknown' },
    dst_endpoint: defined<OcsfEndpoint>({
      ...endpoint(record, 'target'),
      hostname: url?.hostname,
      svc_name: 'elasticloadbalancing',
    }),
    connection_info: { direction_id: INBOUND, protocol_num: TCP, protocol_name: 'tcp' },
    traffic: defined<NonNullable<OcsfEvent['traffic']>>({
      bytes_in: wholeOf(record, 'received_bytes'),
      bytes_out: wholeOf(record, 'sent_bytes'),
    }),
    tls: tlsOf(fieldOf(record, 'ssl_protocol'), fieldOf(record, 'ssl_cipher'), fieldOf(record, 'domain_name')),
    load_balancer: loadBalancerOf(record),
    cloud: awsCloud(facts),
    unmapped: restOf(record, REQUEST_REST),
  });
}

const CONNECTION_REST = [
  'tls_handshake_latency',
  'leaf_client_cert_subject',
  'leaf_client_cert_validity',
  'leaf_client_cert_serial_number',
  'tls_verify_status',
  'tls_keyexchange',
];

/** A connection log entry as Network Activity. */
export function connectionEvent(record: Entry, facts: EventFacts): OcsfEvent {
  const activity = facts.outcome === 'failure' ? FAIL : OPEN;
  const trace = fieldOf(record, 'conn_trace_id');
  return defined<OcsfEvent>({
    class_uid: NETWORK_ACTIVITY,
    category_uid: 4,
    activity_id: activity,
    type_uid: NETWORK_ACTIVITY * 100 + activity,
    severity_id: 1,
    time: facts.time,
    metadata: metadataOf(facts, 'connection log'),
    status_id: statusOf(facts),
    status_detail: fieldOf(record, 'tls_verify_status'),
    src_endpoint: endpoint(record, 'client') ?? { name: 'unknown' },
    dst_endpoint: defined<OcsfEndpoint>({
      port: portOf(wholeOf(record, 'listener_port')),
      ip: addressOf(record, 'ip_address'),
      svc_name: 'elasticloadbalancing',
    }),
    connection_info: defined<NonNullable<OcsfEvent['connection_info']>>({
      direction_id: INBOUND,
      protocol_num: TCP,
      protocol_name: 'tcp',
      uid: trace,
    }),
    tls: tlsOf(fieldOf(record, 'tls_protocol'), fieldOf(record, 'tls_cipher'), undefined),
    load_balancer: loadBalancerOf(record),
    cloud: awsCloud(facts),
    unmapped: restOf(record, CONNECTION_REST),
  });
}
