import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from './miniflare.ts';
import {
  builtOptionsOf,
  buildWorker,
  configPathOf,
  distOf,
  isWorkerFresh,
  ROOT,
  WORKER_NAMES,
  type WorkerName,
} from '../../scripts/bundle.ts';
import { buildDashboard, isDashboardFresh } from '../../scripts/build-dashboard.ts';
import { CliError } from '../lib/exit.ts';
import { applyMigrations } from './migrations.ts';
import { killStale, rememberWorkerd } from './process.ts';

export interface FleetOptions {
  /** Where everything durable lives: D1, R2, Durable Objects. */
  readonly stateDir: string;
  readonly consolePort: number;
  readonly ingestPort: number;
  /** Secret name → value, given only to the Workers named. */
  readonly secrets: Partial<Record<WorkerName, Record<string, string>>>;
  /** Plain settings that override the wrangler files' `[vars]`. */
  readonly vars: Partial<Record<WorkerName, Record<string, string>>>;
  /** Fire the crons (each minute, and at once). Off in tests that fire them by hand. */
  readonly crons: boolean;
  /** The caller answers SIGINT and SIGTERM itself, by `stop`; otherwise Miniflare ends the process at once. */
  readonly ownSignals?: boolean;
  /** Miniflare's own options for a Worker, such as where its calls to the world outside go. */
  readonly overrides?: Partial<Record<WorkerName, Record<string, unknown>>>;
  /** Further Workers in the same session, such as a bench baseline: Miniflare's own options. */
  readonly extraWorkers?: readonly Record<string, unknown>[];
}

export interface Fleet {
  readonly consoleUrl: string;
  readonly ingestUrl: string;
  readonly miniflare: Miniflare;
  fireCrons(): Promise<void>;
  stop(): Promise<void>;
}

const CRON_PERIOD_MS = 60_000;
/** Further firings soon after a start: what came due while the fleet was down does not wait for the first minute. */
const CATCH_UP_MS = [4_000, 10_000, 20_000];
/** Under the state folder: what the Workers said. */
export const LOG_FILE = 'workers.log';

/** Builds the Workers and the dashboard where their sources are newer, or nothing is there. */
export async function buildWhatChanged(): Promise<void> {
  const workers = WORKER_NAMES.map(async (name) => {
    if (!(await isWorkerFresh(name))) await buildWorker(name);
  });
  const dashboard = isDashboardFresh().then((fresh) => (fresh ? undefined : buildDashboard()));
  await Promise.all([...workers, dashboard]);
}

async function modulesOf(name: WorkerName) {
  const dir = distOf(name);
  const files = await readdir(dir);
  return {
    modulesRoot: dir,
    modules: [
      { type: 'ESModule', path: join(dir, 'index.js') },
      ...files.filter((f) => f.endsWith('.wasm')).map((f) => ({ type: 'CompiledWasm', path: join(dir, f) })),
      ...files.filter((f) => f.endsWith('.bin')).map((f) => ({ type: 'Data', path: join(dir, f) })),
    ],
  };
}

async function workerConfig(name: WorkerName, options: FleetOptions): Promise<Record<string, unknown>> {
  const base = await builtOptionsOf(name);
  const bindings = {
    ...(base['bindings'] as Record<string, unknown>),
    ...options.vars[name],
    ...options.secrets[name],
  };
  const port = name === 'console' ? options.consolePort : name === 'ingest' ? options.ingestPort : undefined;
  return {
    ...base,
    ...(await modulesOf(name)),
    name: `vedette-${name}`,
    bindings,
    ...(port === undefined ? {} : { unsafeDirectSockets: [{ host: '127.0.0.1', port }] }),
    ...options.overrides?.[name],
  };
}

/**
 * Starts all Workers of the fleet in one local session from their own wrangler files. A workerd that an earlier, killed
 * launcher left behind on the same state is ended first. Throws if a port is taken.
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  await mkdir(options.stateDir, { recursive: true });
  await Promise.all([killStale(options.stateDir), buildWhatChanged()]);
  // What Workers log is kept apart from what the command prints: stdout may be somebody's JSON.
  const log = createWriteStream(join(options.stateDir, LOG_FILE), { flags: 'a' });
  const workers = await Promise.all(WORKER_NAMES.map((n) => workerConfig(n, options)));
  const signalsBefore = signalListeners();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      handleStructuredLogs: ({ timestamp, level, message }: { timestamp: number; level: string; message: string }) =>
        log.write(`${new Date(timestamp).toISOString()} ${level} ${message}\n`),
      resourcePersistencePath: join(options.stateDir, 'resources'),
      workers: [...workers, ...(options.extraWorkers ?? [])],
    } as unknown as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  if (options.ownSignals === true) dropSignalListenersSince(signalsBefore);
  await miniflare.ready.catch((cause: unknown) => {
    if (!String(cause).includes('Address already in use')) throw cause;
    throw new CliError(
      `Port ${options.consolePort} or ${options.ingestPort} is taken: stop what listens there, or choose others with --console-port and --ingest-port.`,
    );
  });
  await rememberWorkerd(options.stateDir);
  const [main, authority] = await Promise.all([
    miniflare.getD1Database('DB', 'vedette-console'),
    miniflare.getD1Database('AUTHORITY', 'vedette-gate'),
  ]);
  await Promise.all([
    applyMigrations(main, join(ROOT, 'migrations/main')),
    applyMigrations(authority, join(ROOT, 'migrations/authority')),
  ]);

  const scheduled: WorkerName[] = [];
  for (const name of WORKER_NAMES) {
    if (/^crons\s*=/m.test(await readFile(configPathOf(name), 'utf8'))) scheduled.push(name);
  }
  const fireCrons = async (): Promise<void> => {
    for (const name of scheduled) {
      const worker = await miniflare.getWorker(`vedette-${name}`);
      await worker.scheduled({ cron: '* * * * *', scheduledTime: new Date() });
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const catchUps: NodeJS.Timeout[] = [];
  if (options.crons) {
    await fireCrons();
    for (const after of CATCH_UP_MS) catchUps.push(setTimeout(() => void fireCrons().catch(reportCronFailure), after));
    timer = setInterval(() => void fireCrons().catch(reportCronFailure), CRON_PERIOD_MS);
    timer.unref();
  }
  return {
    // By name: passkeys know no addresses (WebAuthn §5.1.3 takes a domain).
    consoleUrl: `http://localhost:${options.consolePort}`,
    ingestUrl: `http://127.0.0.1:${options.ingestPort}`,
    miniflare,
    fireCrons,
    stop: async () => {
      clearInterval(timer);
      catchUps.forEach(clearTimeout);
      await miniflare.dispose();
      log.end();
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const signalListeners = (): Set<unknown> => new Set(SIGNALS.flatMap((s) => process.listeners(s)));

function dropSignalListenersSince(before: ReadonlySet<unknown>): void {
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal))
      if (!before.has(listener)) process.removeListener(signal, listener);
  }
}

function reportCronFailure(cause: unknown): void {
  console.error(
    `a cron failed and will run again in a minute: ${cause instanceof Error ? cause.message : String(cause)}`,
  );
}
