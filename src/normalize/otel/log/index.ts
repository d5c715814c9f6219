import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { at, defined, isAddress, number, OCSF_VERSION, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** OCSF Base Event: a log record of which only its envelope is known. https://schema.ocsf.io/1.5.0/classes/base_event */
const BASE_EVENT = 0;
const OTHER = 99;
/** A longer one is no id; cut, it might be another's. */
const UID_MAX_CHARS = 256;

/** Attributes by their names in the semantic conventions: https://opentelemetry.io/docs/specs/semconv/registry/attributes/ */
const attribute = (record: Record<string, unknown>, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = text(record, 'attributes', name) ?? text(record, 'resource', name);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** Nanoseconds, a text of digits, in ms. */
const ofNanos = (value: unknown): number | undefined =>
  typeof value === 'string' && /^[0-9]{13,20}$/.test(value) ? time(Number(value.slice(0, -6))) : undefined;

const timeOf = (record: Record<string, unknown>): number | undefined =>
  ofNanos(at(record, 'time_unix_nano')) ?? ofNanos(at(record, 'observed_time_unix_nano'));

const addressOf = (record: Record<string, unknown>): string | undefined => {
  const address = attribute(record, 'client.address', 'source.address', 'network.peer.address');
  return address !== undefined && isAddress(address) ? address : undefined;
};
const userOf = (record: Record<string, unknown>): string | undefined =>
  attribute(record, 'user.id', 'enduser.id', 'user.name', 'user.email');

function uidOf(record: Record<string, unknown>): string {
  const id = attribute(record, 'log.record.uid');
  return id !== undefined && id.length <= UID_MAX_CHARS ? id : digestOf(record).slice(0, 40);
}

/** First numbers of the words, for records that say the word alone. */
const WORDS: readonly (readonly [RegExp, number])[] = [
  [/^(?:fatal|emerg|critical|alert)/i, 21],
  [/^err/i, 17],
  [/^warn/i, 13],
  [/^(?:info|notice|debug|trace)/i, 9],
];
const ofWord = (word: string | undefined): number => WORDS.find(([pattern]) => pattern.test(word ?? ''))?.[1] ?? 0;

/** Severity numbers run from 1 (trace) to 24 (fatal), four to a word: logs data model, "Field: SeverityNumber". */
function severityOf(record: Record<string, unknown>): number {
  const severity = number(record, 'severity_number') || ofWord(text(record, 'severity_text'));
  if (severity >= 21) return 6;
  if (severity >= 17) return 4;
  if (severity >= 13) return 3;
  return severity >= 1 ? 1 : 0;
}

/** A log record of OpenTelemetry, as `opentelemetry.logs` hands it on. */
export const log = {
  format: 'otel.log',
  logsource: { product: 'opentelemetry', service: 'logs' },
  facts(record) {
    const when = timeOf(record);
    if (when === undefined) return err('no time: set time_unix_nano or observed_time_unix_nano');
    const account = attribute(record, 'cloud.account.id');
    const region = attribute(record, 'cloud.region');
    const operation = text(record, 'event_name') ?? attribute(record, 'event.name');
    return ok({
      uid: uidOf(record),
      time: when,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
      ...(operation === undefined ? {} : { operation }),
    } satisfies EventFacts);
  },
  entities(record) {
    const found: Entity[] = [];
    const user = userOf(record);
    const address = addressOf(record);
    const instance = attribute(record, 'host.id');
    if (user !== undefined) found.push({ type: 'principal', id: user, role: 'actor' });
    if (address !== undefined) found.push({ type: 'ip', id: address, role: 'source' });
    if (instance !== undefined) found.push({ type: 'instance', id: instance, role: 'related' });
    return found;
  },
  toOcsf(record, facts) {
    const body = at(record, 'body');
    return {
      class_uid: BASE_EVENT,
      category_uid: 0,
      activity_id: OTHER,
      activity_name: 'Log record',
      type_uid: BASE_EVENT * 100 + OTHER,
      severity_id: severityOf(record),
      time: facts.time,
      metadata: defined<OcsfEvent['metadata']>({
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: attribute(record, 'service.name') ?? 'OpenTelemetry', vendor_name: 'OpenTelemetry' },
        event_code: facts.operation,
        log_name: text(record, 'scope', 'name'),
      }),
      ...(typeof body === 'string' ? { message: text(record, 'body') ?? '' } : {}),
      unmapped: record,
    };
  },
  observables(record) {
    const address = addressOf(record);
    return address === undefined ? [] : [['ip', address] satisfies [Observable['type'], string]];
  },
} satisfies Normalizer;
