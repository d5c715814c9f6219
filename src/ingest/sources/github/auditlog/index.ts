import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { tokenOf } from '../../../bearer.ts';
import { isObject } from '../../../read-json.ts';
import { isAuditLine } from '../../../recognise/github.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const NDJSON = 'application/x-ndjson';

/**
 * Audit-log events as files: what its API answers (a list), what an export or a stream wrote (an event a line). GitHub itself streams
 * to Splunk, buckets and hubs only; those that come by Splunk's protocol enter by that source.
 */
export const auditlog = {
  id: 'github.auditlog',
  contentTypes: ['application/json', NDJSON],
  limits: { bodyBytes: 16 * MIB, decompressedBytes: 32 * MIB, records: 50_000, depth: 32 },
  verify({ headers }, grant) {
    const key = checkKey(tokenOf(headers, 'Bearer'), grant);
    // The same page fetched twice is two deliveries; the events' own ids tell repetitions apart.
    return key.ok ? ok({}) : key;
  },
  framing: ({ contentType }) => (contentType === NDJSON ? { as: 'lines' } : { as: 'document', lists: [] }),
  read(into, { value, at }) {
    // Here nothing else comes in, so that what a generic door needs to tell it from others need not be there.
    if (isObject(value) && isAuditLine(value)) into.add('github.audit', value, at);
    else into.reject(at(), 'not an audit-log event: action, @timestamp and an actor are needed');
  },
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
