import * as z from 'zod';
import { ROLE_RANK } from '../../contracts/access.ts';
import { vouchMessage, type Vouch } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';
import { standing, whyProofFails } from '../signed-proof.ts';
import type { CarriedVouch } from './issue-session.ts';
import { VOUCH_MAX_MS } from './limits.ts';

const Carried = z.object({ nonce: z.string(), keyId: z.string(), actor: z.string() });

/** A carried vouch as a row has it. */
export const readCarried = (text: string | null): CarriedVouch | null =>
  text === null ? null : Carried.parse(JSON.parse(text));

/**
 * Verifies an existing approver's word for a key of a user that is to come: by an active key, whose owner may approve now, over
 * this organisation, user, subject and expiry. Answers who vouched. Errors: `forbidden`, `gone` (expired), `unprocessable`.
 */
export async function verifyVouch(
  deps: Pick<GateDeps, 'store' | 'now' | 'consoleOrigins'>,
  org: string,
  v: { readonly user: string; readonly vouch: Vouch },
): Promise<Result<{ keyId: string; actor: string }, Failure>> {
  const { subject, expiresAt, signed } = v.vouch;
  const refused = (detail: string) => err(failure('forbidden', detail, { field: '/signed' }));
  const now = deps.now();
  if (expiresAt <= now) return err(failure('gone', 'the vouch expired: make a new one', { field: '/expiresAt' }));
  if (expiresAt > now + VOUCH_MAX_MS)
    return err(
      failure('unprocessable', `a vouch is good for ${VOUCH_MAX_MS / 3_600_000} hours at most`, {
        field: '/expiresAt',
      }),
    );
  const key = await deps.store.people.approverKey(org, signed.keyId);
  if (!key || standing(key) !== 'active') return refused('only an active approver key vouches');
  const owner = await deps.store.people.user(org, key.user);
  if (!owner || owner.disabledAt !== null || ROLE_RANK[owner.role] < ROLE_RANK.approver)
    return refused('only the key of somebody who may approve vouches');
  const fault = await whyProofFails(deps, key, signed, vouchMessage({ org, user: v.user, subject, expiresAt }));
  if (fault !== undefined) return refused(fault);
  return ok({ keyId: key.keyId, actor: `user:${key.user}` });
}
