import { failure, problemResponse } from '../../src/kit/errors.ts';
import { documents } from './documents.ts';
import type { Env } from './env.ts';

/** Verifiers may keep the documents this long, s: short enough that a rotated key is known within the hour. */
const CACHE_SECONDS = 900;

const serve = (body: string): Response =>
  new Response(body, {
    headers: {
      'content-type': 'application/json',
      'cache-control': `public, max-age=${CACHE_SECONDS}`,
      'x-content-type-options': 'nosniff',
    },
  });

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    const discovery = pathname === '/.well-known/openid-configuration';
    if (!discovery && pathname !== '/.well-known/jwks.json')
      return problemResponse(
        failure('not_found', 'This host serves /.well-known/openid-configuration and /.well-known/jwks.json.'),
      );
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const refused = problemResponse(failure('method_not_allowed', 'Only GET is answered here.'));
      refused.headers.set('allow', 'GET, HEAD');
      return refused;
    }
    const made = documents(env.ISSUER_URL, env.JWKS);
    if (!made.ok) {
      console.error(
        JSON.stringify({ level: 'error', worker: 'issuer', event: 'settings_unusable', reason: made.reason }),
      );
      return problemResponse(
        failure('internal', 'The issuer is not set up; its operator finds the reason in the log.'),
      );
    }
    return serve(discovery ? made.discovery : made.jwks);
  },
} satisfies ExportedHandler<Env>;
