import type { Observable } from '../../contracts/delivery.ts';
import type { Entity, EntityType } from '../../contracts/entity.ts';
import type { OcsfEvent } from '../../contracts/event.ts';
import { digestOf } from '../../kit/crypto.ts';
import { httpKindOf, httpMethodOf, kindOf } from '../ocsf-parts.ts';
import { defined, isAddress, looksLikeAddress, OCSF_VERSION, own, portOf, text, time } from '../read.ts';
import { OTHER } from '../schema/notation.ts';

export type Row = Record<string, unknown>;
export type Of<K extends keyof OcsfEvent> = NonNullable<OcsfEvent[K]>;

/** Above this, counts since 1970 are of ns; below, `time` tells the unit. */
const NS_FROM = 1e17;

/**
 * ms of a time as Logpush writes it, in whichever of its forms the job has (`rfc3339`, `unix`, `unixnano`); nanoseconds are beyond
 * 2^53, so they come as digits. Zero is a time that is not known.
 * https://developers.cloudflare.com/logs/logpush/logpush-job/log-output-options/
 */
export function momentOf(value: unknown): number | undefined {
  const digits = typeof value === 'string' && /^[0-9]{9,19}$/.test(value);
  if (typeof value !== 'number' && !digits) return time(value);
  const count = Number(value);
  if (count <= 0) return undefined;
  // A double holds nanoseconds to some hundred: rounded to whole µs first, else 058 ms may become 057.
  return time(count >= NS_FROM ? Math.round(count / 1e3) : count);
}

/** A field with something in it; Logpush writes empty texts where there is nothing. */
export const field = (row: Row, name: string): string | undefined => text(row, name);

/** A whole number as a number or as text. */
export function whole(row: Row, name: string): number | undefined {
  const value = own(row, name);
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? Number(value) : undefined;
}

export function address(row: Row, name: string): string | undefined {
  const value = text(row, name);
  return value !== undefined && isAddress(value) ? value : undefined;
}

const ID = /^[\x21-\x7e]{1,100}$/;
/** The ray of requests that were refused before they had one: all of them bear it. */
const NO_RAY = /^0+$/;

/**
 * An event's id: the parts that Cloudflare itself knows it by, else a digest of the record. Datasets share ids (a request and what
 * the firewall did about it), so that the name of the dataset stands before them.
 */
export function uidOf(dataset: string, row: Row, ...parts: readonly (string | number | undefined)[]): string {
  const [first] = parts;
  const id = parts.map((p) => p ?? '').join(':');
  return first !== undefined && !NO_RAY.test(String(first)) && ID.test(id)
    ? `${dataset}:${id}`
    : digestOf(row).slice(0, 40);
}

/** The account, where its dataset says it. */
export const accountOf = (row: Row): { readonly account?: string } => {
  const account = text(row, 'AccountID');
  return account === undefined ? {} : { account: account.slice(0, 64) };
};

/** A person's device, as Zero Trust knows it. */
export const deviceOf = (row: Row): string | undefined => {
  const id = text(row, 'DeviceID');
  return id === undefined ? undefined : `cloudflare:device:${id}`;
};

/** People are their addresses, in lower case, as everywhere. */
export const emailOf = (row: Row, name: string): string | undefined => text(row, name)?.toLowerCase();

export const hostOf = (row: Row, name: string): string | undefined => {
  const host = text(row, name)
    ?.toLowerCase()
    // Access names applications by host and path.
    .replace(/\/.*$/, '')
    .replace(/\.$/, '')
    .replace(/:[0-9]+$/, '');
  return host === undefined || host === '' || host.length > 253 || looksLikeAddress(host) ? undefined : host;
};

const ID_MAX = 2_048;
/** Entities of what is there, each once. */
export function entities(
  ...found: readonly (readonly [EntityType, string | undefined, Entity['role'], (string | undefined)?])[]
): Entity[] {
  const out: Entity[] = [];
  for (const [type, id, role, name] of found) {
    if (id === undefined || id === '' || id.length > ID_MAX) continue;
    if (out.some((e) => e.type === type && e.id === id)) continue;
    out.push({ type, id, role, ...(name === undefined ? {} : { name: name.slice(0, 512) }) });
  }
  return out;
}

export function observables(
  ...found: readonly (readonly [Observable['type'], string | undefined])[]
): [Observable['type'], string][] {
  return found.filter((o): o is [Observable['type'], string] => o[1] !== undefined && o[1].length <= 2_048);
}

interface Kind {
  readonly classUid: number;
  readonly activity: number;
  /** The sender's word for an activity that is none of the class's */
  readonly word?: string | undefined;
  readonly product: string;
  readonly time: number;
  readonly uid: string;
  readonly outcome: 'success' | 'failure' | 'unknown';
  /** A control let it pass or not. */
  readonly controlled?: boolean;
}

/** What every event has. */
export const base = (kind: Kind) => ({
  ...kindOf(kind.classUid, kind.activity, kind.word),
  severity_id: 1,
  time: kind.time,
  metadata: {
    uid: kind.uid,
    version: OCSF_VERSION,
    product: { name: kind.product, vendor_name: 'Cloudflare' },
    ...(kind.controlled === true ? { profiles: ['security_control'] } : {}),
  },
  status_id: kind.outcome === 'success' ? 1 : kind.outcome === 'failure' ? 2 : 0,
});

/** One end of a connection, if anything tells which. */
export function endpoint(parts: {
  readonly ip?: string | undefined;
  readonly hostname?: string | undefined;
  readonly port?: number | undefined;
}): Of<'src_endpoint'> | undefined {
  return parts.ip === undefined && parts.hostname === undefined
    ? undefined
    : defined<Of<'src_endpoint'>>({ ...parts, port: portOf(parts.port) });
}

/** OCSF `disposition_id` by what Cloudflare's firewall calls its actions, without their case. */
const DISPOSITIONS: ReadonlyMap<string, number> = new Map([
  ['allow', 1],
  ['allowed', 1],
  ['bypass', 1],
  ['pass', 1],
  ['skip', 1],
  ['block', 2],
  ['blocked', 2],
  ['override', 1],
  ['auditssh', 1],
  ['noisolate', 1],
  ['donotinspect', 1],
  ['donotscan', 1],
  ['quarantine', 3],
  ['quarantined', 3],
  ['isolate', 4],
  ['drop', 6],
  ['connectionclose', 6],
  ['forceconnectionclose', 6],
  ['log', 17],
  ['challenge', 23],
  ['jschallenge', 23],
  ['managedchallenge', 23],
  ['redirect', OTHER],
]);
const ALLOWED = 1;
const DENIED = 2;
const REFUSING = new Set([2, 3, 6, 23]);

/** What a control did (OCSF's security control profile); challenges that were solved or bypassed let the request pass. */
export function controlOf(
  action: string | undefined,
): { disposition_id: number; disposition?: string; action_id: number } | undefined {
  if (action === undefined) return undefined;
  // `managed_challenge` of requests is `managedChallenge` of firewall events; one that failed is still one.
  const name = action
    .toLowerCase()
    .replaceAll('_', '')
    .replace(/failed$/, '');
  // Gateway says why too: `allowedOnNoRuleMatch`.
  const passed = /(?:solved|bypassed|skipped)$/.test(name) || name.startsWith('allowed');
  const disposition = passed ? ALLOWED : (DISPOSITIONS.get(name) ?? 0);
  return {
    disposition_id: disposition,
    ...(disposition === OTHER ? { disposition: action } : {}),
    action_id: REFUSING.has(disposition) ? DENIED : disposition === 0 ? 0 : ALLOWED,
  };
}

/** The kind of a request, by its method. */
export const httpActivity = (method: string | undefined): Pick<Kind, 'classUid' | 'activity' | 'word'> => {
  const { class_uid, activity_id } = httpKindOf(method);
  return { classUid: class_uid, activity: activity_id, word: method };
};

/** What of a row is not mapped. */
export function rest(row: Row, mapped: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !mapped.has(name)));
}

interface Request {
  readonly method: string | undefined;
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly query: string | undefined;
  readonly scheme: string | undefined;
  readonly agent: string | undefined;
  readonly referrer: string | undefined;
  readonly version: string | undefined;
  readonly id: string | undefined;
}

/** An HTTP request of OCSF; the query has no question mark of its own. */
export function requestOf(r: Request): Of<'http_request'> {
  const query = r.query?.replace(/^\?/, '');
  const scheme = r.scheme ?? 'https';
  const whole = r.host === undefined ? undefined : `${scheme}://${r.host}${r.path ?? '/'}${query ? `?${query}` : ''}`;
  return defined<Of<'http_request'>>({
    http_method: httpMethodOf(r.method),
    user_agent: r.agent,
    referrer: r.referrer,
    version: r.version,
    uid: r.id,
    url:
      whole === undefined
        ? undefined
        : defined<NonNullable<Of<'http_request'>['url']>>({
            url_string: whole,
            hostname: r.host,
            path: r.path,
            query_string: query === '' ? undefined : query,
            scheme,
          }),
  });
}
