import { WorkerEntrypoint } from 'cloudflare:workers';
import type { PolicyError, PolicyView } from '../../src/contracts/policies.ts';
import type { PolicyAnswer, PolicyApi, PolicyInput, PolicyRequest, Rpc } from '../../src/contracts/rpc.ts';
import { createEngine } from '../../src/decide/cedar/engine.ts';
import { CompareRequest, EvaluateRequest, ValidateRequest } from '../../src/decide/cedar/request.ts';
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

  async describe(req: { v: 1; policies: Record<string, string> }): Rpc<{ policies: PolicyView[] }> {
    const parsed = parseInput(ValidateRequest, req);
    return parsed.ok ? ok({ policies: engine.describe(parsed.value.policies) }) : parsed;
  }

  /** The same actions by two sets, in their order. */
  async compare(req: {
    v: 1;
    before: Record<string, string>;
    after: Record<string, string>;
    inputs: PolicyInput[];
  }): Rpc<{ before: PolicyAnswer[]; after: PolicyAnswer[] }> {
    const parsed = parseInput(CompareRequest, req);
    if (!parsed.ok) return parsed;
    const { before, after, inputs } = parsed.value;
    return ok({ before: engine.evaluate(before, inputs), after: engine.evaluate(after, inputs) });
  }
}

export default {
  fetch: () => new Response('vedette-policy answers by RPC only', { status: 404 }),
} satisfies ExportedHandler;
