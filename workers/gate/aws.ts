import type { AwsClient } from '../../src/aws/types.ts';
import type { StaticKeys } from '../../src/decide/deps.ts';
import type { Env } from './env.ts';

export const awsClientFor =
  (_env: Env) =>
  (_keys: StaticKeys): AwsClient => {
    throw new Error('the AWS client is not wired yet');
  };
