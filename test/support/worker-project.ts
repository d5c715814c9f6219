import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import type { TestProjectConfiguration } from 'vitest/config';
import { buildDashboard, DASHBOARD_DIST } from '../../scripts/build-dashboard.ts';
import { bundleWorker, configPathOf, FLEET, ROOT, type WorkerName } from '../../scripts/bundle.ts';

/** What `workers/<name>/test/project.ts` may export: fake secrets and vars for the Worker under test. */
export interface ProjectOverrides {
  readonly bindings?: () => Promise<Record<string, unknown>> | Record<string, unknown>;
}

const testDir = (name: WorkerName): string => join(ROOT, 'workers', FLEET[name], 'test');

/** Bundles `test/neighbours/<worker>.ts` (fakes with the same named entrypoints) as auxiliary Workers `vedette-<worker>`. */
async function neighbours(name: WorkerName) {
  const dir = join(testDir(name), 'neighbours');
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir).filter((f) => f.endsWith('.ts'));
  const out = await mkdtemp(join(tmpdir(), 'vedette-neighbours-'));
  return Promise.all(
    files.map(async (file) => {
      const worker = file.replace(/\.ts$/, '');
      const outdir = join(out, worker);
      await bundleWorker(join(dir, file), outdir);
      const wasm = readdirSync(outdir).filter((f) => f.endsWith('.wasm'));
      return {
        name: `vedette-${worker}`,
        modules: [
          { type: 'ESModule' as const, path: 'index.js', contents: await readFile(join(outdir, 'index.js'), 'utf8') },
          ...(await Promise.all(
            wasm.map(async (path) => ({
              type: 'CompiledWasm' as const,
              path,
              contents: await readFile(join(outdir, path)),
            })),
          )),
        ],
        compatibilityDate: '2026-10-01',
        compatibilityFlags: ['nodejs_compat'],
      };
    }),
  );
}

const SETUP_FILE = 'project.ts';

/** A Vitest project `worker:<name>`: the Worker in workerd with real D1, R2, queues and Durable Objects, by its own wrangler file. */
export function workerProject(name: WorkerName): TestProjectConfiguration {
  return {
    plugins: [
      cloudflareTest(async () => {
        const overridesPath = join(testDir(name), SETUP_FILE);
        const overrides: ProjectOverrides = existsSync(overridesPath)
          ? ((await import(pathToFileURL(overridesPath).href)) as ProjectOverrides)
          : {};
        if (name === 'console' && !existsSync(join(DASHBOARD_DIST, 'index.html'))) await buildDashboard();
        const migrations = (db: string) =>
          existsSync(join(ROOT, 'migrations', db))
            ? readD1Migrations(join(ROOT, 'migrations', db))
            : Promise.resolve([]);
        return {
          wrangler: { configPath: configPathOf(name) },
          miniflare: {
            bindings: {
              MIGRATIONS_MAIN: await migrations('main'),
              MIGRATIONS_AUTHORITY: await migrations('authority'),
              ...(await overrides.bindings?.()),
            },
            workers: await neighbours(name),
          },
        };
      }),
    ],
    test: {
      name: `worker:${name}`,
      include: [`workers/${FLEET[name]}/test/**/*.worker.test.ts`],
      testTimeout: 30_000,
      hookTimeout: 30_000,
      // ES modules under a CommonJS name: only a bundler can read them.
      deps: { optimizer: { ssr: { enabled: true, include: ['itty-durable'] } } },
    },
  };
}

/** Workers that have tests of their own. */
export const testedWorkers = (): WorkerName[] =>
  (Object.keys(FLEET) as WorkerName[]).filter((n) => existsSync(testDir(n)));
