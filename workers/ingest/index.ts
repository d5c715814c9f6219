import { createApp } from '../../src/ingest/app.ts';
import { Grants } from '../../src/ingest/grants.ts';
import { FetchOutside } from '../../src/ingest/outside.ts';
import { SourceRates } from '../../src/ingest/rate.ts';
import { KeyUses } from '../../src/ingest/key-use.ts';
import { Refusals, tellRefusals } from '../../src/ingest/refusals.ts';
import { sources } from '../../src/ingest/sources/registry.ts';
import type { Env } from './env.ts';

/** What this isolate remembers between requests. */
const grants = new Grants();
const rates = new SourceRates();
const refusals = new Refusals();
const uses = new KeyUses();
const outside = new FetchOutside((...request) => fetch(...request), Date.now);

/** A request's bindings, and its leave to go on after its answer. */
interface Bound {
  readonly env: Env;
  readonly ctx: ExecutionContext;
}

const app = createApp<Bound>(({ env, ctx }) => ({
  sources,
  grants,
  rates,
  outside,
  keys: env.SOURCE_KEYS,
  intake: env.INTAKE,
  rate: env.RATE,
  now: Date.now,
  log: (event, detail) => console.error(JSON.stringify({ level: 'error', event, ...detail })),
  keyUse: {
    uses,
    tell: (grant, key) =>
      ctx.waitUntil(
        env.SOURCE_KEYS.used({ v: 1, source: grant.id, key }).then(
          (told) => void (told.ok || uses.failed(grant, key, Date.now())),
          () => uses.failed(grant, key, Date.now()),
        ),
      ),
  },
  refused: (grant, code) => {
    refusals.note(grant, code, Date.now());
    const wait = refusals.wait(Date.now());
    if (wait !== undefined)
      ctx.waitUntil(tellRefusals(refusals, (report) => env.INTAKE.refused(report), wait, Date.now));
  },
}));

export default {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => app.fetch(request, { env, ctx }, ctx),
} satisfies ExportedHandler<Env>;
