import { rm } from 'node:fs/promises';
import { newSecrets, type FleetSecrets } from '../../cli/lib/state.ts';
import { convertV4MiniflareOptions, Miniflare } from '../../cli/local/miniflare.ts';
import { buildWhatChanged, startFleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { WORKER_NAMES } from '../../scripts/bundle.ts';
import { BARE_PORT, buildBareWorker, CONSOLE_PORT, INGEST_PORT, stateFolder } from './session.ts';
import { median } from './statistics.ts';

const ROUNDS = 5;
const RUNS = ['bare', 'fresh', 'kept'] as const;
type Run = (typeof RUNS)[number];

/** Seconds from nothing to the first answers of both doors, on the state there is. */
async function fleetStart(stateDir: string, secrets: FleetSecrets): Promise<number> {
  const since = performance.now();
  const fleet = await startFleet(
    fleetOptions({ stateDir, consolePort: CONSOLE_PORT, ingestPort: INGEST_PORT, secrets, crons: false }),
  );
  for (const url of [fleet.consoleUrl, fleet.ingestUrl]) {
    const { status } = await fetch(new URL('/healthz', url));
    if (status !== 200) throw new Error(`${url} answered ${status}; see the Workers' log under ${stateDir}`);
  }
  const took = performance.now() - since;
  await fleet.stop();
  return took / 1000;
}

async function bareStart(worker: Record<string, unknown>): Promise<number> {
  const since = performance.now();
  const options = { cf: false, telemetry: { enabled: false }, workers: [worker] };
  const runtime = new Miniflare(
    convertV4MiniflareOptions(options as unknown as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await runtime.ready;
  await fetch(`http://127.0.0.1:${BARE_PORT}/`, { method: 'PUT' });
  const took = performance.now() - since;
  await runtime.dispose();
  return took / 1000;
}

/** How long the whole fleet takes to answer, on fresh state and on kept state, beside one bare Worker of the same run. */
export async function start(): Promise<void> {
  await buildWhatChanged();
  const bare = await buildBareWorker();
  const secrets = await newSecrets();
  const stateDir = await stateFolder(false);
  const taken: Record<Run, number[]> = { bare: [], fresh: [], kept: [] };
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      console.error(`round ${round} of ${ROUNDS}`);
      await rm(stateDir, { recursive: true, force: true });
      taken.fresh.push(await fleetStart(stateDir, secrets));
      taken.kept.push(await fleetStart(stateDir, secrets));
      taken.bare.push(await bareStart(bare));
    }
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
  console.log(`${WORKER_NAMES.length} Workers, from nothing to an answer of both doors, ${ROUNDS} rounds:`);
  for (const run of RUNS) {
    const seconds = taken[run];
    console.log(
      `  ${run.padEnd(5)}  median ${median(seconds).toFixed(2)} s, most ${Math.max(...seconds).toFixed(2)} s, first ${seconds[0]!.toFixed(2)} s` +
        (run === 'bare' ? '' : `; ${(median(seconds) / median(taken.bare)).toFixed(1)} × the one bare Worker's`),
    );
  }
}
