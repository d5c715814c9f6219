import { parseDocument, type ScalarTag, type CollectionTag } from 'yaml';

/** A parsed template: short tags are read as their long forms (`!Ref X` is `{Ref: X}`). */
export interface Template {
  readonly Description?: string;
  readonly Parameters?: Record<string, Record<string, unknown>>;
  readonly Conditions?: Record<string, unknown>;
  readonly Resources: Record<
    string,
    { readonly Type: string; readonly Condition?: string; readonly Properties?: Record<string, unknown> }
  >;
  readonly Outputs?: Record<string, Record<string, unknown>>;
}

const long = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

const scalar = (name: string): ScalarTag => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [long(name)]: name === 'GetAtt' ? text.split('.') : text }),
});
const list = (name: string): CollectionTag => ({
  tag: `!${name}`,
  collection: 'seq',
  resolve: (seq) => ({ [long(name)]: (seq as { toJSON(): unknown }).toJSON() }),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const TAGS = [
  ...['Ref', 'Condition', 'Sub', 'GetAtt'].map(scalar),
  ...['Sub', 'GetAtt', 'If', 'Equals', 'Not', 'And', 'Or', 'Join', 'Select', 'Split'].map(list),
];

/** Throws on what is no YAML, and on a tag that CloudFormation does not have (to the parser that is but a warning). */
export function parseTemplate(text: string): Template {
  const document = parseDocument(text, { customTags: TAGS });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw fault;
  return document.toJS() as Template;
}

/** Every object inside a value, the value itself among them. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** Logical names (`Role`, `Role.Arn`, `AWS::Region`) that a value refers to. */
export function referencesIn(value: unknown): string[] {
  return [...objectsIn(value)].flatMap((o) => {
    if (typeof o['Ref'] === 'string') return [o['Ref']];
    const attribute = o['Fn::GetAtt'];
    if (Array.isArray(attribute)) return [attribute.join('.')];
    const text = Array.isArray(o['Fn::Sub']) ? (o['Fn::Sub'] as unknown[])[0] : o['Fn::Sub'];
    if (typeof text === 'string') return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((m) => m[1]!);
    return [];
  });
}

/** Values of parameters and pseudo parameters put into a value: what CloudFormation would hand to the service. */
export function filled(value: unknown, names: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((v) => filled(v, names));
  if (typeof value !== 'object' || value === null) return value;
  const o = value as Record<string, unknown>;
  if (typeof o['Ref'] === 'string') return names[o['Ref']];
  if (Array.isArray(o['Fn::GetAtt'])) return names[o['Fn::GetAtt'].join('.')];
  if (typeof o['Fn::Sub'] === 'string')
    return o['Fn::Sub'].replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => String(names[name]));
  return Object.fromEntries(Object.entries(o).map(([k, v]) => [k, filled(v, names)]));
}
