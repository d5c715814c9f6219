import type { Json, JsonObject } from '../../kit/canonical.ts';
import { EC2_VERSION, ec2Operations } from '../operations/ec2.ts';
import { IAM_VERSION, iamOperations } from '../operations/iam.ts';
import { STS_VERSION, stsOperations } from '../operations/sts.ts';
import { answerName, shapeOf, type Fields, type Operation, type Protocol, type Shape } from '../shape.ts';

const TABLES = {
  iam: { operations: iamOperations, protocol: 'query', version: IAM_VERSION },
  sts: { operations: stsOperations, protocol: 'query', version: STS_VERSION },
  ec2: { operations: ec2Operations, protocol: 'ec2', version: EC2_VERSION },
} as const;

export interface Case {
  readonly service: 'iam' | 'sts' | 'ec2';
  readonly protocol: Protocol;
  readonly name: string;
  readonly operation: Operation;
}

/** Every operation of every table. */
export const everyOperation: readonly Case[] = (['iam', 'sts', 'ec2'] as const).flatMap((service) =>
  Object.entries(TABLES[service].operations).map(([name, operation]) => ({
    service,
    protocol: TABLES[service].protocol,
    name,
    operation,
  })),
);

/** Characters that a form, a URL and XML each treat in their own way. */
const AWKWARD = 'a b+c&d=e%f*(g)!\'h"~/ü€😀<i>\n';

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
    case 'struct':
      return sampleStruct(shape.fields, seed);
    default:
      throw new Error('no such shape');
  }
}

export const sampleStruct = (fields: Fields, seed = { n: 0 }): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, sampleOf(shapeOf(field), seed)]));

const escape = (s: string): string => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A value as the service would write it. */
export function xmlOf(protocol: Protocol, name: string, shape: Shape, value: Json): string {
  const member = protocol === 'query' ? 'member' : 'item';
  if (shape.kind === 'list')
    return `<${name}>${(value as Json[]).map((v) => xmlOf(protocol, member, shape.of, v)).join('\n')}</${name}>`;
  if (shape.kind === 'struct') return `<${name}>${xmlFields(protocol, shape.fields, value as JsonObject)}</${name}>`;
  return `<${name}>${escape(typeof value === 'string' ? value : JSON.stringify(value))}</${name}>`;
}

export const xmlFields = (protocol: Protocol, fields: Fields, value: JsonObject): string =>
  Object.entries(fields)
    .map(([name, field]) => xmlOf(protocol, answerName(protocol, name, field), shapeOf(field), value[name]!))
    .join('\n  ');

/** A whole answer of an operation. */
export function answerXml({ protocol, name, operation }: Case, value: JsonObject): string {
  const inner = xmlFields(protocol, operation.output, value);
  return protocol === 'query'
    ? `<${name}Response xmlns="https://x.amazonaws.com/doc/"><${name}Result>${inner}</${name}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${name}Response>`
    : `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="http://ec2.amazonaws.com/doc/"><requestId>r-1</requestId>${inner}</${name}Response>`;
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
