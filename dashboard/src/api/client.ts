import type { ApiPaths } from '../../../src/client/client.ts';
import { ApiError, problemOf, unreachable } from './problem.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** Paths of the OpenAPI document that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof ApiPaths]: ApiPaths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof ApiPaths];
type Operation<M extends Method, P> = P extends keyof ApiPaths
  ? M extends keyof ApiPaths[P]
    ? ApiPaths[P][M]
    : never
  : never;
type Json<C> = C extends { content: { 'application/json': infer J } } ? J : never;
type Success<R> = { [S in keyof R]: S extends 200 | 201 | 202 ? Json<R[S]> : never }[keyof R];
/** What a route answers, and what it takes, as the document says. */
export type Answer<M extends Method, P> = Operation<M, P> extends { responses: infer R } ? Success<R> : never;
export type Body<M extends Method, P> =
  Operation<M, P> extends { requestBody: { content: { 'application/json': infer B } } } ? B : Record<string, never>;

declare const template: unique symbol;
/** A path with its values put in: still known by the template it was made from. */
export type Built<P extends string> = string & { readonly [template]: P };

const BASE = '/api/v1';
/** Longer waits are told to the person instead of being waited out. */
const WAIT_MAX_SECONDS = 5;
const TRIES_MAX = 3;

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
interface Options {
  readonly query?: Query;
  readonly signal?: AbortSignal;
  /** The same key again carries out nothing anew; one is made for each POST where none is given. */
  readonly idempotencyKey?: string;
}

let onSignedOut: () => void = () => undefined;
/** What happens when the session is over: the shell leads to the sign-in page and back. */
export const whenSignedOut = (act: () => void): void => {
  onSignedOut = act;
};

/** A path of the document with values for its `{names}`, encoded: `path('/findings/{id}', { id })`. */
export const path = <P extends keyof ApiPaths>(of: P, values: Readonly<Record<string, string>>): Built<P> =>
  of.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '')) as Built<P>;

export function urlOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(key, String(value));
  const tail = search.toString();
  return `${BASE}${path}${tail === '' ? '' : `?${tail}`}`;
}

const seconds = (n: number): Promise<void> => new Promise((done) => setTimeout(done, n * 1000));

async function call<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method === 'POST') headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID();
  const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'error' };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (options.signal !== undefined) init.signal = options.signal;

  for (let tries = 1; ; tries++) {
    let response: Response;
    try {
      response = await fetch(urlOf(path, options.query), init);
    } catch (cause) {
      if (options.signal?.aborted === true) throw cause;
      throw unreachable();
    }
    if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
    const problem = await problemOf(response);
    const wait = problem.retryAfterSeconds ?? 1;
    if (response.status === 429 && tries < TRIES_MAX && wait <= WAIT_MAX_SECONDS) {
      await seconds(wait);
      continue;
    }
    if (response.status === 401 && !path.startsWith('/sign-in')) onSignedOut();
    throw problem;
  }
}

/**
 * An answer as its contract has it. The document says "any JSON" where a contract knows a recursive type: it is the same schema on
 * the server, told in more words.
 */
// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what its caller says, and nothing else says it
export const under = <T>(answer: unknown): T => answer as T;

type At<M extends Method, P extends PathOf<M>> = P | Built<P>;

/**
 * The API, in JSON, by cookie; paths, bodies and answers are those of the OpenAPI document. Throws {@link ApiError} with the
 * server's own words. A 401 leads to the sign-in page; a 429 with a short Retry-After is waited out.
 */
export const api = {
  get: <P extends PathOf<'get'>>(at: At<'get', P>, options: Options = {}) =>
    call<Answer<'get', P>>('GET', at, undefined, options),
  post: <P extends PathOf<'post'>>(at: At<'post', P>, body?: Body<'post', P>, options: Options = {}) =>
    call<Answer<'post', P>>('POST', at, body ?? {}, options),
  put: <P extends PathOf<'put'>>(at: At<'put', P>, body: Body<'put', P>, options: Options = {}) =>
    call<Answer<'put', P>>('PUT', at, body, options),
  patch: <P extends PathOf<'patch'>>(at: At<'patch', P>, body: Body<'patch', P>, options: Options = {}) =>
    call<Answer<'patch', P>>('PATCH', at, body, options),
  delete: <P extends PathOf<'delete'>>(at: At<'delete', P>, options: Options = {}) =>
    call<Answer<'delete', P>>('DELETE', at, undefined, options),
} as const;
export { ApiError };
