import type { PullMessage } from '../contracts/pull.ts';
import { utf8 } from '../kit/bytes.ts';

/** What a queue takes in one call is 100 messages and 256 kB: https://developers.cloudflare.com/queues/platform/limits/ */
const MESSAGES_MOST = 100;
/** Below it by what a queue keeps beside each message. */
const BYTES_MOST = 200_000;

/**
 * Messages in groups, in their order, that a queue takes each in one call. A key is its announcer's choice: one of control characters
 * takes six times its length in JSON, and some dozens of those are more than a call may bring.
 */
export function batchesOf<M extends { readonly message: PullMessage }>(messages: readonly M[]): M[][] {
  const batches: M[][] = [];
  let bytes = Infinity;
  for (const each of messages) {
    const size = utf8(JSON.stringify(each.message)).byteLength;
    const last = batches.at(-1);
    if (last === undefined || last.length >= MESSAGES_MOST || bytes + size > BYTES_MOST) {
      batches.push([each]);
      bytes = size;
    } else {
      last.push(each);
      bytes += size;
    }
  }
  return batches;
}

/** Each object once, by its first announcement: who announces one a thousand times in a delivery has it looked up once. */
export function eachOnce(messages: readonly PullMessage[]): PullMessage[] {
  const seen = new Map<string, PullMessage>();
  for (const message of messages) {
    const name = JSON.stringify([message.org, message.bucket, message.key, message.etag]);
    if (!seen.has(name)) seen.set(name, message);
  }
  return [...seen.values()];
}
