import type { Observable } from '../../../contracts/delivery.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { isAddress, number, OCSF_VERSION, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** https://schema.ocsf.io/1.5.0/classes/api_activity and /base_event */
const API_ACTIVITY = 6003;
const BASE_EVENT = 0;
const OTHER = 99;
/** A digest walks the whole record; anything deeper than a source lets through cannot come here. */
const uidOf = (record: Record<string, unknown>): string =>
  text(record, 'event_id') ?? text(record, 'metadata', 'uid') ?? text(record, 'id') ?? digestOf(record).slice(0, 40);

/**
 * Any JSON object: what is not one of the formats that we know. An id and a time are taken where they stand under common
 * names; without an id the record's digest is its id, so that the same record twice counts once.
 */
export const event = {
  format: 'vedette.event',
  logsource: { product: 'vedette', service: 'event' },
  facts(record) {
    const at = time(own(record, 'time')) ?? time(own(record, 'timestamp')) ?? time(own(record, 'event_time'));
    if (at === undefined) return err('no time: give `time` or `timestamp` as ISO 8601 or in ms');
    const account = text(record, 'cloud', 'account', 'uid') ?? text(record, 'account');
    return ok({
      uid: uidOf(record).slice(0, 256),
      time: at,
      outcome: number(record, 'status_id') === 2 ? 'failure' : 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities(record) {
    const ip = text(record, 'src_endpoint', 'ip') ?? text(record, 'source_ip');
    const user = text(record, 'actor', 'user', 'uid') ?? text(record, 'user');
    return [
      ...(user === undefined ? [] : [{ type: 'principal' as const, id: user, role: 'actor' as const }]),
      ...(ip !== undefined && isAddress(ip) ? [{ type: 'ip' as const, id: ip, role: 'source' as const }] : []),
    ];
  },
  toOcsf(record, facts): OcsfEvent {
    const ip = text(record, 'src_endpoint', 'ip') ?? text(record, 'source_ip');
    const user = text(record, 'actor', 'user', 'uid') ?? text(record, 'user');
    const operation = text(record, 'event_type') ?? text(record, 'operation');
    const common = {
      activity_id: OTHER,
      severity_id: 1,
      time: facts.time,
      metadata: {
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: text(record, 'source') ?? 'unknown', vendor_name: 'unknown' },
      },
      status_id: number(record, 'status_id') === 2 ? 2 : 0,
      unmapped: record,
    };
    // An API call is one that says who did what and from where; without, OCSF has the base event for it.
    if (user === undefined || operation === undefined || ip === undefined || !isAddress(ip))
      return { ...common, class_uid: BASE_EVENT, category_uid: 0, type_uid: BASE_EVENT * 100 + OTHER };
    return {
      ...common,
      class_uid: API_ACTIVITY,
      category_uid: 6,
      type_uid: API_ACTIVITY * 100 + OTHER,
      api: { operation },
      actor: { user: { uid: user } },
      src_endpoint: { ip },
    };
  },
  observables(record) {
    const ip = text(record, 'src_endpoint', 'ip') ?? text(record, 'source_ip');
    return ip !== undefined && isAddress(ip) ? [['ip', ip] satisfies [Observable['type'], string]] : [];
  },
} satisfies Normalizer;
