import type { Json } from '../kit/canonical.ts';

type Fields = { readonly [key: string]: Json };

const isFields = (value: Json | Fields | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of an AWS answer (SDK names); undefined if it is not there: AWS leaves out what is empty. */
export const field = (from: Json | Fields | undefined, name: string): Json | undefined =>
  isFields(from) && Object.hasOwn(from, name) ? from[name] : undefined;

/** A field as text; empty if it is not there. */
export function text(from: Json | Fields | undefined, name: string): string {
  const value = field(from, name);
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

/** A field as a list; empty if it is not there. */
export function list(from: Json | Fields | undefined, name: string): readonly Json[] {
  const value = field(from, name);
  return Array.isArray(value) ? value : [];
}

/** `[{Key, Value}]` as a record. */
export const tagsOf = (from: Json | Fields | undefined, name: string): Record<string, string> =>
  Object.fromEntries(list(from, name).map((tag) => [text(tag, 'Key'), text(tag, 'Value')]));
