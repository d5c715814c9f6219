import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { addRecord } from '../../../recognise/index.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const BEARER = /^Bearer +(\S+)$/i;

export const eventbridge = {
  id: 'aws.eventbridge',
  contentTypes: ['application/json'],
  limits: { bodyBytes: 4 * MIB, decompressedBytes: 16 * MIB, records: 10_000, depth: 64 },
  verify(request, grant) {
    const { headers } = request;
    const key = checkKey(headers.get('x-api-key') ?? BEARER.exec(headers.get('authorization') ?? '')?.[1], grant);
    // API destinations send no delivery id; the events' own ids tell repetitions apart.
    return key.ok ? ok({}) : key;
  },
  framing: () => ({ as: 'document', lists: [] }),
  read: (into, { value, at }) =>
    addRecord(into, value, at, { expected: 'neither an EventBridge event nor an AWS record that is known here' }),
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
