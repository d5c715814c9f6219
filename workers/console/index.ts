import { createApi } from '../../src/api/api.ts';
import { servePage, wantsPage } from '../../src/api/pages.ts';
import { apiDeps } from './deps.ts';
import type { Env } from './env.ts';

export { Preferences } from '../../durable-objects/preferences/preferences.ts';
export { RateWindow } from '../../durable-objects/rate-window/rate-window.ts';

const api = createApi((env) => apiDeps(env as Env));

export default {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) =>
    wantsPage(request) ? servePage(request, env.ASSETS) : api.fetch(request, env, ctx),
} satisfies ExportedHandler<Env>;
