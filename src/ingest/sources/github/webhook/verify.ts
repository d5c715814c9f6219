import type { SourceGrant } from '../../../../contracts/access.ts';
import { toHex } from '../../../../kit/bytes.ts';
import { equalInConstantTime, hmacSha256 } from '../../../../kit/crypto.ts';
import type { Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { DENIED } from '../../../secrets.ts';
import type { RequestFacts, Verified } from '../../../source.ts';

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;
/** A UUID, though nothing here depends on it. */
const DELIVERY = /^[0-9A-Za-z-]{1,64}$/;
const EVENT = /^[a-z][a-z0-9_]{0,63}$/;
/** Enough of the signature to tell bodies apart. */
const SIGNATURE_CHARS = 32;

/**
 * HMAC-SHA-256 over the raw body (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries). The older header
 * with SHA-1 is not looked at. Neither the delivery's id nor the event's name is signed: so the id counts together with the
 * signature, and nobody can use up the id of a delivery that is yet to come.
 */
export function verifyGithub(request: RequestFacts, grant: SourceGrant): Result<Verified, Failure> {
  const { headers, body, now } = request;
  const sent = headers.get('x-hub-signature-256') ?? '';
  if (!SIGNATURE.test(sent)) return err(DENIED);
  let good = false;
  for (const secret of grant.secrets) {
    // Under an empty key anyone can sign.
    if (secret === '') continue;
    good = equalInConstantTime(sent, `sha256=${toHex(hmacSha256(secret, body))}`) || good;
  }
  if (!good) return err(DENIED);
  const event = headers.get('x-github-event') ?? '';
  const delivery = headers.get('x-github-delivery') ?? '';
  const known = DELIVERY.test(delivery);
  return ok({
    ...(known ? { senderId: `${delivery.toLowerCase()}:${sent.slice(7, 7 + SIGNATURE_CHARS)}` } : {}),
    facts: {
      received: String(now),
      ...(EVENT.test(event) ? { event } : {}),
      ...(known ? { delivery } : {}),
    },
  });
}
