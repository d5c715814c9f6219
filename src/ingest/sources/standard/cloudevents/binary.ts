import { isObject } from '../../../read-json.ts';
import type { DeliveryFacts } from '../../../source.ts';

/** Attributes that are kept; extensions say nothing that a record needs. */
const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'time', 'subject'] as const;
const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;
/** Facts are kept with the delivery; no honest attribute is longer. */
const ATTRIBUTE_MAX_CHARS = 512;
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
  const facts: Record<string, string> = { mode: 'binary' };
  for (const name of ATTRIBUTES) {
    const header = headers.get(`ce-${name}`);
    const value = header === null ? undefined : attributeOf(header);
    if (value !== undefined) facts[name] = value;
  }
  return REQUIRED.every((name) => facts[name] !== undefined) ? facts : undefined;
}

/** The event that headers and body make together. Each element of a list in the body is an event of its own. */
export function eventOf(data: unknown, facts: DeliveryFacts, at: string): Record<string, unknown> {
  const { mode: _, ...attributes } = facts;
  const listed = at === 'body' ? undefined : /\[[0-9]+\]$/.exec(at)?.[0];
  const id = listed === undefined ? attributes['id'] : `${attributes['id'] ?? ''}${listed}`;
  return { ...attributes, id, datacontenttype: 'application/json', data: isObject(data) ? data : [data] };
}
