/**
 * How an operation's parameters and answer look, with as little said as the protocols need: names are the SDK's, and a
 * wire name is given only where the service's differs from what the protocol's rule makes of the SDK's name.
 */
export type Shape =
  | { readonly kind: 'time' | 'number' | 'boolean' }
  /** `secret`: must not be seen in an error. */
  | { readonly kind: 'text'; readonly secret?: true }
  /** `member`: the element of one item, where XML does not name it as the protocol does. */
  | { readonly kind: 'list'; readonly of: Shape; readonly member?: string }
  /** An object whose names are data. JSON alone. */
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'struct'; readonly fields: Fields };

export interface Fields {
  readonly [sdkName: string]: Shape | readonly [wireName: string, shape: Shape];
}

export const text: Shape = { kind: 'text' };
export const secret: Shape = { kind: 'text', secret: true };
export const number: Shape = { kind: 'number' };
export const boolean: Shape = { kind: 'boolean' };
/** ISO 8601 text: as AWS wrote it, or made of the seconds since 1970 that JSON has. */
export const time: Shape = { kind: 'time' };
export const list = (of: Shape, member?: string): Shape => ({
  kind: 'list',
  of,
  ...(member === undefined ? {} : { member }),
});
export const map = (of: Shape): Shape => ({ kind: 'map', of });
export const struct = (fields: Fields): Shape => ({ kind: 'struct', fields });
export const texts = list(text);

/** Several text fields of the plain name. */
export const allText = (...names: readonly string[]): Fields => Object.fromEntries(names.map((n) => [n, text]));

/**
 * Where a REST operation's parameters and answer lie. Parameters that are not named here are the body's.
 * https://smithy.io/2.0/spec/http-bindings.html
 */
export interface Http {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** `/2017-10-31/functions/{FunctionName}/concurrency`; a label is one whole segment. */
  readonly path: string;
  /** `?publicAccessBlock`, which names the operation */
  readonly subresource?: string;
  /** Labels of the path, and what their values must look like: they come out of events, and are part of an address. */
  readonly labels: Readonly<Record<string, RegExp>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, { readonly name: string; readonly form: RegExp }>>;
  /** The one parameter that is the whole body (XML), written as an element of its name. */
  readonly payload?: string;
  /** Root element of the answer (XML); absent: the body is empty. */
  readonly root?: string;
  /** The root element is this member of the answer, and not the answer itself. */
  readonly rootMember?: string;
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly input: Fields;
  readonly output: Fields;
  /** REST protocols alone. */
  readonly http?: Http;
  /** Carries its own proof: sent without a signature, whatever credentials there are. */
  readonly unsigned?: true;
}
export type Operations = Readonly<Record<string, Operation>>;

/**
 * `query` (IAM, STS): lists are `Name.member.N`, answers lie in `<OpResponse><OpResult>`.
 * `ec2`: lists are flattened to `Name.N`, names capitalised; answers lie in `<OpResponse>` in lower camel case.
 * `json` (WAF, CloudTrail): JSON 1.1 both ways, the operation in `x-amz-target`.
 * `rest-json` (Lambda), `rest-xml` (S3): the operation is a method and a path.
 * https://smithy.io/2.0/aws/protocols/index.html
 */
export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml';

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

/** The element of one item of a list. */
export function memberName(protocol: Protocol, shape: { readonly member?: string }): string {
  return shape.member ?? (protocol === 'ec2' ? 'item' : 'member');
}
