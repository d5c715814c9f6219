import { Hono } from 'hono';
import { failure, problemResponse } from '../kit/errors.ts';
import { receive, type Door } from './receive.ts';

const wrongMethod = (allow: string): Response => {
  const response = problemResponse(failure('method_not_allowed', `this path takes ${allow} only`));
  response.headers.set('allow', allow);
  return response;
};

/** The routes of ingest over a door that each request's bindings make. */
export function createApp<Bindings extends object>(doorOf: (env: Bindings) => Door): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  app.post('/in/:source', (c) => receive(doorOf(c.env), c.req.param('source'), c.req.raw));
  app.all('/in/:source', () => wrongMethod('POST'));
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.all('/healthz', () => wrongMethod('GET'));
  app.notFound(() =>
    problemResponse(failure('not_found', 'there is nothing here; deliveries go to POST /in/<source>')),
  );
  app.onError((cause) => {
    console.error(JSON.stringify({ level: 'error', event: 'ingest_bug', cause: cause.name }));
    return problemResponse(failure('internal', 'the request failed; it was not stored'));
  });
  return app;
}
