import { WorkerEntrypoint } from 'cloudflare:workers';
import type { DecisionsApi } from '../../src/contracts/rpc.ts';
import { agentLeave, agentUsed } from '../../src/decide/agents/leave.ts';
import { decide } from '../../src/decide/decide.ts';
import { permit } from '../../src/decide/permit.ts';
import { voidPlan } from '../../src/decide/void.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** For the supervisor: what may be done, and leave to do it. */
export class Decisions extends WorkerEntrypoint<Env> implements DecisionsApi {
  decide(req: Req<DecisionsApi, 'decide'>) {
    return decide(gateDeps(this.env), req);
  }
  permit(req: Req<DecisionsApi, 'permit'>) {
    return permit(gateDeps(this.env), req);
  }
  agentLeave(req: Req<DecisionsApi, 'agentLeave'>) {
    return agentLeave(gateDeps(this.env), req);
  }
  agentUsed(req: Req<DecisionsApi, 'agentUsed'>) {
    return agentUsed(gateDeps(this.env), req);
  }
  void(req: Req<DecisionsApi, 'void'>) {
    return voidPlan(gateDeps(this.env), req);
  }
}
