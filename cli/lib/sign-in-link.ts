import { MINUTE_MS } from '../../src/kit/clock.ts';
import { randomBytes, importEd25519Private, signEd25519 } from '../../src/kit/crypto.ts';
import { toHex } from '../../src/kit/bytes.ts';
import { vouchMessage } from '../../src/contracts/sign-in.ts';
import { apiClient, ask } from './client.ts';
import type { Credentials } from './state.ts';

/** A vouch is handed in at once; this covers clocks that differ. */
const VOUCH_MS = 10 * MINUTE_MS;

/**
 * A one-time link to the dashboard for the person whose credentials these are. With an approver's key the link is vouched
 * for: the first passkey enrolled through it may approve.
 */
export async function makeSignInLink(c: Pick<Credentials, 'consoleUrl' | 'apiKey'> & Partial<Credentials>): Promise<{
  url: string;
  expiresAt: number;
}> {
  const client = apiClient(c.consoleUrl, c.apiKey);
  const me = await ask(client.GET('/me'));
  if (c.approver === undefined) return ask(client.POST('/sign-in-links', { body: { user: me.user } }));
  const subject = `link:${toHex(randomBytes(16))}`;
  const expiresAt = Date.now() + VOUCH_MS;
  const key = await importEd25519Private(c.approver.privateKey);
  const signature = await signEd25519(key, vouchMessage({ org: me.org, user: me.user, subject, expiresAt }));
  const vouch = { subject, expiresAt, signed: { keyId: c.approver.keyId, signature } };
  return ask(client.POST('/sign-in-links', { body: { user: me.user, vouch } }));
}
