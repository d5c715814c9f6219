import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from '../../../cli/local/miniflare.ts';
import { workerOptionsOf } from '../../../cli/local/worker-options.ts';
import { bundleWorker, configPathOf, ROOT } from '../../../scripts/bundle.ts';
import type { SourceGrant } from '../../../src/contracts/access.ts';

export interface Doors {
  readonly door: URL;
  readonly bare: URL;
  /** Bytes of memory that workerd has now, and the most it had since the last `resetPeak`. */
  memory(): Promise<{ now: number; peak: number }>;
  resetPeak(): Promise<void>;
  /** Lets the pipeline's reader go through the last large delivery. */
  readLast(): Promise<{ events: number; failed: string | null }>;
  stop(): Promise<void>;
}

const DIST = join(ROOT, 'dist/bench/doors');
const NEIGHBOURS = ['vedette-gate', 'vedette-pipeline'];

/** Bundles what {@link openDoors} starts. */
export async function bundleDoors(): Promise<void> {
  await bundleWorker(join(ROOT, 'workers/ingest/index.ts'), join(DIST, 'ingest'));
  await bundleWorker(join(ROOT, 'test/bench/doors/neighbours.ts'), join(DIST, 'neighbours'));
  await bundleWorker(join(ROOT, 'test/bench/doors/bare.ts'), join(DIST, 'bare'));
}

/** The real ingest Worker with played neighbours, beside a bare handler, in a workerd of their own. Linux: reads /proc. */
export async function openDoors(
  grants: Readonly<Record<string, SourceGrant>>,
  outside: Readonly<Record<string, string>>,
): Promise<Doors> {
  const modulesOf = (name: string) => ({
    modulesRoot: join(DIST, name),
    modules: [{ type: 'ESModule', path: join(DIST, name, 'index.js') }],
    compatibilityDate: '2026-10-01',
    compatibilityFlags: ['nodejs_compat'],
  });
  const base = await workerOptionsOf(configPathOf('ingest'));
  const bindings = { GRANTS: JSON.stringify(grants), OUTSIDE: JSON.stringify(outside) };
  const socket = { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] };
  const before = new Set(await workerds());
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      handleStructuredLogs: () => undefined,
      workers: [
        {
          ...base,
          ...modulesOf('ingest'),
          name: 'vedette-ingest',
          // The bench is one sender with one address.
          ratelimits: {
            RATE: {
              type: 'ratelimit',
              name: 'RATE',
              namespace_id: '1001',
              simple: { limit: 1_000_000_000, period: 60 },
            },
          },
          outboundService: 'vedette-gate',
          ...socket,
        },
        ...NEIGHBOURS.map((name) => ({ ...modulesOf('neighbours'), name, bindings, ...socket })),
        { ...modulesOf('bare'), name: 'bare', ...socket },
      ],
    } as unknown as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await miniflare.ready;
  const pid = (await workerds()).find((p) => !before.has(p));
  if (pid === undefined) throw new Error('the workerd of the bench was not found under /proc');
  const url = (name: string) => miniflare.unsafeGetDirectURL(name);
  const reader = await url('vedette-pipeline');
  return {
    door: await url('vedette-ingest'),
    bare: await url('bare'),
    memory: async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const kib = (name: string) => Number(new RegExp(`^${name}:\\s+([0-9]+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
      return { now: kib('VmRSS') * 1_024, peak: kib('VmHWM') * 1_024 };
    },
    resetPeak: () => writeFile(`/proc/${pid}/clear_refs`, '5'),
    readLast: async () => (await fetch(new URL('/read', reader))).json(),
    stop: () => miniflare.dispose(),
  };
}

async function workerds(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name))) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() === 'workerd') found.push(pid);
  }
  return found;
}
