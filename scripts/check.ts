/*
 * All that must hold, in one command: format, lint with types, types, generated files, tests, and a dry-run deployment of
 * every Worker. Each step runs even if one before failed; the last line counts steps and tests.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extraCertificatesAreTheSystems } from '../cli/local/system-certificates.ts';
import { configPathOf, ROOT, WORKER_NAMES, type WorkerName } from './bundle.ts';

interface Outcome {
  readonly code: number;
  readonly output: string;
}

const QUIET_ENV = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NO_COLOR: '1',
  // Each start of the local runtime pays for these again.
  ...(extraCertificatesAreTheSystems(process.env) ? { NODE_EXTRA_CA_CERTS: undefined } : {}),
};

function run(command: string, args: readonly string[], inherit: boolean): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(join(ROOT, 'node_modules/.bin', command), args, {
      cwd: ROOT,
      env: { ...process.env, ...QUIET_ENV },
      stdio: ['ignore', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (d: Buffer) => (output += d.toString()));
    child.stderr?.on('data', (d: Buffer) => (output += d.toString()));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    child.on('error', (e) => resolve({ code: 1, output: e.message }));
  });
}

let passed = 0;
let failed = 0;

async function step(name: string, command: string, args: readonly string[]): Promise<void> {
  const started = Date.now();
  const { code, output } = await run(command, args, false);
  if (code === 0) passed++;
  else failed++;
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name}  (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output.trimEnd().split('\n').slice(-60).join('\n'));
}

async function vitest(name: string, projects: readonly string[], more: readonly string[] = []): Promise<void> {
  const report = join(await mkdtemp(join(tmpdir(), 'vedette-check-')), 'report.json');
  const args = [
    'run',
    ...projects.flatMap((p) => ['--project', p]),
    ...more,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { code } = await run('vitest', args, true);
  const counts = await readFile(report, 'utf8').then(
    (t) => JSON.parse(t) as { numPassedTests: number; numFailedTests: number; numFailedTestSuites: number },
    () => undefined,
  );
  passed += counts?.numPassedTests ?? 0;
  failed += counts === undefined ? 1 : Math.max(counts.numFailedTests, code === 0 ? 0 : 1);
  console.log(
    `${code === 0 ? 'ok    ' : 'FAILED'}  ${name}: ${counts?.numPassedTests ?? 0} passed, ${counts?.numFailedTests ?? 'unknown'} failed`,
  );
}

const node = (script: string, ...args: string[]): readonly string[] => ['scripts/node-check.mjs', script, ...args];

async function deployDryRun(worker: WorkerName): Promise<void> {
  const outdir = await mkdtemp(join(tmpdir(), `vedette-dry-${worker}-`));
  await step(`wrangler deploy --dry-run ${worker}`, 'wrangler', [
    'deploy',
    '--dry-run',
    '-c',
    configPathOf(worker),
    '--outdir',
    outdir,
  ]);
}

/** Two at a time: most have one thread, and CI two cores. */
async function steps(all: readonly (() => Promise<void>)[]): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  await Promise.all([work(), work()]);
}

await step('build', 'node', node('scripts/build.ts'));
await steps([
  () => step('lint', 'oxlint', ['--type-aware']),
  () => step('types', 'tsc', ['-p', '.']),
  () => step('types of the dashboard', 'tsc', ['-p', 'dashboard']),
  () => step('types of the browser tests', 'tsc', ['-p', 'test/browser']),
  () => step('format', 'oxfmt', ['--check', '.']),
  () => step('first load of the dashboard is within its budget', 'node', node('scripts/bundle-size.ts')),
  () => step('generated registries are fresh', 'node', node('scripts/generate-registries.ts', '--check')),
  () => step('generated rules are fresh', 'node', node('scripts/generate-rules.ts', '--check')),
  () => step('the generated client is fresh', 'node', node('scripts/generate-client.ts', '--check')),
  () => step('generated docs are fresh', 'node', node('scripts/generate-docs.ts', '--check')),
  () => step('migrations fit the schemas', 'node', node('scripts/check-migrations.ts')),
]);
// Left to itself it leaves one core idle.
await vitest('unit, architecture and Worker tests', ['!e2e', '!browser'], ['--maxWorkers=100%']);
await vitest('end-to-end tests', ['e2e']);
await vitest('browser tests', ['browser']);
await steps(WORKER_NAMES.map((worker) => () => deployDryRun(worker)));

process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
