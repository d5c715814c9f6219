import type { Json, JsonObject } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { answerName, requestName, shapeOf, type Fields, type Shape } from './shape.ts';

/* Bodies of AWS JSON 1.1 and REST-JSON: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */

const MS_PER_SECOND = 1000;

/** Conforming parameters as a JSON body, in the order of the table; those that are bound elsewhere are left out. */
export function jsonBody(fields: Fields, params: JsonObject, elsewhere: ReadonlySet<string> = new Set()): string {
  return JSON.stringify(writeStruct(fields, params, elsewhere));
}

function writeStruct(fields: Fields, value: JsonObject, elsewhere?: ReadonlySet<string>): JsonObject {
  const out: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    const member = value[name];
    if (member === undefined || elsewhere?.has(name) === true) continue;
    out[requestName('json', name, field)] = write(shapeOf(field), member);
  }
  return out;
}

function write(shape: Shape, value: Json): Json {
  if (shape.kind === 'struct') return writeStruct(shape.fields, value as JsonObject);
  if (shape.kind === 'list') return (value as Json[]).map((item) => write(shape.of, item));
  if (shape.kind === 'time') return Date.parse(value as string) / MS_PER_SECOND;
  return value;
}

/** The object in a body; an error if it is cut off, something else, or no object: what AWS said is then not known. */
export function parseJsonObject(body: string): Result<JsonObject, string> {
  let value: Json;
  try {
    value = JSON.parse(body) as Json;
  } catch {
    // The parser's own words quote the text.
    return err('not a whole JSON document');
  }
  return isObject(value) ? ok(value) : err('JSON, but no object');
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A JSON object as an SDK-shaped one. Lists and maps are always there, empty where they are missing; other members are left
 * out where they are missing or not of their kind.
 */
export function readJsonStruct(fields: Fields, value: JsonObject): JsonObject {
  const out: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    const wire = answerName('json', name, field);
    const member = read(shapeOf(field), Object.hasOwn(value, wire) ? value[wire] : undefined);
    if (member !== undefined) out[name] = member;
  }
  return out;
}

function read(shape: Shape, value: Json | undefined): Json | undefined {
  switch (shape.kind) {
    case 'struct':
      return isObject(value) ? readJsonStruct(shape.fields, value) : undefined;
    case 'list':
      return Array.isArray(value) ? value.flatMap((item) => read(shape.of, item) ?? []) : [];
    case 'map':
      // fromEntries defines own properties, whatever they are called.
      return Object.fromEntries(
        Object.entries(isObject(value) ? value : {}).flatMap(([name, item]) => {
          const member = read(shape.of, item);
          return member === undefined ? [] : [[name, member]];
        }),
      );
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'time':
      return typeof value === 'number' ? isoOf(value) : typeof value === 'string' ? value : undefined;
    case 'text':
      return typeof value === 'string' ? value : undefined;
    default:
      return shape satisfies never;
  }
}

/** Seconds since 1970 as the ISO text that the XML services write; undefined outside of what a date can be. */
function isoOf(seconds: number): string | undefined {
  const date = new Date(Math.round(seconds * MS_PER_SECOND));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}
