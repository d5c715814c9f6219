import { createAwsClient } from '../../src/aws/client.ts';
import { createAnonymousClient } from '../../src/aws/anonymous.ts';
import type { AwsClient } from '../../src/aws/types.ts';
import type { StaticKeys } from '../../src/decide/deps.ts';
import type { Env } from './env.ts';

/** Clients that sign with an account's static keys: only ever for STS, and only here. */
export const awsClientFor =
  (env: Env) =>
  (keys: StaticKeys): AwsClient =>
    createAwsClient({ credentials: keys, endpoint: env.AWS_ENDPOINT_URL });

/** A client that signs nothing, for STS with a web identity token. */
export const anonymousClient = (env: Env) => (): AwsClient => createAnonymousClient({ endpoint: env.AWS_ENDPOINT_URL });
