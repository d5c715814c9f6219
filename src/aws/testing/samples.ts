import type { Json, JsonObject } from '../../kit/canonical.ts';
import { SERVICES } from '../services.ts';
import { answerName, memberName, shapeOf, type Fields, type Operation, type Protocol, type Shape } from '../shape.ts';
import type { AwsService } from '../types.ts';
import type { Reply } from './sdk.ts';

export interface Case {
  readonly service: AwsService;
  readonly protocol: Protocol;
  readonly name: string;
  readonly operation: Operation;
}

/** Every operation of every table. */
export const everyOperation: readonly Case[] = (Object.keys(SERVICES) as AwsService[]).flatMap((service) =>
  Object.entries(SERVICES[service].operations).map(([name, operation]) => ({
    service,
    protocol: SERVICES[service].protocol,
    name,
    operation,
  })),
);

/** Characters that a form, a URL, JSON and XML each treat in their own way. */
const AWKWARD = 'a b+c&d=e%f*(g)!\'h"~/ü€😀<i>\n\\';

/** Values of parameters that cannot be any text: they are parts of addresses and headers. */
const FORMED: Readonly<Record<string, string>> = {
  FunctionName: 'arn:aws:lambda:us-east-1:111122223333:function:f-1_x:$LATEST',
  Resource: 'arn:aws:lambda:us-east-1:111122223333:function:f-1_x',
  Bucket: 'a-bucket-1',
  ExpectedBucketOwner: '111122223333',
};

/** A value of a shape: two members in each list, every field of each structure, no two values alike. */
export function sampleOf(shape: Shape, seed = { n: 0 }): Json {
  seed.n += 1;
  switch (shape.kind) {
    case 'text':
      return `${AWKWARD}${seed.n}`;
    case 'time':
      return new Date(Date.UTC(2026, 10, 21, 5, 0, seed.n % 60)).toISOString().replace('.000Z', 'Z');
    case 'number':
      return seed.n;
    case 'boolean':
      return seed.n % 2 === 0;
    case 'list':
      return [sampleOf(shape.of, seed), sampleOf(shape.of, seed)];
    case 'map':
      return { [`${AWKWARD}k`]: sampleOf(shape.of, seed), plain: sampleOf(shape.of, seed) };
    case 'struct':
      return sampleStruct(shape.fields, seed);
    default:
      return shape satisfies never;
  }
}

export const sampleStruct = (fields: Fields, seed = { n: 0 }): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, sampleOf(shapeOf(field), seed)]));

/** Parameters of an operation: all that it has. */
export function sampleParams({ operation: { input, http } }: Case): JsonObject {
  const placed = new Set(Object.keys({ ...http?.labels, ...http?.headers }));
  return Object.fromEntries(
    Object.entries(sampleStruct(input)).map(([name, value]) => [name, placed.has(name) ? FORMED[name]! : value]),
  );
}

/** Those parameters without which there is no request: parts of the path, and the body. */
export const neededParams = (c: Case): JsonObject =>
  Object.fromEntries(
    Object.entries(sampleParams(c)).filter(
      ([name]) => Object.hasOwn(c.operation.http?.labels ?? {}, name) || name === c.operation.http?.payload,
    ),
  );

const escape = (s: string): string => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A value as the service would write it in XML. */
export function xmlOf(protocol: Protocol, name: string, shape: Shape, value: Json): string {
  if (shape.kind === 'list')
    return `<${name}>${(value as Json[]).map((v) => xmlOf(protocol, memberName(protocol, shape), shape.of, v)).join('\n')}</${name}>`;
  if (shape.kind === 'struct') return `<${name}>${xmlFields(protocol, shape.fields, value as JsonObject)}</${name}>`;
  return `<${name}>${escape(typeof value === 'string' ? value : JSON.stringify(value))}</${name}>`;
}

export const xmlFields = (protocol: Protocol, fields: Fields, value: JsonObject): string =>
  Object.entries(fields)
    .map(([name, field]) => xmlOf(protocol, answerName(protocol, name, field), shapeOf(field), value[name]!))
    .join('\n  ');

/** A value as the service would write it in JSON: times are seconds since 1970, with a fraction or without. */
export function jsonOf(shape: Shape, value: Json): Json {
  if (shape.kind === 'time') return Date.parse(value as string) / 1000;
  if (shape.kind === 'list') return (value as Json[]).map((v) => jsonOf(shape.of, v));
  if (shape.kind !== 'struct') return value;
  const fields = Object.entries(shape.fields);
  return Object.fromEntries(
    fields.map(([n, f]) => [answerName('json', n, f), jsonOf(shapeOf(f), (value as JsonObject)[n]!)]),
  );
}

/** A whole answer of an operation that says `value`. */
export function answerWith({ protocol, name, operation }: Case, value: JsonObject): Required<Reply> {
  const { output, http } = operation;
  if (protocol === 'json' || protocol === 'rest-json') {
    const body = http?.method === 'DELETE' ? '' : JSON.stringify(jsonOf({ kind: 'struct', fields: output }, value));
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
  }
  const answer = { status: 200, headers: { 'content-type': 'text/xml' } };
  if (protocol === 'rest-xml') {
    const headers = Object.fromEntries(
      Object.entries(http?.answerHeaders ?? {}).map(([n, wire]) => [wire, String(value[n] as string | boolean)]),
    );
    const inner = http?.rootMember;
    const shape: Shape = inner === undefined ? { kind: 'struct', fields: output } : shapeOf(output[inner]!);
    const body =
      http?.root === undefined ? '' : xmlOf(protocol, http.root, shape, inner === undefined ? value : value[inner]!);
    return { ...answer, headers: { ...answer.headers, ...headers }, body };
  }
  const inner = xmlFields(protocol, output, value);
  const body =
    protocol === 'query'
      ? `<${name}Response xmlns="https://x.amazonaws.com/doc/"><${name}Result>${inner}</${name}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${name}Response>`
      : `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="http://ec2.amazonaws.com/doc/"><requestId>r-1</requestId>${inner}</${name}Response>`;
  return { ...answer, body };
}

/** A whole answer that says nothing. */
export function emptyAnswer({ protocol, name, operation: { http } }: Case): Reply {
  const body = {
    query: `<${name}Response><${name}Result/></${name}Response>`,
    ec2: `<${name}Response/>`,
    json: '{}',
    'rest-json': '{}',
    'rest-xml': http?.root === undefined ? '' : `<${http.root}/>`,
  }[protocol];
  return { status: 200, body };
}

/** What the SDK answers, in our terms: dates as AWS's text, its own metadata left out. */
export function asOurs(value: unknown): Json {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (Array.isArray(value)) return value.map(asOurs);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([k, v]) => k !== '$metadata' && v !== undefined)
      .map(([k, v]) => [k, asOurs(v)]),
  );
}
