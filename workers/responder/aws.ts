import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsClient } from '../../src/aws/types.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import type { Env } from './env.ts';

/** An object, so that tests can stand in for AWS. */
export const aws = {
  clientFor:
    (env: Pick<Env, 'AWS_ENDPOINT_URL'>) =>
    (credentials: AwsCredentials): AwsClient =>
      createAwsClient({ credentials, endpoint: env.AWS_ENDPOINT_URL }),
};
