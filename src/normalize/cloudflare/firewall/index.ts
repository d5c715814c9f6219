import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, own } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import * as cf from '../common.ts';

const MAPPED = new Set(
  (
    'Datetime Action RayID MatchIndex RuleID Source Description ClientIP ClientRequestHost ClientRequestMethod ClientRequestPath ' +
    'ClientRequestQuery ClientRequestScheme ClientRequestUserAgent ClientRequestProtocol EdgeResponseStatus'
  ).split(' '),
);
const DENIED = 2;

/**
 * Dataset `firewall_events`: https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/firewall_events/
 * An event is one request with what became of it, HTTP Activity with a disposition: as a finding of its own, every scanner's
 * every request would be one.
 */
export const firewall = {
  format: 'cloudflare.firewall',
  logsource: { product: 'cloudflare', service: 'firewall' },
  accountFromKey: true,
  facts(row) {
    const time = cf.momentOf(own(row, 'Datetime'));
    if (time === undefined) return err('Datetime is missing or no time; add it to the job’s fields');
    const control = cf.controlOf(cf.field(row, 'Action'));
    return ok({
      // Several rules may match one request.
      uid: cf.uidOf('firewall', row, cf.field(row, 'RayID'), cf.whole(row, 'MatchIndex'), cf.field(row, 'RuleID')),
      time,
      operation: `${cf.field(row, 'Source') ?? 'unknown'}:${cf.field(row, 'Action') ?? 'unknown'}`.slice(0, 200),
      outcome:
        control === undefined || control.action_id === 0
          ? 'unknown'
          : control.action_id === DENIED
            ? 'failure'
            : 'success',
    } satisfies EventFacts);
  },
  entities: (row) =>
    cf.entities(
      ['ip', cf.address(row, 'ClientIP'), 'source'],
      ['domain', cf.hostOf(row, 'ClientRequestHost'), 'target'],
    ),
  toOcsf(row, facts): OcsfEvent {
    const method = cf.field(row, 'ClientRequestMethod');
    const code = cf.whole(row, 'EdgeResponseStatus');
    const host = cf.hostOf(row, 'ClientRequestHost');
    return defined<OcsfEvent>({
      ...cf.base({
        ...cf.httpActivity(method),
        product: 'Cloudflare firewall',
        ...facts,
        controlled: true,
      }),
      http_request: cf.requestOf({
        method,
        host,
        path: cf.field(row, 'ClientRequestPath'),
        query: cf.field(row, 'ClientRequestQuery'),
        scheme: cf.field(row, 'ClientRequestScheme'),
        agent: cf.field(row, 'ClientRequestUserAgent'),
        referrer: undefined,
        version: cf.field(row, 'ClientRequestProtocol'),
        id: cf.field(row, 'RayID'),
      }),
      http_response: code === undefined ? undefined : { code },
      src_endpoint: cf.endpoint({ ip: cf.address(row, 'ClientIP') }),
      dst_endpoint: cf.endpoint({ hostname: host }),
      ...(cf.controlOf(cf.field(row, 'Action')) ?? { disposition_id: 0, action_id: 0 }),
      firewall_rule: defined<cf.Of<'firewall_rule'>>({
        uid: cf.field(row, 'RuleID') ?? 'unknown',
        name: cf.field(row, 'Description'),
        type: cf.field(row, 'Source'),
      }),
      unmapped: cf.rest(row, MAPPED),
    });
  },
  observables: (row) =>
    cf.observables(['ip', cf.address(row, 'ClientIP')], ['user_agent', cf.field(row, 'ClientRequestUserAgent')]),
} satisfies Normalizer;
