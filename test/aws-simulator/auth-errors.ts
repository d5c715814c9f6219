import { ApiError } from './api-error.ts';
import type { ServiceName } from './service-name.ts';

/** Why nobody is believed to have made a call. */
export type AuthFailure =
  | 'unknown-key'
  | 'invalid-token'
  | 'bad-signature'
  | 'expired-token'
  | 'stale-signature'
  | 'early-signature'
  | 'incomplete'
  | 'unsigned';

interface Words {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
}
type Table = Readonly<Record<AuthFailure, Words>>;

const MESSAGES: Readonly<Record<AuthFailure, string>> = {
  'unknown-key': 'The security token included in the request is invalid.',
  'invalid-token': 'The security token included in the request is invalid.',
  'bad-signature':
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  'expired-token': 'The security token included in the request is expired',
  'stale-signature': 'Signature expired',
  'early-signature': 'Signature not yet current',
  incomplete: 'The request signature does not conform to AWS standards.',
  unsigned: 'Request is missing Authentication Token',
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
const QUERY: Table = {
  'unknown-key': { code: 'InvalidClientTokenId', status: 403 },
  'invalid-token': { code: 'InvalidClientTokenId', status: 403 },
  'bad-signature': { code: 'SignatureDoesNotMatch', status: 403 },
  'expired-token': { code: 'ExpiredToken', status: 403 },
  'stale-signature': { code: 'SignatureDoesNotMatch', status: 403 },
  'early-signature': { code: 'SignatureDoesNotMatch', status: 403 },
  incomplete: { code: 'IncompleteSignature', status: 400 },
  unsigned: { code: 'MissingAuthenticationToken', status: 403 },
};

const noCredentials = 'AWS was not able to validate the provided access credentials';
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const EC2: Table = {
  ...QUERY,
  'unknown-key': { code: 'AuthFailure', status: 401, message: noCredentials },
  'invalid-token': { code: 'AuthFailure', status: 401, message: noCredentials },
  'bad-signature': { code: 'AuthFailure', status: 401, message: noCredentials },
  'expired-token': { code: 'RequestExpired', status: 400, message: 'Request has expired.' },
  'stale-signature': { code: 'RequestExpired', status: 400, message: 'Request has expired.' },
  'early-signature': { code: 'RequestExpired', status: 400, message: 'Request has expired.' },
};

/** The JSON services' names; those with a target header answer 400, REST ones 403: https://docs.aws.amazon.com/waf/latest/APIReference/CommonErrors.html */
const jsonTable = (status: number): Table => ({
  'unknown-key': { code: 'UnrecognizedClientException', status },
  'invalid-token': { code: 'UnrecognizedClientException', status },
  'bad-signature': { code: 'InvalidSignatureException', status },
  'expired-token': { code: 'ExpiredTokenException', status },
  'stale-signature': { code: 'InvalidSignatureException', status },
  'early-signature': { code: 'InvalidSignatureException', status },
  incomplete: { code: 'IncompleteSignatureException', status },
  unsigned: { code: 'MissingAuthenticationTokenException', status },
});
const JSON_TARGET = jsonTable(400);

const skewed = 'The difference between the request time and the current time is too large.';
/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const S3: Table = {
  'unknown-key': {
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  'invalid-token': {
    code: 'InvalidToken',
    status: 400,
    message: 'The provided token is malformed or otherwise invalid.',
  },
  'bad-signature': { code: 'SignatureDoesNotMatch', status: 403 },
  'expired-token': { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
  'stale-signature': { code: 'RequestTimeTooSkewed', status: 403, message: skewed },
  'early-signature': { code: 'RequestTimeTooSkewed', status: 403, message: skewed },
  incomplete: { code: 'AuthorizationHeaderMalformed', status: 400 },
  unsigned: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
};

const TABLES: Readonly<Record<ServiceName, Table>> = {
  iam: QUERY,
  sts: QUERY,
  ec2: EC2,
  wafv2: JSON_TARGET,
  cloudtrail: JSON_TARGET,
  lambda: jsonTable(403),
  s3: S3,
};

/** The refusal in the service's own words; `detail` replaces the standard text where the service's own is not fixed. */
export function authError(service: ServiceName | 'unknown', failure: AuthFailure, detail?: string): ApiError {
  const { code, status, message } = (service === 'unknown' ? QUERY : TABLES[service])[failure];
  return new ApiError(code, message ?? detail ?? MESSAGES[failure], status);
}

/** What a service says to a caller that may not do something; `said` begins with who that is. */
export function accessDenied(service: ServiceName, said: string): ApiError {
  if (service === 'ec2')
    return new ApiError('UnauthorizedOperation', `You are not authorized to perform this operation. ${said}`, 403);
  if (service === 'wafv2' || service === 'cloudtrail') return new ApiError('AccessDeniedException', said, 400);
  return new ApiError(service === 'lambda' ? 'AccessDeniedException' : 'AccessDenied', said, 403);
}
