import type { GateDeps, WebIdentity } from '../../src/decide/deps.ts';
import type { ReadCache } from '../../src/decide/credentials/broker.ts';
import { assumeRoleBy, assumeRoleWithTokenBy } from '../../src/decide/credentials/aws.ts';
import { loadOidcSigner } from '../../src/decide/credentials/web-identity-keys.ts';
import { issuerOf } from '../../src/decide/credentials/web-identity.ts';
import { readOperatorsOrigins } from '../../src/decide/opa/address.ts';
import { loadPermitKey } from '../../src/decide/permit-key.ts';
import { readOrigins } from '../../src/decide/sign-in/origins.ts';
import { newProviderCache } from '../../src/decide/sign-in/outgoing.ts';
import { HOUR_MS, MINUTE_MS, systemClock } from '../../src/kit/clock.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { openAuthority } from '../../src/storage/authority/db.ts';
import { createEnvelope } from '../../src/storage/authority/envelope.ts';
import { anonymousClient, awsClientFor } from './aws.ts';
import type { Env } from './env.ts';

/** A person needs time to look; what goes by itself goes at once or not at all. */
const PLAN_ASK_MS = 4 * HOUR_MS;
const PLAN_PERMIT_MS = 15 * MINUTE_MS;
/** A step whose outcome is unknown waits out its signature's lifetime before it may begin again: twice, and some. */
const PERMIT_MS = HOUR_MS;

const catalogue = new Map(actions.map((a) => [a.id, a]));

/** A setting in minutes, or its default where it is unset or not a positive number. */
function minutes(text: string | undefined, fallbackMs: number): number {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? value * MINUTE_MS : fallbackMs;
}

/** Keys are imported once an isolate, on first use. The value is kept, not its promise: that would belong to one request. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: { value: T } | undefined;
  return async () => (made ??= { value: await make() }).value;
}

/** What the gate signs web identity tokens with, where both settings are there. */
function webIdentityOf(env: Env): WebIdentity | undefined {
  const issuer = issuerOf(env.ISSUER_URL);
  const keys = env.OIDC_KEYS;
  if (issuer === undefined || keys === undefined || keys === '') return undefined;
  return { issuer, signer: once(() => loadOidcSigner(keys)) };
}

let built: { env: Env; deps: GateDeps } | undefined;

/** What the gate's functions need, from its bindings; built once an isolate. */
export function gateDeps(env: Env): GateDeps {
  if (built?.env === env) return built.deps;
  const deps: GateDeps = {
    store: openAuthority(env.AUTHORITY),
    envelope: once(() => createEnvelope([env.ENVELOPE_KEY, env.ENVELOPE_KEY_PREVIOUS ?? ''].filter((k) => k !== ''))),
    permitKey: once(() => loadPermitKey(env.PERMIT_KEY)),
    policy: env.POLICY,
    ledger: env.LEDGER,
    actions: catalogue,
    assumeRole: assumeRoleBy(awsClientFor(env)),
    assumeRoleWithToken: assumeRoleWithTokenBy(anonymousClient(env)),
    webIdentity: webIdentityOf(env),
    limits: {
      planTtlMs: {
        ask: minutes(env.PLAN_ASK_MINUTES, PLAN_ASK_MS),
        permit: minutes(env.PLAN_PERMIT_MINUTES, PLAN_PERMIT_MS),
        forbid: PLAN_PERMIT_MS,
      },
      permitTtlMs: PERMIT_MS,
    },
    setupToken: env.SETUP_TOKEN,
    consoleOrigins: readOrigins(env.CONSOLE_ORIGINS),
    decisionPointOrigins: readOperatorsOrigins(env.DECISION_POINT_ORIGINS),
    providers: newProviderCache(),
    now: systemClock,
  };
  built = { env, deps };
  return deps;
}

/** Read credentials of this isolate; see broker.ts for how long they are kept. */
export const readCache: ReadCache = new Map();
