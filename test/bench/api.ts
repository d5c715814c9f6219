/* `npm run bench -- api [--findings N] [--rounds N]`: every list of the API on a full database, its times and the rows it reads. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apiClient, ask } from '../../cli/lib/client.ts';
import { newSecrets } from '../../cli/lib/state.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { routesOf, type Asked } from './api-routes.ts';
import { fill, insertTimes, mainFile } from './api-fill.ts';
import { spread } from './statistics.ts';

const CONSOLE_PORT = 9141;
const INGEST_PORT = 9142;
const INCIDENTS = 20_000;
/** A key may make 3,000 requests a minute. */
const KEYS = 8;
const AIM_P95_MS = 100;

/** The database, adding up what its answers say they read. */
function counting(real: D1Database): { db: D1Database; rows: () => number } {
  let rows = 0;
  const note = <T extends { meta: { rows_read?: number } }>(result: T): T => {
    rows += result.meta.rows_read ?? 0;
    return result;
  };
  interface Wrapped {
    readonly real: D1PreparedStatement;
  }
  const wrap = (statement: D1PreparedStatement) => ({
    real: statement,
    bind: (...values: unknown[]) => wrap(statement.bind(...values)),
    all: async () => note(await statement.all()),
    first: async () => note(await statement.all()).results[0] ?? null,
  });
  const db = {
    prepare: (sql: string) => wrap(real.prepare(sql)),
    batch: async (statements: Wrapped[]) => (await real.batch(statements.map((s) => s.real))).map(note),
  };
  return { db: db as unknown as D1Database, rows: () => rows };
}

async function rowsRead(real: D1Database, asked: Asked, org: string): Promise<number | undefined> {
  if (asked.read === undefined) return undefined;
  const { db, rows } = counting(real);
  await asked.read(db, org);
  return rows();
}

const ms = (v: number | null): string => (v === null ? '-' : v.toFixed(v < 10 ? 1 : 0)).padStart(7);

/** Never a timed test: it prints, and says in its last line how many routes are beyond the aim. */
export async function api(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { findings: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '100' } },
  });
  const findings = Number(values.findings);
  const rounds = Number(values.rounds);
  const stateDir = await mkdtemp(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'vedette-bench-api-'));
  const secrets = await newSecrets();
  const start = () =>
    startFleet(fleetOptions({ stateDir, consolePort: CONSOLE_PORT, ingestPort: INGEST_PORT, secrets, crons: false }));
  let fleet = await start();
  try {
    const { credentials } = await bootstrap({
      stateDir,
      consoleUrl: fleet.consoleUrl,
      ingestUrl: fleet.ingestUrl,
      secrets,
      accounts: [],
      boundAccounts: ['111122223333'],
    });
    const client = apiClient(fleet.consoleUrl, credentials.apiKey);
    const keys: string[] = [];
    for (let i = 0; i < KEYS; i++)
      keys.push((await ask(client.POST('/keys', { body: { user: credentials.user, name: `bench ${i}` } }))).apiKey);
    await fleet.stop();
    console.error('50,000 findings into an empty database, three times');
    const inserted = await insertTimes((name) => join(stateDir, `${name}.sqlite`));
    const now = Date.now();
    const begun = performance.now();
    await fill(await mainFile(stateDir), credentials.org, { findings, incidents: INCIDENTS, now }, (text) =>
      console.error(`  ${((performance.now() - begun) / 1000).toFixed(0)} s: ${text}`),
    );
    fleet = await start();
    const d1 = await fleet.miniflare.getD1Database('DB', 'vedette-console');
    const asked = await routesOf(d1, credentials.org, now);
    const times = asked.map((): number[] => []);
    let request = 0;
    const once = async (a: Asked): Promise<number> => {
      const at = performance.now();
      const response = await fetch(new URL(`/api/v1${a.path}`, fleet.consoleUrl), {
        headers: a.bare === true ? {} : { authorization: `Bearer ${keys[request++ % KEYS]}` },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${a.path} answered ${response.status}: ${text.slice(0, 300)}`);
      return performance.now() - at;
    };
    for (const a of asked) await once(a);
    for (let round = 0; round < rounds; round++) {
      if (round % 10 === 0) console.error(`round ${round} of ${rounds}, each of ${asked.length} requests`);
      for (const [i, a] of asked.entries()) times[i]!.push(await once(a));
    }
    console.log(
      `${findings.toLocaleString('en')} findings, ${INCIDENTS.toLocaleString('en')} incidents; ${rounds} requests each, one at a time, ms`,
    );
    console.log('    p50    p95    p99  rows read  request');
    let beyond = 0;
    for (const [i, a] of asked.entries()) {
      const p = spread(times[i]!);
      if (a.read !== undefined && (p.p95 ?? 0) > AIM_P95_MS) beyond++;
      const rows = await rowsRead(d1, a, credentials.org);
      console.log(
        `${ms(p.p50)}${ms(p.p95)}${ms(p.p99)}  ${(rows?.toLocaleString('en') ?? '-').padStart(9)}  ${a.path}`,
      );
    }
    const ratio = (n: number) => (n / inserted.first).toFixed(2);
    console.log(
      `50,000 findings inserted, beside the two indexes that findings had at first (${Math.round(inserted.first)} ms): with these indexes ${ratio(inserted.indexes)}, with the triggers too ${ratio(inserted.all)}`,
    );
    console.log(`api: ${asked.length} requests, ${beyond} with a p95 beyond ${AIM_P95_MS} ms`);
  } finally {
    await fleet.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}
