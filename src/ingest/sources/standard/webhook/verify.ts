import type { SourceGrant } from '../../../../contracts/access.ts';
import { concatBytes, fromBase64, toBase64, utf8 } from '../../../../kit/bytes.ts';
import { equalInConstantTime, hmacSha256 } from '../../../../kit/crypto.ts';
import type { Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { DENIED } from '../../../secrets.ts';
import type { RequestFacts, Verified } from '../../../source.ts';

/** Printable and without the full stop that separates the signed parts: an id with one could shift them. */
const ID = /^[!-\-/-~]{1,200}$/;
const TIMESTAMP = /^[0-9]{1,12}$/;
/** A sender that rotates its secret signs with two or three; more than this are not looked at. */
const MAX_SIGNATURES = 8;
const PREFIX = 'whsec_';

/** Senders on Svix's platform name the same headers after it: https://docs.svix.com/receiving/verifying-payloads/how-manual */
const headerOf = (headers: Headers, name: 'id' | 'timestamp' | 'signature'): string =>
  headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`) ?? '';

/** Signature check of Standard Webhooks (spec, "Signature scheme"): HMAC-SHA-256 over `id.timestamp.body`, raw bytes. */
export function verifyStandardWebhook(
  request: RequestFacts,
  grant: SourceGrant,
  toleranceSeconds: number,
): Result<Verified, Failure> {
  const id = headerOf(request.headers, 'id');
  const timestamp = headerOf(request.headers, 'timestamp');
  const sent = headerOf(request.headers, 'signature')
    .split(' ', MAX_SIGNATURES)
    // A header that was sent twice arrives as one, with commas between (RFC 9110 §5.3).
    .map((s) => s.replace(/,$/, ''))
    .filter((s) => s.startsWith('v1,'));
  if (!ID.test(id) || !TIMESTAMP.test(timestamp) || sent.length === 0) return err(DENIED);
  if (Math.abs(request.now / 1000 - Number(timestamp)) > toleranceSeconds) return err(DENIED);
  const content = concatBytes([utf8(`${id}.${timestamp}.`), request.body]);
  let good = false;
  for (const secret of grant.secrets) {
    const key = fromBase64(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
    // A secret that is empty or no base64 would make a key that anyone knows.
    if (key === undefined || key.length === 0) continue;
    const expected = `v1,${toBase64(hmacSha256(key, content))}`;
    for (const signature of sent) good = equalInConstantTime(signature, expected) || good;
  }
  // What says no time of its own happened when it was signed, as far as anybody knows.
  return good ? ok({ senderId: id, facts: { signedAt: String(Number(timestamp) * 1_000) } }) : err(DENIED);
}
