import type { SourceGrant } from '../../../../contracts/access.ts';
import type { Failure } from '../../../../kit/errors.ts';
import { ok, type Result } from '../../../../kit/result.ts';
import { tokenOf } from '../../../bearer.ts';
import { isObject, readDocument, textOf } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { RequestFacts, SourceLimits, Verified } from '../../../source.ts';

const MIB = 1024 * 1024;
/** A delivery holds a few events of a few kilobytes each. */
export const LIMITS = {
  bodyBytes: 2 * MIB,
  decompressedBytes: 4 * MIB,
  records: 1_000,
  depth: 64,
} as const satisfies SourceLimits;

const EVENT_ID = /^[A-Za-z0-9_-]{8,128}$/;
/** Okta's own are 44 to 64 letters and digits. What is echoed to whoever asks is short and holds nothing else. */
const CHALLENGE = /^[A-Za-z0-9._~+/=-]{1,256}$/;

/**
 * The `authorization` header is the secret itself, or `Bearer` and the secret, as the hook's admin wrote it. Only once it is proven,
 * the body is looked at for the delivery's id; a body that cannot be read has none, and the door refuses it next.
 */
export function verifyOkta(request: RequestFacts, grant: SourceGrant): Result<Verified, Failure> {
  const key = checkKey(tokenOf(request.headers, 'Bearer') ?? request.headers.get('authorization'), grant);
  if (!key.ok) return key;
  if (request.headers.has('content-encoding')) return ok({});
  const body = readDocument(request.body, LIMITS);
  const id = body.ok && isObject(body.value) ? textOf(body.value, 'eventId') : undefined;
  return ok(id !== undefined && EVENT_ID.test(id) ? { senderId: id } : {});
}

/** The one-time verification: a GET with a challenge, answered with the same. */
export function greetOkta(request: RequestFacts): Response | undefined {
  const challenge = request.headers.get('x-okta-verification-challenge') ?? '';
  if (request.method !== 'GET' || !CHALLENGE.test(challenge)) return undefined;
  return Response.json(
    { verification: challenge },
    { headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } },
  );
}
