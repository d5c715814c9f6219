/** The part of JSON Schema 2020-12 that the OpenAPI document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function objectType(s: JsonSchema): string {
  const required = new Set(s.required ?? []);
  const lines = Object.entries(s.properties ?? {}).map(
    ([name, value]) => `${property(name)}${required.has(name) ? '' : '?'}: ${typeOf(value)};`,
  );
  const rest = s.additionalProperties;
  if (lines.length === 0) {
    if (rest === undefined || rest === false)
      return s.properties === undefined ? 'Record<string, unknown>' : 'Record<string, never>';
    return `Record<string, ${rest === true ? 'unknown' : typeOf(rest)}>`;
  }
  return `{ ${lines.join(' ')} }`;
}

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ');

/** A TypeScript type for a schema; named schemas are `Schemas['Name']`. What it does not know is `unknown`. */
export function typeOf(s: JsonSchema): string {
  if (s.$ref !== undefined) return `Schemas[${JSON.stringify(s.$ref.slice('#/components/schemas/'.length))}]`;
  if (s.const !== undefined) return JSON.stringify(s.const);
  if (s.enum !== undefined) return union(s.enum.map((v) => JSON.stringify(v)));
  const branches = s.anyOf ?? s.oneOf;
  if (branches !== undefined) return `(${union(branches.map(typeOf))})`;
  if (s.allOf !== undefined) return `(${s.allOf.map(typeOf).join(' & ')})`;
  const types = typeof s.type === 'string' ? [s.type] : (s.type ?? []);
  if (types.length === 0) return 'unknown';
  const each = types.map((t) => {
    if (t === 'array') return `(${s.items === undefined ? 'unknown' : typeOf(s.items)})[]`;
    if (t === 'object') return objectType(s);
    return PRIMITIVES[t] ?? 'unknown';
  });
  return each.length === 1 ? each[0]! : `(${union(each)})`;
}
