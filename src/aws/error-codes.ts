import type { AwsErrorKind } from './types.ts';

/**
 * What an AWS error code means to us: services' common errors and each operation's own page.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html,
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html,
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html,
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const CODES_BY_KIND: Readonly<Record<Exclude<AwsErrorKind, 'invalid'>, readonly string[]>> = {
  throttled: [
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'RequestThrottled',
    'RequestThrottledException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'EC2ThrottledException',
    'BandwidthLimitExceeded',
    'SlowDown',
    'PriorRequestNotComplete',
    // EC2: a volume takes one snapshot in 15 seconds, and so many at a time.
    'SnapshotCreationPerVolumeRateExceeded',
    'ConcurrentSnapshotLimitExceeded',
    // STS could not reach the issuer of a token, and says that it may be asked again.
    'IDPCommunicationError',
  ],
  expired: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
  denied: [
    'AccessDenied',
    'AccessDeniedException',
    'UnauthorizedOperation',
    'InvalidClientTokenId',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'AuthFailure',
    'IncompleteSignature',
    'IncompleteSignatureException',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'UnrecognizedClientException',
    'OptInRequired',
    'Blocked',
    'PendingVerification',
    'RegionDisabledException',
    // STS: the token, or what it claims, is not what the identity provider or the role's trust policy wants.
    'InvalidIdentityToken',
    'IDPRejectedClaim',
    // IAM: only the service that made the role may change it.
    'UnmodifiableEntity',
    // CloudTrail: an organisation's trail is its management account's.
    'NotOrganizationMasterAccountException',
    'InsufficientDependencyServiceAccessPermissionException',
    // S3; a HEAD has but its status
    'Forbidden',
    'InvalidAccessKeyId',
    'InvalidToken',
    'AllAccessDisabled',
    'AccountProblem',
    'NotSignedUp',
    'RequestTimeTooSkewed',
  ],
  not_found: [
    'NoSuchEntity',
    'WAFNonexistentItemException',
    'TrailNotFoundException',
    'ResourceNotFoundException',
    'NotFound',
    'NoSuchBucket',
    // The bucket is there; what was asked of it is not set.
    'NoSuchPublicAccessBlockConfiguration',
    'NoSuchBucketPolicy',
    'NoSuchTagSet',
    'NoSuchWebsiteConfiguration',
  ],
  conflict: [
    'EntityAlreadyExists',
    'DeleteConflict',
    'EntityTemporarilyUnmodifiable',
    'ConcurrentModification',
    'DependencyViolation',
    'IncorrectState',
    'IncorrectInstanceState',
    'IdempotentParameterMismatch',
    'NetworkAclEntryAlreadyExists',
    'WAFOptimisticLockException',
    'WAFDuplicateItemException',
    'WAFAssociatedItemException',
    // What was just made, or is being changed: it can be had in a few minutes.
    'WAFUnavailableEntityException',
    'ResourceConflictException',
    'ConflictException',
    'OperationAborted',
  ],
  unsupported: [
    'InvalidAction',
    'UnsupportedOperation',
    'UnsupportedOperationException',
    'OperationNotPermittedException',
    'UnsupportedProtocol',
    'NotImplemented',
    'MethodNotAllowed',
    'UnknownOperationException',
  ],
  // With whatever status they come.
  unknown: [
    'InternalError',
    'InternalServerError',
    'InternalServerException',
    'InternalServiceError',
    'InternalServiceException',
    'ServiceException',
    'ServiceFailure',
    'WAFInternalErrorException',
    'WAFTagOperationInternalErrorException',
    // S3: the connection was idle; of a small request it is not known when.
    'RequestTimeout',
  ],
};
const KIND_BY_CODE: ReadonlyMap<string, AwsErrorKind> = new Map(
  Object.entries(CODES_BY_KIND).flatMap(([kind, codes]) => codes.map((code) => [code, kind as AwsErrorKind] as const)),
);

/** Kind of a coded answer with an HTTP status of 300 or more. Pure. */
export function kindOf(code: string, status: number): AwsErrorKind {
  const known = KIND_BY_CODE.get(code);
  // Some AWS-compatible servers say InternalFailure or InternalError of a call that they do not have.
  if (status === 501 && (known === undefined || known === 'unknown')) return 'unsupported';
  if (known !== undefined) return known;
  if (/^Invalid[A-Za-z]*\.NotFound$/.test(code)) return 'not_found';
  if (/^Invalid[A-Za-z]*\.(Duplicate|InUse)$/.test(code) || /AlreadyExists(Exception)?$/.test(code)) return 'conflict';
  if (status === 503) return 'throttled';
  return status >= 500 ? 'unknown' : 'invalid';
}
