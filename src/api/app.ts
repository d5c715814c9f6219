import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ROLE_RANK, type Principal } from '../contracts/access.ts';
import type { Role } from '../contracts/common.ts';
import { failure, problemResponse, type Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { ApiDeps } from './deps.ts';

export interface ApiEnv {
  Variables: { deps: ApiDeps; principal: Principal };
}
export type ApiContext = Context<ApiEnv>;
export type ApiApp = OpenAPIHono<ApiEnv>;

/** Thrown inside a handler to answer with a problem document; caught in one place. */
export class ApiFailure extends Error {
  readonly failure: Failure;
  constructor(f: Failure) {
    super(f.code);
    this.failure = f;
  }
}

export const fail = (...args: Parameters<typeof failure>): never => {
  throw new ApiFailure(failure(...args));
};

/** The value of an RPC answer, or the problem document of its failure. */
export function unwrap<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw new ApiFailure(result.error);
}

const BEARER = /^Bearer ([\x21-\x7e]{10,300})$/;

/** The token of an `Authorization: Bearer` header, or undefined. */
export const bearerOf = (c: ApiContext): string | undefined => BEARER.exec(c.req.header('authorization') ?? '')?.[1];

/** Middleware: signs the caller in by API key, holds its rate, and asks for a role at least. */
export const requires = (role: Role) => async (c: ApiContext, next: () => Promise<void>) => {
  const deps = c.get('deps');
  const apiKey = bearerOf(c);
  if (apiKey === undefined)
    return problemResponse(failure('unauthenticated', 'Send an API key as `Authorization: Bearer vdt_…`.'));
  const principal = await deps.identity.authenticate({ v: 1, apiKey });
  if (principal === null)
    return problemResponse(
      failure('unauthenticated', 'The API key is unknown, expired or revoked. Ask an admin for a new one.'),
    );
  if (!(await deps.withinRate(principal.key))) {
    return problemResponse(
      failure('too_fast', 'This key is over its rate; wait and try again.', { retryAfterSeconds: 10 }),
    );
  }
  if (ROLE_RANK[principal.role] < ROLE_RANK[role]) {
    return problemResponse(failure('forbidden', `This needs the role ${role}; this key has ${principal.role}.`));
  }
  c.set('principal', principal);
  await next();
  return undefined;
};

/** JSON pointer of a validation issue's path (RFC 6901). */
const pointer = (path: readonly PropertyKey[]): string =>
  path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** An app whose invalid input answers 400 with the field that is wrong. */
export function newApp(): ApiApp {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return undefined;
      const issue = result.error.issues[0];
      return problemResponse(
        failure('malformed', issue?.message ?? 'The request does not fit its schema.', {
          field: pointer(issue?.path ?? []),
        }),
      );
    },
  });
}
