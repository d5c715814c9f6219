import { PullMessage } from '../../src/contracts/pull.ts';
import { consumeEach } from '../../src/kit/consume.ts';
import { pullObject } from '../../src/pull/pull-object.ts';
import { depsOf } from './deps.ts';
import type { Env } from './env.ts';

export { ObjectPull } from '../../durable-objects/object-pull/object-pull.ts';

export default {
  fetch: () => new Response(null, { status: 404 }),
  async queue(batch, env) {
    const deps = depsOf(env);
    await consumeEach(batch.queue, batch.messages, PullMessage, async (message, { attempts }) => {
      await pullObject(deps, message, attempts);
    });
  },
} satisfies ExportedHandler<Env>;
