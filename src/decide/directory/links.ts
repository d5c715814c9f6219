import { SignInLinkInput } from '../../contracts/sign-in.ts';
import { DAY_MS } from '../../kit/clock.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import type { CarriedVouch } from '../sign-in/issue-session.ts';
import { LINK_MS } from '../sign-in/limits.ts';
import { newToken } from '../sign-in/token.ts';
import { verifyVouch } from '../sign-in/vouch.ts';

/** Links over are kept this long for who looks into what happened, then swept; the ledger has the rest. */
const KEEP_LINKS_MS = DAY_MS;
const NONCE_USED = failure('conflict', 'this vouch was used before: each is good once', { field: '/vouch' });

/**
 * A way in for a user, good once and for minutes; by an admin, or for oneself. With a vouch (subject `link:<nonce>`) the first
 * passkey enrolled through it may approve at once. The token is in the answer and nowhere else.
 * Errors: `forbidden`, `not_found`, `unprocessable`, `conflict` (vouch used before), `gone` (vouch expired).
 */
export async function createSignInLink(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ token: string; expiresAt: number }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const parsed = parseInput(SignInLinkInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const { user: userId, vouch } = parsed.value;
  if (userId !== caller.value.user && caller.value.role !== 'admin')
    return err(failure('forbidden', 'an admin makes a link for somebody else', { field: '/user' }));
  const user = await deps.store.people.user(org, userId);
  if (!user || user.disabledAt !== null) return err(failure('not_found', 'there is no such user', { field: '/user' }));

  let carried: CarriedVouch | null = null;
  if (vouch) {
    if (!vouch.subject.startsWith('link:'))
      return err(failure('unprocessable', 'the vouch is not for a link', { field: '/vouch/subject' }));
    const voucher = await verifyVouch(deps, org, { user: user.id, vouch });
    if (!voucher.ok) return voucher;
    carried = { nonce: vouch.subject.slice('link:'.length), ...voucher.value };
    if (await deps.store.approverKeys.nonceUsed(org, carried.nonce)) return err(NONCE_USED);
  }
  const at = deps.now();
  const token = newToken();
  const expiresAt = at + LINK_MS;
  try {
    await commitWithEntry(
      deps,
      org,
      [
        ...(carried ? [deps.store.approverKeys.useNonce(org, carried.nonce, at)] : []),
        deps.store.links.sweep(at - KEEP_LINKS_MS),
        deps.store.links.create(org, {
          hash: token.hash,
          user: user.id,
          createdBy: actor,
          vouch: carried && JSON.stringify(carried),
          createdAt: at,
          expiresAt,
        }),
      ],
      [
        entry(org, {
          chain: ORG_CHAIN,
          type: 'sign_in_link.created',
          actor,
          at,
          body: {
            user: user.id,
            expiresAt,
            ...(carried ? { vouchedBy: carried.actor, vouchedWith: carried.keyId, nonce: carried.nonce } : {}),
          },
        }),
      ],
    );
  } catch (cause) {
    // Two brought the same vouch at once: the other was first.
    if (carried && (await deps.store.approverKeys.nonceUsed(org, carried.nonce))) return err(NONCE_USED);
    throw cause;
  }
  return ok({ token: token.text, expiresAt });
}
