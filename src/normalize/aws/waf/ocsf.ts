import type { OcsfEvent } from '../../../contracts/event.ts';
import { httpKindOf, httpMethodOf, knownEndpoint } from '../../ocsf-parts.ts';
import { defined, integer, isAddress, list, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { guardedOf } from './entities.ts';
import { awsCloud } from './http-activity.ts';

/** WAF's action → OCSF's `action_id` (1 allowed, 2 denied) and `disposition_id` (https://schema.ocsf.io/1.5.0/profiles/security_control). */
const OUTCOMES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ALLOW', [1, 1]],
  ['BLOCK', [2, 2]],
  ['COUNT', [1, 20]],
  ['CAPTCHA', [2, 22]],
  ['CHALLENGE', [2, 23]],
]);
const UNKNOWN_OUTCOME = [0, 0] as const;

function headerOf(record: Record<string, unknown>, name: string): string | undefined {
  for (const header of list(record, 'httpRequest', 'headers'))
    if (text(header, 'name')?.toLowerCase() === name) return text(header, 'value');
  return undefined;
}

/** Names of the labels that rules left on the request: `awswaf:managed:aws:core-rule-set:…` */
const labelsOf = (record: Record<string, unknown>): string[] =>
  list(record, 'labels')
    .map((l) => text(l, 'name'))
    .filter((l): l is string => l !== undefined);

/** Which rule of a managed group it was that ended the inspection. */
function groupRuleOf(record: Record<string, unknown>): string | undefined {
  for (const group of list(record, 'ruleGroupList')) {
    const rule = text(group, 'terminatingRule', 'ruleId');
    if (rule !== undefined) return rule;
  }
  return undefined;
}

const NOTED = [
  'terminatingRuleMatchDetails',
  'ruleGroupList',
  'rateBasedRuleList',
  'nonTerminatingMatchingRules',
  'requestHeadersInserted',
  'captchaResponse',
  'challengeResponse',
  'ja3Fingerprint',
  'ja4Fingerprint',
  'requestBodySize',
  'requestBodySizeInspectedByWAF',
  'oversizeFields',
  'httpSourceName',
  'clientAsn',
] as const;

function unmappedOf(record: Record<string, unknown>): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  const labels = labelsOf(record);
  if (labels.length > 0) rest['labels'] = labels;
  const country = text(record, 'httpRequest', 'country');
  if (country !== undefined && country !== '-') rest['country'] = country;
  const forwarded = headerOf(record, 'x-forwarded-for');
  if (forwarded !== undefined) rest['x_forwarded_for'] = forwarded;
  for (const name of NOTED) {
    const value = own(record, name);
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) rest[name] = value;
  }
  return rest;
}

function requestOf(record: Record<string, unknown>): NonNullable<OcsfEvent['http_request']> {
  const request = own(record, 'httpRequest');
  // AWS writes nothing for a request of the root.
  const path = text(request, 'uri') ?? '/';
  const query = text(request, 'args');
  return defined<NonNullable<OcsfEvent['http_request']>>({
    http_method: httpMethodOf(text(request, 'httpMethod')),
    user_agent: headerOf(record, 'user-agent'),
    referrer: headerOf(record, 'referer'),
    uid: text(request, 'requestId'),
    version: text(request, 'httpVersion'),
    url: defined<NonNullable<NonNullable<OcsfEvent['http_request']>['url']>>({
      hostname: text(request, 'host') ?? headerOf(record, 'host'),
      path,
      query_string: query,
      scheme: text(request, 'scheme'),
      url_string: path === undefined ? undefined : query === undefined ? path : `${path}?${query}`,
    }),
  });
}

/** A request that the web ACL judged, as HTTP Activity. */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const [action, disposition] = OUTCOMES.get(text(record, 'action') ?? '') ?? UNKNOWN_OUTCOME;
  const client = text(record, 'httpRequest', 'clientIp');
  const rule = text(record, 'terminatingRuleId');
  const code = integer(record, 'responseCodeSent');
  const webacl = text(record, 'webaclId');
  const request = requestOf(record);
  return defined<OcsfEvent>({
    ...httpKindOf(text(record, 'httpRequest', 'httpMethod')),
    severity_id: 1,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'AWS WAF', vendor_name: 'AWS' },
      profiles: ['cloud', 'security_control'],
    },
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    action_id: action,
    disposition_id: disposition,
    firewall_rule:
      rule === undefined
        ? undefined
        : defined<NonNullable<OcsfEvent['firewall_rule']>>({
            uid: rule,
            name: groupRuleOf(record),
            type: text(record, 'terminatingRuleType'),
          }),
    http_request: request,
    http_response: code === undefined ? undefined : { code },
    src_endpoint: client !== undefined && isAddress(client) ? { ip: client } : { name: 'unknown' },
    dst_endpoint: knownEndpoint(
      defined<NonNullable<OcsfEvent['dst_endpoint']>>({
        hostname: request.url?.hostname,
        uid: guardedOf(record),
        svc_name: text(record, 'httpSourceName'),
      }),
    ),
    cloud: awsCloud(facts),
    policy: webacl === undefined ? undefined : { uid: webacl },
    unmapped: unmappedOf(record),
  });
}
