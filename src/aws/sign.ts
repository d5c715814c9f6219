import { AwsV4Signer } from 'aws4fetch';
import { sha256Hex } from '../kit/crypto.ts';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ToSign {
  /** `POST` if it is left out */
  readonly method?: string;
  readonly url: string;
  /** Empty if there is none */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
  readonly region: string;
  /** ms */
  readonly now: number;
}

/**
 * The headers of a request with its Signature Version 4, `content-type` among the signed ones as AWS's SDKs have it. For S3 the
 * path is escaped once and the body's digest is a header; for all others the path is escaped twice.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signedHeaders(keys: SigningKeys, request: ToSign): Promise<Headers> {
  const s3 = request.service === 's3';
  const { headers } = await new AwsV4Signer({
    method: request.method ?? 'POST',
    url: s3 ? plusEscaped(request.url) : request.url,
    headers: {
      ...request.headers,
      ...(s3 ? { 'x-amz-content-sha256': sha256Hex(request.body) } : {}),
    },
    body: request.body,
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
    ...(keys.sessionToken === undefined ? {} : { sessionToken: keys.sessionToken }),
    service: request.service,
    region: request.region,
    datetime: new Date(request.now).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
    allHeaders: true,
  }).sign();
  return headers;
}

/** The signer takes a plus in an S3 path for a space, which it is in forms alone. */
function plusEscaped(url: string): string {
  const parsed = new URL(url);
  parsed.pathname = parsed.pathname.replaceAll('+', '%2B');
  return parsed.href;
}
