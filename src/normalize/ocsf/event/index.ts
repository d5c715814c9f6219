import type { Observable } from '../../../contracts/delivery.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, integer, isAddress, isFields, list, number, OCSF_VERSION, own, text } from '../../read.ts';
import { kindOf as ocsfKindOf } from '../../ocsf-parts.ts';
import { numbersOf, OTHER, UNKNOWN } from '../../schema/notation.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { kindOf, timeOf } from './coherent.ts';
import { accountOf, entitiesOf } from './entities.ts';
import { infoOf, verdictOf } from './finding.ts';
import { keptOf } from './keep.ts';

const SEVERITIES = numbersOf('1-6');
const FINDINGS = 2;
const FAILURE = 2;
const SUCCESS = 1;
const UID_MAX = 200;

/** The event's own id. A finding keeps one through all its states, so that its last change belongs to it. */
function uidOf(record: Record<string, unknown>, category: number, at: number): string {
  const uid = text(record, 'metadata', 'uid') ?? (category === FINDINGS ? text(infoOf(record), 'uid') : undefined);
  if (uid === undefined) return digestOf(record).slice(0, 40);
  if (category !== FINDINGS) return uid.slice(0, UID_MAX);
  return `${uid.slice(-UID_MAX)}:${timeOf(infoOf(record), 'modified_time') ?? at}`;
}

const FAILED_FROM = 400;
/** What an API answered, where its event says no status of its own. */
function answerOf(record: Record<string, unknown>): number | undefined {
  const code = number(record, 'api', 'response', 'code');
  return code === undefined ? undefined : code >= FAILED_FROM ? FAILURE : SUCCESS;
}

/** Kinds of OCSF's own observables (https://schema.ocsf.io/1.5.0/objects/observable) that are matched against indicators. */
const OBSERVABLE_BY_TYPE: ReadonlyMap<number, Observable['type']> = new Map([
  [1, 'domain'],
  [2, 'ip'],
  [6, 'url'],
  [8, 'hash'],
  [16, 'user_agent'],
]);

/**
 * Events that are OCSF already: https://schema.ocsf.io/1.5.0. The sender's class stands if class, category, activity and type agree.
 * Who the product says it is proves nothing; the account is what `cloud.account.uid` says, checked like anybody's.
 */
export const event = {
  format: 'ocsf.event',
  logsource: { product: 'ocsf', service: 'event' },
  facts(record) {
    const kind = kindOf(record);
    if (!kind.ok) return kind;
    if (!isFields(own(record, 'metadata'))) return err('metadata is missing');
    const at = timeOf(record, 'time');
    if (at === undefined) return err('time is missing or no time; it is the ms since 1970');
    const { category, classUid } = kind.value;
    const account = accountOf(record);
    const region = text(record, 'cloud', 'region');
    const operation = text(record, 'api', 'operation');
    const status = category === FINDINGS ? undefined : (number(record, 'status_id') ?? answerOf(record));
    return ok({
      uid: uidOf(record, category, at),
      time: at,
      operation: (operation ?? `ocsf:${classUid}`).slice(0, 200),
      outcome: status === SUCCESS ? 'success' : status === FAILURE ? 'failure' : 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities(record) {
    const kind = kindOf(record);
    return kind.ok ? entitiesOf(record, kind.value.classUid) : [];
  },
  toOcsf(record, facts): OcsfEvent {
    const kind = kindOf(record);
    const { classUid, activity, profiles, known, rest } = kind.ok
      ? keptOf(record, kind.value.classUid, kind.value.activity, facts.uid)
      : keptOf(record, 0, 0, facts.uid);
    const metadata = own(record, 'metadata');
    const given = own(record, 'unmapped');
    const product = own(metadata, 'product');
    const severity = integer(record, 'severity_id') ?? UNKNOWN;
    const hasSeverity = SEVERITIES.has(severity);
    return {
      ...(severity === OTHER ? { severity: 'Other' } : {}),
      ...(known as Partial<OcsfEvent>),
      ...ocsfKindOf(classUid, activity, text(known, 'activity_name') ?? 'Other'),
      severity_id: hasSeverity ? severity : UNKNOWN,
      time: facts.time,
      metadata: defined<OcsfEvent['metadata']>({
        uid: facts.uid,
        version: OCSF_VERSION,
        product: {
          name: text(product, 'name') ?? 'unknown',
          vendor_name: text(product, 'vendor_name') ?? 'unknown',
        },
        event_code: text(metadata, 'event_code'),
        log_name: text(metadata, 'log_name'),
        original_time: text(metadata, 'original_time'),
        profiles: profiles.length === 0 ? undefined : profiles,
      }),
      unmapped: {
        ...(isFields(given) ? given : {}),
        ...rest,
        ...(hasSeverity ? {} : { severity_id: severity }),
        metadata: metadata ?? null,
      },
    };
  },
  observables(record) {
    const found: [Observable['type'], string][] = [];
    const add = (type: Observable['type'], value: string | undefined): void => {
      if (value === undefined || value.length > 512 || found.length >= 40) return;
      if (type === 'ip' && !isAddress(value)) return;
      if (!found.some(([t, v]) => t === type && v === value)) found.push([type, value]);
    };
    add('ip', text(record, 'src_endpoint', 'ip'));
    add('ip', text(record, 'dst_endpoint', 'ip'));
    add('domain', text(record, 'query', 'hostname')?.toLowerCase());
    add('url', text(record, 'http_request', 'url', 'url_string') ?? text(record, 'url', 'url_string'));
    add('user_agent', text(record, 'http_request', 'user_agent'));
    add('access_key', text(record, 'actor', 'user', 'credential_uid'));
    for (const hash of [...list(record, 'file', 'hashes'), ...list(record, 'process', 'file', 'hashes')])
      add('hash', text(hash, 'value')?.toLowerCase());
    for (const one of list(record, 'observables')) {
      const type = OBSERVABLE_BY_TYPE.get(number(one, 'type_id') ?? 0);
      if (type !== undefined) add(type, text(one, 'value'));
    }
    return found;
  },
  verdict: verdictOf,
} satisfies Normalizer;
