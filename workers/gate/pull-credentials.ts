import { WorkerEntrypoint } from 'cloudflare:workers';
import type { PullCredentialsApi } from '../../src/contracts/rpc.ts';
import { forPull } from '../../src/decide/credentials/for-pull.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** For the puller: reading what a source of its organisation covers of a bucket, and nothing else. */
export class PullCredentials extends WorkerEntrypoint<Env> implements PullCredentialsApi {
  forObject(req: Req<PullCredentialsApi, 'forObject'>) {
    return forPull(gateDeps(this.env), req);
  }
}
