import { problemResponse } from '../../../../kit/errors.ts';
import { err, ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { addRecord } from '../../../recognise/index.ts';
import { checkKey, DENIED } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';

const MIB = 1024 * 1024;

/**
 * An API destination's connection sends an API key under a header of one's choice, a name and a password, or an OAuth token
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html). Taken are a key as `x-api-key` or as
 * `authorization`, with or without `Bearer`, and the secret as the password of any name.
 */
function keysOf(headers: Headers): readonly (string | undefined)[] {
  return [
    headers.get('x-api-key') ?? undefined,
    tokenOf(headers, 'Bearer'),
    passwordOf(headers),
    headers.get('authorization') ?? undefined,
  ];
}

/**
 * EventBridge waits five seconds. It sends again, until the retry policy's end and then to the dead-letter queue, after 401, 407, 409,
 * 429 and 5xx, with `retry-after` as the least delay; after any other answer it gives up at once. A wrong key (401) thus loses
 * nothing while it is put right, and a body that can never be read (400, 413, 415) goes to the queue without delay.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html#eb-api-destination-error-codes
 */
export const eventbridge = {
  id: 'aws.eventbridge',
  contentTypes: ['application/json'],
  // API destinations know either method.
  methods: ['POST', 'PUT'],
  limits: { bodyBytes: 4 * MIB, decompressedBytes: 16 * MIB, records: 10_000, depth: 64 },
  verify({ headers }, grant) {
    // API destinations send no delivery id; the events' own ids tell repetitions apart.
    return keysOf(headers).some((key) => checkKey(key, grant).ok) ? ok({}) : err(DENIED);
  },
  framing: () => ({ as: 'document', lists: [] }),
  read: (into, { value, at }) =>
    addRecord(into, value, at, { expected: 'neither an EventBridge event nor an AWS record that is known here' }),
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
