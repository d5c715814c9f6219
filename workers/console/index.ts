import { createApi } from '../../src/api/api.ts';
import type { Env } from './env.ts';

const api = createApi((raw) => {
  const env = raw as Env;
  return {
    identity: env.IDENTITY,
    admin: env.ADMIN,
    approvals: env.APPROVALS,
    incidents: env.INCIDENTS,
    deadLetters: env.DEAD_LETTERS,
    ledger: env.LEDGER_EXPORT,
    db: env.DB,
    indicators: env.INDICATORS,
    withinRate: async (key) => (await env.RATE.limit({ key })).success,
    now: () => Date.now(),
  };
});

export default {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => api.fetch(request, env, ctx),
} satisfies ExportedHandler<Env>;
