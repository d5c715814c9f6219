import type { Cef } from './cef.ts';

/** Header fields before the attributes; version 2 may have the delimiter as one more. */
const HEADER_FIELDS = 5;
const KEYS_MAX = 250;
const KEY_MAX = 128;
const TAB = '\t';

/**
 * Attributes that CEF has by another name, so that rules and normalizers know one:
 * https://www.ibm.com/docs/en/dsm?topic=overview-predefined-leef-event-attributes
 */
const CEF_KEYS: ReadonlyMap<string, string> = new Map([
  ['devTime', 'rt'],
  ['srcPort', 'spt'],
  ['dstPort', 'dpt'],
  ['usrName', 'suser'],
  ['accountName', 'duser'],
  ['identHostName', 'shost'],
  ['url', 'request'],
  ['action', 'act'],
  ['srcBytes', 'out'],
  ['dstBytes', 'in'],
]);

export const startsLeef = (text: string): boolean => /^LEEF:[12](?:\.0)?\|/.test(text.slice(0, 16));

/** The delimiter that version 2 names: a character, or its code as `x5E`, `0x5E` or `\\x5E`; undefined if the field is none. */
function delimiterOf(field: string): string | undefined {
  if (field.length <= 1) return field === '' ? TAB : field;
  if (field === '\\t') return TAB;
  const hex = /^(?:0|\\)?x([0-9a-f]{2,4})$/i.exec(field)?.[1];
  return hex === undefined ? undefined : String.fromCharCode(Number.parseInt(hex, 16));
}

/** What relays make of a tab: rsyslog escapes control characters so, others write them as in a program. */
const WRITTEN_TABS = ['#011', '\\t', '\\x09'];
/** A tab, or what stands in its place where there is none at all. */
const tabIn = (attributes: string): string =>
  attributes.includes(TAB) ? TAB : (WRITTEN_TABS.find((written) => attributes.includes(written)) ?? TAB);

/** A message that begins with `LEEF:`, in CEF's words; undefined if its header is not whole. */
export function readLeef(message: string): Cef | undefined {
  const fields: string[] = [];
  let from = 'LEEF:'.length;
  while (fields.length < HEADER_FIELDS) {
    const pipe = message.indexOf('|', from);
    if (pipe === -1) return undefined;
    fields.push(message.slice(from, pipe).trim());
    from = pipe + 1;
  }
  const [version = '', vendor = '', product = '', productVersion = '', signature = ''] = fields;
  let delimiter = TAB;
  if (version.startsWith('2')) {
    const pipe = message.slice(from, from + 8).indexOf('|');
    const named = pipe === -1 ? undefined : delimiterOf(message.slice(from, from + pipe));
    if (named !== undefined) {
      delimiter = named;
      from += pipe + 1;
    }
  }
  const attributes = message.slice(from);
  const found = new Map<string, string>();
  for (const part of attributes.split(delimiter === TAB ? tabIn(attributes) : delimiter, KEYS_MAX)) {
    const equals = part.indexOf('=');
    const key = part.slice(0, Math.max(0, equals)).trim();
    if (key !== '' && key.length <= KEY_MAX) found.set(CEF_KEYS.get(key) ?? key, part.slice(equals + 1).trim());
  }
  // LEEF has no name of an event; its category says more than its id.
  const name = found.get('cat') ?? signature;
  const severity = found.get('sev') ?? '';
  return { version, vendor, product, productVersion, signature, name, severity, extension: Object.fromEntries(found) };
}
