import type { AwsClient } from '../../../src/aws/types.ts';
import type { AwsCredentials } from '../../../src/contracts/aws.ts';
import { err } from '../../../src/kit/result.ts';
import type { Env } from './env.ts';

export const clientFor =
  (_env: Env) =>
  (_credentials: AwsCredentials): AwsClient => {
    const send = () => Promise.resolve(err({ kind: 'unsupported' as const, code: 'NotWired', message: '' }));
    return { send, sendRead: send };
  };
