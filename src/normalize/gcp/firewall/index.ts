import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { at, defined, OCSF_VERSION, own, portOf, text } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { addressOf, payloadOf, SIDES, whole, type Side } from '../connection.ts';
import { accountOf, instanceIdOf, locationOf, projectName, timeOf, uidOf } from '../log-entry.ts';

/** OCSF Network Activity (4001), activities Open and Refuse: https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const OPEN = 1;
const REFUSE = 5;
/** Of OCSF's security control: disposition and action have the same numbers here, and the status has them too. */
const ALLOWED = 1;
const DENIED = 2;
const UNDECIDED = 0;
const INBOUND = 1;
const OUTBOUND = 2;

const isDenied = (record: Record<string, unknown>): boolean => text(payloadOf(record), 'disposition') === 'DENIED';

/** Handed on to be looked into, which has logs of its own: what becomes of it is not told here. */
const isIntercepted = (record: Record<string, unknown>): boolean =>
  text(payloadOf(record), 'disposition') === 'INTERCEPTED';

/** The machine at whose door the rule stands, or the one at the other end where that is in a VPC too. */
function machineOf(record: Record<string, unknown>, which: 'instance' | 'remote_instance'): Entity | undefined {
  const machine = at(payloadOf(record), which);
  const name = text(machine, 'vm_name');
  const zone = text(machine, 'zone');
  const project = text(machine, 'project_id');
  if (name === undefined || zone === undefined || project === undefined) return undefined;
  const id = instanceIdOf(project, zone, name);
  if (id.length > 2_048) return undefined;
  const role = which === 'instance' ? 'target' : 'related';
  return { type: 'instance', id, role, name: name.slice(0, 512), account: projectName(project) };
}

function endpoint(record: Record<string, unknown>, side: Side): OcsfEvent['src_endpoint'] {
  const ip = addressOf(record, side);
  if (ip === undefined) return undefined;
  return defined<NonNullable<OcsfEvent['src_endpoint']>>({
    ip,
    port: portOf(whole(at(payloadOf(record), 'connection'), `${side}_port`)),
  });
}

/** Firewall rules logging: https://cloud.google.com/firewall/docs/firewall-rules-logging */
export const firewall = {
  format: 'gcp.firewall',
  logsource: { product: 'gcp', service: 'gcp.firewall' },
  facts(record) {
    const time = timeOf(record);
    if (time === undefined) return err('timestamp is missing or no time');
    if (addressOf(record, 'src') === undefined && addressOf(record, 'dest') === undefined)
      return err('jsonPayload.connection has no addresses');
    const account = accountOf(record);
    const region = locationOf(record);
    return ok({
      uid: uidOf(record),
      time,
      outcome: isDenied(record) ? 'failure' : isIntercepted(record) ? 'unknown' : 'success',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities(record) {
    const machines = [machineOf(record, 'instance'), machineOf(record, 'remote_instance')];
    const [from, to] = SIDES.map((side) => addressOf(record, side));
    const found: Entity[] = [];
    if (from !== undefined) found.push({ type: 'ip', id: from, role: 'source' });
    if (to !== undefined && to !== from) found.push({ type: 'ip', id: to, role: 'related' });
    return [...found, ...machines.filter((m) => m !== undefined)];
  },
  toOcsf(record, facts): OcsfEvent {
    const payload = payloadOf(record);
    const denied = isDenied(record);
    const activity = denied ? REFUSE : OPEN;
    const decision = denied ? DENIED : isIntercepted(record) ? UNDECIDED : ALLOWED;
    const direction = text(payload, 'rule_details', 'direction');
    const machine = machineOf(record, 'instance');
    return defined<OcsfEvent>({
      class_uid: NETWORK_ACTIVITY,
      category_uid: 4,
      activity_id: activity,
      type_uid: NETWORK_ACTIVITY * 100 + activity,
      severity_id: 1,
      time: facts.time,
      metadata: defined<OcsfEvent['metadata']>({
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: 'Firewall rules logging', vendor_name: 'Google Cloud' },
        log_name: text(record, 'logName'),
        original_time: text(record, 'timestamp'),
        profiles: ['cloud', 'security_control'],
      }),
      status_id: decision,
      disposition_id: decision,
      action_id: decision,
      firewall_rule: {
        uid: text(payload, 'rule_details', 'reference') ?? 'unknown',
        type: 'VPC firewall rule',
      },
      src_endpoint: endpoint(record, 'src'),
      dst_endpoint: endpoint(record, 'dest'),
      connection_info: defined<NonNullable<OcsfEvent['connection_info']>>({
        protocol_num: whole(at(payload, 'connection'), 'protocol'),
        direction_id: direction === 'INGRESS' ? INBOUND : direction === 'EGRESS' ? OUTBOUND : 0,
      }),
      cloud: defined<NonNullable<OcsfEvent['cloud']>>({
        provider: 'GCP',
        region: facts.region,
        account: facts.account === undefined ? undefined : { uid: facts.account },
      }),
      unmapped: defined<Record<string, unknown>>({
        instance: machine?.id,
        rule_details: own(payload, 'rule_details'),
        vpc: own(payload, 'vpc'),
        remote_location: own(payload, 'remote_location'),
      }),
    });
  },
  observables: (record) =>
    SIDES.map((side) => addressOf(record, side))
      .filter((a): a is string => a !== undefined)
      .map((a): [Observable['type'], string] => ['ip', a]),
} satisfies Normalizer;
