import { describe, expect, it } from 'vitest';
import { kindOf } from './error-codes.ts';
import { errorOf } from './errors.ts';
import type { Protocol } from './shape.ts';
import { askSdk } from './testing/sdk.ts';

const query = (code: string) =>
  `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>m &amp; m</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`;
const ec2 = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>m &amp; m</Message></Error></Errors><RequestID>r-1</RequestID></Response>`;

/** An error of a service that answers in XML, told apart by its form alone. */
const xmlError = (status: number, body: string, retryAfter: string | null = null, protocol: Protocol = 'query') =>
  errorOf(
    { status, body, headers: new Headers(retryAfter === null ? {} : { 'retry-after': retryAfter }) },
    { protocol },
  );

describe('what an AWS error means', () => {
  it.each([
    ['Throttling', 400, 'throttled'],
    ['ThrottlingException', 400, 'throttled'],
    ['RequestLimitExceeded', 503, 'throttled'],
    ['SlowDown', 503, 'throttled'],
    ['ServiceUnavailable', 503, 'throttled'],
    ['ExpiredToken', 403, 'expired'],
    ['RequestExpired', 400, 'expired'],
    ['AccessDenied', 403, 'denied'],
    ['UnauthorizedOperation', 403, 'denied'],
    ['InvalidClientTokenId', 403, 'denied'],
    ['SignatureDoesNotMatch', 403, 'denied'],
    ['AuthFailure', 401, 'denied'],
    ['NoSuchEntity', 404, 'not_found'],
    ['InvalidInstanceID.NotFound', 400, 'not_found'],
    ['InvalidGroup.NotFound', 400, 'not_found'],
    ['InvalidAssociationID.NotFound', 400, 'not_found'],
    ['EntityAlreadyExists', 409, 'conflict'],
    ['InvalidGroup.Duplicate', 400, 'conflict'],
    ['InvalidPermission.Duplicate', 400, 'conflict'],
    ['DependencyViolation', 400, 'conflict'],
    ['InvalidInstanceID.Malformed', 400, 'invalid'],
    ['MalformedPolicyDocument', 400, 'invalid'],
    ['LimitExceeded', 409, 'invalid'],
    ['ValidationError', 400, 'invalid'],
    ['InvalidAction', 400, 'unsupported'],
    ['InternalFailure', 501, 'unsupported'],
    ['InternalError', 500, 'unknown'],
    ['ServiceFailure', 500, 'unknown'],
    ['GatewayTimeout', 504, 'unknown'],
    ['constructor', 400, 'invalid'],
  ] as const)('%s with status %d: %s', (code, status, kind) => expect(kindOf(code, status)).toBe(kind));

  it.each([
    ['iam', query('NoSuchEntity'), 404],
    ['sts', query('AccessDenied'), 403],
    ['ec2', ec2('UnauthorizedOperation'), 403],
  ] as const)('%s: code, text and request id are those that the SDK reads', async (service, body, status) => {
    const operation = { iam: 'GetUser', sts: 'GetCallerIdentity', ec2: 'DescribeInstances' }[service];
    const { error } = await askSdk(service, operation, {}, { status, body });
    const seen = error as { Code?: string; name: string; message: string; $metadata: { requestId?: string } };
    expect(xmlError(status, body)).toMatchObject({
      code: seen.Code ?? seen.name,
      message: 'm & m',
      requestId: 'r-1',
      status,
    });
    expect(seen.message).toBe('m & m');
  });

  it('an old EC2 prefix is no part of the code', () =>
    expect(xmlError(403, ec2('Client.UnauthorizedOperation'))).toMatchObject({ kind: 'denied' }));

  it.each([
    [500, '', 'unknown'],
    [502, '<html>bad gateway</html>', 'unknown'],
    [503, 'upstream connect error', 'unknown'],
    [403, '<html>blocked by a proxy</html>', 'unknown'],
    [400, query('Throttling').slice(0, 90), 'unknown'],
    [302, '', 'unknown'],
    [429, '', 'throttled'],
  ] as const)('status %d without an AWS error document, %s: %s', (status, body, kind) =>
    expect(xmlError(status, body)).toMatchObject({ kind, status }),
  );

  it.each([
    ['2', 2_000],
    ['100000', 60_000],
    ['-1', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('Retry-After %s: %s ms', (header, ms) => expect(xmlError(503, ec2('SlowDown'), header).retryAfterMs).toBe(ms));

  it('text of any length is cut', () => {
    const long = xmlError(403, query('X').replace('m &amp; m', 'a'.repeat(100_000)));
    expect(long.message.length).toBeLessThan(1_000);
  });
});
