import { at, isFields } from '../../read.ts';

/** IAM's longest trust policy has 4,096 characters (quota "Role trust policy length"); events may add white space. */
const DOCUMENT_MAX_CHARS = 16_384;
/** Principals of one policy that are named; more are not needed to see that it was opened. */
const PRINCIPALS_MAX = 8;

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The account of an AWS principal in a policy: its ARN's, or the bare number. `*` has none. */
const accountOf = (principal: string): string | undefined =>
  /^(?:arn:aws[a-z-]{0,20}:(?:iam|sts)::)?([0-9]{12})(?::|$)/.exec(principal)?.[1];

/**
 * AWS principals outside `account` that a trust policy lets in: everybody (`*`), and other accounts' users, roles and
 * roots, as the policy writes them. Services and identity providers are left out. The event does not carry the policy as
 * it was before, so that one who was let in for years is named as well. Takes the record's parameter; never throws.
 */
export function foreignPrincipals(document: unknown, account: string): string[] {
  if (typeof document !== 'string' || document.length > DOCUMENT_MAX_CHARS) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return [];
  }
  const found = new Set<string>();
  for (const statement of asList(at(parsed, 'Statement'))) {
    if (!isFields(statement) || at(statement, 'Effect') !== 'Allow') continue;
    const principal = at(statement, 'Principal');
    for (const one of asList(isFields(principal) ? at(principal, 'AWS') : principal)) {
      if (typeof one !== 'string' || one.length > 2_048) continue;
      const theirs = accountOf(one);
      if (one === '*' || (theirs !== undefined && theirs !== account)) found.add(one);
    }
  }
  return [...found].slice(0, PRINCIPALS_MAX);
}
