import { createAwsClient, type AwsClientOptions } from './client.ts';
import type { AwsClient } from './types.ts';

/**
 * A client that signs nothing, for the one call that takes a token instead of a signature; any other is refused before
 * it is sent. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export const createAnonymousClient = (options: Omit<AwsClientOptions, 'credentials'>): AwsClient =>
  createAwsClient({ ...options, credentials: null });
