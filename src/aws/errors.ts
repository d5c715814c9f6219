import { child, parseXml, textOf } from './xml.ts';
import type { AwsError, AwsErrorKind } from './types.ts';

/**
 * What an AWS error code means to us. Codes:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and each IAM and STS operation's own page.
 */
const KIND_BY_CODE: Readonly<Record<string, AwsErrorKind>> = {
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  EC2ThrottledException: 'throttled',
  BandwidthLimitExceeded: 'throttled',
  SlowDown: 'throttled',
  PriorRequestNotComplete: 'throttled',

  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  RequestExpired: 'expired',

  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  InvalidClientTokenId: 'denied',
  SignatureDoesNotMatch: 'denied',
  AuthFailure: 'denied',
  IncompleteSignature: 'denied',
  MissingAuthenticationToken: 'denied',
  UnrecognizedClientException: 'denied',
  OptInRequired: 'denied',
  Blocked: 'denied',
  PendingVerification: 'denied',
  RegionDisabledException: 'denied',

  NoSuchEntity: 'not_found',

  EntityAlreadyExists: 'conflict',
  DeleteConflict: 'conflict',
  EntityTemporarilyUnmodifiable: 'conflict',
  ConcurrentModification: 'conflict',
  DependencyViolation: 'conflict',
  IncorrectState: 'conflict',
  IncorrectInstanceState: 'conflict',
  IdempotentParameterMismatch: 'conflict',
  NetworkAclEntryAlreadyExists: 'conflict',

  InvalidAction: 'unsupported',
  UnsupportedOperation: 'unsupported',
  UnsupportedProtocol: 'unsupported',
  NotImplemented: 'unsupported',
  UnknownOperationException: 'unsupported',
};

/** Characters of an error's text that are kept: AWS's encoded authorization messages are longer and say nothing to us. */
const MESSAGE_MOST_CHARS = 600;
const CODE_MOST_CHARS = 100;
/** A server that wants more patience than this is not waited for. */
const RETRY_AFTER_MOST_MS = 60_000;

const isServerError = (status: number): boolean => status >= 500;

/** Kind of a coded answer with an HTTP status of 400 or more. Pure. */
export function kindOf(code: string, status: number): AwsErrorKind {
  if (Object.hasOwn(KIND_BY_CODE, code)) return KIND_BY_CODE[code]!;
  if (/^Invalid[A-Za-z]*\.NotFound$/.test(code)) return 'not_found';
  if (/^Invalid[A-Za-z]*\.(Duplicate|InUse)$/.test(code) || code.endsWith('AlreadyExists')) return 'conflict';
  if (status === 503) return 'throttled';
  if (status === 501) return 'unsupported';
  return isServerError(status) ? 'unknown' : 'invalid';
}

/**
 * The error of an answer with status 300 or more. Without an AWS error document in it, nobody knows who answered, nor
 * whether AWS ever saw the request: that is `unknown`, save for 429, which says itself that nothing was done.
 */
export function errorOf(status: number, body: string, retryAfter: string | null): AwsError {
  const found = errorDocument(body);
  const retryAfterMs = retryAfterOf(retryAfter);
  const shared = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (!found)
    return {
      kind: status === 429 ? 'throttled' : 'unknown',
      code: `Http${status}`,
      message: `HTTP ${status} without an AWS error`,
      ...shared,
    };
  return {
    kind: kindOf(found.code, status),
    code: found.code,
    message: found.message,
    ...(found.requestId === undefined ? {} : { requestId: found.requestId }),
    ...shared,
  };
}

/** IAM and STS: `<ErrorResponse><Error>…</Error><RequestId>`; EC2: `<Response><Errors><Error>…</Errors><RequestID>`. */
function errorDocument(body: string): { code: string; message: string; requestId?: string } | undefined {
  const parsed = parseXml(body);
  if (!parsed.ok) return undefined;
  const { root } = parsed.value;
  const error = child(root, 'Error') ?? child(child(root, 'Errors'), 'Error');
  const code = textOf(child(error, 'Code'))?.trim();
  if (code === undefined || code === '') return undefined;
  const requestId = textOf(child(root, 'RequestId')) ?? textOf(child(root, 'RequestID'));
  return {
    // EC2 used to write `Client.X` for `X`, and its CloudTrail events still do.
    code: code.replace(/^(Client|Server)\./, '').slice(0, CODE_MOST_CHARS),
    message: (textOf(child(error, 'Message')) ?? '').slice(0, MESSAGE_MOST_CHARS),
    ...(requestId === undefined ? {} : { requestId: requestId.slice(0, CODE_MOST_CHARS) }),
  };
}

function retryAfterOf(header: string | null): number | undefined {
  if (header === null || !/^[0-9]{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header) * 1000, RETRY_AFTER_MOST_MS);
}
