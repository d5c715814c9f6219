import { WorkerEntrypoint } from 'cloudflare:workers';
import type { PolicyAnswer, PolicyApi, PolicyRequest, Rpc } from '../../src/contracts/rpc.ts';
import { createEngine, type PolicyError } from '../../src/decide/cedar/engine.ts';
import { EvaluateRequest, ValidateRequest } from '../../src/decide/cedar/request.ts';
import { parseInput } from '../../src/decide/parse.ts';
import { ok } from '../../src/kit/result.ts';
import { loadCedar } from './cedar.ts';

const engine = createEngine(loadCedar());

/** Cedar, alone: no secret, no storage, no network. */
export class Policy extends WorkerEntrypoint implements PolicyApi {
  async evaluate(req: PolicyRequest): Rpc<PolicyAnswer[]> {
    const parsed = parseInput(EvaluateRequest, req);
    return parsed.ok ? ok(engine.evaluate(parsed.value.policies, parsed.value.inputs)) : parsed;
  }

  async validate(req: { v: 1; policies: Record<string, string> }): Rpc<{ errors: PolicyError[] }> {
    const parsed = parseInput(ValidateRequest, req);
    return parsed.ok ? ok({ errors: engine.validate(parsed.value.policies) }) : parsed;
  }
}

export default {
  fetch: () => new Response('vedette-policy answers by RPC only', { status: 404 }),
} satisfies ExportedHandler;
