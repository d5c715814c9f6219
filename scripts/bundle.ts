import { existsSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
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

/**
 * workerd takes Wasm and data as modules of their own: they are copied beside the bundle and imported by name. `copied` gets their
 * paths, which the bundler does not know as its inputs.
 */
const filesBeside = (outdir: string, copied: string[]): Plugin => ({
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
      copied.push(found.path);
      return { path: `./${name}`, external: true };
    });
  },
});

/**
 * Bundles one Worker entry to `<outdir>/index.js` the way wrangler would (ES modules, text imports, Wasm and data beside).
 * Throws with esbuild's message if it does not build. `also`: further files that it is made of.
 */
export async function bundleWorker(entry: string, outdir: string, also: readonly string[] = []): Promise<void> {
  const since = Date.now();
  const copied: string[] = [];
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
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
    plugins: [filesBeside(outdir, copied)],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
    legalComments: 'none',
    absWorkingDir: ROOT,
    metafile: true,
  });
  await noteMade(join(outdir, MADE), since, [
    ...Object.keys(metafile.inputs),
    ...[...also, ...copied].map((file) => relative(ROOT, file)),
  ]);
}

/** Beside a bundle: of what it was made. */
const MADE = 'made.json';
/** Libraries change with the lock file alone; what plugins make up is no file. */
const NO_SOURCE = /(?:^|\/)node_modules\/|\0/;

interface Made {
  /** When it was begun, ms */
  readonly since: number;
  /** Files, from the root */
  readonly of: readonly string[];
}

/** Writes down when something was begun and of which files, from the root, it was made. */
export async function noteMade(file: string, since: number, of: readonly string[]): Promise<void> {
  const made: Made = { since, of: of.filter((path) => !NO_SOURCE.test(path)) };
  await writeFile(file, JSON.stringify(made));
}

/** Whether what `file` tells of was made, and nothing that it was made of is newer. */
export async function isFresh(file: string): Promise<boolean> {
  try {
    const { of, since } = JSON.parse(await readFile(file, 'utf8')) as Made;
    return [...of, 'package-lock.json'].every((path) => statSync(join(ROOT, path)).mtimeMs < since);
  } catch {
    return false;
  }
}

export const distOf = (name: WorkerName): string => join(ROOT, 'dist', 'workers', name);

/** Beside a fleet Worker's bundle: the local runtime's options for it, as its wrangler file says. */
const OPTIONS = 'options.json';

/** Bundles a Worker of the fleet, with the options that the local runtime starts it with beside it. */
export async function buildWorker(name: WorkerName): Promise<void> {
  const config = configPathOf(name);
  await bundleWorker(join(ROOT, 'workers', FLEET[name], 'index.ts'), distOf(name), [config]);
  const { workerOptionsOf } = await import('../cli/local/worker-options.ts');
  await writeFile(join(distOf(name), OPTIONS), JSON.stringify(await workerOptionsOf(config)));
}

/** Whether a Worker's bundle and options are there and newer than their sources. */
export const isWorkerFresh = async (name: WorkerName): Promise<boolean> =>
  existsSync(join(distOf(name), OPTIONS)) && (await isFresh(join(distOf(name), MADE)));

/** The local runtime's options for a Worker that was built. */
export const builtOptionsOf = async (name: WorkerName): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(distOf(name), OPTIONS), 'utf8')) as Record<string, unknown>;
