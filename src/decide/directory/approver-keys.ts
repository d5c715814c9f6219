import * as z from 'zod';
import { Vouch, type ApproverKeyView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { ApproverKeyRow } from '../../storage/authority/approver-keys.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { entry, flushJournal, ORG_CHAIN } from '../record.ts';
import { verifyVouch } from '../sign-in/vouch.ts';
import { standing } from '../signed-proof.ts';

const KeyId = z.string().regex(/^[0-9a-f]{16}$/, 'a key id is 16 hex digits');

const view = (k: ApproverKeyRow): ApproverKeyView => ({
  keyId: k.keyId,
  kind: k.kind,
  user: k.user,
  name: k.name,
  status: standing(k),
  vouchedBy: k.vouchedBy,
  createdAt: k.createdAt,
  credential: k.credential,
});

/** Every approver key of the organisation, oldest first: who could approve is no secret to its people. */
export async function listApproverKeys(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ keys: ApproverKeyView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  return caller.ok ? ok({ keys: (await deps.store.approverKeys.list(caller.value.org)).map((k) => view(k)) }) : caller;
}

/**
 * Makes a pending key active on an existing approver's word (body: {@link Vouch} with the subject `key:<keyId>`).
 * Errors: `not_found`, `conflict` (not pending), `unprocessable` (another subject), `forbidden` (no active key's word), `gone`.
 */
export async function vouch(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly keyId: unknown; readonly body: unknown },
): Promise<Result<ApproverKeyView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'approver');
  if (!caller.ok) return caller;
  const keyId = parseInput(KeyId, req.keyId);
  if (!keyId.ok) return keyId;
  const parsed = parseInput(Vouch, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const key = await deps.store.people.approverKey(org, keyId.value);
  if (!key) return err(failure('not_found', 'there is no such approver key'));
  const notPending = err(failure('conflict', 'this key does not wait for a vouch: it is active or revoked'));
  if (standing(key) !== 'pending') return notPending;
  if (parsed.value.subject !== `key:${key.keyId}`)
    return err(failure('unprocessable', 'the vouch is for something else than this key', { field: '/subject' }));
  const voucher = await verifyVouch(deps, org, { user: key.user, vouch: parsed.value });
  if (!voucher.ok) return voucher;
  const at = deps.now();
  const { store } = deps;
  const { actor: by, keyId: withKey } = voucher.value;
  const [changed] = await store.commit([
    store.approverKeys.activate(org, key.keyId, { by, withKey, at }),
    store.journal.add(
      org,
      entry(org, {
        chain: ORG_CHAIN,
        type: 'approver_key.vouched',
        actor,
        at,
        once: [key.keyId],
        body: { keyId: key.keyId, user: key.user, vouchedBy: by, vouchedWith: withKey },
      }),
      store.approverKeys.ifVouchedBy(org, key.keyId, by),
    ),
  ]);
  if (changed === 0) return notPending;
  await flushJournal(deps, org);
  return ok(view({ ...key, vouchedBy: by, vouchedAt: at }));
}

/** Ends an approver key, one's own or, for an admin, anybody's: nothing that it approved counts any more. Again changes nothing. */
export async function revokeApproverKey(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly keyId: unknown },
): Promise<Result<{ keyId: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const keyId = parseInput(KeyId, req.keyId);
  if (!keyId.ok) return keyId;
  const { org, user, role, actor } = caller.value;
  const key = await deps.store.people.approverKey(org, keyId.value);
  if (!key) return err(failure('not_found', 'there is no such approver key'));
  if (key.user !== user && role !== 'admin')
    return err(failure('forbidden', 'only its owner or an admin ends an approver key'));
  if (key.revokedAt !== null) return ok({ keyId: key.keyId });
  const at = deps.now();
  const ended = entry(org, {
    chain: ORG_CHAIN,
    type: 'approver_key.revoked',
    actor,
    at,
    once: [key.keyId],
    body: { keyId: key.keyId, user: key.user },
  });
  const { store } = deps;
  const [changed] = await store.commit([
    store.approverKeys.revoke(org, key.keyId, at),
    store.journal.add(org, ended, store.approverKeys.ifRevoked(org, key.keyId, at)),
  ]);
  if (changed === 0)
    return err(
      failure(
        'conflict',
        'this is the last key that approves: enrol another and vouch for it with this one, then revoke it',
      ),
    );
  await flushJournal(deps, org);
  return ok({ keyId: key.keyId });
}
