import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, isAddress, looksLikeAddress, OCSF_VERSION, own, text, list } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { payloadOf } from '../connection.ts';
import { accountOf, instanceIdOf, locationOf, projectName, timeOf, uidOf } from '../log-entry.ts';

/** OCSF DNS Activity (4003), activity Traffic, question and answer: https://schema.ocsf.io/1.5.0/classes/dns_activity */
const DNS_ACTIVITY = 4003;
const TRAFFIC = 6;
/** RFC 6895 §2.3 as Cloud DNS writes them → OCSF's words, in the order of their numbers */
const RCODES: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['NOERROR', [0, 'NoError']],
  ['FORMERR', [1, 'FormError']],
  ['SERVFAIL', [2, 'ServError']],
  ['NXDOMAIN', [3, 'NXDomain']],
  ['NOTIMP', [4, 'NotImp']],
  ['REFUSED', [5, 'Refused']],
]);
const OTHER = 99;
const MOST_ANSWERS = 20;
const NAME_MAX = 253;

const nameOf = (record: Record<string, unknown>): string =>
  (text(payloadOf(record), 'queryName') ?? '').toLowerCase().replace(/\.$/, '');
/** A name that somebody may own; the root and what is too long for a name is none. */
function domainOf(record: Record<string, unknown>): string | undefined {
  const name = nameOf(record);
  return name === '' || name.length > NAME_MAX || looksLikeAddress(name) ? undefined : name;
}
function clientOf(record: Record<string, unknown>): string | undefined {
  const address = text(payloadOf(record), 'sourceIP');
  return address !== undefined && isAddress(address) ? address : undefined;
}

/** Answers stand a line each as in a zone file: name, time to live, class, type, data. */
const linesOf = (record: Record<string, unknown>): { type: string; rdata: string }[] =>
  (text(payloadOf(record), 'rdata') ?? '')
    .split('\n', MOST_ANSWERS)
    .map((line) => line.split('\t'))
    .filter((parts) => parts.length >= 5)
    .map((parts) => ({ type: parts[3]!.toUpperCase(), rdata: parts.slice(4).join(' ') }));

/** The same answers in parts, which is all that there is where the lines are left out. */
const partsOf = (record: Record<string, unknown>): { type: string; rdata: string }[] =>
  list(payloadOf(record), 'structuredRdata')
    .slice(0, MOST_ANSWERS)
    .flatMap((answer) => {
      const [type, rdata] = [text(answer, 'type'), text(answer, 'rvalue')];
      return type === undefined || rdata === undefined ? [] : [{ type: type.toUpperCase(), rdata }];
    });

function answersOf(record: Record<string, unknown>): { type: string; rdata: string }[] {
  const lines = linesOf(record);
  return lines.length > 0 ? lines : partsOf(record);
}

/** The machine that asked; its name has the project's number before it. */
function machineOf(record: Record<string, unknown>): Entity | undefined {
  const payload = payloadOf(record);
  const name = text(payload, 'vmInstanceName')?.replace(/^[0-9]+\./, '');
  const [project, zone] = [text(payload, 'vmProjectId'), text(payload, 'vmZoneName')];
  if (name === undefined || project === undefined || zone === undefined) return undefined;
  const id = instanceIdOf(project, zone, name);
  if (id.length > 2_048) return undefined;
  return { type: 'instance', id, role: 'actor', name: name.slice(0, 512), account: projectName(project) };
}

/** Queries that machines of a VPC ask, and the world asks of public zones: https://cloud.google.com/dns/docs/monitoring#dns-log-record-format */
export const dns = {
  format: 'gcp.dns',
  logsource: { product: 'gcp', service: 'gcp.dns' },
  facts(record) {
    const time = timeOf(record);
    if (time === undefined) return err('timestamp is missing or no time');
    if (text(payloadOf(record), 'queryName') === undefined) return err('jsonPayload.queryName is missing');
    const rcode = text(payloadOf(record), 'responseCode');
    const account = accountOf(record);
    const region = locationOf(record);
    return ok({
      uid: uidOf(record),
      time,
      outcome: rcode === undefined ? 'unknown' : rcode === 'NOERROR' ? 'success' : 'failure',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities(record) {
    const found: Entity[] = [];
    const machine = machineOf(record);
    if (machine) found.push(machine);
    const ip = clientOf(record);
    if (ip !== undefined) found.push({ type: 'ip', id: ip, role: 'source' });
    const domain = domainOf(record);
    if (domain !== undefined) found.push({ type: 'domain', id: domain, role: 'related' });
    return found;
  },
  toOcsf(record, facts): OcsfEvent {
    const payload = payloadOf(record);
    const code = text(payload, 'responseCode');
    const [rcodeId, rcode] = (code === undefined ? undefined : RCODES.get(code)) ?? [OTHER, code];
    const ip = clientOf(record);
    const answers = answersOf(record);
    return defined<OcsfEvent>({
      class_uid: DNS_ACTIVITY,
      category_uid: 4,
      activity_id: TRAFFIC,
      type_uid: DNS_ACTIVITY * 100 + TRAFFIC,
      severity_id: 1,
      time: facts.time,
      metadata: defined<OcsfEvent['metadata']>({
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: 'Cloud DNS', vendor_name: 'Google Cloud' },
        log_name: text(record, 'logName'),
        original_time: text(record, 'timestamp'),
        profiles: ['cloud'],
      }),
      status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
      query: defined<NonNullable<OcsfEvent['query']>>({
        hostname: nameOf(record) || '.',
        type: text(payload, 'queryType'),
      }),
      answers: answers.length === 0 ? undefined : answers,
      rcode,
      rcode_id: code === undefined ? undefined : rcodeId,
      src_endpoint: ip === undefined ? undefined : { ip },
      dst_endpoint: { svc_name: 'Cloud DNS' },
      cloud: defined<NonNullable<OcsfEvent['cloud']>>({
        provider: 'GCP',
        region: facts.region,
        account: facts.account === undefined ? undefined : { uid: facts.account },
      }),
      unmapped: { jsonPayload: own(record, 'jsonPayload') },
    });
  },
  observables(record) {
    const found: [Observable['type'], string][] = [];
    const ip = clientOf(record);
    if (ip !== undefined) found.push(['ip', ip]);
    const domain = domainOf(record);
    if (domain !== undefined) found.push(['domain', domain]);
    for (const { rdata } of answersOf(record)) if (isAddress(rdata)) found.push(['ip', rdata]);
    return found;
  },
} satisfies Normalizer;
