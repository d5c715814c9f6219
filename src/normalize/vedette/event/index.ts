import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { EVENT_BODIES, EVENT_TIMES } from '../../../contracts/event-times.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { kindOf } from '../../ocsf-parts.ts';
import { isAddress, number, OCSF_VERSION, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** https://schema.ocsf.io/1.5.0/classes/api_activity and /base_event */
const API_ACTIVITY = 6003;
const BASE_EVENT = 0;
const OTHER = 99;
type Json = Record<string, unknown>;
type Path = readonly string[];
/** Common names of what an event tells, the plainest first; each is looked for in the record, then in what it is about. */
const NAMES = {
  user: [
    ['actor', 'user', 'uid'],
    ['actor', 'user', 'name'],
    ['user', 'id'],
    ['user', 'name'],
    ['user'],
    ['username'],
    ['user_name'],
    ['email'],
    ['principal'],
  ],
  address: [
    ['src_endpoint', 'ip'],
    ['source_ip'],
    ['src_ip'],
    ['client_ip'],
    ['source', 'ip'],
    ['remote_addr'],
    ['ip'],
  ],
  operation: [['event_type'], ['operation'], ['action'], ['event_name'], ['type']],
  account: [['cloud', 'account', 'uid'], ['cloud', 'account', 'id'], ['account']],
  // `id` alone may be of whatever the event is about: two events about one user would be one.
  id: [['event_id'], ['metadata', 'uid']],
} as const satisfies Readonly<Record<string, readonly Path[]>>;
/** A longer one is no id; cut, it might be another's. */
const UID_MAX_CHARS = 256;
const HASHES = ['sha256', 'sha1', 'md5', 'file_hash', 'hash'];
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,10}[a-z]{2,24}$/i;

const placesIn = (record: Json): readonly unknown[] => [record, ...EVENT_BODIES.map((name) => own(record, name))];

function find(record: Json, paths: readonly Path[]): string | undefined {
  for (const from of placesIn(record))
    for (const path of paths) {
      const value = text(from, ...path);
      if (value !== undefined) return value;
    }
  return undefined;
}

function timeOf(record: Json): number | undefined {
  for (const from of placesIn(record))
    for (const name of EVENT_TIMES) {
      const ms = time(own(from, name));
      if (ms !== undefined) return ms;
    }
  return undefined;
}

const AZURE_RESOURCE = /^\/subscriptions\/([0-9a-z-]{1,64})(?:\/|$)/i;
const GOOGLE_BUCKET = /^\/\/storage\.googleapis\.com\/projects\/_\/buckets\/([^/]{1,255})/;
const GOOGLE_RESOURCE = /^\/\/[a-z]{1,64}\.googleapis\.com\//;
const ID_MAX = 2_048;

/** The resource that an event of a cloud comes from (CloudEvents' `source`, Event Grid's `topic`), by the id that it has elsewhere. */
function resourceOf(record: Json): Entity | undefined {
  const source = text(record, 'source') ?? text(record, 'topic');
  if (source === undefined || source.length > ID_MAX) return undefined;
  const bucket = GOOGLE_BUCKET.exec(source)?.[1];
  if (bucket !== undefined)
    return { type: 'bucket', id: `//storage.googleapis.com/${bucket}`, role: 'target', name: bucket };
  const azure = AZURE_RESOURCE.test(source);
  if (!azure && !GOOGLE_RESOURCE.test(source)) return undefined;
  const id = azure ? source.toLowerCase().replace(/\/$/, '') : source;
  return { type: 'resource', id, role: 'target', name: id.slice(id.lastIndexOf('/') + 1).slice(0, 512) };
}

function addressOf(record: Json): string | undefined {
  const address = find(record, NAMES.address);
  return address !== undefined && isAddress(address) ? address : undefined;
}

/** A digest walks the whole record; anything deeper than a source lets through cannot come here. */
function uidOf(record: Json): string {
  const id = find(record, NAMES.id);
  return id !== undefined && id.length <= UID_MAX_CHARS ? id : digestOf(record).slice(0, 40);
}

/**
 * Any JSON object: what is not one of the formats that we know. An id and a time are taken where they stand under common
 * names; without an id the record's digest is its id, so that the same record twice counts once.
 */
export const event = {
  format: 'vedette.event',
  logsource: { product: 'vedette', service: 'event' },
  facts(record) {
    const at = timeOf(record);
    if (at === undefined) return err('no time: give `time` or `timestamp` as ISO 8601 or in ms');
    const subscription = AZURE_RESOURCE.exec(text(record, 'source') ?? text(record, 'topic') ?? '')?.[1];
    const account = find(record, NAMES.account) ?? subscription?.toLowerCase();
    return ok({
      uid: uidOf(record),
      time: at,
      outcome: number(record, 'status_id') === 2 ? 'failure' : 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities(record) {
    const ip = addressOf(record);
    const user = find(record, NAMES.user);
    const resource = resourceOf(record);
    return [
      ...(user === undefined ? [] : [{ type: 'principal' as const, id: user, role: 'actor' as const }]),
      ...(ip === undefined ? [] : [{ type: 'ip' as const, id: ip, role: 'source' as const }]),
      ...(resource === undefined ? [] : [resource]),
    ];
  },
  toOcsf(record, facts): OcsfEvent {
    const ip = addressOf(record);
    const user = find(record, NAMES.user);
    const operation = find(record, NAMES.operation);
    const message = find(record, [['message']]);
    const common = {
      severity_id: 1,
      time: facts.time,
      metadata: {
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: text(record, 'source') ?? 'unknown', vendor_name: 'unknown' },
      },
      status_id: number(record, 'status_id') === 2 ? 2 : 0,
      ...(message === undefined ? {} : { message }),
      unmapped: record,
    };
    // An API call is one that says who did what and from where; without, OCSF has the base event for it.
    if (user === undefined || operation === undefined || ip === undefined)
      return { ...kindOf(BASE_EVENT, OTHER, operation ?? text(record, 'type')), ...common };
    return {
      ...kindOf(API_ACTIVITY, OTHER, operation),
      ...common,
      api: { operation },
      actor: { user: { uid: user } },
      src_endpoint: { ip },
    };
  },
  observables(record) {
    const found: [Observable['type'], string][] = [];
    const ip = addressOf(record);
    if (ip !== undefined) found.push(['ip', ip]);
    const hash = find(
      record,
      HASHES.map((name) => [name]),
    );
    if (hash !== undefined && HASH.test(hash)) found.push(['hash', hash.toLowerCase()]);
    const domain = find(record, [['domain'], ['hostname'], ['query', 'hostname']]);
    if (domain !== undefined && domain.length <= 253 && DOMAIN.test(domain)) found.push(['domain', domain]);
    const url = find(record, [['url']]);
    if (url?.startsWith('http') === true) found.push(['url', url]);
    return found;
  },
} satisfies Normalizer;
