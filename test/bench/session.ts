import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerOptionsOf } from '../../cli/local/worker-options.ts';
import { bundleWorker, ROOT } from '../../scripts/bundle.ts';
import { apiClient, type TypedClient } from '../../cli/lib/client.ts';
import { newSecrets, type Credentials } from '../../cli/lib/state.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet, type Fleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import type { Target } from './load.ts';

export interface BenchSession {
  readonly fleet: Fleet;
  readonly client: TypedClient;
  readonly credentials: Credentials;
  readonly ours: Target;
  readonly bare: Target;
  readonly stateDir: string;
  stop(): Promise<void>;
}

export const CONSOLE_PORT = 9301;
export const INGEST_PORT = 9302;
export const BARE_PORT = 9303;

const MEMORY_DISK = '/dev/shm';

/**
 * Where the bench keeps its state: in memory where the system has such a folder, for a laptop's fsync is no measure of the
 * platform's storage; on disk with `--disk`. Both contestants use the same.
 */
export async function stateFolder(disk: boolean): Promise<string> {
  const memory = await access(MEMORY_DISK, constants.W_OK).then(
    () => true,
    () => false,
  );
  return mkdtemp(join(memory && !disk ? MEMORY_DISK : tmpdir(), 'vedette-bench-'));
}

/** Bundles the bare Worker; the runtime's options for it. */
export async function buildBareWorker(): Promise<Record<string, unknown>> {
  const bareDist = join(ROOT, 'dist/bench/bare');
  await bundleWorker(join(ROOT, 'test/bench/bare/index.ts'), bareDist);
  const base = await workerOptionsOf(join(ROOT, 'test/bench/bare/wrangler.toml'));
  return {
    ...base,
    name: 'bare',
    modulesRoot: bareDist,
    modules: [{ type: 'ESModule', path: join(bareDist, 'index.js') }],
    unsafeDirectSockets: [{ host: '127.0.0.1', port: BARE_PORT }],
  };
}

/** Our fleet and the bare Worker side by side in one workerd, on fresh state. */
export async function openSession(options: { readonly disk: boolean }): Promise<BenchSession> {
  const stateDir = await stateFolder(options.disk);
  const bareWorker = await buildBareWorker();
  const secrets = await newSecrets();
  const fleet = await startFleet({
    ...fleetOptions({ stateDir, consolePort: CONSOLE_PORT, ingestPort: INGEST_PORT, secrets, crons: false }),
    extraWorkers: [bareWorker],
  });
  const { credentials } = await bootstrap({
    stateDir,
    consoleUrl: fleet.consoleUrl,
    ingestUrl: fleet.ingestUrl,
    secrets,
    accounts: [],
    boundAccounts: ['111122223333'],
  });
  const bareUrl = new URL(`http://127.0.0.1:${BARE_PORT}/`);
  await fetch(bareUrl, { method: 'PUT' });
  const source = credentials.sources['standard.webhook']!;
  return {
    fleet,
    client: apiClient(fleet.consoleUrl, credentials.apiKey),
    credentials,
    ours: { name: 'vedette', url: new URL(source.path, fleet.ingestUrl), source },
    bare: { name: 'bare', url: bareUrl },
    stop: async () => {
      await fleet.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
    stateDir,
  };
}
