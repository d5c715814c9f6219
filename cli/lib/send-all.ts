import { EXIT, CliError } from './exit.ts';
import type { RecordLines } from './read-records.ts';
import {
  chunkLines,
  contentDeliveryId,
  deliver,
  FramingError,
  freshDeliveryId,
  recordOf,
  refusalOf,
  type Answer,
  type SendOptions,
} from './send.ts';
import type { Target } from './send-target.ts';

const TOO_LARGE = 413;

export interface Progress {
  /** Deliveries that were accepted, of how many */
  readonly done: number;
  readonly of: number;
  readonly records: number;
  readonly retries: number;
}
export interface SendAllOptions extends SendOptions {
  readonly batch: number;
  /** New delivery ids, in the place of those that the content gives. */
  readonly again: boolean;
  readonly told: (progress: Progress) => void;
}
export interface Sent {
  readonly deliveries: number;
  readonly records: number;
  readonly retries: number;
}

/**
 * Sends lines in deliveries of `batch` records, in order, each by {@link deliver}. What a kind cannot frame together (its client says
 * so) and what ingest finds too large goes in halves, down to single records. Throws a {@link CliError} at the first refusal, which
 * says how much was accepted before it.
 */
export async function sendAll(target: Target, { lines, text }: RecordLines, options: SendAllOptions): Promise<Sent> {
  const queue = chunkLines(lines, options.batch);
  let done = 0;
  let records = 0;
  let retries = 0;
  for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
    const answer = await sendChunk(target, chunk, text, options);
    if (answer === 'divide' || (answer.status === TOO_LARGE && chunk.length > 1)) {
      const half = Math.ceil(chunk.length / 2);
      queue.unshift(chunk.slice(0, half), chunk.slice(half));
      continue;
    }
    retries += answer.retries;
    if (!answer.ok) throw refusedAfter(answer, done, records);
    done += 1;
    records += chunk.length;
    options.told({ done, of: done + queue.length, records, retries });
  }
  return { deliveries: done, records, retries };
}

async function sendChunk(
  { ingestUrl, source }: Target,
  chunk: readonly string[],
  text: boolean,
  options: SendAllOptions,
): Promise<Answer | 'divide'> {
  const records = text ? chunk : chunk.map(recordOf);
  const deliveryId = options.again ? freshDeliveryId() : contentDeliveryId(chunk);
  try {
    return await deliver(ingestUrl, source, { records, deliveryId }, options);
  } catch (cause) {
    if (cause instanceof FramingError && chunk.length > 1) return 'divide';
    throw cause;
  }
}

function refusedAfter(answer: Answer, done: number, records: number): CliError {
  const refusal = refusalOf(answer);
  const before = done === 0 ? '' : ` ${done} deliveries with ${records} records were accepted before it.`;
  const next =
    answer.status === 401 || answer.status === 403
      ? ' Is the secret the right one, and the source enabled? `vedette sources list` shows it.'
      : '';
  return new CliError(`${refusal.message}${before}${next}`, answer.status === 0 ? EXIT.unreachable : EXIT.failed);
}
