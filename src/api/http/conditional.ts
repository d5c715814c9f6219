import type { MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import type { ApiEnv } from '../app.ts';

/** GET answers carry an ETag, and `If-None-Match` spares the body (RFC 9110 §13.1.2). */
export const conditional = (): MiddlewareHandler<ApiEnv> => etag({ weak: true });
