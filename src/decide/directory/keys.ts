import type { ApiKeyView } from '../../contracts/sign-in.ts';
import type { Failure } from '../../kit/errors.ts';
import { ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';

/** One's own API keys, an admin everybody's; ended ones too, newest first. What they are made of is kept nowhere. */
export async function listApiKeys(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ keys: ApiKeyView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const { org, user, role } = caller.value;
  const rows = await deps.store.directory.apiKeys(org, role === 'admin' ? null : user);
  return ok({
    keys: rows.map((k) => ({
      id: k.id,
      user: k.user,
      name: k.name,
      createdAt: k.createdAt,
      expiresAt: k.expiresAt,
      revokedAt: k.revokedAt,
      lastUsedAt: k.lastUsedAt,
    })),
  });
}
