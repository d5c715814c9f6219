import { WorkerEntrypoint } from 'cloudflare:workers';
import type { AwsCredentials } from '../../../../src/contracts/aws.ts';
import type { StepCredentialsApi } from '../../../../src/contracts/rpc.ts';
import { err, ok, type Result } from '../../../../src/kit/result.ts';
import { failure, type Failure } from '../../../../src/kit/errors.ts';
import { KEY_ID, PUBLIC_KEY } from '../keys.ts';

/** A gate that trusts one key and hands out credentials that say what they are for. */
export class StepCredentials extends WorkerEntrypoint implements StepCredentialsApi {
  permitKeys(): Promise<Record<string, string>> {
    return Promise.resolve({ [KEY_ID]: PUBLIC_KEY });
  }

  forStep(req: Parameters<StepCredentialsApi['forStep']>[0]): Promise<Result<AwsCredentials, Failure>> {
    const refused = req.spec.params['userName'] === 'refused-by-gate' && req.direction === 'forward';
    return Promise.resolve(
      refused
        ? err(failure('forbidden', 'a protected principal'))
        : ok({ accessKeyId: `${req.direction}:${req.step}`, secretAccessKey: 's', narrowed: true }),
    );
  }

  forPreview(req: Parameters<StepCredentialsApi['forPreview']>[0]): Promise<Result<AwsCredentials, Failure>> {
    return Promise.resolve(
      req.spec.account === '999999999999'
        ? err(failure('forbidden', 'not an account of this organisation'))
        : ok({ accessKeyId: 'preview', secretAccessKey: 's', narrowed: true }),
    );
  }
}

export default { fetch: () => new Response('gate') };
