import type { DirectoryApi } from '../../contracts/rpc.ts';
import { ok } from '../../kit/result.ts';
import { accountWarnings } from '../account-warnings.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';

/** The AWS accounts that are guarded; their keys and the names of their roles stay here. */
export async function listAccounts(
  deps: GateDeps,
  req: { readonly caller: unknown },
): ReturnType<DirectoryApi['accounts']> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const rows = await deps.store.accounts.list(caller.value.org);
  return ok({
    accounts: rows.map((a) => ({
      account: a.account,
      name: a.name,
      environment: a.environment,
      regions: JSON.parse(a.regions) as string[],
      auth: a.auth,
      writeRole: a.writeRoleArn !== null,
      readRole: a.readRoleArn !== null,
      warnings: accountWarnings(a),
      updatedAt: a.updatedAt,
    })),
  });
}
