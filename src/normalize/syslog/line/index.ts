import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { sha256Hex } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, isAddress, number, OCSF_VERSION, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

const BASE_EVENT = 0;
const UNKNOWN = 0;
/** Syslog's severities, emergency to debug (RFC 5424 §6.2.1), as OCSF severity_id. */
const SEVERITY = [6, 5, 5, 4, 3, 2, 1, 1] as const;
/** Addresses of one line that are looked at. */
const MAX_ADDRESSES = 8;
/** Of the message, characters that are searched for addresses. */
const SEARCHED_CHARS = 4_000;

const severityOf = (record: Record<string, unknown>): number => SEVERITY[number(record, 'severity') ?? -1] ?? UNKNOWN;

/** An IPv6 address needs two groups and a gap, or all eight: a time of day looks alike otherwise. */
const isWhole = (word: string): boolean => !word.includes(':') || word.includes('::') || word.split(':').length === 8;

/** Addresses that stand in the message as words of their own. */
function addressesOf(record: Record<string, unknown>): string[] {
  const message = (text(record, 'message') ?? '').slice(0, SEARCHED_CHARS);
  const found = new Set<string>();
  for (const part of message.split(/[^0-9A-Za-z.:]+/)) {
    const word = part.replace(/[.:]$/, '');
    const bare = /^[0-9.]{7,15}:[0-9]{1,5}$/.test(word) ? word.slice(0, word.indexOf(':')) : word;
    if (bare.length >= 3 && isAddress(bare) && isWhole(bare) && bare !== '::') found.add(bare);
    if (found.size === MAX_ADDRESSES) break;
  }
  return [...found];
}

/**
 * Lines of syslog, read by the source that brought them: `{time, facility?, severity?, host?, app?, pid?, messageId?, data?, fields?, message}`.
 * Base Event: what a line tells is in its prose, which nobody has classified.
 */
export const line = {
  format: 'syslog.line',
  logsource: { product: 'linux', service: 'syslog' },
  accountFromKey: true,
  facts(record) {
    const at = time(own(record, 'time'));
    if (at === undefined) return err('time is missing or none');
    if (typeof own(record, 'message') !== 'string') return err('message is missing');
    // A line has no id; the same line of the same moment is the same line. The reader writes its fields in one order.
    return ok({
      uid: sha256Hex(JSON.stringify(record)).slice(0, 40),
      time: at,
      outcome: 'unknown',
    } satisfies EventFacts);
  },
  entities(record) {
    const host = text(record, 'host');
    const ips = addressesOf(record).map((id): Entity => ({ type: 'ip', id, role: 'related' }));
    if (host === undefined || ips.some((e) => e.id === host)) return ips;
    return [{ type: isAddress(host) ? 'ip' : 'resource', id: host.slice(0, 512), role: 'target' }, ...ips];
  },
  toOcsf(record, facts): OcsfEvent {
    const severity = severityOf(record);
    const app = text(record, 'app');
    const message = text(record, 'message');
    return {
      class_uid: BASE_EVENT,
      category_uid: 0,
      activity_id: UNKNOWN,
      type_uid: BASE_EVENT,
      severity_id: severity,
      time: facts.time,
      metadata: defined<OcsfEvent['metadata']>({
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: app ?? 'syslog', vendor_name: 'unknown' },
        log_name: app,
        event_code: text(record, 'messageId'),
        original_time: undefined,
        profiles: undefined,
      }),
      ...(message === undefined ? {} : { message }),
      unmapped: Object.fromEntries(
        ['host', 'facility', 'pid', 'data', 'fields', 'timeFrom'].flatMap((name) => {
          const value = own(record, name);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    };
  },
  observables: (record) => addressesOf(record).map((a): [Observable['type'], string] => ['ip', a]),
} satisfies Normalizer;
