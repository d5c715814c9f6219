import { z } from 'zod';
import { Id, Millis, OrgId, V1 } from '../../../src/contracts/common.ts';
import type { Observable } from '../../../src/contracts/delivery.ts';
import { indicatorFinding } from '../../../src/investigate/indicators/finding.ts';
import { consumeEach } from '../../../src/kit/consume.ts';
import type { Env } from './env.ts';
import { IndicatorLists } from './lists.ts';

const lists = new IndicatorLists();

const Seen = z.object({
  type: z.enum(['ip', 'domain', 'hash', 'user_agent', 'access_key', 'url']),
  value: z.string().max(4096),
  delivery: Id,
  eventId: z.string().max(256),
  source: z.string().max(64),
  time: Millis,
  acceptedAt: Millis,
  account: z.string().max(64).exactOptional(),
  region: z.string().max(64).exactOptional(),
  principal: z.string().max(2048).exactOptional(),
  foreignAccount: z.boolean(),
}) satisfies z.ZodType<Observable>;
const Hunt = z.object({ v: V1, org: OrgId, block: Id, observables: z.array(Seen) });

async function hunt(env: Env, message: z.infer<typeof Hunt>): Promise<void> {
  const now = Date.now();
  const set = await lists.of(env.INDICATORS, message.org, now);
  if (set.size === 0) return;
  for (const seen of message.observables) {
    const indicator = set.match(seen, now);
    if (indicator !== undefined)
      await env.FINDINGS.send({ v: 1, finding: indicatorFinding(message.org, seen, indicator, now) });
  }
}

/** What could not be hunted is said, with its block: the block is kept, and its events went through the rules all the same. */
function lost(batch: MessageBatch): void {
  for (const message of batch.messages) {
    const head = Hunt.pick({ org: true, block: true }).safeParse(message.body);
    console.error(
      JSON.stringify({
        level: 'error',
        worker: 'hunter',
        event: 'hunt_lost',
        ...(head.success ? head.data : { message: message.id }),
      }),
    );
    message.ack();
  }
}

export default {
  fetch: () => new Response('vedette-hunter works by queue only', { status: 404 }),
  async queue(batch, env) {
    if (batch.queue.endsWith('-dead')) return lost(batch);
    return consumeEach('hunt', batch.messages, Hunt, (message) => hunt(env, message));
  },
} satisfies ExportedHandler<Env>;
