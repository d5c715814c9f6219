import type { AwsError } from '../../../../../aws/types.ts';
import type { JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, tagsOf, text } from '../../../../answer.ts';
import { parseDenyPolicy } from '../deactivate-access-key/policy.ts';
import { decodeDocument, iam, parseDocument } from '../documents.ts';
import { trusted, withoutPrincipals } from './document.ts';

export interface TrustParams {
  roleName: string;
  removePrincipals: string[];
  /** Sessions issued before are denied too; so unless it says false. */
  denySessions?: boolean | undefined;
}

export const deniesSessions = (p: TrustParams): boolean => p.denySessions !== false;

/** One name for all responses to a role: they wait for each other at the role itself. */
export const POLICY_NAME = 'VedetteDenySessions-trust';

export interface TrustState {
  /** With the role's path */
  readonly roleArn: string;
  /** The trust policy as IAM gives it, decoded */
  readonly trust: string;
  /** The inline policy of our name, or null */
  readonly policy: string | null;
  /** Before when its sessions are denied, ISO; null if the policy is none of our form */
  readonly cut: string | null;
}

export const stateOf = (snapshot: Snapshot): TrustState => snapshot.state as unknown as TrustState;

export const roleArn = (p: TrustParams, place: Place): string =>
  `arn:${place.partition}:iam::${place.account}:role/${p.roleName}`;

/** A role's ARN has the role's path in it, which the parameters do not know: both forms. */
export const roleArns = (p: TrustParams, place: Place): string[] => [
  roleArn(p, place),
  `arn:${place.partition}:iam::${place.account}:role/*/${p.roleName}`,
];

/**
 * Roles that AWS keeps for itself and lets nobody change: of services, and of IAM Identity Center's permission sets.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
const AWS_OWN_PATH = /^\/aws-(service-role|reserved)\//;

const unsupported = (code: string, message: string) => err({ kind: 'unsupported' as const, code, message });

/**
 * Reads the role, its trust policy and the inline policy of our name. A missing role is an answer. Errors:
 * `unsupported` for a role of AWS's own and for a trust policy that cannot be rewritten faithfully.
 */
export async function readRole(read: AwsRead, p: TrustParams, place: Place): Promise<Result<Snapshot, AwsError>> {
  const [answer, policy] = await Promise.all([
    read(iam('GetRole', place, { RoleName: p.roleName })),
    read(iam('GetRolePolicy', place, { RoleName: p.roleName, PolicyName: POLICY_NAME })),
  ]);
  if (!answer.ok && answer.error.kind === 'not_found')
    return ok({ exists: false, tags: {}, dependents: [], state: {} });
  if (!answer.ok) return answer;
  if (!policy.ok && policy.error.kind !== 'not_found') return policy;
  const role = field(answer.value, 'Role');
  if (AWS_OWN_PATH.test(text(role, 'Path')))
    return unsupported('RoleOfAws', 'AWS keeps this role for itself: what it trusts cannot be changed');
  const trust = decodeDocument(text(role, 'AssumeRolePolicyDocument'));
  if (parseDocument(trust) === undefined)
    return unsupported('TrustPolicyUnreadable', 'the trust policy is not JSON that can be rewritten without loss');
  const document = policy.ok ? decodeDocument(text(policy.value, 'PolicyDocument')) : null;
  const state: TrustState = {
    roleArn: text(role, 'Arn'),
    trust,
    policy: document,
    cut: document === null ? null : (parseDenyPolicy(document) ?? null),
  };
  return ok({
    exists: true,
    tags: tagsOf(role, 'Tags'),
    // Who may still assume it: their sessions are cut with those of the removed.
    dependents: deniesSessions(p) ? trusted(withoutPrincipals(trust, p.removePrincipals) ?? trust) : [],
    state: state as unknown as JsonObject,
  });
}
