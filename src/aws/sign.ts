import { AwsV4Signer } from 'aws4fetch';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ToSign {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
  readonly region: string;
  /** ms */
  readonly now: number;
}

/**
 * The headers of a POST with its Signature Version 4, `content-type` among the signed ones as AWS's SDKs have it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signedHeaders(keys: SigningKeys, request: ToSign): Promise<Headers> {
  const { headers } = await new AwsV4Signer({
    method: 'POST',
    url: request.url,
    headers: { ...request.headers },
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
