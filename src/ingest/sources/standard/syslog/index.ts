import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';
import { readFrame } from './read.ts';

const MIB = 1024 * 1024;

const NDJSON = 'application/x-ndjson';

/** Lines of syslog (RFC 5424, RFC 3164), CEF and LEEF in the body of a POST, a line each, or as JSON that a shipper made of them. */
export const syslog = {
  id: 'standard.syslog',
  // syslog-ng and curl call lines a form unless they are told otherwise.
  contentTypes: [
    'text/plain',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    '',
    'application/json',
    NDJSON,
  ],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 32 },
  verify({ headers, now }, grant) {
    const key = checkKey(tokenOf(headers, 'Bearer') ?? passwordOf(headers), grant);
    if (!key.ok) return key;
    const offset = grant.settings?.['utcOffset'];
    return ok({
      // Old syslog leaves out year and zone. Noted with the delivery, so that reading it again gives the same times.
      facts: { receivedAt: String(now), ...(typeof offset === 'string' ? { utcOffset: offset } : {}) },
    });
  },
  framing({ contentType }) {
    if (contentType === NDJSON) return { as: 'lines' };
    return contentType === 'application/json'
      ? { as: 'document', lists: [], more: true }
      : { as: 'text', anyEncoding: true };
  },
  read: readFrame,
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
