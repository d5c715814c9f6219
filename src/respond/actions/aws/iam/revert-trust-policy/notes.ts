import type { Snapshot } from '../../../../action.ts';
import { hasNotPrincipal, notTrusted, trusted, withoutPrincipals } from './document.ts';
import { deniesSessions, stateOf, type TrustParams } from './read.ts';

/** Principals named in one note at most. */
const NAMED_MOST = 5;

const named = (principals: readonly string[]): string =>
  principals.slice(0, NAMED_MOST).join(', ') +
  (principals.length > NAMED_MOST ? ` and ${principals.length - NAMED_MOST} more` : '');

/** What a person must know before approving, of a role that exists. */
export function notesOf(preImage: Snapshot, p: TrustParams): string[] {
  const { trust } = stateOf(preImage);
  const left = trusted(withoutPrincipals(trust, p.removePrincipals) ?? trust);
  const roots = left.filter((l) => /^([0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:root)$/.test(l));
  const strangers = notTrusted(trust, p.removePrincipals);
  return [
    deniesSessions(p)
      ? 'Everybody’s sessions of this role issued up to five minutes from now are denied, not only those of the removed; instances and functions that use it fail until they are given new credentials, which can take hours.'
      : 'Sessions of this role that were made before live on until they end.',
    'Release puts the trust policy back as it was, the removed principals with it: if they must stay out, change it for good before.',
    ...(left.length === 0 ? ['Nobody will be able to assume this role.'] : []),
    ...(left.includes('*')
      ? ['The policy goes on trusting everybody (*), save for its conditions: the removed are among them.']
      : []),
    ...(roots.length > 0
      ? [`Whole accounts stay trusted (${named(roots)}): whoever they let may still assume the role.`]
      : []),
    ...(hasNotPrincipal(trust)
      ? ['A statement allows by NotPrincipal, everybody but those it names: it is left as it is.']
      : []),
    ...(strangers.length > 0 ? [`Not in the policy: ${named(strangers)}.`] : []),
    ...(p.removePrincipals.some((r) => /^arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)\//.test(r))
      ? [
          'If a removed user or role is deleted in the meantime, IAM refuses the old policy on release, and a person must decide.',
        ]
      : []),
  ].map((note) => note.slice(0, 500));
}
