/** The part of a JSON Schema that the documentation shows. */
export interface DocSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, DocSchema>>;
  readonly required?: readonly string[];
  readonly items?: DocSchema;
  readonly additionalProperties?: boolean | DocSchema;
  readonly anyOf?: readonly DocSchema[];
  readonly oneOf?: readonly DocSchema[];
  readonly allOf?: readonly DocSchema[];
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** The name of a schema that is referred to, or undefined. */
export const refName = (s: DocSchema): string | undefined => s.$ref?.split('/').at(-1);

/** A schema in one line: `string`, `Finding[]`, `"open" | "closed"`. */
export function typeText(s: DocSchema): string {
  const name = refName(s);
  if (name !== undefined) return name;
  if (s.const !== undefined) return JSON.stringify(s.const);
  if (s.enum) return s.enum.map((v) => JSON.stringify(v)).join(' | ');
  const branches = s.anyOf ?? s.oneOf;
  if (branches) return [...new Set(branches.map(typeText))].join(' | ');
  if (s.allOf) return s.allOf.map(typeText).join(' & ');
  const types = typeof s.type === 'string' ? [s.type] : (s.type ?? ['any']);
  return types
    .map((t) => {
      if (t === 'array') return `${s.items ? wrapped(typeText(s.items)) : 'any'}[]`;
      if (t === 'object' && typeof s.additionalProperties === 'object' && !s.properties)
        return `{ [name]: ${typeText(s.additionalProperties)} }`;
      return t;
    })
    .join(' | ');
}

const wrapped = (text: string): string => (text.includes(' | ') ? `(${text})` : text);

/** Bounds in words, for a table's last column. */
export function boundsText(s: DocSchema): string {
  return [
    s.minimum === undefined ? '' : `≥ ${s.minimum}`,
    // The largest safe integer is how "an integer" is written, and no bound that anybody chose.
    s.maximum === undefined || s.maximum === Number.MAX_SAFE_INTEGER ? '' : `≤ ${s.maximum}`,
    s.maxLength === undefined ? '' : `at most ${s.maxLength} characters`,
    s.pattern === undefined ? '' : s.pattern,
  ]
    .filter((t) => t !== '')
    .join(', ');
}
