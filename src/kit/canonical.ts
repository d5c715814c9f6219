import canonicalize from 'canonicalize';

/** Anything JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * Canonical JSON (RFC 8785): the one byte sequence that hashes and signatures are made over. Throws on values that JSON
 * cannot say (NaN, functions): such a value is a bug of the caller, never input.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('canonicalJson: the value has no JSON form');
  return text;
}
