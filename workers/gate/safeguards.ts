import { WorkerEntrypoint } from 'cloudflare:workers';
import type { SafeguardsApi } from '../../src/contracts/rpc.ts';
import { keyless, switchKeyless, switchKeylessEverywhere } from '../../src/decide/admin/keyless.ts';
import { listProtections, protect, unprotect } from '../../src/decide/admin/protections.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** What is never acted on, and the kill switch of keyless access. Every method but the installation's looks its caller up again. */
export class Safeguards extends WorkerEntrypoint<Env> implements SafeguardsApi {
  protections(req: Req<SafeguardsApi, 'protections'>) {
    return listProtections(gateDeps(this.env), req);
  }
  protect(req: Req<SafeguardsApi, 'protect'>) {
    return protect(gateDeps(this.env), req);
  }
  unprotect(req: Req<SafeguardsApi, 'unprotect'>) {
    return unprotect(gateDeps(this.env), req);
  }
  keyless(req: Req<SafeguardsApi, 'keyless'>) {
    return keyless(gateDeps(this.env), req);
  }
  stopKeyless(req: Req<SafeguardsApi, 'stopKeyless'>) {
    return switchKeyless(gateDeps(this.env), req, 'stop');
  }
  resumeKeyless(req: Req<SafeguardsApi, 'resumeKeyless'>) {
    return switchKeyless(gateDeps(this.env), req, 'resume');
  }
  keylessEverywhere(req: Req<SafeguardsApi, 'keylessEverywhere'>) {
    return switchKeylessEverywhere(gateDeps(this.env), req);
  }
}
