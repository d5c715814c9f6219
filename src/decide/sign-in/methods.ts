import type { Failure } from '../../kit/errors.ts';
import { ok, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

/** What a sign-in page offers besides passkeys and links: names alone, told to anybody. */
export async function signInMethods(
  deps: GateDeps,
  _req: unknown,
): Promise<Result<{ oidc: { id: string; name: string }[]; access: boolean }, Failure>> {
  const all = await deps.store.doors.identityProviders();
  return ok({
    oidc: all.filter((p) => p.kind === 'oidc').map(({ id, name }) => ({ id, name })),
    access: all.some((p) => p.kind === 'access'),
  });
}
