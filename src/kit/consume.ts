import type * as z from 'zod';

/** The parts of a queue message and its batch that consuming needs. */
export interface QueueMessage {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
  ack(): void;
  retry(options?: { delaySeconds?: number }): void;
}

/** Longest pause between two deliveries of one message, s. */
const RETRY_CAP_SECONDS = 60;

/** 1 s, 2 s, 4 s, … one minute; `attempts` counts from 1. */
export const retryDelaySeconds = (attempts: number): number =>
  Math.min(RETRY_CAP_SECONDS, 2 ** Math.max(0, Math.min(attempts - 1, 10)));

/** Thrown by a handler that knows when to come again. */
export class RetryLater extends Error {
  readonly delaySeconds: number;
  constructor(message: string, delaySeconds: number) {
    super(message);
    this.delaySeconds = delaySeconds;
  }
}

/**
 * Handles each message of a batch by itself (all at once, or `oneByOne` where the other side is slow): parsed with `schema`, then given to `handle`; acknowledged when that resolves,
 * retried when it throws. What does not parse is retried too, so that it ends in the dead-letter queue, where it has an
 * owner, instead of vanishing. Never throws, so that one message never sends its neighbours round again.
 */
export async function consumeEach<S extends z.ZodType>(
  queue: string,
  messages: readonly QueueMessage[],
  schema: S,
  handle: (job: z.infer<S>, message: QueueMessage) => Promise<void>,
  options: { readonly oneByOne?: boolean } = {},
): Promise<void> {
  const log = (event: string, message: QueueMessage, detail: string) =>
    console.error(
      JSON.stringify({ level: 'error', event, queue, message: message.id, attempts: message.attempts, detail }),
    );
  const consume = async (message: QueueMessage): Promise<void> => {
    const parsed = schema.safeParse(message.body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      // The path and code are ours; the value is not shown.
      log('message_malformed', message, `${issue?.path.join('.')}: ${issue?.code}`);
      return message.retry();
    }
    try {
      await handle(parsed.data, message);
      message.ack();
    } catch (cause) {
      log('message_failed', message, cause instanceof Error ? cause.message.slice(0, 300) : 'unknown');
      message.retry({
        delaySeconds: cause instanceof RetryLater ? cause.delaySeconds : retryDelaySeconds(message.attempts),
      });
    }
  };
  if (options.oneByOne) for (const message of messages) await consume(message);
  else await Promise.all(messages.map(consume));
}
