import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The fleet: Worker name (without `vedette-`) → its folder under `workers/`. */
export const FLEET = {
  ingest: 'ingest',
  console: 'console',
  issuer: 'issuer',
  feed: 'feed',
  pipeline: 'pipeline',
  puller: 'puller',
  supervisor: 'supervisor',
  gate: 'gate',
  policy: 'policy',
  responder: 'responder',
  ledger: 'ledger',
  analyst: 'agents/analyst',
  inspector: 'agents/inspector',
  hunter: 'agents/hunter',
  outbound: 'agents/outbound',
} as const;
export type WorkerName = keyof typeof FLEET;
export const WORKER_NAMES = Object.keys(FLEET) as WorkerName[];

/** The wrangler file of a Worker: the console's is the one at the root. */
export const configPathOf = (name: WorkerName): string =>
  name === 'console' ? join(ROOT, 'wrangler.toml') : join(ROOT, 'workers', FLEET[name], 'wrangler.toml');

/** workerd takes Wasm and data as modules of their own: they are copied beside the bundle and imported by name. */
const filesBeside = (outdir: string): Plugin => ({
  name: 'files-beside',
  setup(b) {
    b.onResolve({ filter: /\.(?:wasm|bin)$/ }, async (args) => {
      if (args.pluginData === 'inner') return undefined;
      const found = await b.resolve(args.path, {
        kind: args.kind,
        resolveDir: args.resolveDir,
        importer: args.importer,
        pluginData: 'inner',
      });
      if (found.errors.length > 0) return { errors: found.errors };
      const name = basename(found.path);
      await mkdir(outdir, { recursive: true });
      await copyFile(found.path, join(outdir, name));
      return { path: `./${name}`, external: true };
    });
  },
});

/**
 * Bundles one Worker entry to `<outdir>/index.js` the way wrangler would (ES modules, text imports, Wasm and data beside).
 * Throws with esbuild's message if it does not build.
 */
export async function bundleWorker(entry: string, outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [entry],
    outfile: join(outdir, 'index.js'),
    bundle: true,
    format: 'esm',
    target: 'es2024',
    platform: 'neutral',
    mainFields: ['workerd', 'browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser', 'import'],
    external: ['cloudflare:*', 'node:*'],
    loader: { '.sql': 'text', '.yml': 'text', '.cedar': 'text' },
    plugins: [filesBeside(outdir)],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
    legalComments: 'none',
  });
}

export const distOf = (name: WorkerName): string => join(ROOT, 'dist', 'workers', name);

export const buildWorker = (name: WorkerName): Promise<void> =>
  bundleWorker(join(ROOT, 'workers', FLEET[name], 'index.ts'), distOf(name));
