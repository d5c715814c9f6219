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

/** Characters that mean the same whether they are percent-encoded or not (RFC 3986 §2.3). */
const UNRESERVED = /^[A-Za-z0-9._~-]$/;
const plain = (encoded: string): string => {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return UNRESERVED.test(character) ? character : encoded;
};

/**
 * The path of a request as its sender meant it: senders put addresses together out of parts, so that slashes stand doubled or at the
 * end, and some encode what needs no encoding.
 */
export function pathOf(request: Request): string {
  const { pathname } = new URL(request.url);
  const decoded = pathname.includes('%') ? pathname.replaceAll(/%[0-9A-Fa-f]{2}/g, plain) : pathname;
  const single = decoded.includes('//') ? decoded.replaceAll(/\/{2,}/g, '/') : decoded;
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}

/** The routes of ingest over a door that each request's bindings make. */
export function createApp<Bindings extends object>(doorOf: (env: Bindings) => Door): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>({ getPath: pathOf });
  app.use(async (c, next) => {
    await next();
    // Some answers repeat what was sent (a request's id, a challenge): no browser is to take them for a page.
    c.res.headers.set('x-content-type-options', 'nosniff');
  });
  for (const path of ['/in/:source', '/in/:source/*'])
    app.all(path, (c) => {
      const sourceId = c.req.path.split('/', 3)[2] ?? '';
      return receive(doorOf(c.env), { sourceId, path: c.req.path.slice(`/in/${sourceId}`.length) }, c.req.raw);
    });
  for (const path of WITHOUT_SOURCE)
    app.all(path, (c) => {
      const arrival = { sourceId: sourceOf(c.req.raw.headers), path: c.req.path };
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
