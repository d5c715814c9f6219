/*
 * Deploys the fleet with wrangler in an order in which nobody calls a Worker that is not there yet: consumers before
 * producers, callees before callers. `--create` first makes the queues and buckets, and applies the D1 migrations.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard } from './build-dashboard.ts';
import { configPathOf, ROOT, WORKER_NAMES, type WorkerName } from './bundle.ts';

const ORDER: readonly WorkerName[] = [
  'policy',
  'ledger',
  'gate',
  'responder',
  'feed',
  'supervisor',
  'pipeline',
  'puller',
  'analyst',
  'inspector',
  'hunter',
  'outbound',
  'issuer',
  'ingest',
  'console',
];

const forgotten = WORKER_NAMES.filter((w) => !ORDER.includes(w));
if (forgotten.length > 0) throw new Error(`scripts/deploy.ts has no place in its order for ${forgotten.join(', ')}`);

function wrangler(args: readonly string[], mayFail = false): void {
  console.error(`wrangler ${args.join(' ')}`);
  const { status } = spawnSync(join(ROOT, 'node_modules/.bin/wrangler'), args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0 && !mayFail) {
    console.error('That step failed; mend what it says and run this again: every step may be repeated.');
    process.exit(1);
  }
}

const names = (pattern: RegExp): string[] => [
  ...new Set(
    WORKER_NAMES.flatMap((w) => [...readFileSync(configPathOf(w), 'utf8').matchAll(pattern)].map((m) => m[1]!)),
  ),
];

if (process.argv.includes('--create')) {
  for (const queue of names(/queue = "(vedette-[a-z-]+)"/g)) wrangler(['queues', 'create', queue], true);
  for (const bucket of names(/bucket_name = "(vedette-[a-z-]+)"/g)) wrangler(['r2', 'bucket', 'create', bucket], true);
  wrangler(['d1', 'migrations', 'apply', 'vedette-main', '--remote', '-c', configPathOf('console')]);
  wrangler(['d1', 'migrations', 'apply', 'vedette-authority', '--remote', '-c', configPathOf('gate')]);
}
// The console's assets: wrangler bundles Workers by itself, but not these.
await buildDashboard();
const extra = process.argv.includes('--dry-run') ? ['--dry-run'] : [];
for (const worker of ORDER) wrangler(['deploy', '-c', configPathOf(worker), ...extra]);
