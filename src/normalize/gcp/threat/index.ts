import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { at, isAddress, list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { payloadOf } from '../connection.ts';
import { accountOf, instanceIdOf, locationOf, projectName, timeOf, uidOf } from '../log-entry.ts';

type Entry = Record<string, unknown>;

const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['CRITICAL', 5],
  ['HIGH', 4],
  ['MEDIUM', 3],
  ['LOW', 2],
  ['INFORMATIONAL', 1],
]);
/** What a threat counts that was stopped at the door: it is kept and shown, and opens no incident. */
const STOPPED_MOST = 2;
const LEAST_VERDICT = 2;
/** Signatures match what looks like an attack; most of it is the internet's own noise. */
const CONFIDENCE = 60;

/** Cloud IDS says all in one object, the firewall has the threat's details in one of their own. */
const detailsOf = (record: Entry): unknown => own(payloadOf(record), 'threatDetails') ?? payloadOf(record);
const isFirewall = (record: Entry): boolean => own(payloadOf(record), 'threatDetails') !== undefined;

const titleOf = (record: Entry): string =>
  text(detailsOf(record), 'threat') ?? text(detailsOf(record), 'name') ?? 'Threat in network traffic';
const idOf = (record: Entry): string => {
  const id = own(detailsOf(record), 'id') ?? own(detailsOf(record), 'threat_id');
  return typeof id === 'number' ? String(id) : typeof id === 'string' && id !== '' ? id.slice(0, 64) : titleOf(record);
};
const severityId = (record: Entry): number => {
  const word = text(detailsOf(record), 'severity') ?? text(detailsOf(record), 'alert_severity') ?? '';
  return SEVERITIES.get(word.toUpperCase()) ?? 1;
};
/** The firewall lets pass what it only alerts of; Cloud IDS stands beside the traffic and stops nothing. */
const isStopped = (record: Entry): boolean => /^(?:deny|drop|reset)/i.test(text(payloadOf(record), 'action') ?? '');

const address = (value: string | undefined): string | undefined =>
  value !== undefined && isAddress(value) ? value : undefined;
/** Who opened the connection, and to whom. */
const endsOf = (record: Entry): readonly [string | undefined, string | undefined] => [
  address(text(payloadOf(record), 'source_ip_address') ?? text(payloadOf(record), 'connection', 'clientIp')),
  address(text(payloadOf(record), 'destination_ip_address') ?? text(payloadOf(record), 'connection', 'serverIp')),
];

const momentOf = (record: Entry): number | undefined =>
  time(text(detailsOf(record), 'detectionTime') ?? text(detailsOf(record), 'alert_time')) ?? timeOf(record);

/** The machine whose traffic it is, where the firewall stands at one. */
function machineOf(record: Entry): Entity | undefined {
  const machine = at(payloadOf(record), 'interceptInstance');
  const [name, zone, project] = ['vm', 'zone', 'projectId'].map((n) => text(machine, n));
  if (name === undefined || zone === undefined || project === undefined) return undefined;
  const id = instanceIdOf(project, zone, name);
  if (id.length > 2_048) return undefined;
  return { type: 'instance', id, role: 'target', name: name.slice(0, 512), account: projectName(project) };
}

function entitiesOf(record: Entry): Entity[] {
  const [from, to] = endsOf(record);
  const machine = machineOf(record);
  const found: Entity[] = [];
  if (from !== undefined) found.push({ type: 'ip', id: from, role: 'source' });
  if (to !== undefined && to !== from) found.push({ type: 'ip', id: to, role: 'target' });
  return machine === undefined ? found : [...found, machine];
}

/**
 * Threats that Google sees in network traffic: of Cloud IDS (https://cloud.google.com/intrusion-detection-system/docs/logging) and of
 * Cloud NGFW's intrusion prevention (https://cloud.google.com/firewall/docs/threat_logs).
 */
export const threat = {
  format: 'gcp.threat',
  logsource: { product: 'gcp', service: 'gcp.threat' },
  facts(record) {
    const moment = momentOf(record);
    if (moment === undefined) return err('timestamp is missing or no time');
    const account = accountOf(record);
    const region = locationOf(record);
    return ok({
      uid: uidOf(record),
      time: moment,
      outcome: isStopped(record) ? 'failure' : 'unknown',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (record, facts) =>
    findingEvent(
      {
        product: isFirewall(record) ? 'Cloud NGFW' : 'Cloud IDS',
        vendor: 'Google Cloud',
        cloud: 'GCP',
        uid: facts.uid,
        title: titleOf(record),
        description: text(detailsOf(record), 'description') ?? text(detailsOf(record), 'details'),
        types: [text(detailsOf(record), 'type') ?? text(detailsOf(record), 'category') ?? 'threat'],
        severityId: severityId(record),
        state: 'new',
        firstSeen: facts.time,
        lastSeen: facts.time,
        resources: entitiesOf(record)
          .filter((e) => e.role === 'target')
          .map((e) => ({ uid: e.id, type: e.type })),
        unmapped: { jsonPayload: payloadOf(record) ?? null, cves: list(detailsOf(record), 'cves') },
      },
      facts,
    ),
  observables: (record) =>
    endsOf(record)
      .filter((a): a is string => a !== undefined)
      .map((a): [Observable['type'], string] => ['ip', a]),
  verdict(record) {
    const own = severityId(record);
    const severity = isStopped(record) ? Math.min(own, STOPPED_MOST) : own;
    if (severity < LEAST_VERDICT) return undefined;
    return {
      ruleId: `gcp.threat:${idOf(record)}`.slice(0, 200),
      title: titleOf(record).slice(0, 300),
      severity,
      confidence: CONFIDENCE,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
