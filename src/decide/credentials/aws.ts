import type { AwsClient, AwsError } from '../../aws/types.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, unreachable } from '../../kit/result.ts';
import type { AssumeRole, StaticKeys } from '../deps.ts';

/** Shortest that AWS grants: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const SESSION_SECONDS = 900;

/** AWS's answer in our words. AWS's own message is left out: it can quote what it was sent. */
function toFailure(e: AwsError): Failure {
  const said = `AWS STS answered ${e.code.slice(0, 64)}`;
  switch (e.kind) {
    case 'throttled':
    case 'unknown':
      return failure('unavailable', `${said}; try again`);
    case 'denied':
    case 'expired':
      return failure('forbidden', `${said}: check the account's keys, the role's trust policy and the external id`);
    case 'not_found':
    case 'conflict':
    case 'invalid':
    case 'unsupported':
      return failure('unprocessable', `${said}: check the role's ARN`);
    default:
      return unreachable(e.kind);
  }
}

/** `AssumeRole` over our AWS client. `clientFor` makes a client that signs with the static keys. Assuming a role again is harmless. */
export const assumeRoleBy =
  (clientFor: (keys: StaticKeys) => AwsClient): AssumeRole =>
  async (base, r) => {
    const answer = await clientFor(base).sendRead({
      service: 'sts',
      operation: 'AssumeRole',
      region: r.region,
      params: {
        RoleArn: r.roleArn,
        RoleSessionName: r.sessionName,
        DurationSeconds: SESSION_SECONDS,
        Policy: r.policy,
        ...(r.externalId === null ? {} : { ExternalId: r.externalId }),
      },
    });
    if (!answer.ok) return err(toFailure(answer.error));
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
      sessionName: r.sessionName,
    });
  };

const incomplete = failure('unavailable', 'AWS STS answered without complete credentials; try again');
