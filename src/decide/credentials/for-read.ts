import * as z from 'zod';
import { AccountId, Id, OrgId, V1 } from '../../contracts/common.ts';
import { ActionSpec } from '../../contracts/custody.ts';
import type { AwsCredentials } from '../../contracts/aws.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import { placeOf, type Permission } from '../action-facts.ts';
import type { GateDeps } from '../deps.ts';
import { resolveAction } from '../hard-rules.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry } from '../record.ts';
import { sessionName } from '../session-policy.ts';
import { narrowForRead, type ReadCache } from './broker.ts';

const PreviewRequest = z.object({ v: V1, org: OrgId, incident: Id, spec: ActionSpec });
const ReadRequest = z.object({ v: V1, org: OrgId, incident: Id, account: AccountId, agent: z.literal('inspector') });

/** All that the inspector may ask of an account. Nothing that returns stored data, secrets or code. */
export const INSPECTOR_PERMISSIONS: readonly Permission[] = [
  {
    actions: [
      'iam:GetAccessKeyLastUsed',
      'iam:GetGroup',
      'iam:GetPolicy',
      'iam:GetPolicyVersion',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:GetUser',
      'iam:GetUserPolicy',
      'iam:List*',
      'ec2:Describe*',
      'cloudtrail:DescribeTrails',
      'cloudtrail:GetTrailStatus',
      'cloudtrail:LookupEvents',
      'wafv2:ListIPSets',
      'sts:GetCallerIdentity',
    ],
    resources: ['*'],
  },
];

/** Static keys that went out un-narrowed are told to the ledger, once an incident, account and reader. */
async function tell(
  deps: GateDeps,
  made: Result<AwsCredentials, Failure>,
  about: { org: string; incident: string; account: string; reader: 'preview' | 'inspector' },
): Promise<Result<AwsCredentials, Failure>> {
  if (!made.ok || made.value.narrowed) return made;
  const { org, incident, account, reader } = about;
  await commitWithEntry(
    deps,
    org,
    [],
    [
      entry(org, {
        chain: incident,
        type: 'credentials.not_narrowed',
        actor: 'worker:gate',
        at: deps.now(),
        once: [incident, account, reader],
        body: {
          account,
          reader,
          reason: 'the account has no role for this: its static keys were handed out as they are',
        },
      }),
    ],
  );
  return made;
}

const unknownAccount = (account: string): Failure =>
  failure('forbidden', `account ${account} is not registered to this organisation; an admin adds it`);

/** Read-only credentials for one action's preview, before any permit exists. The organisation's own accounts only. */
export async function forPreview(
  deps: GateDeps,
  cache: ReadCache,
  input: unknown,
): Promise<Result<AwsCredentials, Failure>> {
  const parsed = parseInput(PreviewRequest, input);
  if (!parsed.ok) return parsed;
  const { org, incident, spec } = parsed.value;
  const account = await deps.store.accounts.find(org, spec.account);
  if (!account) return err(unknownAccount(spec.account));
  const resolved = resolveAction(deps.actions, spec);
  if ('problem' in resolved) return err(failure('unprocessable', resolved.problem));
  const made = await narrowForRead(deps, cache, {
    org,
    account,
    roleArn: account.readRoleArn ?? account.writeRoleArn,
    region: spec.region,
    permissions: resolved.action.readPermissions(resolved.params, placeOf(spec)),
    sessionName: sessionName(incident, 'preview'),
  });
  return tell(deps, made, { org, incident, account: account.account, reader: 'preview' });
}

/** Read-only credentials for the inspector: a fixed list of calls. The organisation's own accounts only. */
export async function forRead(
  deps: GateDeps,
  cache: ReadCache,
  input: unknown,
): Promise<Result<AwsCredentials, Failure>> {
  const parsed = parseInput(ReadRequest, input);
  if (!parsed.ok) return parsed;
  const { org, incident } = parsed.value;
  const account = await deps.store.accounts.find(org, parsed.value.account);
  if (!account) return err(unknownAccount(parsed.value.account));
  const [region] = JSON.parse(account.regions) as string[];
  const made = await narrowForRead(deps, cache, {
    org,
    account,
    roleArn: account.readRoleArn ?? account.writeRoleArn,
    region: region ?? 'us-east-1',
    permissions: INSPECTOR_PERMISSIONS,
    sessionName: sessionName(incident, 'inspector'),
  });
  return tell(deps, made, { org, incident, account: account.account, reader: 'inspector' });
}
