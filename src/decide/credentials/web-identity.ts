import { SignJWT } from 'jose';
import { OIDC_ALGORITHM, TOKEN_LIFETIME_SECONDS, type OidcSigner } from './web-identity-keys.ts';

/** Which of an account's roles a token is for: to look around, to contain, to read the objects of a log bucket. */
export type RoleKind = 'read' | 'write' | 'pull';

export interface WebIdentityClaims {
  readonly org: string;
  readonly account: string;
  readonly role: RoleKind;
}

/**
 * The audience of an organisation's tokens: its own, not `sts.amazonaws.com`, so that an account that forgets the subject's
 * condition still takes no other organisation's token (the identity provider in AWS lists this audience alone).
 */
export const audienceOf = (org: string): string => `vedette:${org}`;

/** The subject that a role's trust policy names exactly: one organisation, one account, one role. */
export const subjectOf = (c: WebIdentityClaims): string => `org:${c.org}:account:${c.account}:role:${c.role}`;

/** The `iss` of the tokens and of the discovery document, without a slash at its end. Undefined unless it is an https origin. */
export function issuerOf(setting: string | undefined): string | undefined {
  const url = URL.parse(setting ?? '');
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search + url.hash + url.username + url.password !== '')
    return undefined;
  return url.origin;
}

/** A token for one assumption of one role, good for five minutes. It names no person and no incident. */
export function mintWebIdentity(
  signer: OidcSigner,
  issuer: string,
  claims: WebIdentityClaims,
  now: number,
): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: OIDC_ALGORITHM, kid: signer.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audienceOf(claims.org))
    .setSubject(subjectOf(claims))
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_LIFETIME_SECONDS)
    .setJti(crypto.randomUUID())
    .sign(signer.key);
}
