import * as z from 'zod';
import { clocksOf } from './clocks.ts';
import { callsAfter, counters } from './calls.ts';
import { addFault, FaultSpec } from './faults.ts';
import { applySeed, BadSeed } from './seed.ts';
import { catchUp, type Site } from './serve.ts';
import type { Store } from './store.ts';

/** Where AWS has nothing. */
export const CONTROL_PATH = '/_simulator/';

const Advance = z.strictObject({
  /** Added to the world's clock, ms */
  ms: z.int(),
  /** Whether the clocks of those who sign move too. `stay`: they go on with real time, and are not called skewed. */
  clients: z.enum(['follow', 'stay']).default('follow'),
});
const Calls = z.strictObject({ after: z.int().nonnegative().default(0) });
const Faults = z.strictObject({ faults: z.array(FaultSpec) });

/** Seeds, reads and disturbs the world: `POST /_simulator/<command>` with a JSON body. */
export function control(command: string, input: unknown, site: Site): Response {
  try {
    return site.transaction(() => run(command, input, site));
  } catch (cause) {
    if (cause instanceof BadSeed) return Response.json({ error: cause.message }, { status: 400 });
    if (cause instanceof z.ZodError) {
      const issue = cause.issues[0];
      return Response.json({ error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }, { status: 400 });
    }
    throw cause;
  }
}

function run(command: string, input: unknown, site: Site): Response {
  const { store } = site;
  const realNow = site.realNow();
  switch (command) {
    case 'seed':
      applySeed(store, input, clocksOf(store, realNow).now);
      return Response.json({});
    case 'advance': {
      const { ms, clients } = Advance.parse(input);
      store.set('offset', String(Number(store.setting('offset') ?? '0') + ms));
      if (clients === 'follow') store.set('client offset', String(Number(store.setting('client offset') ?? '0') + ms));
      catchUp(site);
      return Response.json({ now: clocksOf(store, realNow).now });
    }
    case 'calls':
      catchUp(site);
      return Response.json({ ...counters(store.sql), log: callsAfter(store.sql, Calls.parse(input).after) });
    case 'faults':
      for (const fault of Faults.parse(input).faults) addFault(store.sql, fault);
      return Response.json({});
    case 'state':
      catchUp(site);
      return Response.json(dump(store, realNow));
    case 'reset':
      store.clear();
      return Response.json({});
    default:
      return Response.json(
        { error: `no command ${command}; there are seed, advance, calls, faults, state, reset` },
        { status: 404 },
      );
  }
}

const plain = <T extends object>(rows: { scope: string; body: T }[]) =>
  rows.map((r) => ({ scope: r.scope, ...r.body }));

/** Everything but secrets and tokens. */
function dump(store: Store, realNow: number) {
  const noSecrets = <T extends object>(rows: { scope: string; body: T }[]) =>
    plain(rows).map((r) => ({ ...r, secret: undefined, token: undefined }));
  return {
    now: clocksOf(store, realNow).now,
    users: plain(store.all('user')),
    roles: plain(store.all('role')),
    keys: noSecrets(store.all('key')),
    sessions: noSecrets(store.all('session')),
    vpcs: plain(store.all('vpc')),
    subnets: plain(store.all('subnet')),
    securityGroups: plain(store.all('group')),
    networkAcls: plain(store.all('acl')),
    interfaces: plain(store.all('interface')),
    instances: plain(store.all('instance')),
    volumes: plain(store.all('volume')),
    snapshots: plain(store.all('snapshot')),
    loginProfiles: plain(store.all('login')),
    mfaDevices: plain(store.all('mfa')),
    oidcProviders: plain(store.all('oidc')),
    ipSets: plain(store.all('ipset')),
    buckets: plain(store.all('bucket')),
    functions: plain(store.all('function')),
    trails: plain(store.all('trail')),
  };
}
