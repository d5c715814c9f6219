import type { AwsClient } from '../../src/aws/types.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import type { Env } from './env.ts';

type ClientFor = (env: Pick<Env, 'AWS_ENDPOINT_URL'>) => (credentials: AwsCredentials) => AwsClient;

const clientFor: ClientFor = () => () => {
  throw new Error('the AWS client is not wired yet');
};

/** An object, so that tests can stand in for AWS. */
export const aws: { clientFor: ClientFor } = { clientFor };
