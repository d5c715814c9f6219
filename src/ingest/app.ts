import { Hono } from 'hono';
import { failure, problemResponse } from '../kit/errors.ts';
import { passwordOf, tokenOf } from './bearer.ts';
import { receive, type Door } from './receive.ts';

const wrongMethod = (allow: string): Response => {
  const response = problemResponse(failure('method_not_allowed', `this path takes ${allow} only`));
  response.headers.set('allow', allow);
  return response;
};

/** Secrets of the `addressed` form name their source, for senders that cannot be given a path of its own. */
const ADDRESSED = /^(src_[a-z0-9-]{1,64})\./;
const sourceOf = (headers: Headers): string => {
  const token = tokenOf(headers, 'Bearer') ?? tokenOf(headers, 'Splunk') ?? passwordOf(headers) ?? '';
  return ADDRESSED.exec(token)?.[1] ?? '';
};
/** Paths that such senders call by themselves. */
const WITHOUT_SOURCE = ['/telemetry', '/v1/logs', '/services/collector', '/services/collector/*'];

const ofPath = (request: Request, sourceId: string): string => {
  const rest = new URL(request.url).pathname.slice(`/in/${sourceId}`.length);
  return rest === '/' ? '' : rest;
};

/** The routes of ingest over a door that each request's bindings make. */
export function createApp<Bindings extends object>(doorOf: (env: Bindings) => Door): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  app.use(async (c, next) => {
    await next();
    // Some answers repeat what was sent (a request's id, a challenge): no browser is to take them for a page.
    c.res.headers.set('x-content-type-options', 'nosniff');
  });
  for (const path of ['/in/:source', '/in/:source/*'])
    app.all(path, (c) => {
      const sourceId = c.req.param('source') ?? '';
      return receive(doorOf(c.env), { sourceId, path: ofPath(c.req.raw, sourceId) }, c.req.raw);
    });
  for (const path of WITHOUT_SOURCE)
    app.all(path, (c) => {
      const arrival = { sourceId: sourceOf(c.req.raw.headers), path: new URL(c.req.url).pathname };
      return receive(doorOf(c.env), arrival, c.req.raw);
    });
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
