import { AwsAccountInput } from '../../contracts/access.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::([0-9]{12}):role\/[\w+=,.@/-]{1,512}$/;

/** Registers or replaces an AWS account with its keys, encrypted here and never read back. Roles must be the account's own. */
export async function putAccount(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ account: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(AwsAccountInput, req.body);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  for (const field of ['writeRoleArn', 'readRoleArn'] as const) {
    const arn = input[field];
    if (arn !== undefined && ROLE_ARN.exec(arn)?.[1] !== input.account)
      return err(
        failure('unprocessable', `must be the ARN of a role in account ${input.account}`, { field: `/${field}` }),
      );
  }
  const { org, actor } = caller.value;
  const at = deps.now();
  const keys = await (
    await deps.envelope()
  ).seal(
    { org, table: 'account', id: input.account },
    JSON.stringify({ accessKeyId: input.accessKeyId, secretAccessKey: input.secretAccessKey }),
  );
  const shown = {
    account: input.account,
    name: input.name,
    environment: input.environment,
    accessKeyId: input.accessKeyId,
    writeRoleArn: input.writeRoleArn ?? null,
    readRoleArn: input.readRoleArn ?? null,
  };
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.accounts.put(org, {
        ...shown,
        regions: JSON.stringify(input.regions),
        keys,
        externalId: input.externalId ?? null,
        updatedAt: at,
      }),
    ],
    [entry(org, { chain: ORG_CHAIN, type: 'account.put', actor, at, body: { ...shown, regions: input.regions } })],
  );
  return ok({ account: input.account });
}
