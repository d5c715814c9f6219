import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { failure, type Failure } from '../../kit/errors.ts';

/** Error codes of RFC 6749 §4.1.2.1 and §5.2 and of OpenID Connect Core 1.0 §3.1.2.6: repeated; anything else is not. */
const TOLD =
  /^(access_denied|temporarily_unavailable|server_error|invalid_(request|scope|client|grant)|unauthorized_client|unsupported_response_type|(interaction|login|account_selection|consent)_required)$/;

const told = (code: string): string => (TOLD.test(code) ? code : 'an error that is not in the standard');

const DOES_NOT_HOLD = 'the answer of the identity provider does not hold; begin again from the sign-in page';

/** What the library found wrong in a code exchange, without repeating anything that the provider or the browser wrote. */
export function grantFailure(cause: unknown): Failure {
  if (cause instanceof AuthorizationResponseError)
    return failure('unauthenticated', `the identity provider did not let you in: ${told(cause.error)}`);
  if (cause instanceof ResponseBodyError)
    return failure('unauthenticated', `the identity provider refused the code: ${told(cause.error)}; tell an admin`);
  const code = cause instanceof ClientError ? cause.code : undefined;
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED')
    return failure('unauthenticated', 'the ID token has expired or is not good yet; begin again from the sign-in page');
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || isNetwork(cause))
    return failure('unavailable', 'the identity provider does not answer now; try again in a minute');
  return failure('unauthenticated', DOES_NOT_HOLD);
}

/** `fetch` fails with a TypeError; so does the library on wrong arguments, but with a code. */
const isNetwork = (cause: unknown): boolean => cause instanceof TypeError && !('code' in cause);
