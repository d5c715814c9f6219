import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { unstable_readConfig as readConfig } from 'wrangler';
import { configPathOf, FLEET, ROOT, WORKER_NAMES, type WorkerName } from '../../scripts/bundle.ts';
import { PRIVILEGES } from './privileges.ts';

/** The parts of a resolved wrangler configuration that grant something. */
interface Granting {
  readonly d1_databases: { database_name?: string }[];
  readonly r2_buckets: { bucket_name?: string }[];
  readonly durable_objects: { bindings: { class_name: string; script_name?: string }[] };
  readonly services?: { service: string; entrypoint?: string }[];
  readonly queues: {
    producers?: { queue: string }[];
    consumers?: { queue: string; max_batch_timeout?: number; dead_letter_queue?: string }[];
  };
  readonly kv_namespaces: unknown[];
  readonly hyperdrive?: unknown[];
  readonly dispatch_namespaces?: unknown[];
  readonly workflows?: unknown[];
  readonly workers_dev?: boolean;
  readonly routes?: unknown;
  readonly route?: unknown;
}
const configOf = (name: WorkerName): Granting => readConfig({ config: configPathOf(name) });

const bare = (name: string): string => name.replace(/^vedette-/, '');
const sorted = (list: readonly string[]): string[] => list.toSorted();

/** What a Worker's wrangler file grants, in the table's terms. */
function granted(name: WorkerName) {
  const c = configOf(name);
  return {
    d1: sorted(c.d1_databases.map((d) => bare(d.database_name ?? ''))),
    r2: sorted(c.r2_buckets.map((b) => bare(b.bucket_name ?? ''))),
    durableObjects: sorted(c.durable_objects.bindings.map((b) => b.class_name)),
    foreignObjects: c.durable_objects.bindings.filter((b) => b.script_name !== undefined).length,
    calls: sorted((c.services ?? []).map((s) => `${bare(s.service)}.${s.entrypoint ?? 'default'}`)),
    sends: sorted((c.queues.producers ?? []).map((q) => bare(q.queue))),
    consumes: sorted((c.queues.consumers ?? []).map((q) => bare(q.queue))),
    otherBindings: [
      ...c.kv_namespaces,
      ...(c.hyperdrive ?? []),
      ...(c.dispatch_namespaces ?? []),
      ...(c.workflows ?? []),
    ].length,
  };
}

/** The entrypoint classes of a Worker and their methods, read from the running code: bundled with `cloudflare:workers` replaced by bare classes. */
async function entrypointsOf(name: WorkerName): Promise<Record<string, string[]>> {
  const outfile = join(await mkdtemp(join(tmpdir(), 'vedette-arch-')), 'worker.mjs');
  await build({
    entryPoints: [join(ROOT, 'workers', FLEET[name], 'index.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    loader: { '.sql': 'text', '.yml': 'text', '.cedar': 'text', '.bin': 'empty' },
    plugins: [
      {
        name: 'bare-platform',
        setup(b) {
          b.onResolve({ filter: /^cloudflare:/ }, (a) => ({ path: a.path, namespace: 'bare' }));
          b.onLoad({ filter: /.*/, namespace: 'bare' }, () => ({
            contents:
              'export class WorkerEntrypoint {}\nexport class DurableObject {}\nexport class RpcTarget {}\nexport const env = {};',
          }));
          b.onLoad({ filter: /\.wasm$/ }, (a) => ({
            contents: `import { readFileSync } from 'node:fs';\nexport default new WebAssembly.Module(readFileSync(${JSON.stringify(a.path)}));`,
          }));
        },
      },
    ],
  });
  const exported = (await import(pathToFileURL(outfile).href)) as Record<string, unknown>;
  const found: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(exported)) {
    if (typeof value !== 'function') continue;
    const parent = Object.getPrototypeOf(value) as { name?: string };
    if (parent.name !== 'WorkerEntrypoint') continue;
    const prototype = (value as { prototype: object }).prototype;
    found[key] = Object.getOwnPropertyNames(prototype)
      .filter((m) => m !== 'constructor')
      .toSorted();
  }
  return found;
}

describe.each(WORKER_NAMES)('%s', (name) => {
  const declared = PRIVILEGES[name];

  it('is bound to what the privilege table says, and to nothing else', () => {
    const actual = granted(name);
    expect(actual).toEqual({
      d1: sorted(declared.d1),
      r2: sorted(declared.r2),
      durableObjects: sorted(declared.durableObjects),
      foreignObjects: 0,
      calls: sorted(declared.calls),
      sends: sorted(declared.sends),
      consumes: sorted(declared.consumes),
      otherBindings: 0,
    });
  });

  it('answers the RPC methods that the table names, and no other', async () => {
    const expected = Object.fromEntries(Object.entries(declared.entrypoints).map(([k, v]) => [k, sorted(v)]));
    expect(await entrypointsOf(name)).toEqual(expected);
  });

  it('has no public address unless the table says internet', () => {
    const c = configOf(name);
    expect(c.workers_dev).toBe(false);
    expect(declared.reachedBy.includes('internet') || (c.routes ?? c.route) === undefined).toBe(true);
  });
});

it('every call in the table goes to an entrypoint that exists, and no two Workers bind each other', () => {
  const edges = new Map<string, Set<string>>();
  for (const name of WORKER_NAMES) {
    for (const call of PRIVILEGES[name].calls) {
      const [worker, entrypoint] = call.split('.') as [WorkerName, string];
      expect(Object.keys(PRIVILEGES[worker].entrypoints)).toContain(entrypoint);
      edges.set(name, (edges.get(name) ?? new Set()).add(worker));
    }
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(edges.get(from) ?? [])].some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  for (const name of WORKER_NAMES)
    expect(reaches(name, name), `${name} can be deployed before what calls it`).toBe(false);
});

it('only the gate is bound to the authority database', () => {
  expect(WORKER_NAMES.filter((n) => granted(n).d1.includes('authority'))).toEqual(['gate']);
});

it('every queue that is sent to has one consumer, and every dead-letter queue has one too', () => {
  const consumers = WORKER_NAMES.flatMap((n) => granted(n).consumes);
  expect(consumers.length).toBe(new Set(consumers).size);
  for (const queue of WORKER_NAMES.flatMap((n) => granted(n).sends)) expect(consumers).toContain(queue);
  for (const name of WORKER_NAMES) {
    for (const consumer of configOf(name).queues.consumers ?? []) {
      if (consumer.queue.endsWith('-dead')) continue;
      expect(consumer.max_batch_timeout, `${consumer.queue} waits for no batch`).toBe(0);
      expect(consumers).toContain(bare(consumer.dead_letter_queue ?? 'missing'));
    }
  }
});
