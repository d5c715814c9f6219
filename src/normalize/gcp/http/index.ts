import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { httpKindOf, httpMethodOf } from '../../ocsf-parts.ts';
import { at, defined, isAddress, looksLikeAddress, number, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { whole } from '../connection.ts';
import { accountOf, locationOf, timeOf, uidOf } from '../log-entry.ts';

const DENIED = 2;
const ALLOWED = 1;

const requestOf = (record: Record<string, unknown>): unknown => own(record, 'httpRequest');

/** Cloud Run writes addresses alone, load balancers for TCP with their port. */
function clientOf(record: Record<string, unknown>): string | undefined {
  const said = text(requestOf(record), 'remoteIp');
  if (said === undefined) return undefined;
  const bare = said.replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/, '$1');
  return isAddress(bare) ? bare : undefined;
}

function urlOf(record: Record<string, unknown>): URL | undefined {
  const said = text(requestOf(record), 'requestUrl');
  return said !== undefined && URL.canParse(said) ? new URL(said) : undefined;
}

/** A host by its name; an address is none. */
function hostOf(record: Record<string, unknown>): string | undefined {
  const host = urlOf(record)?.hostname;
  return host === undefined || host === '' || looksLikeAddress(host.replace(/^\[|\]$/g, '')) ? undefined : host;
}

/** What Cloud Armor did, `ACCEPT` or `DENY`, if a policy stands before the backend. */
function policyOf(record: Record<string, unknown>) {
  const policy = at(record, 'jsonPayload', 'enforcedSecurityPolicy');
  const name = text(policy, 'name');
  const outcome = text(policy, 'outcome');
  if (name === undefined || outcome === undefined) return undefined;
  const decision = outcome === 'DENY' ? DENIED : outcome === 'ACCEPT' ? ALLOWED : 0;
  const priority = number(policy, 'priority');
  return {
    disposition_id: decision,
    action_id: decision,
    firewall_rule: { uid: priority === undefined ? name : `${name}/${priority}`, name, type: 'Cloud Armor' },
  };
}

function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const request = requestOf(record);
  const method = text(request, 'requestMethod');
  const url = urlOf(record);
  const client = clientOf(record);
  const server = text(request, 'serverIp');
  const status = whole(request, 'status');
  const policy = policyOf(record);
  return defined<OcsfEvent>({
    ...httpKindOf(method),
    severity_id: 1,
    time: facts.time,
    metadata: defined<OcsfEvent['metadata']>({
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: text(record, 'resource', 'type') ?? 'Cloud Logging', vendor_name: 'Google Cloud' },
      log_name: text(record, 'logName'),
      original_time: text(record, 'timestamp'),
      profiles: policy === undefined ? ['cloud'] : ['cloud', 'security_control'],
    }),
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    http_request: defined<NonNullable<OcsfEvent['http_request']>>({
      http_method: httpMethodOf(method),
      user_agent: text(request, 'userAgent'),
      referrer: text(request, 'referer'),
      version: text(request, 'protocol'),
      url:
        url === undefined
          ? undefined
          : defined<NonNullable<NonNullable<OcsfEvent['http_request']>['url']>>({
              url_string: text(request, 'requestUrl'),
              hostname: url.hostname === '' ? undefined : url.hostname,
              path: url.pathname,
              query_string: url.search === '' ? undefined : url.search.slice(1),
              scheme: url.protocol.replace(':', ''),
            }),
    }),
    http_response: status === undefined ? undefined : { code: status },
    src_endpoint: client === undefined ? { name: 'unknown' } : { ip: client },
    dst_endpoint:
      hostOf(record) === undefined && !(server !== undefined && isAddress(server))
        ? undefined
        : defined<NonNullable<OcsfEvent['dst_endpoint']>>({
            hostname: hostOf(record),
            ip: server !== undefined && isAddress(server) ? server : undefined,
          }),
    traffic: defined<NonNullable<OcsfEvent['traffic']>>({
      bytes_in: whole(request, 'requestSize'),
      bytes_out: whole(request, 'responseSize'),
    }),
    ...policy,
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'GCP',
      region: facts.region,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    unmapped: defined<Record<string, unknown>>({
      jsonPayload: own(record, 'jsonPayload'),
      labels: at(record, 'resource', 'labels'),
      trace: text(record, 'trace'),
    }),
  });
}

/** Requests to load balancers, Cloud Run and whatever else writes `httpRequest`: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest */
export const http = {
  format: 'gcp.http',
  logsource: { product: 'gcp', service: 'gcp.http' },
  facts(record) {
    const time = timeOf(record);
    if (time === undefined) return err('timestamp is missing or no time');
    const status = whole(requestOf(record), 'status');
    const account = accountOf(record);
    const region = locationOf(record);
    return ok({
      uid: uidOf(record),
      time,
      outcome: status === undefined || status === 0 ? 'unknown' : status < 400 ? 'success' : 'failure',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities(record) {
    const client = clientOf(record);
    const host = hostOf(record);
    const found: Entity[] = client === undefined ? [] : [{ type: 'ip', id: client, role: 'source' }];
    return host === undefined ? found : [...found, { type: 'domain', id: host.slice(0, 253), role: 'target' }];
  },
  toOcsf,
  observables(record) {
    const found: [Observable['type'], string][] = [];
    const client = clientOf(record);
    const agent = text(requestOf(record), 'userAgent');
    if (client !== undefined) found.push(['ip', client]);
    if (agent !== undefined && agent.length <= 512) found.push(['user_agent', agent]);
    return found;
  },
} satisfies Normalizer;
