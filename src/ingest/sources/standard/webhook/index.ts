import { problemResponse } from '../../../../kit/errors.ts';
import { addRecord } from '../../../recognise/index.ts';
import { timed } from '../../../recognise/loose.ts';
import type { Source } from '../../../source.ts';
import { verifyStandardWebhook } from './verify.ts';

const MIB = 1024 * 1024;
const TOLERANCE_SECONDS = 300; // the specification's own recommendation, "five minutes"
const NDJSON = 'application/x-ndjson';

export const webhook = {
  id: 'standard.webhook',
  signsBody: true,
  // Who says no type sends JSON too; who says another one sends something else.
  contentTypes: ['application/json', NDJSON, ''],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 64 },
  verify: (request, grant) => verifyStandardWebhook(request, grant, TOLERANCE_SECONDS),
  framing: ({ contentType }) =>
    contentType === NDJSON ? { as: 'lines' } : { as: 'document', lists: ['Records'], more: true },
  // The specification asks for no time in the body: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  read: (into, { value, at }, { facts }) =>
    addRecord(into, value, at, { otherwise: 'vedette.event', wrap: (v) => timed(v, Number(facts['signedAt'])) }),
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
