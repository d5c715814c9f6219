import { expect, it } from 'vitest';
import { toBase64, toBase64Url } from './bytes.ts';
import { webhookSecretOf } from './webhook-secret.ts';

const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => 251 - i);
const base64 = (n: number): string => toBase64(bytes(n));

it.each([24, 25, 26, 32, 63, 64])('%i bytes are taken in every way that senders show them, as one form', (n) => {
  const one = `whsec_${base64(n)}`;
  for (const shown of [one, base64(n), `v1,${one}`, one.replace(/=+$/, '')]) expect(webhookSecretOf(shown)).toBe(one);
});

it.each([
  ['nothing', ''],
  ['a prefix alone', 'whsec_'],
  ['too few bytes', `whsec_${base64(23)}`],
  ['too many bytes', `whsec_${base64(65)}`],
  ['an end that is missing', `whsec_${base64(32).slice(0, -2)}`],
  ['a length that no base64 has', `whsec_${base64(24)}A`],
  ['the alphabet of URLs', `whsec_${toBase64Url(bytes(32))}`],
  ['blanks', ` whsec_${base64(24)}`],
  ['a newline behind it', `whsec_${base64(24)}\n`],
  ['two of them', `whsec_${base64(24)} whsec_${base64(24)}`],
  ['the prefix twice', `whsec_whsec_${base64(24)}`],
  ['another version', `v2,whsec_${base64(24)}`],
  ['a public key of the asymmetric scheme', `whpk_${base64(32)}`],
  ['padding in the middle', `whsec_${base64(25)}${base64(25)}`],
])('%s is none', (_what, text) => {
  expect(webhookSecretOf(text)).toBeUndefined();
});
