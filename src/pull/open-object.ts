import { encode } from '../aws/serialize.ts';
import { endpointOf } from '../aws/endpoint.ts';
import { signedHeaders } from '../aws/sign.ts';
import type { PullGrant } from '../contracts/pull.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { IDLE_MS } from './limits.ts';

export interface OpenObject {
  readonly etag: string;
  /** As S3 announces it, still packed if it is kept so; undefined if it does not say */
  readonly bytes: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of what has not been read. */
  readonly close: () => Promise<void>;
}
/**
 * `replaced`: the object has another content than was announced. `gone`, `never`: asking again is of no use. `denied`: with these
 * credentials not. `later`: S3 or the way to it fails.
 */
export interface OpenFailure {
  readonly kind: 'replaced' | 'gone' | 'never' | 'denied' | 'later';
  readonly reason: string;
}

export interface OpenOptions {
  /** Base URL of an AWS-compatible server; absent or empty: AWS itself */
  readonly endpoint?: string | undefined;
  readonly fetch?: typeof fetch;
  readonly now: () => number;
}

const CODE = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/;
const ERROR_MOST_BYTES = 4_096;

/**
 * GetObject, once, of exactly the content that was announced: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 * Never follows a redirect: a signed request goes where it was signed for or nowhere. The body is read as it comes.
 */
export async function openObject(
  grant: PullGrant,
  object: { readonly bucket: string; readonly key: string; readonly etag?: string | undefined },
  options: OpenOptions,
): Promise<Result<OpenObject, OpenFailure>> {
  const segments = object.key.split('/');
  // A URL cannot say them: they are resolved away, escaped or not.
  if (segments.some((s) => s === '.' || s === '..'))
    return no('never', 'its key has a part . or .., which no URL can name');
  const path = `/${object.bucket}/${segments.map(encode).join('/')}`;
  const base = options.endpoint === '' ? undefined : options.endpoint;
  const endpoint = endpointOf('s3', grant.region, { path, query: '' }, base);
  if (!endpoint.ok) return no('never', endpoint.error);
  const { url, signingRegion } = endpoint.value;
  const { credentials } = grant;
  let headers: Headers;
  try {
    headers = await signedHeaders(credentials, {
      method: 'GET',
      url,
      body: '',
      headers: {
        'x-amz-expected-bucket-owner': grant.owner,
        ...(object.etag === undefined ? {} : { 'if-match': `"${object.etag}"` }),
      },
      service: 's3',
      region: signingRegion,
      now: options.now(),
    });
  } catch {
    return no('denied', 'the request cannot be signed with these credentials');
  }
  const stop = new AbortController();
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const timer = setTimeout(() => stop.abort(), IDLE_MS);
  try {
    const response = await fetcher(url, { method: 'GET', headers, redirect: 'manual', signal: stop.signal });
    if (response.status === 200 && response.body !== null) return ok(opened(response, response.body, stop));
    return err(await refusal(response, object.bucket));
  } catch {
    return no('later', 'S3 did not answer');
  } finally {
    clearTimeout(timer);
  }
}

const no = (kind: OpenFailure['kind'], reason: string) => err({ kind, reason } satisfies OpenFailure);

function opened(response: Response, body: ReadableStream<Uint8Array>, stop: AbortController): OpenObject {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const close = async () => {
    stop.abort();
    await body.cancel().catch(() => undefined);
  };
  return {
    etag: (response.headers.get('etag') ?? '').replace(/^"(.*)"$/, '$1'),
    bytes: Number.isSafeInteger(length) ? length : undefined,
    body: readIn(body, stop),
    close,
  };
}

/** The body's chunks; throws when none comes for a while. */
async function* readIn(body: ReadableStream<Uint8Array>, stop: AbortController): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const timer = setTimeout(() => stop.abort(), IDLE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

async function refusal(response: Response, bucket: string): Promise<OpenFailure> {
  const { status, headers } = response;
  const text = (await response.text().catch(() => '')).slice(0, ERROR_MOST_BYTES);
  const code = CODE.exec(text)?.[1] ?? String(status);
  if (status === 412) return { kind: 'replaced', reason: 'the object has other content than was announced' };
  if (status === 404)
    return {
      kind: 'gone',
      reason: `S3 answered ${code}: the object is not there any more; check the bucket's lifecycle rules`,
    };
  const region = headers.get('x-amz-bucket-region');
  if ((status >= 300 && status < 400) || code === 'AuthorizationHeaderMalformed')
    return {
      kind: 'never',
      reason: `S3 answered ${code}: bucket ${bucket} is in ${region !== null && /^[a-z0-9-]{1,32}$/.test(region) ? region : 'another region'}; set the source's region`,
    };
  if (code === 'InvalidObjectState')
    return { kind: 'never', reason: 'the object was moved to an archive; restore it in S3, then ask for it again' };
  if (status === 401 || status === 403 || code === 'ExpiredToken' || code === 'InvalidToken')
    return {
      kind: 'denied',
      reason: `S3 answered ${code}: check the role's policy, the key's policy (KMS), that the bucket belongs to the account that is expected, and that the object is still there (S3 tells only those who may list)`,
    };
  return { kind: 'later', reason: `S3 answered ${code}` };
}
