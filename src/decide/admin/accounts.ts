import { AwsAccountInput } from '../../contracts/access.ts';
import type { KeylessTrust } from '../../contracts/safeguards.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { accountWarnings } from '../account-warnings.ts';
import { requireCaller } from '../caller.ts';
import { audienceOf, subjectOf } from '../credentials/web-identity.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::([0-9]{12}):role\/[\w+=,.@/-]{1,512}$/;

const wrong = (field: string, detail: string): Failure => failure('unprocessable', detail, { field: `/${field}` });

/** Why an account cannot be registered as it is given: half a configuration, or a role of another account. */
function fault(input: AwsAccountInput, issues: boolean): Failure | undefined {
  for (const field of ['writeRoleArn', 'readRoleArn'] as const) {
    const arn = input[field];
    if (arn !== undefined && ROLE_ARN.exec(arn)?.[1] !== input.account)
      return wrong(field, `must be the ARN of a role in account ${input.account}`);
  }
  const keys = ['accessKeyId', 'secretAccessKey'] as const;
  if ((input.auth ?? 'static') === 'static') {
    const missing = keys.find((k) => input[k] === undefined);
    return missing === undefined
      ? undefined
      : wrong(missing, 'is needed with auth "static"; give both keys, or auth "web_identity" with both roles');
  }
  if (!issues)
    return wrong(
      'auth',
      "this installation issues no tokens yet: its operator sets the gate's ISSUER_URL and OIDC_KEYS (docs/aws.md)",
    );
  const given = keys.find((k) => input[k] !== undefined);
  if (given !== undefined) return wrong(given, 'a keyless account has no keys: leave both out');
  if (input.externalId !== undefined)
    return wrong('externalId', 'web identity has no external id: the token names organisation, account and role');
  for (const field of ['writeRoleArn', 'readRoleArn'] as const)
    if (input[field] === undefined)
      return wrong(field, 'is needed with auth "web_identity": infra/aws makes both roles');
  if (input.writeRoleArn === input.readRoleArn)
    return wrong('readRoleArn', 'must be another role than the write role: reads never carry leave to write');
  return undefined;
}

/**
 * Registers or replaces an AWS account: keyless, or with keys that are encrypted here and never read back. Answers what to
 * mind, and for a keyless one what its roles must trust. Errors: `malformed`, `unprocessable` (names the field).
 */
export async function putAccount(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ account: string; warnings: string[]; trust?: KeylessTrust }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(AwsAccountInput, req.body);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const refusal = fault(input, deps.webIdentity !== undefined);
  if (refusal) return err(refusal);
  const { org, actor } = caller.value;
  const { account, accessKeyId = '', secretAccessKey = '' } = input;
  const at = deps.now();
  const auth = input.auth ?? 'static';
  const keys =
    auth === 'web_identity'
      ? ''
      : await (
          await deps.envelope()
        ).seal({ org, table: 'account', id: account }, JSON.stringify({ accessKeyId, secretAccessKey }));
  const shown = {
    account,
    name: input.name,
    environment: input.environment,
    auth,
    accessKeyId,
    writeRoleArn: input.writeRoleArn ?? null,
    readRoleArn: input.readRoleArn ?? null,
  };
  const warnings = accountWarnings(shown);
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
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'account.put',
        actor,
        at,
        body: { ...shown, regions: input.regions, warnings },
      }),
    ],
  );
  return ok({
    account,
    warnings,
    ...(auth === 'web_identity' && deps.webIdentity
      ? {
          trust: {
            issuer: deps.webIdentity.issuer,
            audience: audienceOf(org),
            subjects: {
              read: subjectOf({ org, account, role: 'read' }),
              write: subjectOf({ org, account, role: 'write' }),
            },
          },
        }
      : {}),
  });
}
