import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { HTTPException } from 'hono/http-exception';
import { failure, problemResponse } from '../kit/errors.ts';
import { ApiFailure, newApp, type ApiApp } from './app.ts';
import type { ApiDeps } from './deps.ts';
import { adminRoutes } from './routes/admin.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { findingRoutes } from './routes/findings.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { recordRoutes } from './routes/records.ts';
import { systemRoutes } from './routes/system.ts';

/** Bodies of API calls are small; the largest is a list of indicators. */
const BODY_MAX_BYTES = 6_000_000;

/** The REST API under `/api/v1`, with its OpenAPI 3.1 document at `/api/openapi.json`. `deps` is made anew for each request. */
export function createApi(depsOf: (env: unknown) => ApiDeps): ApiApp {
  const root = newApp();
  root.use(secureHeaders());
  root.use(
    bodyLimit({
      maxSize: BODY_MAX_BYTES,
      onError: () => problemResponse(failure('too_large', `A body has at most ${BODY_MAX_BYTES} bytes.`)),
    }),
  );
  root.use(async (c, next) => {
    c.set('deps', depsOf(c.env));
    await next();
    c.header('cache-control', 'no-store');
  });
  const v1 = newApp();
  for (const routes of [systemRoutes, findingRoutes, incidentRoutes, approvalRoutes, recordRoutes, adminRoutes])
    routes(v1);
  root.route('/api/v1', v1);
  root.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: vdt_…',
  });
  root.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Vedette',
      version: '1',
      description: 'An autonomous security operations centre on Cloudflare Workers.',
    },
    security: [{ apiKey: [] }],
  });
  root.notFound((c) =>
    problemResponse(failure('not_found', `There is no route for this ${c.req.method}; see /api/openapi.json.`)),
  );
  root.onError((error) => {
    if (error instanceof ApiFailure) return problemResponse(error.failure);
    if (error instanceof HTTPException) {
      return problemResponse(
        failure(
          error.status === 415 ? 'unsupported_media' : 'malformed',
          'The body is not the JSON that its content type promises.',
        ),
      );
    }
    console.error(
      JSON.stringify({ level: 'error', worker: 'console', error: error.name, message: error.message.slice(0, 300) }),
    );
    return problemResponse(failure('internal', 'This is a fault of ours and is logged; try again.'));
  });
  return root;
}
