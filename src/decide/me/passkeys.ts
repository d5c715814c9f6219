import { Id } from '../../contracts/common.ts';
import type { PasskeyView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { passkeyView } from './passkey-view.ts';

/** One's own passkeys that are not revoked, and how each stands as an approver's key. */
export async function listPasskeys(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ passkeys: PasskeyView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const { org, user } = caller.value;
  const [passkeys, keys] = await Promise.all([
    deps.store.passkeys.ofUser(org, user),
    deps.store.approverKeys.ofUser(org, user),
  ]);
  return ok({
    passkeys: passkeys.map((p) =>
      passkeyView(
        p,
        keys.find((k) => k.credential === p.credential),
      ),
    ),
  });
}

/** Ends one's own passkey, and the approver key that it is. Again changes nothing. Errors: `not_found`. */
export async function revokePasskey(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const id = parseInput(Id, req.id);
  if (!id.ok) return id;
  const { org, user, actor } = caller.value;
  const passkey = await deps.store.passkeys.find(org, id.value);
  if (!passkey || passkey.user !== user) return err(failure('not_found', 'you have no such passkey'));
  if (passkey.revokedAt !== null) return ok({ id: passkey.id });
  const at = deps.now();
  const keys = await deps.store.approverKeys.ofUser(org, user);
  const keyId = keys.find((k) => k.credential === passkey.credential)?.keyId ?? null;
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.passkeys.revoke(org, passkey.id, at),
      deps.store.approverKeys.revokeOfCredential(org, passkey.credential, at),
    ],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'passkey.revoked',
        actor,
        at,
        once: [passkey.id],
        body: { passkey: passkey.id, user, approverKey: keyId },
      }),
    ],
  );
  return ok({ id: passkey.id });
}
