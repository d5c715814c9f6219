import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { at, defined, OCSF_VERSION, own, portOf, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { podPath } from '../../kubernetes/audit/names.ts';
import { addressOf, payloadOf, SIDES, whole, type Side } from '../connection.ts';
import { accountOf, instanceIdOf, locationOf, projectName, timeOf, uidOf } from '../log-entry.ts';

/** OCSF Network Activity (4001), activity Traffic: https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const TRAFFIC = 6;
/** OCSF `direction_id`: the reporter's side is this installation's own machine. */
const INBOUND = 1;
const OUTBOUND = 2;

function machineOf(record: Record<string, unknown>, side: Side): Entity | undefined {
  const machine = at(payloadOf(record), `${side}_instance`);
  const name = text(machine, 'vm_name');
  const zone = text(machine, 'zone');
  const project = text(machine, 'project_id');
  if (name === undefined || zone === undefined || project === undefined) return undefined;
  const id = instanceIdOf(project, zone, name);
  if (id.length > 2_048) return undefined;
  return { type: 'instance', id, role: 'related', name: name.slice(0, 512), account: projectName(project) };
}

/** The pod at one end, where its cluster tells flow logs of it. */
function podOf(record: Record<string, unknown>, side: Side): Entity | undefined {
  const pod = at(payloadOf(record), `${side}_gke_details`, 'pod');
  const name = text(pod, 'pod_name');
  if (name === undefined) return undefined;
  return { type: 'resource', id: podPath(text(pod, 'pod_namespace'), name), role: 'related', name: name.slice(0, 512) };
}

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const found: Entity[] = [];
  for (const side of SIDES) {
    const address = addressOf(record, side);
    if (address !== undefined && !found.some((e) => e.id === address))
      found.push({ type: 'ip', id: address, role: side === 'src' ? 'source' : 'related' });
    const machine = machineOf(record, side);
    if (machine && !found.some((e) => e.id === machine.id)) found.push(machine);
    const pod = podOf(record, side);
    if (pod && !found.some((e) => e.id === pod.id)) found.push(pod);
  }
  return found;
}

/** One end, if its address is known: the other end's is, else there were no event. */
function endpoint(record: Record<string, unknown>, side: Side): OcsfEvent['src_endpoint'] {
  const ip = addressOf(record, side);
  if (ip === undefined) return undefined;
  const vpc = at(payloadOf(record), `${side}_vpc`);
  const machine = machineOf(record, side);
  return defined<NonNullable<OcsfEvent['src_endpoint']>>({
    ip,
    port: portOf(whole(at(payloadOf(record), 'connection'), `${side}_port`)),
    instance_uid: machine?.id,
    name: machine?.name,
    vpc_uid: text(vpc, 'vpc_name'),
    subnet_uid: text(vpc, 'subnetwork_name'),
  });
}

/**
 * VPC Flow Logs: https://cloud.google.com/vpc/docs/about-flow-logs-records. A record is a sample of what passed one machine, so
 * that traffic between two of them is told twice, once by each; whether it was let in is not told.
 */
export const vpcflow = {
  format: 'gcp.vpcflow',
  logsource: { product: 'gcp', service: 'gcp.vpcflow' },
  facts(record) {
    const started = time(own(payloadOf(record), 'start_time')) ?? timeOf(record);
    if (started === undefined) return err('start_time and timestamp are missing or no times');
    if (addressOf(record, 'src') === undefined && addressOf(record, 'dest') === undefined)
      return err('jsonPayload.connection has no addresses');
    const account = accountOf(record);
    const region = locationOf(record);
    return ok({
      uid: uidOf(record),
      time: started,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf(record, facts): OcsfEvent {
    const payload = payloadOf(record);
    const reporter = text(payload, 'reporter') ?? '';
    const started = time(own(payload, 'start_time'));
    const ended = time(own(payload, 'end_time'));
    return defined<OcsfEvent>({
      class_uid: NETWORK_ACTIVITY,
      category_uid: 4,
      activity_id: TRAFFIC,
      type_uid: NETWORK_ACTIVITY * 100 + TRAFFIC,
      severity_id: 1,
      time: facts.time,
      start_time: started,
      end_time: ended,
      metadata: defined<OcsfEvent['metadata']>({
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: 'VPC Flow Logs', vendor_name: 'Google Cloud' },
        log_name: text(record, 'logName'),
        original_time: text(record, 'timestamp'),
        profiles: ['cloud'],
      }),
      status_id: 0,
      src_endpoint: endpoint(record, 'src'),
      dst_endpoint: endpoint(record, 'dest'),
      connection_info: defined<NonNullable<OcsfEvent['connection_info']>>({
        protocol_num: whole(at(payload, 'connection'), 'protocol'),
        direction_id: reporter.startsWith('SRC') ? OUTBOUND : reporter.startsWith('DEST') ? INBOUND : 0,
      }),
      traffic: defined<NonNullable<OcsfEvent['traffic']>>({
        bytes: whole(payload, 'bytes_sent'),
        packets: whole(payload, 'packets_sent'),
      }),
      cloud: defined<NonNullable<OcsfEvent['cloud']>>({
        provider: 'GCP',
        region: facts.region,
        account: facts.account === undefined ? undefined : { uid: facts.account },
      }),
      unmapped: defined<Record<string, unknown>>({
        reporter: reporter === '' ? undefined : reporter,
        rtt_msec: own(payload, 'rtt_msec'),
        src_location: own(payload, 'src_location'),
        dest_location: own(payload, 'dest_location'),
        src_gke_details: own(payload, 'src_gke_details'),
        dest_gke_details: own(payload, 'dest_gke_details'),
      }),
    });
  },
  observables: (record) =>
    SIDES.map((side) => addressOf(record, side))
      .filter((a): a is string => a !== undefined)
      .map((a): [Observable['type'], string] => ['ip', a]),
} satisfies Normalizer;
