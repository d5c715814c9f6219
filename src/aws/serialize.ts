import type { Json } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { requestName, shapeOf, type Fields, type Protocol, type Shape } from './shape.ts';

type Pairs = [name: string, value: string][];

/**
 * Writes parameters as the form fields of a query protocol, in the order of the table. Nothing is dropped in silence: a
 * parameter that the table does not know (a mistyped `DryRun`, say) is an error that names it. `null` and
 * `undefined` mean absent. An empty list is written as nothing but its name in `query`, and not at all in `ec2`.
 */
export function formOf(
  protocol: Protocol,
  fields: Fields,
  params: { readonly [key: string]: Json },
): Result<Pairs, string> {
  const pairs: Pairs = [];
  const wrong = writeStruct(protocol, fields, params, '', '', pairs);
  return wrong === undefined ? ok(pairs) : err(wrong);
}

/** Returns what is wrong and where, in the SDK's names. */
function writeStruct(
  protocol: Protocol,
  fields: Fields,
  value: { readonly [key: string]: Json },
  prefix: string,
  path: string,
  out: Pairs,
): string | undefined {
  for (const name of Object.keys(value))
    if (!Object.hasOwn(fields, name)) return `${path}${name} is no parameter of this operation that is known here`;
  for (const [name, field] of Object.entries(fields)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member === undefined || member === null) continue;
    const wrong = write(
      protocol,
      shapeOf(field),
      member,
      `${prefix}${requestName(protocol, name, field)}`,
      `${path}${name}`,
      out,
    );
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function scalarOf(kind: 'text' | 'time' | 'number' | 'boolean', value: Json): string | undefined {
  if (kind === 'number') return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
  if (kind === 'boolean') return typeof value === 'boolean' ? String(value) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function write(
  protocol: Protocol,
  shape: Shape,
  value: Json,
  name: string,
  path: string,
  out: Pairs,
): string | undefined {
  if (shape.kind === 'struct') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path} must be an object`;
    return writeStruct(protocol, shape.fields, value, `${name}.`, `${path}.`, out);
  }
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) return `${path} must be a list`;
    if (value.length === 0 && protocol === 'query') out.push([name, '']);
    const member = protocol === 'query' ? `${name}.member` : name;
    for (const [i, item] of value.entries()) {
      const wrong = write(protocol, shape.of, item, `${member}.${i + 1}`, `${path}[${i}]`, out);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
  const scalar = scalarOf(shape.kind, value);
  if (scalar === undefined) return `${path} must be a ${shape.kind === 'number' ? 'whole number' : shape.kind}`;
  out.push([name, scalar]);
  return undefined;
}

/** `application/x-www-form-urlencoded` in the strict form that AWS's SDKs send: RFC 3986, a space is `%20`. */
export const encodeForm = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([k, v]) => `${encode(k)}=${encode(v)}`).join('&');

const encode = (s: string): string =>
  encodeURIComponent(s.toWellFormed()).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
