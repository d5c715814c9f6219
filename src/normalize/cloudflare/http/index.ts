import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, own } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import * as cf from '../common.ts';

/** Requests to one's own zones name their edge's times; requests of one's own people, through Gateway, have a `Datetime`. */
const isGateway = (row: cf.Row): boolean => own(row, 'EdgeStartTimestamp') === undefined;

const codeOf = (row: cf.Row): number | undefined =>
  cf.whole(row, 'EdgeResponseStatus') ?? cf.whole(row, 'HTTPStatusCode');
const clientOf = (row: cf.Row): string | undefined => cf.address(row, 'ClientIP') ?? cf.address(row, 'SourceIP');
const hostOf = (row: cf.Row): string | undefined => cf.hostOf(row, 'ClientRequestHost') ?? cf.hostOf(row, 'HTTPHost');
const agentOf = (row: cf.Row): string | undefined =>
  cf.field(row, 'ClientRequestUserAgent') ?? cf.field(row, 'UserAgent');

function outcomeOf(row: cf.Row): EventFacts['outcome'] {
  const code = codeOf(row);
  return code === undefined || code === 0 ? 'unknown' : code < 400 ? 'success' : 'failure';
}

const MAPPED = new Set(
  (
    'EdgeStartTimestamp EdgeEndTimestamp EdgeResponseStatus EdgeResponseBytes ClientIP ClientSrcPort ClientRequestHost ClientRequestMethod ' +
    'ClientRequestPath ClientRequestURI ClientRequestScheme ClientRequestUserAgent ClientRequestReferer ClientRequestProtocol ' +
    'ClientRequestBytes RayID OriginIP SecurityAction SecurityRuleID SecurityRuleDescription Datetime HTTPStatusCode HTTPMethod HTTPHost ' +
    'HTTPVersion SourceIP SourcePort DestinationIP DestinationPort UserAgent Referer RequestID Action PolicyID PolicyName'
  ).split(' '),
);

/** Datasets `http_requests` (a zone's visitors) and `gateway_http` (one's own people): https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/ */
export const http = {
  format: 'cloudflare.http',
  logsource: { product: 'cloudflare', service: 'http' },
  accountFromKey: true,
  facts(row) {
    const time = cf.momentOf(own(row, 'EdgeStartTimestamp')) ?? cf.momentOf(own(row, 'Datetime'));
    if (time === undefined)
      return err('EdgeStartTimestamp (or Datetime) is missing or no time; add it to the job’s fields');
    return ok({
      uid: isGateway(row)
        ? cf.uidOf('gateway_http', row, cf.field(row, 'RequestID'))
        : cf.uidOf('http', row, cf.field(row, 'RayID')),
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
      ['domain', hostOf(row), isGateway(row) ? 'related' : 'target'],
    ),
  toOcsf(row, facts): OcsfEvent {
    const code = codeOf(row);
    const uri = cf.field(row, 'ClientRequestURI')?.split('?', 2) ?? [];
    const ended = cf.momentOf(own(row, 'EdgeEndTimestamp'));
    const control = cf.controlOf(isGateway(row) ? cf.field(row, 'Action') : cf.field(row, 'SecurityAction'));
    const rule = cf.field(row, 'SecurityRuleID') ?? cf.field(row, 'PolicyID');
    const method = cf.field(row, 'ClientRequestMethod') ?? cf.field(row, 'HTTPMethod');
    const gatewayUrl = cf.field(row, 'URL');
    const parsed = gatewayUrl !== undefined && URL.canParse(gatewayUrl) ? new URL(gatewayUrl) : undefined;
    return defined<OcsfEvent>({
      ...cf.base({
        ...cf.httpActivity(method),
        product: isGateway(row) ? 'Cloudflare Gateway' : 'Cloudflare HTTP requests',
        ...facts,
        controlled: control !== undefined,
      }),
      end_time: ended,
      http_request: cf.requestOf({
        method,
        host: hostOf(row) ?? parsed?.hostname,
        path: cf.field(row, 'ClientRequestPath') ?? uri[0] ?? parsed?.pathname,
        query: uri[1] ?? parsed?.search,
        scheme: cf.field(row, 'ClientRequestScheme') ?? parsed?.protocol.replace(':', ''),
        agent: agentOf(row),
        referrer: cf.field(row, 'ClientRequestReferer') ?? cf.field(row, 'Referer'),
        version: cf.field(row, 'ClientRequestProtocol') ?? cf.field(row, 'HTTPVersion'),
        id: cf.field(row, 'RayID') ?? cf.field(row, 'RequestID'),
      }),
      http_response: code === undefined ? undefined : { code },
      src_endpoint: cf.endpoint({
        ip: clientOf(row),
        port: cf.whole(row, 'ClientSrcPort') ?? cf.whole(row, 'SourcePort'),
      }),
      dst_endpoint: cf.endpoint({
        hostname: hostOf(row),
        ip: cf.address(row, 'OriginIP') ?? cf.address(row, 'DestinationIP'),
        port: cf.whole(row, 'DestinationPort'),
      }),
      traffic: defined<cf.Of<'traffic'>>({
        bytes_in: cf.whole(row, 'ClientRequestBytes'),
        bytes_out: cf.whole(row, 'EdgeResponseBytes'),
      }),
      ...control,
      firewall_rule:
        control === undefined || rule === undefined
          ? undefined
          : defined<cf.Of<'firewall_rule'>>({
              uid: rule,
              name: cf.field(row, 'SecurityRuleDescription') ?? cf.field(row, 'PolicyName'),
            }),
      unmapped: cf.rest(row, MAPPED),
    });
  },
  observables: (row) =>
    cf.observables(
      ['ip', clientOf(row)],
      ['user_agent', agentOf(row)],
      ['domain', isGateway(row) ? hostOf(row) : undefined],
      ['ip', isGateway(row) ? cf.address(row, 'DestinationIP') : undefined],
      ['url', cf.field(row, 'URL')],
      ['hash', cf.field(row, 'BlockedFileHash')?.toLowerCase()],
    ),
} satisfies Normalizer;
