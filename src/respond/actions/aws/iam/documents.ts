import { globalRegionOf } from '../../../../aws/region.ts';
import type { Json, JsonObject } from '../../../../kit/canonical.ts';
import type { Place } from '../../../action.ts';

export const iam = (operation: string, place: Place, params: { [key: string]: Json }) => ({
  service: 'iam' as const,
  operation,
  region: globalRegionOf(place.region),
  params,
});

/** A policy's text as IAM returns it: percent-encoded (RFC 3986) JSON. */
export function decodeDocument(encoded: string): string {
  if (encoded.trimStart().startsWith('{')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

export const isFields = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const exact = (value: Json): boolean => {
  if (typeof value === 'number') return Number.isSafeInteger(value) || !Number.isInteger(value);
  if (Array.isArray(value)) return value.every(exact);
  return !isFields(value) || Object.values(value).every((v) => exact(v));
};

/** A policy document; undefined if the text is none, or holds a number that would not survive being read and written. */
export function parseDocument(text: string): JsonObject | undefined {
  try {
    const parsed = JSON.parse(text) as Json;
    return isFields(parsed) && exact(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The one form of all documents that mean the same to IAM: a list of one is that one, and a list of texts has no order,
 * for IAM gives both back as it likes. Statements keep their order. For comparing and showing, never for writing.
 */
export function meaningOf(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(meaningOf);
    if (items.length === 1) return items[0]!;
    return items.every((i) => typeof i === 'string') ? items.toSorted() : items;
  }
  if (!isFields(value)) return value;
  // Entries, so that a field named __proto__ is a field like any other.
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, meaningOf(v)]));
}
