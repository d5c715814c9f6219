import type { Json } from '../kit/canonical.ts';

type Fields = { readonly [key: string]: Json };

const isFields = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads AWS answers leniently: query-protocol services write `InstanceId` (IAM) or `instanceId` (EC2), lists bare or
 * wrapped in `member` or `item`, and leave out what is empty.
 */
export function field(from: Json | Fields | undefined, ...names: readonly string[]): Json | undefined {
  if (!isFields(from as Json | undefined)) return undefined;
  const fields = from as Fields;
  for (const name of names)
    for (const key of [name, name.charAt(0).toLowerCase() + name.slice(1)])
      if (Object.hasOwn(fields, key)) return fields[key];
  return undefined;
}

/** A field as text; empty if it is not there. */
export function text(from: Json | Fields | undefined, ...names: readonly string[]): string {
  const value = field(from, ...names);
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

/** A field as a list; empty if it is not there. */
export function list(from: Json | Fields | undefined, ...names: readonly string[]): readonly Json[] {
  let value = field(from, ...names);
  const wrapped = isFields(value) ? (field(value, 'member') ?? field(value, 'item')) : undefined;
  if (wrapped !== undefined) value = wrapped;
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

/** `[{Key, Value}]` as a record. */
export function tagsOf(from: Json | Fields | undefined, ...names: readonly string[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const tag of list(from, ...names)) {
    const key = text(tag, 'Key');
    if (key !== '') tags[key] = text(tag, 'Value');
  }
  return tags;
}
