import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { sha256Hex } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { kindOf } from '../../ocsf-parts.ts';
import { defined, integer, isAddress, OCSF_VERSION, own, portOf, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { resourceId, subscriptionOf } from '../people.ts';

type Flow = Record<string, unknown>;

/** OCSF Network Activity (4001): https://schema.ocsf.io/1.5.0/classes/network_activity */
const NETWORK_ACTIVITY = 4001;
const [OPEN, CLOSE, REFUSE, TRAFFIC] = [1, 2, 5, 6] as const;
/** Of OCSF's security control: disposition and action have the same numbers here. */
const ALLOWED = 1;
const DENIED = 2;
const DIRECTIONS: Readonly<Record<string, number>> = { I: 1, O: 2 };
/** Groups write letters, networks the IANA's numbers. */
const PROTOCOLS: Readonly<Record<string, number>> = { T: 6, U: 17 };

const sideOf = (flow: Flow, name: 'src_ip' | 'dst_ip'): string | undefined => {
  const value = text(flow, name);
  return value !== undefined && isAddress(value) ? value : undefined;
};
const isDenied = (flow: Flow): boolean => text(flow, 'decision') === 'D' || text(flow, 'state') === 'D';

/** A flow begins, continues and ends; the first version of groups' logs tells of its begin alone. */
function activityOf(flow: Flow): number {
  if (isDenied(flow)) return REFUSE;
  const state = text(flow, 'state');
  return state === 'E' ? CLOSE : state === 'C' ? TRAFFIC : OPEN;
}

function protocolOf(flow: Flow): number | undefined {
  const said = text(flow, 'protocol') ?? '';
  if (Object.hasOwn(PROTOCOLS, said)) return PROTOCOLS[said];
  return /^[0-9]{1,3}$/.test(said) ? Number(said) : undefined;
}
const sum = (...counts: readonly (number | undefined)[]): number | undefined => {
  const known = counts.flatMap((c) => (c === undefined || c < 0 ? [] : [c]));
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
};

const endpoint = (flow: Flow, side: 'src' | 'dst'): OcsfEvent['src_endpoint'] => {
  const ip = sideOf(flow, `${side}_ip`);
  if (ip === undefined) return undefined;
  return defined<NonNullable<OcsfEvent['src_endpoint']>>({ ip, port: portOf(integer(flow, `${side}_port`)) });
};
const accountOf = (flow: Flow): string | undefined => subscriptionOf(text(flow, 'resourceId'))?.slice(0, 64);

/** One flow out of Azure's flow logs, as the door has named its values. */
export const flow = {
  format: 'azure.flow',
  logsource: { product: 'azure', service: 'flowlogs' },
  facts(record) {
    const at = time(own(record, 'time'));
    if (at === undefined) return err('the flow has no time');
    if (sideOf(record, 'src_ip') === undefined && sideOf(record, 'dst_ip') === undefined)
      return err('the flow has no addresses');
    const account = accountOf(record);
    const parts = [resourceId(text(record, 'resourceId')), text(record, 'macAddress'), text(record, 'rule')];
    return ok({
      uid: sha256Hex(JSON.stringify([...parts, text(record, 'tuple')])).slice(0, 40),
      time: at,
      outcome: isDenied(record) ? 'failure' : 'success',
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities(record) {
    const [from, to] = [sideOf(record, 'src_ip'), sideOf(record, 'dst_ip')];
    const found: Entity[] = [];
    if (from !== undefined) found.push({ type: 'ip', id: from, role: 'source' });
    if (to !== undefined && to !== from) found.push({ type: 'ip', id: to, role: 'related' });
    return found;
  },
  toOcsf(record, facts): OcsfEvent {
    const decision = isDenied(record) ? DENIED : ALLOWED;
    const direction = text(record, 'direction') ?? '';
    return defined<OcsfEvent>({
      ...kindOf(NETWORK_ACTIVITY, activityOf(record), undefined),
      severity_id: 1,
      time: facts.time,
      metadata: {
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: 'Network Watcher', vendor_name: 'Microsoft' },
        profiles: ['cloud', 'security_control'],
      },
      status_id: decision === DENIED ? 2 : 1,
      disposition_id: decision,
      action_id: decision,
      firewall_rule: { uid: text(record, 'rule') ?? 'unknown', type: 'Network security group' },
      src_endpoint: endpoint(record, 'src'),
      dst_endpoint: endpoint(record, 'dst'),
      connection_info: defined<NonNullable<OcsfEvent['connection_info']>>({
        protocol_num: protocolOf(record),
        direction_id: Object.hasOwn(DIRECTIONS, direction) ? DIRECTIONS[direction]! : 0,
      }),
      traffic: defined<NonNullable<OcsfEvent['traffic']>>({
        bytes: sum(integer(record, 'bytes_out'), integer(record, 'bytes_in')),
        packets: sum(integer(record, 'packets_out'), integer(record, 'packets_in')),
      }),
      cloud: defined<NonNullable<OcsfEvent['cloud']>>({
        provider: 'Azure',
        account: facts.account === undefined ? undefined : { uid: facts.account },
      }),
      unmapped: defined<Record<string, unknown>>({
        resourceId: text(record, 'resourceId'),
        macAddress: text(record, 'macAddress'),
        state: text(record, 'state'),
        encryption: text(record, 'encryption'),
      }),
    });
  },
  observables: (record) =>
    [sideOf(record, 'src_ip'), sideOf(record, 'dst_ip')]
      .filter((a): a is string => a !== undefined)
      .map((a): [Observable['type'], string] => ['ip', a]),
} satisfies Normalizer;
