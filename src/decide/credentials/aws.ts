import type { AwsAnswer, AwsClient, AwsError } from '../../aws/types.ts';
import type { AwsCredentials } from '../../contracts/aws.ts';
import type { Json } from '../../kit/canonical.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, unreachable, type Result } from '../../kit/result.ts';
import type { AssumeRequest, AssumeRole, AssumeRoleWithToken, StaticKeys } from '../deps.ts';

/** Shortest that AWS grants: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const SESSION_SECONDS = 900;

/** What to look at, where AWS refused. */
const HINTS = {
  AssumeRole: "check the account's keys, the role's trust policy and the external id",
  AssumeRoleWithWebIdentity:
    "check that AWS can reach the issuer, the identity provider's URL and audience, and the subject in the role's trust policy",
} as const;

/** STS could not fetch the issuer's documents: it says itself that one should ask again. */
const PASSING_CODES = ['IDPCommunicationError'];
/** The token was refused: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors */
const TOKEN_CODES = ['InvalidIdentityToken', 'IDPRejectedClaim'];

/** AWS's answer in our words. AWS's own message is left out: it can quote what it was sent. */
function toFailure(operation: keyof typeof HINTS, e: AwsError): Failure {
  const said = `AWS STS answered ${e.code.slice(0, 64)}`;
  if (PASSING_CODES.includes(e.code))
    return failure('unavailable', `${said}: it could not reach the issuer; try again`);
  if (TOKEN_CODES.includes(e.code)) return failure('forbidden', `${said}: ${HINTS[operation]}`);
  switch (e.kind) {
    case 'throttled':
    case 'unknown':
      return failure('unavailable', `${said}; try again`);
    case 'denied':
    case 'expired':
      return failure('forbidden', `${said}: ${HINTS[operation]}`);
    case 'not_found':
    case 'conflict':
    case 'invalid':
    case 'unsupported':
      return failure('unprocessable', `${said}: check the role's ARN`);
    default:
      return unreachable(e.kind);
  }
}

const common = (r: AssumeRequest): Record<string, Json> => ({
  RoleArn: r.roleArn,
  RoleSessionName: r.sessionName,
  DurationSeconds: SESSION_SECONDS,
  Policy: r.policy,
});

/** `AssumeRole` over our AWS client. `clientFor` makes a client that signs with the static keys. Assuming a role again is harmless. */
export const assumeRoleBy =
  (clientFor: (keys: StaticKeys) => AwsClient): AssumeRole =>
  async (base, r) => {
    const answer = await clientFor(base).sendRead({
      service: 'sts',
      operation: 'AssumeRole',
      region: r.region,
      params: { ...common(r), ...(r.externalId === null ? {} : { ExternalId: r.externalId }) },
    });
    return credentialsOf('AssumeRole', answer, r.sessionName);
  };

/** `AssumeRoleWithWebIdentity` over a client that signs nothing: the token stands for a signature. */
export const assumeRoleWithTokenBy =
  (anonymous: () => AwsClient): AssumeRoleWithToken =>
  async (token, r) => {
    const answer = await anonymous().sendRead({
      service: 'sts',
      operation: 'AssumeRoleWithWebIdentity',
      region: r.region,
      params: { ...common(r), WebIdentityToken: token },
    });
    return credentialsOf('AssumeRoleWithWebIdentity', answer, r.sessionName);
  };

function credentialsOf(
  operation: keyof typeof HINTS,
  answer: AwsAnswer,
  sessionName: string,
): Result<AwsCredentials, Failure> {
  if (!answer.ok) return err(toFailure(operation, answer.error));
  const c = answer.value['Credentials'];
  if (typeof c !== 'object' || c === null || Array.isArray(c)) return err(incomplete);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = c;
  const expiresAt = typeof Expiration === 'string' ? Date.parse(Expiration) : Number.NaN;
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || typeof SessionToken !== 'string')
    return err(incomplete);
  if (Number.isNaN(expiresAt)) return err(incomplete);
  return ok({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt,
    narrowed: true,
    sessionName,
  });
}

const incomplete = failure('unavailable', 'AWS STS answered without complete credentials; try again');
