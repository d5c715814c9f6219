import { WorkerEntrypoint } from 'cloudflare:workers';
import type { PullCredentialsApi } from '../../src/contracts/rpc.ts';
import { forPull } from '../../src/decide/credentials/for-pull.ts';
import { Recent } from '../../src/kit/recent.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** Hours of sources that the ledger has; the ledger itself takes an entry once. */
const told = new Recent<true>(1_000);

/** For the puller: reading what a source of its organisation covers of a bucket, and nothing else. */
export class PullCredentials extends WorkerEntrypoint<Env> implements PullCredentialsApi {
  forObject(req: Req<PullCredentialsApi, 'forObject'>) {
    return forPull(gateDeps(this.env), told, req);
  }
}
