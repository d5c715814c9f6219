import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, own } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import * as cf from '../common.ts';

/** OCSF Network Activity (4001), activities Open and Refuse: https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const OPEN = 1;
const REFUSE = 5;
const DENIED = 2;
const OUTBOUND = 2;

const MAPPED = new Set(
  (
    'Datetime Action SessionID SourceIP SourcePort DestinationIP DestinationPort TransportProtocol Transport SNI PolicyID ' +
    'PolicyName AccountID'
  ).split(' '),
);

/** Dataset `gateway_network`, sessions of one's own people: https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/account/gateway_network/ */
export const network = {
  format: 'cloudflare.network',
  logsource: { product: 'cloudflare', service: 'network' },
  accountFromKey: true,
  facts(row) {
    const time = cf.momentOf(own(row, 'Datetime'));
    if (time === undefined) return err('Datetime is missing or no time; add it to the job’s fields');
    const control = cf.controlOf(cf.field(row, 'Action'));
    return ok({
      uid: cf.uidOf('network', row, cf.field(row, 'SessionID'), cf.field(row, 'Action')),
      time,
      outcome:
        control === undefined || control.action_id === 0
          ? 'unknown'
          : control.action_id === DENIED
            ? 'failure'
            : 'success',
      ...cf.accountOf(row),
    } satisfies EventFacts);
  },
  entities: (row) =>
    cf.entities(
      ['principal', cf.emailOf(row, 'Email'), 'actor'],
      ['ip', cf.address(row, 'SourceIP'), 'source'],
      ['resource', cf.deviceOf(row), 'related', cf.field(row, 'DeviceName')],
      ['ip', cf.address(row, 'DestinationIP'), 'related'],
      ['domain', cf.hostOf(row, 'SNI'), 'related'],
    ),
  toOcsf(row, facts): OcsfEvent {
    const control = cf.controlOf(cf.field(row, 'Action'));
    const policy = cf.field(row, 'PolicyID');
    return defined<OcsfEvent>({
      ...cf.base({
        classUid: NETWORK_ACTIVITY,
        activity: control?.action_id === DENIED ? REFUSE : OPEN,
        product: 'Cloudflare Gateway',
        ...facts,
        controlled: control !== undefined,
      }),
      src_endpoint: cf.endpoint({
        ip: cf.address(row, 'SourceIP'),
        port: cf.whole(row, 'SourcePort'),
      }),
      dst_endpoint: cf.endpoint({
        ip: cf.address(row, 'DestinationIP'),
        port: cf.whole(row, 'DestinationPort'),
        hostname: cf.hostOf(row, 'SNI'),
      }),
      connection_info: defined<cf.Of<'connection_info'>>({
        protocol_name: cf.field(row, 'TransportProtocol') ?? cf.field(row, 'Transport'),
        direction_id: OUTBOUND,
      }),
      ...control,
      firewall_rule:
        control === undefined || policy === undefined
          ? undefined
          : defined<cf.Of<'firewall_rule'>>({ uid: policy, name: cf.field(row, 'PolicyName') }),
      unmapped: cf.rest(row, MAPPED),
    });
  },
  observables: (row) =>
    cf.observables(
      ['ip', cf.address(row, 'SourceIP')],
      ['ip', cf.address(row, 'DestinationIP')],
      ['domain', cf.hostOf(row, 'SNI')],
    ),
} satisfies Normalizer;
