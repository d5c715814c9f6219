import * as z from 'zod';
import type { RetroMessage } from '../../../durable-objects/retro-hunt/api.ts';
import { Id, OrgId, V1 } from '../../../src/contracts/common.ts';
import { deadLetterMessage } from '../consume-findings.ts';
import type { Deps } from '../deps.ts';
import { logError, retryDelay } from '../retry.ts';
import { runChunk } from './run-chunk.ts';

const RetroMessageSchema = z.object({
  v: V1,
  org: OrgId,
  hunt: Id,
  chunk: z.int().positive(),
}) satisfies z.ZodType<RetroMessage>;

/** Queue `retro`: each message is a chunk of a hunt. Counted first, acknowledged then. */
export async function consumeRetro(deps: Deps, messages: readonly Message[]): Promise<void> {
  await Promise.all(messages.map((message) => consumeOne(deps, message)));
}

async function consumeOne(deps: Deps, message: Message): Promise<void> {
  const parsed = RetroMessageSchema.safeParse(message.body);
  if (!parsed.success) return deadLetterMessage(deps, 'vedette-retro', message, 'not a chunk of a hunt, version 1');
  const { hunt, org, chunk } = parsed.data;
  try {
    const object = deps.retroHunt(hunt);
    const job = await object.take(chunk);
    if (job !== undefined) {
      if (job.hunt.org !== org) throw new Error('the hunt is another organisation’s');
      await object.report(chunk, await runChunk(deps, object, chunk, job));
    }
    message.ack();
  } catch (cause) {
    logError('retro_chunk_failed', hunt, cause);
    message.retry({ delaySeconds: retryDelay(message.attempts) });
  }
}

/** Queue `retro-dead`: the hunt names what was not looked at. */
export async function consumeDeadRetro(deps: Deps, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const parsed = RetroMessageSchema.safeParse(message.body);
    if (!parsed.success) {
      await deadLetterMessage(deps, 'vedette-retro', message, 'not a chunk of a hunt, version 1');
      continue;
    }
    try {
      await deps.retroHunt(parsed.data.hunt).lost(parsed.data.chunk, 'looking through it failed after every retry');
      message.ack();
    } catch (cause) {
      logError('retro_dead_failed', parsed.data.hunt, cause);
      message.retry({ delaySeconds: retryDelay(message.attempts) });
    }
  }
}
