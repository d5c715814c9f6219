import { PullMessage } from '../../src/contracts/pull.ts';
import { insertDeadLetters } from '../../src/storage/main/write/dead-letters.ts';
import { runStatements } from '../../src/storage/main/write/json-rows.ts';
import { deadLetterBlock } from '../../src/storage/main/write/dead-letter-block.ts';
import { deadLetterMessage } from './consume-findings.ts';
import { isBlockMessage, type Deps } from './deps.ts';
import { logError, retryDelay } from './retry.ts';

/** Queue `blocks-dead`: each delivery of the block gets a dead letter; its journal lets go of it, for R2 has it. */
export async function consumeDeadBlocks(deps: Deps, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const { body } = message;
    if (!isBlockMessage(body)) {
      await deadLetterMessage(deps, 'vedette-blocks', message, 'not a block message of version 1');
      continue;
    }
    try {
      const reason = 'processing failed after every retry; see the pipeline’s log, then replay';
      if (!deps.memory.blocks.get(body.block)) await deadLetterBlock(deps, body, reason, message.attempts, deps.now());
      await deps.done(body.journal, [body.block]);
      message.ack();
    } catch (cause) {
      logError('dead_letter_failed', body.org, cause);
      message.retry({ delaySeconds: retryDelay(message.attempts) });
    }
  }
}

/** Queue `findings-dead`. */
export async function consumeDeadFindings(deps: Deps, messages: readonly Message[]): Promise<void> {
  for (const message of messages)
    await deadLetterMessage(
      deps,
      'vedette-findings',
      message,
      'storing the finding failed after every retry; see the pipeline’s log, then replay',
    );
}

/** Queue `pulls-dead`: objects that the puller gave up with the reason and the place, or that it never got to. */
export async function consumeDeadPulls(deps: Deps, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const parsed = PullMessage.safeParse(message.body);
    if (!parsed.success) {
      await deadLetterMessage(deps, 'vedette-pulls', message, 'not a message of an announced object');
      continue;
    }
    const { reason, place, again: _again, held: _held, ...body } = parsed.data;
    const letter = {
      org: body.org,
      kind: 'message' as const,
      origin: 'vedette-pulls',
      sourceId: body.via,
      reason: reason ?? 'no credentials for the object could be had, however often; see the puller’s log, then replay',
      place: `s3://${body.bucket}/${body.key}${place === undefined ? '' : ` ${place}`}`,
      body: JSON.stringify(body),
      attempts: message.attempts,
    };
    try {
      await runStatements(deps.db, insertDeadLetters(deps.db, body.org, [letter], deps.now()));
      message.ack();
    } catch (cause) {
      logError('dead_letter_failed', body.org, cause);
      message.retry({ delaySeconds: retryDelay(message.attempts) });
    }
  }
}
