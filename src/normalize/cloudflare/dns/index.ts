import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, isAddress, list, own } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import * as cf from '../common.ts';

/** OCSF DNS Activity (4003), activity Traffic, question and answer: https://schema.ocsf.io/1.5.0/classes/dns_activity */
const DNS_ACTIVITY = 4003;
const TRAFFIC = 6;

/** RFC 6895 §2.3, with OCSF's words */
const RCODES = [
  'NoError',
  'FormError',
  'ServError',
  'NXDomain',
  'NotImp',
  'Refused',
  'YXDomain',
  'YXRRSet',
  'NXRRSet',
  'NotAuth',
  'NotZone',
];
const OTHER = 99;
/** IANA, "Resource Record (RR) TYPEs": those that people ask for. */
const TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [12, 'PTR'],
  [15, 'MX'],
  [16, 'TXT'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [65, 'HTTPS'],
  [255, 'ANY'],
]);
const MOST_ANSWERS = 20;

/** Gateway's decisions begin with what was done: `blockedByCategory`, `allowedByQueryName`, `overrideForSafeSearch`. */
function decisionOf(row: cf.Row): string | undefined {
  const decision = cf.field(row, 'ResolverDecision')?.toLowerCase();
  if (decision === undefined) return undefined;
  return decision.startsWith('blocked') ? 'block' : decision.startsWith('allowed') ? 'allow' : decision;
}

const clientOf = (row: cf.Row): string | undefined => cf.address(row, 'SrcIP') ?? cf.address(row, 'SourceIP');
const rcodeOf = (row: cf.Row): number | undefined =>
  cf.whole(row, 'RCode') ?? cf.whole(row, 'ResponseCode') ?? cf.whole(row, 'ClientResponseCode');
const answersOf = (row: cf.Row): string[] =>
  list(row, 'ResolvedIPs')
    .filter((a): a is string => typeof a === 'string' && isAddress(a))
    .slice(0, MOST_ANSWERS);

function outcomeOf(row: cf.Row): EventFacts['outcome'] {
  if (decisionOf(row) === 'block') return 'failure';
  const rcode = rcodeOf(row);
  return rcode === undefined ? 'unknown' : rcode === 0 ? 'success' : 'failure';
}

/** Datasets `gateway_dns` (what one's own people look up), `dns_logs` and `dns_firewall_logs` (what the world asks of one's zones). */
export const dns = {
  format: 'cloudflare.dns',
  logsource: { product: 'cloudflare', service: 'dns' },
  accountFromKey: true,
  facts(row) {
    const time = cf.momentOf(own(row, 'Datetime')) ?? cf.momentOf(own(row, 'Timestamp'));
    if (time === undefined) return err('Datetime (or Timestamp) is missing or no time; add it to the job’s fields');
    return ok({
      uid: cf.uidOf('dns', row, cf.field(row, 'QueryID')),
      time,
      outcome: outcomeOf(row),
      ...cf.accountOf(row),
    } satisfies EventFacts);
  },
  entities: (row) =>
    cf.entities(
      ['principal', cf.emailOf(row, 'Email'), 'actor'],
      ['ip', clientOf(row), 'source'],
      ['resource', cf.deviceOf(row), 'related', cf.field(row, 'DeviceName')],
      ['domain', cf.hostOf(row, 'QueryName'), 'related'],
    ),
  toOcsf(row, facts): OcsfEvent {
    const control = cf.controlOf(decisionOf(row));
    const type = cf.whole(row, 'QueryType');
    const rcode = rcodeOf(row);
    const answers = answersOf(row).map((rdata) => ({ rdata }));
    const policy = cf.field(row, 'PolicyID');
    return defined<OcsfEvent>({
      ...cf.base({
        classUid: DNS_ACTIVITY,
        activity: TRAFFIC,
        product: own(row, 'Datetime') === undefined ? 'Cloudflare DNS' : 'Cloudflare Gateway',
        ...facts,
        controlled: control !== undefined,
      }),
      query: defined<cf.Of<'query'>>({
        hostname: cf.field(row, 'QueryName') ?? '.',
        type: cf.field(row, 'QueryTypeName') ?? (type === undefined ? undefined : (TYPES.get(type) ?? `TYPE${type}`)),
      }),
      answers: answers.length === 0 ? undefined : answers,
      rcode: rcode === undefined ? undefined : (RCODES[rcode] ?? String(rcode)),
      rcode_id: rcode === undefined ? undefined : rcode < RCODES.length ? rcode : OTHER,
      src_endpoint: cf.endpoint({ ip: clientOf(row), port: cf.whole(row, 'SrcPort') }),
      dst_endpoint: cf.endpoint({
        ip: cf.address(row, 'DstIP'),
        port: cf.whole(row, 'DstPort'),
      }) ?? { svc_name: own(row, 'Datetime') === undefined ? 'Cloudflare DNS' : 'Cloudflare Gateway' },
      ...control,
      firewall_rule:
        control === undefined || policy === undefined
          ? undefined
          : defined<cf.Of<'firewall_rule'>>({ uid: policy, name: cf.field(row, 'PolicyName') }),
      unmapped: cf.rest(
        row,
        new Set('Datetime Timestamp QueryName QueryType QueryTypeName RCode ResponseCode SrcIP SourceIP'.split(' ')),
      ),
    });
  },
  observables: (row) =>
    cf.observables(
      ['ip', clientOf(row)],
      ['domain', cf.hostOf(row, 'QueryName')],
      ...answersOf(row).map((a) => ['ip', a] as const),
    ),
} satisfies Normalizer;
