import * as z from 'zod';
import { Id, Millis, OrgId, V1 } from '../../../src/contracts/common.ts';
import { IndicatorVersion } from '../../../src/contracts/indicators.ts';
import type { Observable } from '../../../src/contracts/delivery.ts';
import { indicatorFinding } from '../../../src/investigate/indicators/finding.ts';
import { consumeEach } from '../../../src/kit/consume.ts';
import type { Env } from './env.ts';
import { IndicatorLists } from './lists.ts';

const complain = (event: string, detail: Readonly<Record<string, string | number>>): void =>
  console.error(JSON.stringify({ level: 'error', worker: 'hunter', event, ...detail }));
const lists = new IndicatorLists(complain);

const Seen = z.object({
  type: z.enum(['ip', 'domain', 'hash', 'user_agent', 'access_key', 'url']),
  value: z.string().min(1).max(4096),
  delivery: Id,
  eventId: z.string().max(256),
  source: z.string().max(64),
  time: Millis,
  acceptedAt: Millis,
  account: z.string().max(64).exactOptional(),
  region: z.string().max(64).exactOptional(),
  principal: z.string().min(1).max(2048).exactOptional(),
  foreignAccount: z.boolean(),
}) satisfies z.ZodType<Observable>;
const Hunt = z.object({
  v: V1,
  org: OrgId,
  block: Id,
  list: IndicatorVersion.exactOptional(),
  observables: z.array(Seen),
});

async function hunt(env: Env, { org, list, observables }: z.infer<typeof Hunt>): Promise<void> {
  const now = Date.now();
  for (const seen of observables) {
    const indicator = await lists.match(env.INDICATORS, org, seen, now, list);
    if (indicator !== undefined)
      await env.FINDINGS.send({ v: 1, finding: indicatorFinding(org, seen, indicator, now) });
  }
}

/** What could not be hunted is said, with its block: the block is kept, and its events went through the rules all the same. */
function lost(batch: MessageBatch): void {
  for (const message of batch.messages) {
    const head = Hunt.pick({ org: true, block: true }).safeParse(message.body);
    complain('hunt_lost', head.success ? head.data : { message: message.id });
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
