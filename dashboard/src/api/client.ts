import type { Answer, At, Body, PathOf } from '../../../src/client/typed.ts';
import { ApiError, problemOf, unreachable } from './problem.ts';

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
  /** `body` where the document wants one: the reason of what is taken away. */
  delete: <P extends PathOf<'delete'>>(at: At<'delete', P>, options: Options = {}, body?: Body<'delete', P>) =>
    call<Answer<'delete', P>>('DELETE', at, body, options),
} as const;
export { ApiError };
export { path, under, type Answer, type Body, type PathOf } from '../../../src/client/typed.ts';
