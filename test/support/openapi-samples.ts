import * as fc from 'fast-check';

/** The part of JSON Schema that the API's document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}
export interface Operation {
  readonly 'x-vedette-access': string;
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
export interface ApiRoute {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export const routesOf = (document: Document): ApiRoute[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

const BOUND = 1_000_000;

function text(s: Schema): fc.Arbitrary<string> {
  if (s.format === 'email') return fc.constant('person@example.com');
  if (s.format === 'uri') return fc.constant('https://idp.example.com');
  if (s.pattern !== undefined) return fc.stringMatching(new RegExp(s.pattern));
  const minLength = Math.max(1, s.minLength ?? 1);
  return fc
    .string({ minLength, maxLength: Math.min(s.maxLength ?? 40, minLength + 40), unit: 'grapheme-ascii' })
    .map((t) => (t.trim() === '' ? 'x'.repeat(minLength) : t));
}

/** Values that fit a schema. */
export function valid(s: Schema, document: Document): fc.Arbitrary<unknown> {
  if (s.$ref !== undefined) return valid(document.components.schemas[s.$ref.split('/').at(-1)!]!, document);
  if (s.const !== undefined) return fc.constant(s.const);
  if (s.enum !== undefined) return fc.constantFrom(...s.enum);
  const branches = s.anyOf ?? s.oneOf;
  if (branches !== undefined) return fc.oneof(...branches.map((b) => valid(b, document)));
  if (s.allOf !== undefined)
    return fc.tuple(...s.allOf.map((b) => valid(b, document))).map((parts) => Object.assign({}, ...parts) as unknown);
  const type = typeof s.type === 'string' ? s.type : s.type?.[0];
  switch (type) {
    case 'string':
      return text(s);
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(s.minimum ?? 0, -BOUND),
        max: Math.max(s.minimum ?? 0, Math.min(s.maximum ?? BOUND, BOUND)),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(s.items ? valid(s.items, document) : fc.constant('x'), {
        minLength: s.minItems ?? 0,
        maxLength: Math.min(s.maxItems ?? 2, (s.minItems ?? 0) + 2),
      });
    case 'object': {
      const required = new Set(s.required ?? []);
      const entries = Object.entries(s.properties ?? {});
      if (entries.length === 0)
        return typeof s.additionalProperties === 'object'
          ? fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), valid(s.additionalProperties, document), { maxKeys: 2 })
          : fc.constant({});
      return fc.record(Object.fromEntries(entries.map(([k, v]) => [k, valid(v, document)])), {
        requiredKeys: entries.map(([k]) => k).filter((k) => required.has(k)),
      });
    }
    default:
      return fc.constant({});
  }
}

/** Things that break parsers: wrong types, extremes, controls, lone surrogates, prototype names, deep nesting, templates. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withNullPrototype: false, withDate: false, withBigInt: false, withMap: false, withSet: false }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    null,
    '',
    ' ',
    '\u0000',
    '\ud800',
    "' OR 1=1 --",
    '../../etc/passwd',
    '%00',
    '{{7*7}}',
    '${1}',
    '<script>alert(1)</script>',
    'x'.repeat(100_000),
    -1,
    0,
    1e308,
    Number.MAX_SAFE_INTEGER,
    -0.5,
    true,
    [],
    {},
    [[[[[[[[[[]]]]]]]]]],
    { __proto__: { admin: true } },
    JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{}}}'),
  ),
);
