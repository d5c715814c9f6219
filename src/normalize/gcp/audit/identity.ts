import { at, list, text } from '../../read.ts';
import { kindOf } from '../../kubernetes/audit/names.ts';
import { isGoogles, isServiceAccount, keyOf, principalId } from '../people.ts';

/** Who an audit log says acted: https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog#authenticationinfo */
export interface Identity {
  readonly type: 'User' | 'ServiceAccount' | 'GoogleService' | 'Kubernetes' | 'Anonymous' | 'Federated' | 'Unknown';
  readonly principal: string | undefined;
  readonly key: string | undefined;
  /** Who acted as the service account, nearest first */
  readonly delegates: readonly string[];
}

/** Accounts that a call was passed through; Google names one or two. */
const MOST_DELEGATES = 4;

function typeOf(principal: string | undefined): Identity['type'] {
  if (principal === undefined) return 'Unknown';
  if (principal.includes('://')) return 'Federated';
  if (principal.startsWith('system:')) {
    const kind = kindOf(principal);
    return kind === 'Anonymous' ? kind : kind === 'Component' ? 'GoogleService' : 'Kubernetes';
  }
  if (isGoogles(principal)) return 'GoogleService';
  return isServiceAccount(principal) ? 'ServiceAccount' : 'User';
}

export function identityOf(record: Record<string, unknown>): Identity {
  const info = at(record, 'protoPayload', 'authenticationInfo');
  const principal = principalId(text(info, 'principalEmail') ?? text(info, 'principalSubject'));
  const delegates = list(info, 'serviceAccountDelegationInfo')
    .slice(0, MOST_DELEGATES)
    .map((d) => principalId(text(d, 'firstPartyPrincipal', 'principalEmail') ?? text(d, 'principalSubject')))
    .filter((d): d is string => d !== undefined && d !== principal && !isGoogles(d));
  return { type: typeOf(principal), principal, key: keyOf(text(info, 'serviceAccountKeyName'))?.id, delegates };
}
