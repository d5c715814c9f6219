import { vouchMessage, type ApproverKeyView } from '../../../../src/contracts/sign-in.ts';
import { api, path } from '../../api/client.ts';
import { signWithPasskey } from '../../lib/assertion.ts';

/** A word is handed in at once; this covers clocks that differ. */
const VOUCH_MS = 10 * 60_000;

/** Signs for a pending key with one of one's own passkeys, and hands the word in. Throws SigningError, or the API's error. */
export async function vouch(key: ApproverKeyView, org: string, mine: readonly ApproverKeyView[]): Promise<void> {
  const subject = `key:${key.keyId}`;
  const expiresAt = Date.now() + VOUCH_MS;
  const signed = await signWithPasskey(vouchMessage({ org, user: key.user, subject, expiresAt }), mine);
  await api.post(path('/approver-keys/{id}/vouch', { id: key.keyId }), { subject, expiresAt, signed });
}
