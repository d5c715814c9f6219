import { isAddress, isFields, isMail, portOf } from '../read.ts';
import type { Attribute } from './notation.ts';

/** What lies before is a time in seconds, or none. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Examples, and senders without a clock, say that it is the first of January 1970. */
const NO_CLOCK_MS = 86_400_000;
/** What lies after is a time in µs or ns. */
const LATEST_MS = Date.UTC(2100, 0, 1);
const isTime = (n: number): boolean => (n >= EARLIEST_MS && n <= LATEST_MS) || (n >= 0 && n < NO_CLOCK_MS);
const OFFSET_MAX_MINUTES = 1_080;

/** Types that are text, and what is wrong with a text that is none of them. */
const TEXT: Readonly<Record<string, readonly [(text: string) => boolean, string]>> = {
  s: [() => true, 'is no string'],
  ip: [isAddress, 'is no address'],
  mail: [isMail, 'is no mail address'],
  mac: [(text) => /^(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(text), 'is no MAC address'],
  uuid: [(text) => /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text), 'is no UUID'],
  hash: [(text) => /^[0-9a-fA-F]+$/.test(text), 'is no hash'],
};
const NO_OBJECTS: ReadonlySet<string> = new Set([...Object.keys(TEXT), 'b', 'f', 'i', 'j', 'o', 'port', 't']);

/** Whether a type is none of the schema's objects. */
export const isScalar = (type: string): boolean => NO_OBJECTS.has(type);

const unlisted = (value: unknown): string => `is ${String(value)}, which its enumeration does not have`;

function problemOfText([holds, problem]: (typeof TEXT)[string], { words }: Attribute, value: unknown) {
  if (typeof value !== 'string') return 'is no string';
  if (!holds(value)) return problem;
  return words === undefined || words.has(value) ? undefined : unlisted(value);
}

function problemOfInteger({ type, name, numbers }: Attribute, value: unknown): string | undefined {
  if (!Number.isSafeInteger(value)) return type === 't' ? 'is no time in ms' : 'is no integer';
  const n = value as number;
  if (type === 't') return isTime(n) ? undefined : 'is no time in ms';
  if (type === 'port') return portOf(n) === undefined ? 'is no port' : undefined;
  if (name === 'timezone_offset' && Math.abs(n) > OFFSET_MAX_MINUTES) return 'is no offset in minutes';
  return numbers === undefined || numbers.has(n) ? undefined : unlisted(n);
}

/** What is wrong with a value as one of an attribute, its elements one by one; of an object only whether it is one. */
export function problemOfValue(attribute: Attribute, value: unknown): string | undefined {
  const text = Object.hasOwn(TEXT, attribute.type) ? TEXT[attribute.type] : undefined;
  if (text) return problemOfText(text, attribute, value);
  switch (attribute.type) {
    case 'b':
      return typeof value === 'boolean' ? undefined : 'is no boolean';
    case 'f':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'is no number';
    case 'i':
    case 'port':
    case 't':
      return problemOfInteger(attribute, value);
    case 'j':
      return undefined;
    default:
      return isFields(value) ? undefined : 'is no object';
  }
}
