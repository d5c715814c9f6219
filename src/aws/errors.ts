import { kindOf } from './error-codes.ts';
import { errorDocument } from './error-documents.ts';
import type { Reply } from './exchange.ts';
import type { Protocol } from './shape.ts';
import type { AwsError } from './types.ts';

/** Characters of an error's text that are kept: AWS's encoded authorization messages are longer and say nothing to us. */
const MESSAGE_MOST_CHARS = 600;
const CODE_MOST_CHARS = 100;
/** A server that wants more patience than this is not waited for. */
const RETRY_AFTER_MOST_MS = 60_000;

export interface Asked {
  readonly protocol: Protocol;
  /** The request was a HEAD: its answer has no body */
  readonly head?: boolean;
  /** Texts of the request that must not be seen, should the answer repeat them */
  readonly secrets?: readonly string[];
}

/**
 * The error of an answer with status 300 or more. Without an AWS error document in it, nobody knows who answered, nor
 * whether AWS ever saw the request: that is `unknown`, save for 429 and 501, which say themselves that nothing was done. Pure.
 */
export function errorOf(reply: Reply, { protocol, head = false, secrets = [] }: Asked): AwsError {
  const { status } = reply;
  const found = errorDocument(protocol, reply, head);
  const retryAfterMs = retryAfterOf(reply.headers.get('retry-after'));
  const shared = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (!found)
    return {
      kind: status === 429 ? 'throttled' : status === 501 ? 'unsupported' : 'unknown',
      code: `Http${status}`,
      message: `HTTP ${status} without an AWS error`,
      ...shared,
    };
  const shown = (text: string): string => secrets.reduce((t, s) => t.replaceAll(s, '(not shown)'), text);
  return {
    kind: kindOf(found.code, status),
    code: shown(found.code).slice(0, CODE_MOST_CHARS),
    message: shown(found.message).slice(0, MESSAGE_MOST_CHARS),
    ...(found.requestId === undefined ? {} : { requestId: shown(found.requestId).slice(0, CODE_MOST_CHARS) }),
    ...shared,
  };
}

function retryAfterOf(header: string | null): number | undefined {
  if (header === null || !/^[0-9]{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header) * 1000, RETRY_AFTER_MOST_MS);
}
