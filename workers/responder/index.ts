import type { StepJob } from '../../src/contracts/custody.ts';
import type { Env } from './env.ts';
import { consumeDead, consumeSteps } from './steps.ts';

export { Custodian } from '../../durable-objects/custodian/custodian.ts';
export { Custody } from './custody.ts';

const DEAD = 'vedette-steps-dead';

export default {
  fetch: () => new Response('vedette-responder answers by RPC only', { status: 404 }),
  queue: (batch, env) => (batch.queue === DEAD ? consumeDead(batch, env) : consumeSteps(batch, env)),
} satisfies ExportedHandler<Env, StepJob>;
