import { WorkerEntrypoint } from 'cloudflare:workers';
import type { SourceKeysApi, SourceRhythmsApi } from '../../src/contracts/rpc.ts';
import { listWatched } from '../../src/decide/admin/sources-read.ts';
import { keyUsed, lookupSource } from '../../src/decide/identity.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** For ingest: one source's keys, and which of them is in use. */
export class SourceKeys extends WorkerEntrypoint<Env> implements SourceKeysApi {
  lookup(req: Req<SourceKeysApi, 'lookup'>) {
    return lookupSource(gateDeps(this.env), req);
  }
  used(req: Req<SourceKeysApi, 'used'>) {
    return keyUsed(gateDeps(this.env), req);
  }
}

/** For the pipeline, which watches for silence: which sources there are, and never a key or a setting. */
export class SourceRhythms extends WorkerEntrypoint<Env> implements SourceRhythmsApi {
  watched(req: Req<SourceRhythmsApi, 'watched'>) {
    return listWatched(gateDeps(this.env), req);
  }
}
