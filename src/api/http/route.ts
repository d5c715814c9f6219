import { createRoute, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Principal } from '../../contracts/access.ts';
import type { Role } from '../../contracts/common.ts';
import type { SessionView } from '../../contracts/sign-in.ts';
import { failure, problemResponse } from '../../kit/errors.ts';
import type { ApiApp, ApiEnv } from '../app.ts';
import type { ApiDeps } from '../deps.ts';
import { PROBLEMS } from '../schemas.ts';
import { authorized } from './authorize.ts';
import { conditional } from './conditional.ts';
import { idempotent } from './idempotency.ts';
import { stranger } from './strangers.ts';

/**
 * Who may call a route: a role at least; `second-factor`, a session that has shown one factor of two; `public`, anybody,
 * counted by address.
 */
export type Access = Role | 'second-factor' | 'public';

/** A passkey's answer takes a few thousand bytes; parsing megabytes is nothing to do for a stranger. */
const STRANGER_BODY_MAX_BYTES = 64 * 1024;
/** A whole set of policies, with room. Bodies of another type than JSON are bounded by the API as a whole. */
const JSON_BODY_MAX_BYTES = 1_000_000;

const bounded = (maxSize: number) =>
  bodyLimit({ maxSize, onError: () => problemResponse(failure('too_large', `This takes at most ${maxSize} bytes.`)) });

type Schema = z.ZodType;
type Output<S> = S extends Schema ? z.output<S> : undefined;

export interface Call<P, Q, B> {
  readonly c: Context<ApiEnv>;
  readonly deps: ApiDeps;
  /** Undefined on public routes only. */
  readonly principal: Principal;
  readonly session: SessionView | undefined;
  readonly params: Output<P>;
  readonly query: Output<Q>;
  readonly body: Output<B>;
}

export interface RouteSpec<
  P extends z.ZodObject | undefined,
  Q extends z.ZodObject | undefined,
  B extends Schema | undefined,
  A extends Schema,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Under `/api/v1`, in OpenAPI's form: `/findings/{id}` */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** A request without a body is as one with `{}`. */
  readonly bodyOptional?: true;
  /** Of the body; JSON if not said. The handler of another type reads the body itself. */
  readonly mediaType?: string;
  readonly status?: 200 | 201 | 202;
  readonly answer: A;
  readonly answerDescription?: string;
  /** Fields of the answer that are shown once: an idempotent replay leaves them out. */
  readonly shownOnce?: readonly string[];
  /** True for answers that are no JSON documents (redirects, sockets, files): no ETag is made of them. */
  readonly raw?: boolean;
  /** The answer's value, or a whole Response where the route needs its own. */
  handle(call: Call<P, Q, B>): Promise<z.input<A> | Response> | z.input<A> | Response;
}

/** A route ready to be put on the app; its spec is kept for tests and documents. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly register: (app: ApiApp) => void;
}

/**
 * Declares one route: what it takes, what it answers, who may. From this come validation, the OpenAPI document (with
 * `x-vedette-access`), sign-in, CSRF protection, rate, idempotency (POST), and ETags (GET).
 */
export function route<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends Schema | undefined = undefined,
  A extends Schema = Schema,
>(spec: RouteSpec<P, Q, B, A>): Route {
  const status = spec.status ?? 200;
  const mediaType = spec.mediaType ?? 'application/json';
  const config = createRoute({
    method: spec.method,
    path: spec.path,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    'x-vedette-access': spec.access,
    ...(spec.access === 'public' ? { security: [] } : {}),
    middleware: [
      spec.access === 'public' ? stranger() : authorized(spec.access),
      ...(spec.access === 'public' ? [bounded(STRANGER_BODY_MAX_BYTES)] : []),
      ...(spec.access !== 'public' && mediaType === 'application/json' ? [bounded(JSON_BODY_MAX_BYTES)] : []),
      ...(spec.method === 'post' && spec.access !== 'public' ? [idempotent(spec.shownOnce ?? [])] : []),
      ...(spec.method === 'get' && spec.raw !== true ? [conditional()] : []),
    ],
    request: {
      ...(spec.params === undefined ? {} : { params: spec.params }),
      ...(spec.query === undefined ? {} : { query: spec.query }),
      ...(spec.body === undefined
        ? {}
        : { body: { required: spec.bodyOptional !== true, content: { [mediaType]: { schema: spec.body } } } }),
    },
    responses: {
      [status]: {
        description: spec.answerDescription ?? spec.summary,
        content: { 'application/json': { schema: spec.answer } },
      },
      ...PROBLEMS,
    },
  });
  const handler = async (c: Context<ApiEnv>): Promise<Response> => {
    // Validated by the middleware that the config above makes; its types are those of the schemas.
    const valid = (target: 'param' | 'query' | 'json'): unknown => c.req.valid(target as never);
    const made = await spec.handle({
      c,
      deps: c.get('deps'),
      principal: c.get('principal'),
      session: c.get('session'),
      params: (spec.params === undefined ? undefined : valid('param')) as Output<P>,
      query: (spec.query === undefined ? undefined : valid('query')) as Output<Q>,
      body: (spec.body === undefined || mediaType !== 'application/json' ? undefined : valid('json')) as Output<B>,
    });
    return made instanceof Response ? made : c.json(made as object, status);
  };
  return {
    method: spec.method,
    path: spec.path,
    access: spec.access,
    register: (app) => void app.openapi(config, handler as never),
  };
}
