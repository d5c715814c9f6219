import { createApi } from '../../src/api/api.ts';
import { apiDeps } from './deps.ts';
import type { Env } from './env.ts';

export { Preferences } from '../../durable-objects/preferences/preferences.ts';
export { RateWindow } from '../../durable-objects/rate-window/rate-window.ts';

const api = createApi((env) => apiDeps(env as Env));

export default {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => api.fetch(request, env, ctx),
} satisfies ExportedHandler<Env>;
