import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, isAddress, OCSF_VERSION, text } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** OCSF Network Activity (4001), activity Traffic: https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const TRAFFIC = 6;

const whole = (record: Record<string, unknown>, name: string): number | undefined => {
  const value = text(record, name);
  return value !== undefined && /^[0-9]{1,15}$/.test(value) ? Number(value) : undefined;
};

const addresses = (record: Record<string, unknown>): string[] =>
  [text(record, 'srcaddr'), text(record, 'dstaddr')].filter((a): a is string => a !== undefined && isAddress(a));

/** VPC Flow Logs, default format: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
export const vpcflow = {
  format: 'aws.vpcflow',
  logsource: { product: 'aws', service: 'vpcflow' },
  facts(record) {
    const start = whole(record, 'start');
    if (start === undefined) return err('start is missing or no time');
    const account = text(record, 'account-id');
    const region = text(record, 'region');
    const action = text(record, 'action');
    return ok({
      uid: digestOf(record).slice(0, 40),
      time: start * 1_000,
      outcome: action === 'ACCEPT' ? 'success' : action === 'REJECT' ? 'failure' : 'unknown',
      ...(account === undefined || account === '-' ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: (record) => addresses(record).map((id): Entity => ({ type: 'ip', id, role: 'source' })),
  toOcsf(record, facts) {
    const endpoint = (ip: string, port: string): NonNullable<OcsfEvent['src_endpoint']> => {
      const address = text(record, ip);
      return defined({
        ip: address !== undefined && isAddress(address) ? address : undefined,
        port: whole(record, port),
      });
    };
    const network = text(record, 'interface-id');
    return {
      class_uid: NETWORK_ACTIVITY,
      category_uid: 4,
      activity_id: TRAFFIC,
      type_uid: NETWORK_ACTIVITY * 100 + TRAFFIC,
      severity_id: 1,
      time: facts.time,
      metadata: {
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: 'VPC Flow Logs', vendor_name: 'AWS' },
        profiles: ['cloud'],
      },
      status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
      src_endpoint: { ...endpoint('srcaddr', 'srcport'), ...(network === undefined ? {} : { interface_uid: network }) },
      dst_endpoint: endpoint('dstaddr', 'dstport'),
      connection_info: defined<NonNullable<OcsfEvent['connection_info']>>({
        protocol_num: whole(record, 'protocol'),
        direction_id: 0,
      }),
      traffic: defined<NonNullable<OcsfEvent['traffic']>>({
        bytes: whole(record, 'bytes'),
        packets: whole(record, 'packets'),
      }),
      cloud: defined<NonNullable<OcsfEvent['cloud']>>({
        provider: 'AWS',
        region: facts.region,
        account: facts.account === undefined ? undefined : { uid: facts.account },
      }),
    };
  },
  observables: (record) => addresses(record).map((a): [Observable['type'], string] => ['ip', a]),
} satisfies Normalizer;
