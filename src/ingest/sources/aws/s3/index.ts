import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { tokenOf } from '../../../bearer.ts';
import { addRecord } from '../../../recognise/index.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';
import { readPiece } from './pieces.ts';

const MIB = 1024 * 1024;

/**
 * Two things bear this kind: announcements that EventBridge delivers here, and pieces of the objects themselves, which the puller
 * hands to the pipeline as if they had come in. The second have facts that no request can bring.
 */
export const s3 = {
  id: 'aws.s3',
  contentTypes: ['application/json'],
  limits: { bodyBytes: MIB, decompressedBytes: 8 * MIB, records: 10_000, depth: 64 },
  verify(request, grant) {
    const { headers } = request;
    const key = checkKey(headers.get('x-api-key') ?? tokenOf(headers, 'Bearer'), grant);
    // API destinations send no delivery id; an object is known by its bucket, key and tag.
    return key.ok ? ok({}) : key;
  },
  framing: ({ facts }) => {
    // A piece's lines are read by themselves, JSON or not: what is wrong with one has its place in the object.
    return facts['pulled'] !== undefined ? { as: 'text' } : { as: 'document', lists: [] };
  },
  read(into, { value, at }, { facts, budget }) {
    if (facts['pulled'] === undefined)
      return addRecord(into, value, at, { expected: 'neither an announcement of S3 nor an AWS record known here' });
    return readPiece(into, value, at, facts, budget);
  },
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
