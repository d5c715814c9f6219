import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { PasskeyRow } from '../../storage/authority/passkeys.ts';
import type { GateDeps } from '../deps.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import type { WebAuthnCeremony } from './ceremony.ts';
import { assertionOf, verifyAssertion, type AssertionResponse } from './webauthn.ts';

/**
 * Verifies a passkey's answer to a ceremony and notes the use. A counter that did not go up refuses and is recorded: there
 * are two of the passkey (WebAuthn L3 §6.1.1). Errors: `forbidden`.
 */
export async function usePasskey(
  deps: Pick<GateDeps, 'store' | 'ledger' | 'now'>,
  u: { readonly passkey: PasskeyRow; readonly ceremony: WebAuthnCeremony; readonly response: AssertionResponse },
): Promise<Result<void, Failure>> {
  const { passkey, ceremony, response } = u;
  const verified = await verifyAssertion({
    assertion: assertionOf(response),
    challenge: ceremony.challenge,
    origins: [ceremony.origin],
    publicKey: passkey.publicKey,
  });
  if (!verified.ok) return verified;
  const at = deps.now();
  const { counter, backedUp } = verified.value;
  const [noted] = await deps.store.commit([
    deps.store.passkeys.used(passkey.org, passkey.id, { counter, backedUp, at }),
  ]);
  if (noted !== 0) return ok(undefined);
  const now = await deps.store.passkeys.find(passkey.org, passkey.id);
  if (!now || now.revokedAt !== null) return err(failure('forbidden', 'the passkey is revoked'));
  await commitWithEntry(
    deps,
    passkey.org,
    [],
    [
      entry(passkey.org, {
        chain: ORG_CHAIN,
        type: 'passkey.counter_regressed',
        actor: 'worker:gate',
        at,
        // The same answer again is one entry.
        once: [passkey.id, String(counter), ceremony.challenge],
        body: { passkey: passkey.id, user: passkey.user, stored: now.counter, brought: counter },
      }),
    ],
  );
  return err(
    failure(
      'forbidden',
      'the passkey counts backwards, so that there may be a copy of it: revoke it and enrol another',
    ),
  );
}
