import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Miniflare } from '../../cli/local/miniflare.ts';
import { workerOptionsOf } from '../../cli/local/worker-options.ts';
import { bundleWorker } from '../../scripts/bundle.ts';
import type { CallRecord, Counters } from './calls.ts';
import type { FaultSpec } from './faults.ts';
import type { WorldSeed } from './seed-schema.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

export interface SimulatorOptions {
  /** 0 or absent: any free port */
  readonly port?: number;
  /** Where the world is kept between runs; absent: in memory */
  readonly stateDir?: string;
  /** False: AWS alone, without the control plane; then only `url` and `close` work. */
  readonly control?: boolean;
}

export interface Simulator {
  /** For `AWS_ENDPOINT_URL`, and for the SDK's `endpoint` */
  readonly url: string;
  seed(seed: WorldSeed): Promise<void>;
  /**
   * Moves the world's clock, and with it the clocks by which signatures are judged; `clients: 'stay'` leaves those, for
   * clients whose own clocks cannot be moved. Returns the world's time, ms.
   */
  advance(ms: number, options?: { readonly clients?: 'follow' | 'stay' }): Promise<number>;
  /** Counters since the last reset, and the calls after an ordinal. */
  calls(after?: number): Promise<Counters & { readonly log: readonly CallRecord[] }>;
  /** Everything in the world, secrets left out. */
  state(): Promise<WorldState>;
  faults(...faults: readonly FaultSpec[]): Promise<void>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

type Rows = readonly (Record<string, unknown> & { readonly scope: string })[];
export interface WorldState {
  readonly now: number;
  readonly users: Rows;
  readonly roles: Rows;
  readonly keys: Rows;
  readonly sessions: Rows;
  readonly vpcs: Rows;
  readonly subnets: Rows;
  readonly securityGroups: Rows;
  readonly networkAcls: Rows;
  readonly interfaces: Rows;
  readonly instances: Rows;
  readonly volumes: Rows;
  readonly snapshots: Rows;
  readonly loginProfiles: Rows;
  readonly mfaDevices: Rows;
  readonly oidcProviders: Rows;
  readonly ipSets: Rows;
  readonly buckets: Rows;
  readonly functions: Rows;
  readonly trails: Rows;
}

/** Starts the simulator on Miniflare. Throws if the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const outdir = await mkdtemp(join(tmpdir(), 'aws-simulator-'));
  await bundleWorker(join(HERE, 'index.ts'), outdir);
  const base = await workerOptionsOf(join(HERE, 'wrangler.toml'));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      // Its callers print for people; what the runtime says is for nobody here.
      handleStructuredLogs: () => undefined,
      ...(options.stateDir === undefined ? {} : { resourcePersistencePath: options.stateDir }),
      workers: [
        {
          ...base,
          name: 'aws-simulator',
          modulesRoot: outdir,
          modules: [{ type: 'ESModule', path: join(outdir, 'index.js') }],
          bindings: { SIMULATOR_CONTROL: options.control === false ? '' : 'open' },
          unsafeDirectSockets: [{ host: '127.0.0.1', port: options.port ?? 0 }],
        },
      ],
    } as unknown as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await miniflare.ready;
  const url = (await miniflare.unsafeGetDirectURL('aws-simulator')).href;

  const ask = async <T>(command: string, body: unknown = {}): Promise<T> => {
    const response = await fetch(new URL(`/_simulator/${command}`, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json<T & { error?: string }>();
    if (!response.ok) throw new Error(`simulator, ${command}: ${answer.error ?? response.status}`);
    return answer;
  };

  return {
    url,
    seed: (seed) => ask('seed', seed),
    advance: async (ms, { clients = 'follow' } = {}) => (await ask<{ now: number }>('advance', { ms, clients })).now,
    calls: (after = 0) => ask('calls', { after }),
    state: () => ask('state'),
    faults: (...faults) => ask('faults', { faults }),
    reset: () => ask('reset'),
    close: async () => {
      await miniflare.dispose();
      await rm(outdir, { recursive: true, force: true });
    },
  };
}
