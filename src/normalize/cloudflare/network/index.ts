import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, own } from '../../read.ts';
import type { EventFacts, Normalizer, VendorVerdict } from '../../types.ts';
import * as cf from '../common.ts';

/** OCSF Network Activity (4001), activities Open and Refuse: https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const OPEN = 1;
const REFUSE = 5;
const DENIED = 2;
const INBOUND = 1;
const OUTBOUND = 2;
const UNKNOWN = 0;

const MAPPED = new Set(
  (
    'Datetime SessionStartTime Timestamp Action Verdict SessionID SourceIP IPSourceAddress SourcePort DestinationIP ' +
    'IPDestinationAddress OriginIP DestinationPort OriginPort TransportProtocol Transport Protocol IPProtocolName SNI PolicyID ' +
    'PolicyName RuleID RuleName AccountID'
  ).split(' '),
);

/** The datasets call the same things by names of their own. */
const sourceOf = (row: cf.Row): string | undefined => cf.address(row, 'SourceIP') ?? cf.address(row, 'IPSourceAddress');
const targetOf = (row: cf.Row): string | undefined =>
  cf.address(row, 'DestinationIP') ?? cf.address(row, 'IPDestinationAddress') ?? cf.address(row, 'OriginIP');
const actionOf = (row: cf.Row): string | undefined => cf.field(row, 'Action') ?? cf.field(row, 'Verdict');
const isDetection = (row: cf.Row): boolean => own(row, 'SignatureID') !== undefined;
const isPackets = (row: cf.Row): boolean => own(row, 'IPSourceAddress') !== undefined;

const momentOf = (row: cf.Row): number | undefined =>
  cf.momentOf(own(row, 'Datetime')) ?? cf.momentOf(own(row, 'SessionStartTime')) ?? cf.momentOf(own(row, 'Timestamp'));

function directionOf(row: cf.Row): number {
  if (isDetection(row)) return UNKNOWN;
  if (!isPackets(row)) return OUTBOUND;
  const direction = cf.field(row, 'Direction');
  return direction === 'ingress' ? INBOUND : direction === 'egress' ? OUTBOUND : UNKNOWN;
}

/** What a signature found counts, and what one that was stopped does. The dataset says no severity. */
const FOUND = 3;
const STOPPED = 2;

function verdictOf(row: cf.Row): VendorVerdict | undefined {
  const signature = cf.whole(row, 'SignatureID');
  if (signature === undefined) return undefined;
  const title = cf.field(row, 'SignatureMessage') ?? `Signature ${signature}`;
  return {
    ruleId: `cloudflare.network:${signature}`,
    title: title.slice(0, 300),
    severity: cf.controlOf(actionOf(row))?.action_id === DENIED ? STOPPED : FOUND,
    confidence: 60,
    techniques: [],
    tactics: [],
  };
}

/**
 * Datasets `gateway_network` and `zero_trust_network_sessions` (sessions of one's own people), `network_analytics_logs` (packets to one's
 * networks) and `magic_ids_detections` (what the intrusion detection found in them):
 * https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/account/
 */
export const network = {
  format: 'cloudflare.network',
  logsource: { product: 'cloudflare', service: 'network' },
  accountFromKey: true,
  facts(row) {
    const time = momentOf(row);
    if (time === undefined) return err('Datetime is missing or no time; add it to the job’s fields');
    const control = cf.controlOf(actionOf(row));
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
      ['ip', sourceOf(row), 'source'],
      ['resource', cf.deviceOf(row), 'related', cf.field(row, 'DeviceName')],
      ['ip', targetOf(row), isPackets(row) || isDetection(row) ? 'target' : 'related'],
      ['domain', cf.hostOf(row, 'SNI'), 'related'],
    ),
  toOcsf(row, facts): OcsfEvent {
    const control = cf.controlOf(actionOf(row));
    const policy = cf.field(row, 'PolicyID') ?? cf.field(row, 'RuleID');
    return defined<OcsfEvent>({
      ...cf.base({
        classUid: NETWORK_ACTIVITY,
        activity: control?.action_id === DENIED ? REFUSE : OPEN,
        product: isDetection(row)
          ? 'Cloudflare IDS'
          : isPackets(row)
            ? 'Cloudflare Network Analytics'
            : 'Cloudflare Gateway',
        ...facts,
        controlled: control !== undefined,
      }),
      // Its class needs one end of the two.
      src_endpoint: cf.endpoint({ ip: sourceOf(row), port: cf.whole(row, 'SourcePort') }) ?? { name: 'unknown' },
      dst_endpoint: cf.endpoint({
        ip: targetOf(row),
        port: cf.whole(row, 'DestinationPort') ?? cf.whole(row, 'OriginPort'),
        hostname: cf.hostOf(row, 'SNI'),
      }),
      connection_info: defined<cf.Of<'connection_info'>>({
        protocol_name: (
          cf.field(row, 'TransportProtocol') ??
          cf.field(row, 'Transport') ??
          cf.field(row, 'Protocol') ??
          cf.field(row, 'IPProtocolName')
        )?.toLowerCase(),
        direction_id: directionOf(row),
      }),
      ...control,
      firewall_rule:
        control === undefined || policy === undefined
          ? undefined
          : defined<cf.Of<'firewall_rule'>>({
              uid: policy,
              name: cf.field(row, 'PolicyName') ?? cf.field(row, 'RuleName'),
            }),
      unmapped: cf.rest(row, MAPPED),
    });
  },
  observables: (row) => cf.observables(['ip', sourceOf(row)], ['ip', targetOf(row)], ['domain', cf.hostOf(row, 'SNI')]),
  verdict: verdictOf,
} satisfies Normalizer;
