import { ApiError } from '../api-error.ts';
import { parsePolicy } from '../policy/document.ts';
import type { Store } from '../store.ts';

/** The default; it can be raised to 4096: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const TRUST_MOST_CHARS = 2048;
const ENTITY = /^arn:aws[a-z-]*:iam::([0-9]{12}):(user|role)\/(?:.*\/)?([^/]+)$/;

const bad = (why: string): ApiError => new ApiError('MalformedPolicyDocument', why);

/**
 * Throws what IAM says to a trust policy that it does not take: also one that names a user or role that is not there, as far as the
 * account is of this world.
 */
export function checkTrust(store: Store, document: string): void {
  const statements = parsePolicy(document, 'trust');
  for (const s of statements) {
    if (s.actions.some((a) => !/^sts:/i.test(a)))
      throw bad('AssumeRole policy may only specify STS AssumeRole actions.');
    for (const p of s.principals) {
      const match = ENTITY.exec(p);
      if (
        match &&
        store.get('account', '', match[1]!) &&
        store.get(match[2] as 'user' | 'role', match[1]!, match[3]!)?.arn !== p
      )
        throw bad(`Invalid principal in policy: "AWS":"${p}"`);
      if (/^(?!arn:|\*$|[0-9]{12}$|AIDA|AROA|AKIA)[^:]*$/.test(p))
        throw bad(`Invalid principal in policy: "AWS":"${p.slice(0, 100)}"`);
    }
  }
  if (document.replaceAll(/\s/g, '').length > TRUST_MOST_CHARS)
    throw new ApiError('LimitExceeded', `Cannot exceed quota for ACLSizePerRole: ${TRUST_MOST_CHARS}`, 409);
}
