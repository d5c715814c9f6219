import type { Observable } from '../../../contracts/delivery.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { sha256Hex } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { defined, OCSF_VERSION, own, portOf, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import {
  actionOf,
  addressOf,
  customOf,
  domainOf,
  entitiesOf,
  field,
  hashOf,
  outcomeOf,
  severityId,
  severityOf,
  whole,
} from './fields.ts';

/** OCSF classes: https://schema.ocsf.io/1.5.0/classes/network_activity and /base_event */
const NETWORK_ACTIVITY = 4001;
const REFUSE = 5;
const TRAFFIC = 6;
const BASE_EVENT = 0;
/** CEF's "high" and above: the device holds that something is wrong. */
const FINDING_FROM = 7;
const CONFIDENCE = 60;
const ALLOWED = 1;
const BLOCKED = 2;

const isFinding = (record: Record<string, unknown>): boolean => severityOf(record) >= FINDING_FROM;
const titleOf = (record: Record<string, unknown>): string =>
  text(record, 'name') ?? text(record, 'signature') ?? 'CEF event';
const productOf = (record: Record<string, unknown>) => ({
  name: text(record, 'product') ?? 'unknown',
  vendor_name: text(record, 'vendor') ?? 'unknown',
});

function unmappedOf(record: Record<string, unknown>): Record<string, unknown> {
  return { extension: own(record, 'extension') ?? {}, custom: customOf(record), host: text(record, 'host') ?? null };
}

function endpoint(
  record: Record<string, unknown>,
  side: 'source' | 'destination',
): NonNullable<OcsfEvent['src_endpoint']> {
  const s = side === 'source' ? 's' : 'd';
  return defined<NonNullable<OcsfEvent['src_endpoint']>>({
    ip: addressOf(record, side === 'source' ? 'src' : 'dst'),
    port: portOf(whole(record, `${s}pt`, `${side}Port`)),
    hostname: field(record, `${s}host`, `${side}HostName`),
  });
}

/** deviceDirection 0 inbound, 1 outbound; as OCSF 1 inbound, 2 outbound, 0 unknown. */
function directionOf(record: Record<string, unknown>): number {
  const said = field(record, 'deviceDirection');
  return said === '0' ? 1 : said === '1' ? 2 : 0;
}

function networkEvent(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const action = actionOf(record);
  const activity = action === 'blocked' ? REFUSE : TRAFFIC;
  const protocol = field(record, 'proto', 'transportProtocol')?.toLowerCase();
  const decided = action === 'allowed' ? ALLOWED : BLOCKED;
  return {
    class_uid: NETWORK_ACTIVITY,
    category_uid: 4,
    activity_id: activity,
    type_uid: NETWORK_ACTIVITY * 100 + activity,
    severity_id: severityId(record),
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: productOf(record),
      ...(action === undefined ? {} : { profiles: ['security_control'] }),
    },
    message: titleOf(record),
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    ...(action === undefined ? {} : { action_id: decided, disposition_id: decided }),
    src_endpoint: endpoint(record, 'source'),
    dst_endpoint: endpoint(record, 'destination'),
    connection_info: {
      direction_id: directionOf(record),
      ...(protocol === undefined ? {} : { protocol_name: protocol }),
    },
    traffic: defined<NonNullable<OcsfEvent['traffic']>>({
      bytes_in: whole(record, 'in', 'bytesIn'),
      bytes_out: whole(record, 'out', 'bytesOut'),
    }),
    unmapped: unmappedOf(record),
  };
}

/**
 * CEF events, read by the source that brought them: its header's fields, `extension`, and what syslog said around it. By what they hold:
 * severity 7 and above is a Detection Finding of the device; two addresses are Network Activity; all else the Base Event, since a
 * device's signature ids and categories are its own.
 */
export const cef = {
  format: 'syslog.cef',
  logsource: { product: 'cef', service: 'cef' },
  accountFromKey: true,
  facts(record) {
    const at = time(own(record, 'time'));
    if (at === undefined) return err('time is missing or none');
    if (text(record, 'signature') === undefined && text(record, 'name') === undefined)
      return err('neither signature nor name says what happened');
    const operation = text(record, 'signature');
    return ok({
      // The same line again is the same event; the reader writes its fields in one order.
      uid: sha256Hex(JSON.stringify(record)).slice(0, 40),
      time: at,
      outcome: outcomeOf(record),
      ...(operation === undefined ? {} : { operation: operation.slice(0, 200) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf(record, facts): OcsfEvent {
    const { name, vendor_name } = productOf(record);
    if (isFinding(record))
      return findingEvent(
        {
          product: name,
          vendor: vendor_name,
          cloud: null,
          uid: field(record, 'externalId') ?? facts.uid,
          title: titleOf(record),
          description: field(record, 'msg', 'message'),
          types: [field(record, 'cat', 'deviceEventCategory') ?? text(record, 'signature') ?? 'CEF event'],
          severityId: severityId(record),
          state: 'new',
          firstSeen: undefined,
          lastSeen: facts.time,
          resources: entitiesOf(record)
            .filter((e) => e.role === 'target')
            .map((e) => ({ uid: e.id, type: e.type })),
          unmapped: unmappedOf(record),
        },
        facts,
      );
    if (addressOf(record, 'src') !== undefined && addressOf(record, 'dst') !== undefined)
      return networkEvent(record, facts);
    return {
      class_uid: BASE_EVENT,
      category_uid: 0,
      activity_id: 0,
      type_uid: BASE_EVENT,
      severity_id: severityId(record),
      time: facts.time,
      metadata: { uid: facts.uid, version: OCSF_VERSION, product: { name, vendor_name } },
      message: titleOf(record),
      status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
      unmapped: unmappedOf(record),
    };
  },
  observables(record) {
    const found: [Observable['type'], string | undefined][] = [
      ['ip', addressOf(record, 'src')],
      ['ip', addressOf(record, 'dst')],
      ['domain', domainOf(record)],
      ['hash', hashOf(record)],
      ['url', field(record, 'request', 'requestUrl')],
      ['user_agent', field(record, 'requestClientApplication')],
    ];
    return found.flatMap(([type, value]): [Observable['type'], string][] =>
      value === undefined ? [] : [[type, value]],
    );
  },
  verdict(record) {
    if (!isFinding(record)) return undefined;
    const { name, vendor_name } = productOf(record);
    return {
      ruleId: `cef:${vendor_name}/${name}:${text(record, 'signature') ?? titleOf(record)}`.slice(0, 200),
      title: titleOf(record).slice(0, 300),
      severity: severityId(record),
      confidence: CONFIDENCE,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
