import './miniflare.ts';

/** The local runtime's options for a Worker, by its wrangler file, without those about how it would be bundled. Plain JSON. */
export async function workerOptionsOf(configPath: string): Promise<Record<string, unknown>> {
  // Loaded when it is needed: a fleet that is built starts without it. It loads the runtime, which must have been loaded before.
  const wrangler = await import('wrangler');
  const { workerOptions } = wrangler.unstable_getMiniflareWorkerOptions(configPath);
  const { modulesRules: _rules, sourceMap: _map, ...options } = workerOptions as Record<string, unknown>;
  return JSON.parse(JSON.stringify(options)) as Record<string, unknown>;
}
