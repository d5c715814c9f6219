import { at, list, text } from '../../read.ts';
import { kindOf } from '../../kubernetes/audit/names.ts';
import { isGoogles, isServiceAccount, keyOf, principalId } from '../people.ts';

/** Who an audit log says acted: https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog#authenticationinfo */
export interface Identity {
  readonly type: 'User' | 'ServiceAccount' | 'GoogleService' | 'Kubernetes' | 'Anonymous' | 'Federated' | 'Unknown';
  readonly principal: string | undefined;
  readonly key: string | undefined;
  /** What another identity provider calls who acted, where a token of it was exchanged: an ARN, an object id, a `sub` */
  readonly subject: string | undefined;
  /** Who acted as the service account, nearest first */
  readonly delegates: readonly string[];
}

/** Accounts that a call was passed through; Google names one or two. */
const MOST_DELEGATES = 4;

function typeOf(principal: string | undefined, hasAddress: boolean): Identity['type'] {
  if (principal === undefined) return 'Unknown';
  if (principal.includes('://') || (!hasAddress && !principal.includes('@'))) return 'Federated';
  if (principal.startsWith('system:')) {
    const kind = kindOf(principal);
    return kind === 'Anonymous' ? kind : kind === 'Component' ? 'GoogleService' : 'Kubernetes';
  }
  if (isGoogles(principal)) return 'GoogleService';
  return isServiceAccount(principal) ? 'ServiceAccount' : 'User';
}

export function identityOf(record: Record<string, unknown>): Identity {
  const info = at(record, 'protoPayload', 'authenticationInfo');
  const address = text(info, 'principalEmail');
  // Who exchanges a token acts afterwards by the name that the pool gives them.
  const mapped = address === undefined ? text(record, 'protoPayload', 'metadata', 'mapped_principal') : undefined;
  const subject = text(info, 'principalSubject');
  const principal = principalId(address ?? mapped ?? subject);
  const delegates = list(info, 'serviceAccountDelegationInfo')
    .slice(0, MOST_DELEGATES)
    .map((d) => principalId(text(d, 'firstPartyPrincipal', 'principalEmail') ?? text(d, 'principalSubject')))
    .filter((d): d is string => d !== undefined && d !== principal && !isGoogles(d));
  return {
    type: typeOf(principal, address !== undefined),
    principal,
    key: keyOf(text(info, 'serviceAccountKeyName'))?.id,
    subject: mapped === undefined ? undefined : subject,
    delegates,
  };
}
