import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { isAddress, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { balancerOf, entitiesOf } from './entities.ts';
import { fieldOf, isConnection } from './fields.ts';
import { connectionEvent, requestEvent } from './ocsf.ts';

/** What makes an entry the one that it is. Trace ids are chosen by clients that send one, so they are never enough. */
const REQUEST_ID = [
  'elb',
  'time',
  'trace_id',
  'conn_trace_id',
  'client_ip',
  'client_port',
  'request_creation_time',
  'request_verb',
  'request_url',
];
const CONNECTION_ID = ['time', 'conn_trace_id', 'client_ip', 'client_port', 'listener_port', 'tls_verify_status'];

function requestOutcome(record: Record<string, unknown>): EventFacts['outcome'] {
  const code = fieldOf(record, 'elb_status_code');
  if (code === undefined || !/^[1-5][0-9]{2}$/.test(code)) return 'unknown';
  return code < '400' ? 'success' : 'failure';
}

function connectionOutcome(record: Record<string, unknown>): EventFacts['outcome'] {
  const status = fieldOf(record, 'tls_verify_status');
  if (status?.startsWith('Failed') === true) return 'failure';
  return status === 'Success' || fieldOf(record, 'tls_protocol') !== undefined ? 'success' : 'unknown';
}

/**
 * Application Load Balancers' access and connection logs, as named fields; every value is a text, a dash where there is none.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html
 */
export const alb = {
  format: 'aws.alb',
  logsource: { product: 'aws', service: 'alb' },
  accountFromKey: true,
  facts(record) {
    const at = time(own(record, 'time'));
    if (at === undefined) return err('time is missing or no time');
    const connection = isConnection(record);
    const { account, region } = balancerOf(record);
    const verb = fieldOf(record, 'request_verb');
    return ok({
      uid: digestOf((connection ? CONNECTION_ID : REQUEST_ID).map((name) => text(record, name) ?? '')).slice(0, 40),
      time: at,
      operation: connection ? 'alb:connect' : `alb:${verb ?? 'request'}`.slice(0, 200),
      outcome: connection ? connectionOutcome(record) : requestOutcome(record),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (record, facts) => (isConnection(record) ? connectionEvent(record, facts) : requestEvent(record, facts)),
  observables(record) {
    const address = fieldOf(record, 'client_ip');
    return address !== undefined && isAddress(address) ? [['ip', address]] : [];
  },
} satisfies Normalizer;
