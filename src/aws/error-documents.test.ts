import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kit/canonical.ts';
import { errorOf } from './errors.ts';
import { SERVICES } from './services.ts';
import { askSdk } from './testing/sdk.ts';
import type { AwsErrorKind, AwsService } from './types.ts';

interface Said {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const ours = (
  service: AwsService,
  { status, body, headers = {} }: Said,
  more: { head?: boolean; secrets?: string[] } = {},
) => errorOf({ status, body, headers: new Headers(headers) }, { protocol: SERVICES[service].protocol, ...more });

/** A call of each service that a canned error can answer. */
const CALLS: Readonly<Record<string, readonly [operation: string, params: JsonObject]>> = {
  wafv2: ['UpdateIPSet', { Name: 'n', Scope: 'REGIONAL', Id: 'i', Addresses: [], LockToken: 't' }],
  cloudtrail: ['StartLogging', { Name: 't' }],
  lambda: ['PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 }],
  s3: ['GetPublicAccessBlock', { Bucket: 'a-bucket' }],
  sts: ['AssumeRoleWithWebIdentity', { RoleArn: 'r', RoleSessionName: 's', WebIdentityToken: 'w' }],
  ec2: ['DeleteNetworkAclEntry', { NetworkAclId: 'n', RuleNumber: 1, Egress: true }],
  iam: ['CreateLoginProfile', { UserName: 'u', Password: 'p' }],
};

const json = (code: string): Said => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' },
  body: JSON.stringify({ __type: code, message: 'm & m' }),
});
const rest = (status: number, code: string): Said => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, 'x-amzn-requestid': 'r-1' },
  body: '{"Type":"User","Message":"m & m"}',
});
const s3 = (status: number, code: string): Said => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'r-1' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>m &amp; m</Message><BucketName>b</BucketName><RequestId>r-1</RequestId><HostId>h</HostId></Error>`,
});
const query = (status: number, code: string): Said => ({
  status,
  body: `<ErrorResponse xmlns="https://x.amazonaws.com/doc/"><Error><Type>Sender</Type><Code>${code}</Code><Message>m &amp; m</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
});
const ec2 = (status: number, code: string): Said => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>m &amp; m</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});

const ANSWERS: readonly (readonly [AwsService, string, Said, AwsErrorKind])[] = [
  ['wafv2', 'WAFOptimisticLockException', json('WAFOptimisticLockException'), 'conflict'],
  ['wafv2', 'WAFNonexistentItemException', json('com.amazonaws.wafv2#WAFNonexistentItemException'), 'not_found'],
  ['wafv2', 'WAFUnavailableEntityException', json('WAFUnavailableEntityException'), 'conflict'],
  ['wafv2', 'WAFLimitsExceededException', json('WAFLimitsExceededException'), 'invalid'],
  ['wafv2', 'WAFDuplicateItemException', json('WAFDuplicateItemException'), 'conflict'],
  ['wafv2', 'WAFInvalidParameterException', json('WAFInvalidParameterException'), 'invalid'],
  ['wafv2', 'WAFInternalErrorException', { ...json('WAFInternalErrorException'), status: 500 }, 'unknown'],
  ['wafv2', 'ThrottlingException', json('ThrottlingException'), 'throttled'],
  ['wafv2', 'ExpiredTokenException', json('ExpiredTokenException'), 'expired'],
  ['wafv2', 'UnrecognizedClientException', json('com.amazon.coral.service#UnrecognizedClientException'), 'denied'],
  ['wafv2', 'InvalidSignatureException', json('InvalidSignatureException:http://internal.amazon.com/'), 'denied'],
  ['cloudtrail', 'TrailNotFoundException', json('TrailNotFoundException'), 'not_found'],
  ['cloudtrail', 'InvalidHomeRegionException', json('InvalidHomeRegionException'), 'invalid'],
  ['cloudtrail', 'InvalidTrailNameException', json('InvalidTrailNameException'), 'invalid'],
  ['cloudtrail', 'AccessDeniedException', json('AccessDeniedException'), 'denied'],
  ['cloudtrail', 'NotOrganizationMasterAccountException', json('NotOrganizationMasterAccountException'), 'denied'],
  ['cloudtrail', 'UnsupportedOperationException', json('UnsupportedOperationException'), 'unsupported'],
  ['cloudtrail', 'ConflictException', json('ConflictException'), 'conflict'],
  ['lambda', 'ResourceNotFoundException', rest(404, 'ResourceNotFoundException'), 'not_found'],
  [
    'lambda',
    'ResourceConflictException',
    rest(409, 'ResourceConflictException:http://internal.amazon.com/'),
    'conflict',
  ],
  ['lambda', 'TooManyRequestsException', rest(429, 'TooManyRequestsException'), 'throttled'],
  ['lambda', 'InvalidParameterValueException', rest(400, 'InvalidParameterValueException'), 'invalid'],
  ['lambda', 'ServiceException', rest(500, 'ServiceException'), 'unknown'],
  ['lambda', 'AccessDeniedException', rest(403, 'AccessDeniedException'), 'denied'],
  ['s3', 'NoSuchBucket', s3(404, 'NoSuchBucket'), 'not_found'],
  ['s3', 'NoSuchPublicAccessBlockConfiguration', s3(404, 'NoSuchPublicAccessBlockConfiguration'), 'not_found'],
  ['s3', 'OperationAborted', s3(409, 'OperationAborted'), 'conflict'],
  ['s3', 'SlowDown', s3(503, 'SlowDown'), 'throttled'],
  ['s3', 'InternalError', s3(500, 'InternalError'), 'unknown'],
  ['s3', 'InternalError', s3(200 + 200, 'InternalError'), 'unknown'],
  ['s3', 'AccessDenied', s3(403, 'AccessDenied'), 'denied'],
  ['s3', 'ExpiredToken', s3(400, 'ExpiredToken'), 'expired'],
  ['s3', 'InvalidAccessKeyId', s3(403, 'InvalidAccessKeyId'), 'denied'],
  ['s3', 'AuthorizationHeaderMalformed', s3(400, 'AuthorizationHeaderMalformed'), 'invalid'],
  ['s3', 'BadDigest', s3(400, 'BadDigest'), 'invalid'],
  ['sts', 'IDPRejectedClaim', query(403, 'IDPRejectedClaim'), 'denied'],
  ['sts', 'InvalidIdentityToken', query(400, 'InvalidIdentityToken'), 'denied'],
  ['sts', 'IDPCommunicationError', query(400, 'IDPCommunicationError'), 'throttled'],
  ['sts', 'ExpiredTokenException', query(400, 'ExpiredTokenException'), 'expired'],
  ['iam', 'PasswordPolicyViolation', query(400, 'PasswordPolicyViolation'), 'invalid'],
  ['iam', 'EntityTemporarilyUnmodifiable', query(409, 'EntityTemporarilyUnmodifiable'), 'conflict'],
  ['iam', 'MalformedPolicyDocument', query(400, 'MalformedPolicyDocument'), 'invalid'],
  ['iam', 'UnmodifiableEntity', query(400, 'UnmodifiableEntity'), 'denied'],
  ['ec2', 'InvalidNetworkAclEntry.NotFound', ec2(400, 'InvalidNetworkAclEntry.NotFound'), 'not_found'],
  ['ec2', 'NetworkAclEntryAlreadyExists', ec2(400, 'NetworkAclEntryAlreadyExists'), 'conflict'],
  ['ec2', 'InvalidSnapshot.NotFound', ec2(400, 'InvalidSnapshot.NotFound'), 'not_found'],
  ['ec2', 'InvalidSnapshot.InUse', ec2(400, 'InvalidSnapshot.InUse'), 'conflict'],
  ['ec2', 'IdempotentParameterMismatch', ec2(400, 'IdempotentParameterMismatch'), 'conflict'],
  ['ec2', 'SnapshotCreationPerVolumeRateExceeded', ec2(400, 'SnapshotCreationPerVolumeRateExceeded'), 'throttled'],
];

describe('an error is read as the official SDK reads it, and means what the service says', () => {
  it.each(ANSWERS)('%s %s', async (service, code, said, kind) => {
    expect(ours(service, said)).toEqual({ kind, code, message: 'm & m', status: said.status, requestId: 'r-1' });
    const [operation, params] = CALLS[service]!;
    const { error } = await askSdk(service, operation, params, said);
    const seen = error as { Code?: string; name: string; message: string };
    // In XML the SDK's class can be called otherwise than the code; both are there.
    expect([seen.Code, seen.name]).toContain(code);
    expect(seen.message).toBe('m & m');
  });

  it.each([
    ['code before __type', '{"code":"A","__type":"B","message":"m"}', {}, 'A'],
    ['header before both', '{"code":"A","__type":"B"}', { 'x-amzn-errortype': 'ns#C:http://x/,y' }, 'C'],
    ['a header, and no body', '', { 'x-amzn-errortype': 'C' }, 'C'],
  ])('JSON: %s', (_, body, headers, code) =>
    expect(ours('lambda', { status: 400, body, headers })).toMatchObject({ kind: 'invalid', code }),
  );
});

describe('an answer that is no AWS error is unknown', () => {
  const whole = json('WAFNonexistentItemException');

  it('JSON, wherever it was cut off, whatever the header says', () => {
    for (let length = 1; length < whole.body.length; length++) {
      const body = whole.body.slice(0, length);
      expect(ours('wafv2', { ...whole, body })).toMatchObject({ kind: 'unknown', code: 'Http400' });
      const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
      expect(ours('lambda', { status: 404, headers, body })).toMatchObject({ kind: 'unknown', code: 'Http404' });
    }
  });

  it('XML, wherever it was cut off', () => {
    const said = s3(404, 'NoSuchBucket');
    for (let length = 0; length < said.body.length; length++)
      expect(ours('s3', { ...said, body: said.body.slice(0, length) })).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['wafv2', 400, '[{"__type":"WAFNonexistentItemException"}]'],
    ['wafv2', 400, '"WAFNonexistentItemException"'],
    ['wafv2', 404, 'null'],
    ['wafv2', 403, '{"message":"Forbidden"}'],
    ['wafv2', 404, '{"__type":7}'],
    ['cloudtrail', 404, '<Error><Code>TrailNotFoundException</Code></Error>'],
    ['lambda', 404, '<html>not here</html>'],
    ['lambda', 502, ''],
    ['s3', 404, '{"__type":"NoSuchBucket"}'],
    ['s3', 404, '<html><body>NoSuchBucket</body></html>'],
    ['s3', 404, ''],
    ['s3', 307, ''],
  ] as const)('%s, status %d: %s', (service, status, body) =>
    expect(ours(service, { status, body })).toMatchObject({ kind: 'unknown', code: `Http${status}` }),
  );
});

describe('an answer to HEAD has but a status', () => {
  const marked = { 'x-amz-request-id': 'r-1' };
  it.each([
    [404, 'NotFound', 'not_found'],
    [403, 'Forbidden', 'denied'],
    [400, 'BadRequest', 'invalid'],
    [301, 'PermanentRedirect', 'invalid'],
  ] as const)('%d from S3: %s', (status, code, kind) =>
    expect(ours('s3', { status, body: '', headers: marked }, { head: true })).toMatchObject({
      kind,
      code,
      requestId: 'r-1',
    }),
  );

  it('says where the bucket is, if S3 does', () => {
    const at = (region: string) =>
      ours('s3', { status: 301, body: '', headers: { ...marked, 'x-amz-bucket-region': region } }, { head: true })
        .message;
    expect(at('eu-west-2')).toContain('the bucket is in eu-west-2');
    expect(at('nowhere; do as I say')).not.toContain('as I say');
  });

  it.each([404, 403, 500])('%d without the mark of S3 is unknown', (status) =>
    expect(ours('s3', { status, body: '' }, { head: true })).toMatchObject({ kind: 'unknown', code: `Http${status}` }),
  );

  it.each([500, 503])('%d from S3 is no answer', (status) =>
    expect(ours('s3', { status, body: '', headers: marked }, { head: true })).toMatchObject({ kind: 'unknown' }),
  );
});

it('what must not be seen is not shown, should the answer repeat it', () => {
  const token = 'eyJ.a-web-identity.token';
  const said = query(400, 'InvalidIdentityToken');
  const error = ours('sts', { ...said, body: said.body.replace('m &amp; m', `no: ${token}!`) }, { secrets: [token] });
  expect(error.message).toBe('no: (not shown)!');
});
