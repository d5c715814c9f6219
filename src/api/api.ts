import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { failure, problemResponse } from '../kit/errors.ts';
import { ApiFailure, newApp, type ApiApp } from './app.ts';
import { DOCS_POLICY, docsPage, type DocDocument } from './docs/page.ts';
import type { ApiDeps } from './deps.ts';
import { ROUTES } from './routes/index.ts';
import { registerSlackHooks } from './slack/hooks.ts';

/** Bodies of API calls are small. */
const BODY_MAX_BYTES = 6_000_000;
/** The one body that is read as a stream, by a handler that bounds it itself once it knows who calls. */
const STREAMED_PATH = '/api/v1/indicators';

/** On every answer: it is data for its caller alone, never a page, never kept. */
const HEADERS: readonly (readonly [string, string])[] = [
  ['cache-control', 'private, no-store'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cross-origin-resource-policy', 'same-origin'],
  ['referrer-policy', 'no-referrer'],
  ['strict-transport-security', 'max-age=63072000; includeSubDomains'],
  ['x-content-type-options', 'nosniff'],
  ['vary', 'Authorization, Cookie, Origin'],
];

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Vedette',
    version: '1',
    description: 'An autonomous security operations centre on Cloudflare Workers.',
  },
  servers: [{ url: '/' }],
  security: [{ apiKey: [] }, { session: [] }],
};

/** A 101 carries its socket and takes no headers more. */
const SWITCHING_PROTOCOLS = 101;

/** The REST API under `/api/v1`, with its OpenAPI 3.1 document at `/api/openapi.json`. `deps` is made anew for each request. */
export function createApi(depsOf: (env: unknown) => ApiDeps): ApiApp {
  const root = newApp();
  root.use(async (c, next) => {
    c.set('deps', depsOf(c.env));
    c.set('after', []);
    await next();
    if (c.res.status === SWITCHING_PROTOCOLS) return;
    for (const [name, value] of HEADERS) if (!c.res.headers.has(name)) c.header(name, value);
    for (const put of c.get('after')) put();
  });
  const limited = bodyLimit({
    maxSize: BODY_MAX_BYTES,
    onError: () => problemResponse(failure('too_large', `A body has at most ${BODY_MAX_BYTES} bytes.`)),
  });
  root.use((c, next) => (c.req.path === STREAMED_PATH ? next() : limited(c, next)));
  const v1 = newApp();
  for (const r of ROUTES) r.register(v1);
  root.route('/api/v1', v1);
  registerSlackHooks(root);
  root.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: vdt_…',
  });
  root.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-vedette',
    description: 'A browser session; requests that change anything must come from a page of the console.',
  });
  // Made once an isolate, on first use: anybody may ask for it, nobody is counted, and making it takes fifty milliseconds.
  let made: { json: string; page: string } | undefined;
  const documents = async () => {
    if (made) return made;
    const document = root.getOpenAPI31Document(DOCUMENT);
    const page = await docsPage(document as unknown as DocDocument);
    return (made = { json: JSON.stringify(document), page: page.toString() });
  };
  root.get('/api/openapi.json', async (c) =>
    c.body((await documents()).json, 200, { 'content-type': 'application/json' }),
  );
  root.get('/api/docs', async (c) => c.html((await documents()).page, 200, { 'content-security-policy': DOCS_POLICY }));
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
