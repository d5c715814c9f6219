import type { Json, JsonObject } from '../kit/canonical.ts';
import { scalarText } from './conform.ts';
import { requestName, shapeOf, type Fields, type Protocol, type Shape } from './shape.ts';

type Pairs = [name: string, value: string][];

/**
 * Writes conforming parameters as the form fields of a query protocol, in the order of the table. An empty list is written as
 * nothing but its name in `query`, and not at all in `ec2`.
 */
export function formOf(protocol: 'query' | 'ec2', fields: Fields, params: JsonObject): Pairs {
  const pairs: Pairs = [];
  writeStruct(protocol, fields, params, '', pairs);
  return pairs;
}

function writeStruct(protocol: Protocol, fields: Fields, value: JsonObject, prefix: string, out: Pairs): void {
  for (const [name, field] of Object.entries(fields)) {
    const member = value[name];
    if (member !== undefined)
      write(protocol, shapeOf(field), member, `${prefix}${requestName(protocol, name, field)}`, out);
  }
}

function write(protocol: Protocol, shape: Shape, value: Json, name: string, out: Pairs): void {
  if (shape.kind === 'struct') return writeStruct(protocol, shape.fields, value as JsonObject, `${name}.`, out);
  if (shape.kind === 'list') {
    const items = value as Json[];
    if (items.length === 0 && protocol === 'query') out.push([name, '']);
    const member = protocol === 'query' ? `${name}.member` : name;
    for (const [i, item] of items.entries()) write(protocol, shape.of, item, `${member}.${i + 1}`, out);
    return;
  }
  out.push([name, scalarText(value)]);
}

/**
 * `application/x-www-form-urlencoded` as botocore sends it: RFC 3986, but a space is `+`. AWS takes `%20` as well; servers
 * that read the form first and write it again to check its signature (moto) know but one spelling, and it is this.
 */
export const encodeForm = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([k, v]) => `${encode(k)}=${encode(v)}`.replaceAll('%20', '+')).join('&');

/** One part of an address or a form: all but the unreserved characters of RFC 3986 are escaped, `/` and `+` among them. */
export const encode = (s: string): string =>
  encodeURIComponent(s.toWellFormed()).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
