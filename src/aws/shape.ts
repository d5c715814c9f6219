/**
 * How an operation's parameters and answer look, with as little said as the two query protocols need: names are the SDK's,
 * and a wire name is given only where the service's differs from what the protocol's rule makes of the SDK's name.
 */
export type Shape =
  | { readonly kind: 'text' | 'time' | 'number' | 'boolean' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'struct'; readonly fields: Fields };

export interface Fields {
  readonly [sdkName: string]: Shape | readonly [wireName: string, shape: Shape];
}

export const text: Shape = { kind: 'text' };
export const number: Shape = { kind: 'number' };
export const boolean: Shape = { kind: 'boolean' };
/** ISO 8601 text, as AWS wrote it. */
export const time: Shape = { kind: 'time' };
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const struct = (fields: Fields): Shape => ({ kind: 'struct', fields });
export const texts = list(text);

/** Several text fields of the plain name. */
export const allText = (...names: readonly string[]): Fields => Object.fromEntries(names.map((n) => [n, text]));

export interface Operation {
  readonly input: Fields;
  readonly output: Fields;
}
export type Operations = Readonly<Record<string, Operation>>;

/**
 * `query` (IAM, STS): lists are `Name.member.N`, answers lie in `<OpResponse><OpResult>`.
 * `ec2`: lists are flattened to `Name.N`, names capitalised; answers lie in `<OpResponse>` in lower camel case.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, …/aws-ec2-query-protocol.html
 */
export type Protocol = 'query' | 'ec2';

const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);
const lower = (s: string): string => s.charAt(0).toLowerCase() + s.slice(1);

const isNamed = (field: Fields[string]): field is readonly [string, Shape] => Array.isArray(field);

export const shapeOf = (field: Fields[string]): Shape => (isNamed(field) ? field[1] : field);

/** The name of a parameter in a request. */
export function requestName(protocol: Protocol, sdkName: string, field: Fields[string]): string {
  const name = isNamed(field) ? field[0] : sdkName;
  return protocol === 'ec2' ? capital(name) : name;
}

/** The name of an element in an answer. */
export function answerName(protocol: Protocol, sdkName: string, field: Fields[string]): string {
  if (isNamed(field)) return field[0];
  return protocol === 'ec2' ? lower(sdkName) : sdkName;
}
