import { toBase64 } from '../../../../kit/bytes.ts';
import { isObject, readText } from '../../../read-json.ts';
import type { DeliveryFacts } from '../../../source.ts';

const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;
const ATTRIBUTES: readonly string[] = [...REQUIRED, 'time', 'subject', 'dataschema'];
/** Facts are kept with the delivery; no honest attribute is longer. */
const ATTRIBUTE_MAX_CHARS = 512;
/** Of extensions, those that are kept: a delivery has at most 16 facts, and four beside the seven attributes are ours. */
const EXTENSIONS_MAX = 5;
/** Names of attributes (CloudEvents, "Naming conventions"); those with a meaning of their own are none of extensions. */
const EXTENSION = /^ce-((?!(?:data|data_base64|datacontenttype)$)[a-z0-9]{1,20})$/;
/** What a fact of an attribute begins with: a sender chooses the names of extensions. */
const FACT = 'ce-';
const CONTROL = /\p{Cc}/u;

/** A header's value as an attribute: quotes undone, then percent-decoded once (HTTP binding, 3.1.3.2). Undefined if it is none. */
export function attributeOf(header: string): string | undefined {
  if (header.length > ATTRIBUTE_MAX_CHARS * 3) return undefined;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(header)?.[1];
  const plain = quoted === undefined ? header : quoted.replaceAll(/\\(.)/gs, '$1');
  try {
    const value = decodeURIComponent(plain.replaceAll(/%(?![0-9a-f]{2})/gi, '%25'));
    return value !== '' && value.length <= ATTRIBUTE_MAX_CHARS && !CONTROL.test(value) ? value : undefined;
  } catch {
    // Bytes that are no UTF-8 must be refused.
    return undefined;
  }
}

/** The attributes of an event in binary mode, as facts; undefined if one that every event has is missing or none. */
export function binaryFacts(headers: Headers): DeliveryFacts | undefined {
  const facts: Record<string, string> = {};
  for (const name of ATTRIBUTES) {
    const header = headers.get(`ce-${name}`);
    const value = header === null ? undefined : attributeOf(header);
    if (value !== undefined) facts[`${FACT}${name}`] = value;
  }
  let extensions = 0;
  for (const [header, text] of headers) {
    const name = EXTENSION.exec(header)?.[1];
    if (name === undefined || ATTRIBUTES.includes(name) || extensions === EXTENSIONS_MAX) continue;
    const value = attributeOf(text);
    if (value === undefined) continue;
    facts[`${FACT}${name}`] = value;
    extensions++;
  }
  return REQUIRED.every((name) => facts[`${FACT}${name}`] !== undefined) ? { mode: 'binary', ...facts } : undefined;
}

/** Source and id of the event that facts are of. */
export const identityOf = (facts: DeliveryFacts): readonly [source: string, id: string] => [
  facts[`${FACT}source`] ?? '',
  facts[`${FACT}id`] ?? '',
];

/** Data of another type than JSON: a text where it is one. */
function bytesOf(data: Uint8Array): Record<string, unknown> {
  const text = readText(data);
  return text.ok && !text.value.includes('\0') ? { data: text.value } : { data_base64: toBase64(data) };
}

function dataOf(data: unknown): Record<string, unknown> {
  if (data instanceof Uint8Array) return data.byteLength === 0 ? {} : bytesOf(data);
  return { data: isObject(data) ? data : [data] };
}

/** The event that headers and body make together. Each element of a list in the body is an event of its own. */
export function eventOf(data: unknown, facts: DeliveryFacts, at: string): Record<string, unknown> {
  const attributes: Record<string, string> = Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (name.startsWith(FACT) ? [[name.slice(FACT.length), value]] : [])),
  );
  const listed = at === 'body' ? undefined : /\[[0-9]+\]$/.exec(at)?.[0];
  const id = listed === undefined ? attributes['id'] : `${attributes['id'] ?? ''}${listed}`;
  const type = facts['type'] ?? '';
  return { ...attributes, id, ...(type === '' ? {} : { datacontenttype: type }), ...dataOf(data) };
}
