import { ApiKeyInput, ApproverKeyInput, ROLE_RANK, UserInput } from '../../contracts/access.ts';
import { Id } from '../../contracts/common.ts';
import { fromHex } from '../../kit/bytes.ts';
import { keyIdOf } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { newApiKey } from '../api-key.ts';
import { requireCaller } from '../caller.ts';
import { enrolledEntries, keyEntryBody } from '../directory/enrolled.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

interface AdminCall {
  readonly caller: unknown;
  readonly body: unknown;
}

/** Adds a user. Errors: `conflict` if the address is taken. */
export async function createUser(deps: GateDeps, req: AdminCall): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(UserInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const email = parsed.value.email.toLowerCase();
  if (await deps.store.people.userByEmail(org, email))
    return err(failure('conflict', 'a user with this address exists', { field: '/email' }));
  const at = deps.now();
  const id = newId('usr', at);
  await commitWithEntry(
    deps,
    org,
    [deps.store.people.createUser(org, { id, name: parsed.value.name, email, role: parsed.value.role, createdAt: at })],
    [entry(org, { chain: ORG_CHAIN, type: 'user.created', actor, at, body: { user: id, role: parsed.value.role } })],
  );
  return ok({ id });
}

/** A new API key for a user of the organisation, with that user's role; its text is answered once. */
export async function createApiKey(
  deps: GateDeps,
  req: AdminCall,
): Promise<Result<{ id: string; apiKey: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(ApiKeyInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const { user, name, expiresAt } = parsed.value;
  const at = deps.now();
  if (expiresAt !== undefined && expiresAt <= at)
    return err(failure('unprocessable', 'the expiry is in the past', { field: '/expiresAt' }));
  const owner = await deps.store.people.user(org, user);
  if (!owner || owner.disabledAt !== null)
    return err(failure('not_found', 'there is no such user', { field: '/user' }));
  const key = newApiKey(at);
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.people.createApiKey(org, {
        id: key.id,
        user,
        name,
        hash: key.hash,
        createdAt: at,
        expiresAt: expiresAt ?? null,
      }),
    ],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'api_key.created',
        actor,
        at,
        body: { key: key.id, user, name, expiresAt: expiresAt ?? null },
      }),
    ],
  );
  return ok({ id: key.id, apiKey: key.text });
}

/** Ends an API key at once. Revoking it again changes nothing. */
export async function revokeApiKey(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const id = parseInput(Id, req.id);
  if (!id.ok) return id;
  const { org, actor } = caller.value;
  const key = await deps.store.people.apiKey(org, id.value);
  if (!key) return err(failure('not_found', 'there is no such API key'));
  if (key.revokedAt !== null) return ok({ id: key.id });
  const at = deps.now();
  await commitWithEntry(
    deps,
    org,
    [deps.store.people.revokeApiKey(org, key.id, at)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'api_key.revoked',
        actor,
        at,
        once: [key.id],
        body: { key: key.id, user: key.user },
      }),
    ],
  );
  return ok({ id: key.id });
}

/** Whether 32 bytes are a point that Ed25519 takes as a public key. */
async function isPublicKey(hex: string): Promise<boolean> {
  try {
    await crypto.subtle.importKey('raw', fromHex(hex)!, { name: 'Ed25519' }, false, ['verify']);
    return true;
  } catch {
    return false;
  }
}

/**
 * Enrols a person's approver key: an admin does it, for a user who may approve, and the ledger has every one. The
 * organisation's first is active at once; a later one is pending until an existing approver vouches for it. A key belongs to
 * one person only. Errors: `not_found`, `unprocessable`, `conflict` (key enrolled before).
 */
export async function enrolApproverKey(deps: GateDeps, req: AdminCall): Promise<Result<{ keyId: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(ApproverKeyInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const { user, name, publicKey } = parsed.value;
  const owner = await deps.store.people.user(org, user);
  if (!owner || owner.disabledAt !== null)
    return err(failure('not_found', 'there is no such user', { field: '/user' }));
  if (ROLE_RANK[owner.role] < ROLE_RANK.approver)
    return err(
      failure('unprocessable', `the user is ${owner.role}: only an approver or admin has an approver key`, {
        field: '/user',
      }),
    );
  if (!(await isPublicKey(publicKey)))
    return err(failure('unprocessable', 'this is not an Ed25519 public key', { field: '/publicKey' }));
  const keyId = keyIdOf(publicKey);
  if (await deps.store.people.approverKey(org, keyId))
    return err(failure('conflict', 'this key is enrolled already', { field: '/publicKey' }));
  const at = deps.now();
  const key = {
    keyId,
    kind: 'ed25519' as const,
    user,
    name,
    publicKey,
    credential: null,
    enrolledBy: actor,
    createdAt: at,
  };
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.approverKeys.enrol(org, key),
      ...enrolledEntries(deps.store, org, { actor, at, body: keyEntryBody(key), voucher: null }),
    ],
    [],
  );
  return ok({ keyId });
}
