import type { Json, JsonObject } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { shapeOf, type Fields, type Shape } from './shape.ts';

type Params = { readonly [key: string]: Json };

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parameters as the table has them, in its order; the error says what is wrong and where, in the SDK's names. Nothing is
 * dropped in silence: a parameter that the table does not know (a mistyped `DryRun`, say) is an error that names it.
 * `null` means absent. Pure.
 */
export function conform(fields: Fields, params: Params, path = ''): Result<JsonObject, string> {
  for (const name of Object.keys(params))
    if (!Object.hasOwn(fields, name)) return err(`${path}${name} is no parameter of this operation that is known here`);
  const out: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined || value === null) continue;
    const made = conformValue(shapeOf(field), value, `${path}${name}`);
    if (!made.ok) return made;
    out[name] = made.value;
  }
  return ok(out);
}

function conformValue(shape: Shape, value: Json, path: string): Result<Json, string> {
  switch (shape.kind) {
    case 'struct':
      return isObject(value) ? conform(shape.fields, value, `${path}.`) : err(`${path} must be an object`);
    case 'list':
      if (!Array.isArray(value)) return err(`${path} must be a list`);
      return all(value.map((item, i) => conformValue(shape.of, item, `${path}[${i}]`)));
    case 'map': {
      if (!isObject(value)) return err(`${path} must be an object`);
      const names = Object.keys(value);
      const values = all(names.map((n) => conformValue(shape.of, value[n]!, `${path}.${n}`)));
      return values.ok ? ok(Object.fromEntries(names.map((n, i) => [n, values.value[i]!]))) : values;
    }
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value)
        ? ok(value)
        : err(`${path} must be a whole number`);
    case 'boolean':
      return typeof value === 'boolean' ? ok(value) : err(`${path} must be a boolean`);
    case 'text':
      return typeof value === 'string' ? ok(value.toWellFormed()) : err(`${path} must be a text`);
    case 'time':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value))
        ? ok(value)
        : err(`${path} must be a time, as ISO 8601 text`);
    default:
      return shape satisfies never;
  }
}

function all(results: readonly Result<Json, string>[]): Result<Json[], string> {
  const values: Json[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}

/** Texts of the parameters that must not be seen in an error. Pure. */
export const secretsIn = (fields: Fields, params: Params): string[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const shape = shapeOf(field);
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    return shape.kind === 'text' && shape.secret === true && typeof value === 'string' && value !== '' ? [value] : [];
  });

/** A conforming text, number or boolean as it stands in a form, an address or an XML element. */
export const scalarText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
