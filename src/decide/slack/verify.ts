import { failure, type Failure } from '../../kit/errors.ts';
import { MINUTE_MS } from '../../kit/clock.ts';
import { equalInConstantTime, hmacSha256, sha256Hex } from '../../kit/crypto.ts';
import { toHex } from '../../kit/bytes.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/** How far a request's time may be from ours, either way: what Slack itself advises. */
export const SLACK_WINDOW_MS = 5 * MINUTE_MS;

export interface SignedRequest {
  /** `X-Slack-Request-Timestamp`, s since the epoch, as it stood */
  readonly timestamp: string;
  /** `X-Slack-Signature`, as it stood */
  readonly signature: string;
  /** The raw body */
  readonly body: string;
}

export interface VerifiedRequest {
  /** s */
  readonly timestamp: number;
  readonly signature: string;
  /** SHA-256 of the raw body */
  readonly bodyDigest: string;
  /** Names this request, for it is good once */
  readonly once: string;
  /** From then on its time alone refuses it, ms */
  readonly expiresAt: number;
}

const refused = (detail: string) => err(failure('unauthenticated', detail));

/** Secrets of a setting: one, or while Slack changes it two, comma between. */
export const readSigningSecrets = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '');

/**
 * Whether Slack signed these very bytes, lately: `v0=` + HMAC-SHA-256 over `v0:<timestamp>:<raw body>` with the app's signing
 * secret (https://docs.slack.dev/authentication/verifying-requests-from-slack). Looks at nothing inside the body. `now` in ms.
 * Two headers of a name arrive joined by a comma, and are refused by their form. That it comes once is the caller's to see to.
 */
export function verifySlack(
  secrets: readonly string[],
  request: SignedRequest,
  now: number,
): Result<VerifiedRequest, Failure> {
  const { timestamp, signature, body } = request;
  if (!/^[0-9]{1,12}$/.test(timestamp)) return refused('X-Slack-Request-Timestamp is not one time in seconds');
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return refused('X-Slack-Signature is not one v0 signature');
  const at = Number(timestamp) * 1000;
  if (Math.abs(now - at) > SLACK_WINDOW_MS)
    return refused('the request is more than five minutes from now: old, or a clock is wrong');
  const base = `v0:${timestamp}:${body}`;
  // Each secret is tried: how many there are is no secret, which one fits is not told.
  const good = secrets.map((s) => equalInConstantTime(`v0=${toHex(hmacSha256(s, base))}`, signature));
  if (!good.includes(true)) return refused('the signature is not of this body, time and signing secret');
  return ok({
    timestamp: Number(timestamp),
    signature,
    bodyDigest: sha256Hex(body),
    once: sha256Hex(`slack\n${timestamp}\n${signature}`),
    expiresAt: at + SLACK_WINDOW_MS + 1,
  });
}
