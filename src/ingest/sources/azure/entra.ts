import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { SourceGrant } from '../../../contracts/access.ts';
import type { Failure } from '../../../kit/errors.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import { DENIED } from '../../secrets.ts';
import type { Outside, RequestFacts } from '../../source.ts';
import { entraIssuers, entraKeys } from './entra-keys.ts';

const BEARER = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;
/** Tokens of applications have some 1,500 characters. */
const TOKEN_MAX_LENGTH = 8_192;
/** Microsoft's own libraries allow five minutes; a minute is more than two clocks of today differ. */
const CLOCK_SKEW_SECONDS = 60;
const TENANT = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

export const settingOf = (grant: SourceGrant, name: string): string | undefined => {
  const { settings } = grant;
  const value = settings && Object.hasOwn(settings, name) ? settings[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** An application goes by its id and by the URI that Entra gives it unless told otherwise: `api://<id>`. */
const isAudience = (claimed: unknown, wanted: string): boolean =>
  typeof claimed === 'string' && (claimed === wanted || claimed === `api://${wanted}` || `api://${claimed}` === wanted);

/**
 * A token of Entra in `authorization`: RS256 by a key of the source's tenant, in its time, for the source's application (`tenant`,
 * `audience` of its settings), and given to the one application of Microsoft's that may send (`sender`: its id). Without it anyone
 * in the tenant whom the application admits could send. https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens
 */
export async function verifyEntra(
  request: RequestFacts,
  grant: SourceGrant,
  outside: Outside,
  sender: string,
): Promise<Result<undefined, Failure>> {
  const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1];
  const tenant = settingOf(grant, 'tenant')?.toLowerCase();
  const audience = settingOf(grant, 'audience');
  if (token === undefined || token.length > TOKEN_MAX_LENGTH || audience === undefined) return err(DENIED);
  if (tenant === undefined || !TENANT.test(tenant)) return err(DENIED);
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const claims = decodeJwt(token);
    // Looked at first, so that nobody makes us ask Microsoft for keys of tokens that we would not take anyway.
    if (alg !== 'RS256' || typeof kid !== 'string' || !isAudience(claims.aud, audience)) return err(DENIED);
    if (!entraIssuers(tenant).includes(String(claims.iss)) || claims['tid'] !== tenant) return err(DENIED);
    // `appid` in version 1, `azp` in version 2; a token with both must agree.
    const apps = [claims['appid'], claims['azp']].filter((a) => a !== undefined);
    if (apps.length === 0 || apps.some((a) => a !== sender)) return err(DENIED);
    const keys = await entraKeys(outside, tenant, kid, request.now);
    if (!keys.ok) return keys;
    await jwtVerify(token, keys.value, {
      algorithms: ['RS256'],
      issuer: entraIssuers(tenant),
      requiredClaims: ['exp', 'nbf', 'aud'],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(request.now),
    });
    return ok(undefined);
  } catch {
    return err(DENIED);
  }
}
