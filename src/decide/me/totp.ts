import { Secret, TOTP } from 'otpauth';
import { MINUTE_MS } from '../../kit/clock.ts';

/** RFC 6238 with what authenticator apps take: SHA-1, six digits, thirty seconds. */
const ALGORITHM = 'SHA1';
const DIGITS = 6;
const PERIOD_SECONDS = 30;
/** One step either way, for clocks that differ and codes typed late (RFC 6238 §5.2). */
const WINDOW_STEPS = 1;
/** RFC 4226 §4 R6 recommends 160 bits. */
const SECRET_BYTES = 20;

/** Three codes are good at a time: somebody who has the first factor and never rests needs two years, and each lock is in the ledger. */
export const ATTEMPTS = 5;
export const LOCK_MS = 15 * MINUTE_MS;

/** A secret in base32, as apps take it typed. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({
    issuer: 'Vedette',
    label,
    algorithm: ALGORITHM,
    digits: DIGITS,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });

/** The `otpauth://` address for a QR code; `label` is what the app shows. */
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString();

/** The time step that a code is of, or `undefined` if it is of none that is good at `now`. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: WINDOW_STEPS });
  return delta === null ? undefined : TOTP.counter({ period: PERIOD_SECONDS, timestamp: now }) + delta;
}
