import { equalInConstantTime, hmacSha256, sha256Hex } from '../../src/kit/crypto.ts';
import { toHex } from '../../src/kit/bytes.ts';
import { MINUTE_MS } from '../../src/kit/clock.ts';

/** How far a signature may lie in the past and in the future: what IAM and STS say in their error texts. */
export const SKEW_PAST_MS = 15 * MINUTE_MS;
export const SKEW_FUTURE_MS = 5 * MINUTE_MS;

export interface Credential {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Signature {
  readonly credential: Credential;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** ms, from `x-amz-date` */
  readonly time: number;
  readonly token: string | undefined;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

/** Parts of the Authorization header; a text says what is wrong with it. */
export function readSignature({ headers }: Pick<SignedRequest, 'headers'>): Signature | string {
  const header = headers.get('authorization') ?? '';
  if (!header.startsWith('AWS4-HMAC-SHA256 ')) return 'the Authorization header is not of AWS4-HMAC-SHA256';
  const fields = new Map(
    header
      .slice('AWS4-HMAC-SHA256 '.length)
      .split(',')
      .map((part): [string, string] => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
  );
  const scope = (fields.get('Credential') ?? '').split('/');
  const [accessKeyId, date, region, service, end] = scope;
  if (scope.length !== 5 || end !== 'aws4_request' || !accessKeyId || !date || !region || !service)
    return 'the credential scope is not key/date/region/service/aws4_request';
  const stamp = headers.get('x-amz-date') ?? '';
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (!match || stamp.slice(0, 8) !== date) return 'x-amz-date is missing or is not of the credential scope’s day';
  const [y, mo, d, h, mi, s] = match.slice(1).map(Number);
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';').filter((h) => h !== '');
  const signature = fields.get('Signature') ?? '';
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-amz-date'))
    return 'host and x-amz-date must be signed';
  if (!/^[0-9a-f]{64}$/.test(signature)) return 'the signature is not 64 hex digits';
  // Whatever of the request AWS reads must be signed; it refuses other x-amz headers too.
  for (const name of headers.keys())
    if (name.startsWith('x-amz-') && !signedHeaders.includes(name)) return `${name} is not signed`;
  return {
    credential: { accessKeyId, date, region, service },
    signedHeaders,
    signature,
    time: Date.UTC(y!, mo! - 1, d, h, mi, s),
    token: headers.get('x-amz-security-token') ?? undefined,
  };
}

const encode = (s: string): string =>
  encodeURIComponent(s).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** What S3 takes for the hash of a body that was not signed. */
const UNSIGNED = 'UNSIGNED-PAYLOAD';

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. S3's path is encoded once, as it is
 * on the wire; everybody else's once more. S3's body counts by the hash that was declared for it.
 */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[], s3 = false): string {
  const query = [...request.url.searchParams]
    .map(([k, v]) => [encode(k), encode(v)] as const)
    .toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map((p) => p.join('='))
    .join('&');
  const path = request.url.pathname
    .split('/')
    .map((segment) => encode(s3 ? decode(segment) : segment))
    .join('/');
  const declared = s3 ? request.headers.get('x-amz-content-sha256') : null;
  const payload = declared === UNSIGNED ? UNSIGNED : sha256Hex(request.body);
  const headers = signedHeaders.map((name) => {
    const value = name === 'host' ? request.url.host : (request.headers.get(name) ?? '');
    return `${name}:${value.trim().replaceAll(/ +/g, ' ')}\n`;
  });
  return [request.method, path, query, headers.join(''), signedHeaders.join(';'), payload].join('\n');
}

/** The signature that a secret makes of a request, hex. */
export function expectedSignature(request: SignedRequest, signed: Signature, secret: string): string {
  const { date, region, service } = signed.credential;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = [
    'AWS4-HMAC-SHA256',
    request.headers.get('x-amz-date'),
    scope,
    sha256Hex(canonicalRequest(request, signed.signedHeaders, service === 's3')),
  ].join('\n');
  let key: Uint8Array = hmacSha256(`AWS4${secret}`, date);
  for (const part of [region, service, 'aws4_request']) key = hmacSha256(key, part);
  return toHex(hmacSha256(key, text));
}

/** Whether the request was signed with that secret, and its body is the one that was signed. */
export function isSignedWith(request: SignedRequest, signed: Signature, secret: string): boolean {
  const declared = request.headers.get('x-amz-content-sha256');
  const unsigned = signed.credential.service === 's3' && declared === UNSIGNED;
  if (declared !== null && !unsigned && !equalInConstantTime(declared, sha256Hex(request.body))) return false;
  return equalInConstantTime(expectedSignature(request, signed, secret), signed.signature);
}

/** What S3 says of the body's hash before it looks at the signature: code and message, or undefined. */
export function payloadFault(request: SignedRequest): { code: string; message: string } | undefined {
  const declared = request.headers.get('x-amz-content-sha256');
  if (declared === null)
    return {
      code: 'InvalidRequest',
      message: 'Missing required header for this request: x-amz-content-sha256',
    };
  if (declared === UNSIGNED || declared === sha256Hex(request.body)) return undefined;
  return /^[0-9a-f]{64}$/.test(declared)
    ? {
        code: 'XAmzContentSHA256Mismatch',
        message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      }
    : {
        code: 'InvalidArgument',
        message: `x-amz-content-sha256 must be ${UNSIGNED}, or a valid sha256 value.`,
      };
}
