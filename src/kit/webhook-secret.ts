import { fromBase64, toBase64 } from './bytes.ts';

const MIN_BYTES = 24;
const MAX_BYTES = 64;
/** Without `whsec_`, or behind the version that Supabase puts before it (https://supabase.com/docs/guides/auth/auth-hooks). */
const FORM = /^(?:(?:v1,)?whsec_)?([A-Za-z0-9+/]+)={0,2}$/;

/** What a symmetric secret of Standard Webhooks is, for whoever gave something else. */
export const WEBHOOK_SECRET_FORM = `whsec_ and ${MIN_BYTES} to ${MAX_BYTES} bytes in base64`;

/**
 * A secret that a sender issued, in one form: `whsec_` and padded base64. Undefined for what is none by the specification of Standard
 * Webhooks ("Signature scheme": 24 to 64 bytes, base64). Padding may be missing, a mouse leaves it out when it marks a word; bits
 * that no byte has may not be set: then the end is missing.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookSecretOf(text: string): string | undefined {
  const digits = FORM.exec(text)?.[1];
  const bytes = digits === undefined ? undefined : fromBase64(digits);
  if (bytes === undefined || bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) return undefined;
  const padded = toBase64(bytes);
  return padded.replace(/=+$/, '') === digits ? `whsec_${padded}` : undefined;
}
