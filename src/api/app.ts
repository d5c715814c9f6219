import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Principal } from '../contracts/access.ts';
import type { SessionView } from '../contracts/sign-in.ts';
import { failure, problemResponse, type Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { ApiDeps } from './deps.ts';

export interface ApiEnv {
  Variables: {
    deps: ApiDeps;
    principal: Principal;
    session: SessionView | undefined;
    /** What is put on the answer, whoever makes it: cookies, headers. */
    after: (() => void)[];
  };
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
