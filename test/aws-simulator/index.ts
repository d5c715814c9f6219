import type { Env } from './env.ts';

export { World } from './world-object.ts';

/** One world a simulator: every request, whatever its path, goes to it. */
export default {
  fetch: (request, env) => env.WORLD.getByName('world').fetch(request),
} satisfies ExportedHandler<Env>;
