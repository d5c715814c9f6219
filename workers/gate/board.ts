import { WorkerEntrypoint } from 'cloudflare:workers';
import type { BoardApi } from '../../src/contracts/rpc.ts';
import { decideReview, listAgents, listReviews, setQuota } from '../../src/decide/agents/reviews.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** Agents' budgets and the review board, for people: each call names its caller and the gate checks the role again. */
export class Board extends WorkerEntrypoint<Env> implements BoardApi {
  agents(req: Req<BoardApi, 'agents'>) {
    return listAgents(gateDeps(this.env), req);
  }
  setQuota(req: Req<BoardApi, 'setQuota'>) {
    return setQuota(gateDeps(this.env), req);
  }
  reviews(req: Req<BoardApi, 'reviews'>) {
    return listReviews(gateDeps(this.env), req);
  }
  decide(req: Req<BoardApi, 'decide'>) {
    return decideReview(gateDeps(this.env), req);
  }
}
