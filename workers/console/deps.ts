import { preferencesOf } from '../../durable-objects/preferences/preferences.ts';
import { REQUESTS_PER_MINUTE } from '../../durable-objects/rate-window/rate-window.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import type { RateLeft } from '../../src/api/http/rate.ts';
import type { Env } from './env.ts';
import { indicatorLists } from './indicators.ts';
import { ruleTools } from './rule-tools.ts';
import { ruleTexts } from './rules.ts';

async function take(env: Env, key: string): Promise<RateLeft> {
  const left = await env.RATE_WINDOW.getByName(key).take();
  return {
    limit: REQUESTS_PER_MINUTE,
    remaining: left.remaining,
    resetSeconds: Math.max(1, Math.ceil(left.resetMs / 1000)),
    within: left.within,
  };
}

/** The origin of what an operator set; undefined for nothing and for what is no http address. */
function originOf(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

/** What the API stands on, from the console's bindings. */
export const apiDeps = (env: Env): ApiDeps => ({
  identity: env.IDENTITY,
  admin: env.ADMIN,
  signIn: env.SIGN_IN,
  me: env.ME,
  directory: env.DIRECTORY,
  safeguards: env.SAFEGUARDS,
  detections: env.DETECTIONS,
  slack: env.SLACK,
  approvals: env.APPROVALS,
  board: env.BOARD,
  incidents: env.INCIDENTS,
  deadLetters: env.DEAD_LETTERS,
  manualFindings: env.MANUAL_FINDINGS,
  sourceTests: env.SOURCE_TESTS,
  ingestOrigin: originOf(env.INGEST_ORIGIN),
  hunts: env.RETRO_HUNTS,
  feed: env.FEED,
  ledger: env.LEDGER_EXPORT,
  db: env.DB,
  evidence: env.EVIDENCE,
  indicators: indicatorLists(env),
  rules: ruleTexts,
  ruleTools,
  preferences: (org, user) => preferencesOf(env.PREFERENCES, org, user),
  take: (key) => take(env, key),
  strangerWithinRate: async (address) => (await env.STRANGERS.limit({ key: address })).success,
  now: () => Date.now(),
});
