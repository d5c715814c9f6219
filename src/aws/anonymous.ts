import { createAwsClient, type AwsClientOptions } from './client.ts';
import type { AwsClient } from './types.ts';

/** Nobody's: signatures made with them are taken off before anything is sent. */
const NOBODY = { accessKeyId: 'anonymous', secretAccessKey: 'anonymous' };
const SIGNATURE_HEADERS = ['authorization', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token'];

/**
 * A client that signs nothing, for the one call that takes a token instead of a signature:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function createAnonymousClient(options: Omit<AwsClientOptions, 'credentials'>): AwsClient {
  const inner: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const unsigned: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    for (const name of SIGNATURE_HEADERS) headers.delete(name);
    return inner(input, { ...init, headers });
  };
  return createAwsClient({ ...options, credentials: NOBODY, fetch: unsigned });
}
