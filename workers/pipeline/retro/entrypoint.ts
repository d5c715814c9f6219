import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RetroHuntsApi } from '../../../src/contracts/rpc.ts';
import { depsOf } from '../deps.ts';
import type { Env } from '../env.ts';
import * as hunts from './hunts-api.ts';

/** For the console, which has checked the caller's role. */
export class RetroHunts extends WorkerEntrypoint<Env> implements RetroHuntsApi {
  start(request: Parameters<RetroHuntsApi['start']>[0]): ReturnType<RetroHuntsApi['start']> {
    return hunts.startHunt(depsOf(this.env), request);
  }
  list(request: Parameters<RetroHuntsApi['list']>[0]): ReturnType<RetroHuntsApi['list']> {
    return hunts.huntsOf(depsOf(this.env), request);
  }
  hunt(request: Parameters<RetroHuntsApi['hunt']>[0]): ReturnType<RetroHuntsApi['hunt']> {
    return hunts.oneHunt(depsOf(this.env), request);
  }
  cancel(request: Parameters<RetroHuntsApi['cancel']>[0]): ReturnType<RetroHuntsApi['cancel']> {
    return hunts.cancelHunt(depsOf(this.env), request);
  }
  contentChanged(request: Parameters<RetroHuntsApi['contentChanged']>[0]): ReturnType<RetroHuntsApi['contentChanged']> {
    return hunts.contentChanged(depsOf(this.env), request);
  }
}
