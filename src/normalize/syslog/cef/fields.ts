import type { Entity } from '../../../contracts/entity.ts';
import { isAddress, own, text } from '../../read.ts';

type Cef = Record<string, unknown>;

/** The value of an extension key, by its short name or the long one that some devices write. */
export const field = (record: Cef, short: string, long?: string): string | undefined =>
  text(record, 'extension', short) ?? (long === undefined ? undefined : text(record, 'extension', long));

export const address = (record: Cef, short: string, long: string): string | undefined => {
  const value = field(record, short, long);
  return value !== undefined && isAddress(value) ? value : undefined;
};

/** Where CEF 0 has IPv6 addresses: its own keys take version 4 alone. */
const IPV6 = { src: 'c6a2', dst: 'c6a3' } as const;
/** The address of a side, of whichever version. */
export const addressOf = (record: Cef, side: 'src' | 'dst'): string | undefined =>
  address(record, side, side === 'src' ? 'sourceAddress' : 'destinationAddress') ??
  address(record, IPV6[side], `deviceCustomIPv6Address${side === 'src' ? 2 : 3}`);

/** A port or a count; undefined if it is no whole number. */
export function whole(record: Cef, short: string, long: string): number | undefined {
  const value = field(record, short, long);
  return value !== undefined && /^[0-9]{1,15}$/.test(value) ? Number(value) : undefined;
}

const WORDS: Readonly<Record<string, number>> = { low: 2, medium: 3, high: 7, 'very-high': 9 };

/** 0 to 10, whichever way it is written; 0 where it is unknown. Low is 0–3, medium 4–6, high 7–8, very high 9–10. */
export function severityOf(record: Cef): number {
  const said = (text(record, 'severity') ?? '').trim().toLowerCase().replaceAll(' ', '-');
  if (Object.hasOwn(WORDS, said)) return WORDS[said]!;
  return /^(?:10|[0-9])(?:\.[0-9]{1,3})?$/.test(said) ? Math.min(10, Number(said)) : 0;
}

/** OCSF severity_id of 0 to 10. */
export function severityId(record: Cef): number {
  const severity = severityOf(record);
  if (severity >= 9) return 5;
  if (severity >= 7) return 4;
  if (severity >= 4) return 3;
  return severity >= 1 ? 2 : 1;
}

const BLOCKED = /^(?:block|den(?:y|ied)|drop|reject|prevent|quarantin|refus|discard)/i;
const ALLOWED = /^(?:allow|accept|permit|pass)/i;

/** What the device did about it, by its `act`. */
export function actionOf(record: Cef): 'allowed' | 'blocked' | undefined {
  const act = field(record, 'act', 'deviceAction') ?? '';
  return BLOCKED.test(act) ? 'blocked' : ALLOWED.test(act) ? 'allowed' : undefined;
}

export function outcomeOf(record: Cef): 'success' | 'failure' | 'unknown' {
  const said = (field(record, 'outcome', 'eventOutcome') ?? '').toLowerCase();
  if (said.startsWith('succ')) return 'success';
  if (said.startsWith('fail')) return 'failure';
  const action = actionOf(record);
  return action === 'allowed' ? 'success' : action === 'blocked' ? 'failure' : 'unknown';
}

/** Custom fields under the labels that the device gave them: `cs1=x cs1Label=Rule` is `{Rule: 'x'}`. */
export function customOf(record: Cef): Record<string, string> {
  const extension = own(record, 'extension');
  if (typeof extension !== 'object' || extension === null) return {};
  return Object.fromEntries(
    Object.keys(extension)
      .slice(0, 250)
      .filter((key) => key.endsWith('Label'))
      .flatMap((key): [string, string][] => {
        const label = text(extension, key);
        const value = text(extension, key.slice(0, -'Label'.length));
        return label === undefined || value === undefined ? [] : [[label.slice(0, 200), value]];
      }),
  );
}

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
export const hashOf = (record: Cef): string | undefined => {
  const hash = field(record, 'fileHash');
  return hash !== undefined && HASH.test(hash) ? hash.toLowerCase() : undefined;
};

const DOMAIN = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{1,62}$/i;
/** The host that was called, where it is a full name. */
export const domainOf = (record: Cef): string | undefined => {
  const host = field(record, 'dhost', 'destinationHostName');
  return host !== undefined && DOMAIN.test(host) ? host.toLowerCase() : undefined;
};

export function entitiesOf(record: Cef): Entity[] {
  const found: Entity[] = [];
  const add = (type: Entity['type'], id: string | undefined, role: Entity['role']): void => {
    if (id !== undefined && id !== '' && !found.some((e) => e.type === type && e.id === id))
      found.push({ type, id: id.slice(0, 512), role });
  };
  add('principal', field(record, 'suser', 'sourceUserName'), 'actor');
  add('ip', addressOf(record, 'src'), 'source');
  add('ip', addressOf(record, 'dst'), 'target');
  add('principal', field(record, 'duser', 'destinationUserName'), 'target');
  add('domain', domainOf(record), 'related');
  add('hash', hashOf(record), 'related');
  if (found.length === 0) add('resource', field(record, 'dvchost', 'deviceHostName') ?? text(record, 'host'), 'target');
  return found;
}
