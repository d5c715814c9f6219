/** Careful reads of untrusted records: nothing here throws, whatever the shape, and nothing reaches a prototype. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property, or undefined. */
export const own = (from: unknown, name: string): unknown =>
  isFields(from) && Object.hasOwn(from, name) ? from[name] : undefined;

/** A value down a path of own properties. */
export function at(from: unknown, ...path: readonly string[]): unknown {
  let value = from;
  for (const name of path) value = own(value, name);
  return value;
}

/** Longest text that is taken over from a record, characters. */
const TEXT_MAX = 2_000;

/** Text at a path, cut; undefined if there is none. */
export function text(from: unknown, ...path: readonly string[]): string | undefined {
  const value = at(from, ...path);
  if (typeof value !== 'string' || value === '') return undefined;
  // A cut may leave half a pair of surrogates, which cannot be hashed.
  return value.length > TEXT_MAX ? value.slice(0, TEXT_MAX).toWellFormed() : value;
}

/** A finite number at a path; undefined if there is none. */
export function number(from: unknown, ...path: readonly string[]): number | undefined {
  const value = at(from, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A whole number at a path; undefined if there is none. */
export function integer(from: unknown, ...path: readonly string[]): number | undefined {
  const value = at(from, ...path);
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** A port, if a number is one. */
const PORT_MAX = 65_535;
export const portOf = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value <= PORT_MAX ? value : undefined;

/** Longest list that is looked through. */
const LIST_MAX = 200;

export function list(from: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = at(from, ...path);
  return Array.isArray(value) ? value.slice(0, LIST_MAX) : [];
}

/** Whatever is after this is no time that a sender meant. */
const LATEST_MS = Date.UTC(2100, 0, 1);
/** Numbers below are seconds: as ms they would be of 1973, as seconds this is the year 5138. */
const MS_FROM = 100_000_000_000;

/** The same for microseconds and nanoseconds, which would be of the years 5138 and after. */
const MICROSECONDS_FROM = MS_FROM * 1_000;
const NANOSECONDS_FROM = MICROSECONDS_FROM * 1_000;
const EPOCH = /^[0-9]{9,19}(?:\.[0-9]{1,9})?$/;
/** `Date.parse` takes `99` for a year and `no-10-` for a day of October: a date has eight characters, and begins as one does. */
const SHORTEST_DATE = 8;
const DATE =
  /^(?:[0-9]|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ ,.])/i;

/** ms of an epoch time in s, ms, µs or ns, told apart by its size. */
function epochMs(value: number): number {
  if (value < MS_FROM) return value * 1_000;
  if (value < MICROSECONDS_FROM) return value;
  return value / (value < NANOSECONDS_FROM ? 1_000 : 1_000_000);
}

const parsed = (value: string): number =>
  value.length >= SHORTEST_DATE && DATE.test(value) ? Date.parse(value) : Number.NaN;

/** ms of an ISO time, or of an epoch time in s, ms, µs or ns, a number or its digits; undefined if it is none. */
export function time(value: unknown): number | undefined {
  let ms = Number.NaN;
  if (typeof value === 'string' && value.length <= 40) ms = EPOCH.test(value) ? epochMs(Number(value)) : parsed(value);
  else if (typeof value === 'number') ms = epochMs(value);
  return ms >= 0 && ms <= LATEST_MS ? Math.floor(ms) : undefined;
}

/**
 * Four numbers with full stops between: looked at for every event, and a pattern takes three times as long. `most` is the largest
 * that one may be; 255 lets no leading zero pass either, with which others read octal.
 */
function isV4(value: string, most: 255 | 999): boolean {
  let digits = 0;
  let dots = 0;
  let part = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c >= 48 && c <= 57) {
      if (most === 255 && digits > 0 && part === 0) return false;
      part = part * 10 + c - 48;
      if (++digits > 3 || part > most) return false;
    } else if (c === 46 && digits > 0) {
      dots++;
      digits = 0;
      part = 0;
    } else return false;
  }
  return dots === 3 && digits > 0;
}

const LIKE_V6 = /^[0-9a-f:.]{2,45}$/i;
const GROUP = /^[0-9a-f]{1,4}$/i;
const GROUPS = 8;

/** RFC 4291, 2.2: eight groups, of which one run of zeros may be `::`, and the last two may be an IPv4 address. */
function isV6(value: string): boolean {
  if (!LIKE_V6.test(value)) return false;
  const last = value.slice(value.lastIndexOf(':') + 1);
  const dotted = last.includes('.');
  if (dotted && !isV4(last, 255)) return false;
  const halves = (dotted ? `${value.slice(0, -last.length)}0:0` : value).split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => GROUP.test(group))) return false;
  return halves.length === 2 ? groups.length < GROUPS : halves.length === 1 && groups.length === GROUPS;
}

/** Whether a text is an IPv4 or IPv6 address. */
export const isAddress = (value: string): boolean => isV4(value, 255) || (value.includes(':') && isV6(value));

/** Whether a text means to be an address, be it one or not: enough to tell it from the name of a service or a host. */
export const looksLikeAddress = (value: string): boolean =>
  isV4(value, 999) || (value.includes(':') && LIKE_V6.test(value));

/** A mail address as OCSF takes one: of ASCII, without quotes. */
const MAIL = /^[\w!#$%&'*+,\-./=?^`{|}~]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+$/;
export const isMail = (value: string): boolean => MAIL.test(value);

/** An object without its undefined members, so that `exactOptionalPropertyTypes` holds. */
export function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  const out: Record<string, unknown> = {};
  for (const [k, v] of Object.entries(fields)) if (v !== undefined) out[k] = v;
  return out as T;
}

export const OCSF_VERSION = '1.5.0';
