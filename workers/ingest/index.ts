import { createApp } from '../../src/ingest/app.ts';
import { Grants } from '../../src/ingest/grants.ts';
import { FetchOutside } from '../../src/ingest/outside.ts';
import { SourceRates } from '../../src/ingest/rate.ts';
import { sources } from '../../src/ingest/sources/registry.ts';
import type { Env } from './env.ts';

/** What this isolate remembers between requests. */
const grants = new Grants();
const rates = new SourceRates();
const outside = new FetchOutside((...request) => fetch(...request), Date.now);

const app = createApp<Env>((env) => ({
  sources,
  grants,
  rates,
  outside,
  keys: env.SOURCE_KEYS,
  intake: env.INTAKE,
  rate: env.RATE,
  now: Date.now,
  log: (event, detail) => console.error(JSON.stringify({ level: 'error', event, ...detail })),
}));

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
