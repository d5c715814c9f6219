import type { PolicyAnswer, PolicyInput } from '../contracts/rpc.ts';
import { digestOf } from '../kit/crypto.ts';
import type { PolicySetRow } from '../storage/authority/policies.ts';
import type { DecisionPointRow } from '../storage/authority/decision-points.ts';
import type { GateDeps } from './deps.ts';
import { askOpa } from './opa/client.ts';
import { openDecisionPoint } from './opa/decision-point.ts';

export interface Asked {
  readonly engine: 'cedar' | 'opa';
  readonly policyVersion: string;
  /** By opId; an action without an answer was not judged */
  readonly answers: ReadonlyMap<string, PolicyAnswer>;
}

const byOp = (answers: readonly PolicyAnswer[]): Map<string, PolicyAnswer> => new Map(answers.map((a) => [a.opId, a]));

/** Cedar in the policy Worker; a call that fails or answers short leaves inputs without an answer. */
async function askCedar(
  deps: Pick<GateDeps, 'policy'>,
  policies: Record<string, string>,
  inputs: PolicyInput[],
): Promise<Map<string, PolicyAnswer>> {
  if (inputs.length === 0) return new Map();
  try {
    const answer = await deps.policy.evaluate({ v: 1, policies, inputs });
    return byOp(answer.ok ? answer.value : []);
  } catch {
    return new Map();
  }
}

/**
 * What the organisation's decision point says of actions: OPA where one is set and enabled, else Cedar with the policies in
 * force. An OPA that does not decide asks a person for each action; it never lets one go.
 */
export async function askPolicies(
  deps: Pick<GateDeps, 'policy' | 'envelope' | 'decisionPointOrigins' | 'now'>,
  by: { readonly policies: PolicySetRow; readonly point: DecisionPointRow | undefined },
  inputs: PolicyInput[],
): Promise<Asked> {
  const { policies, point } = by;
  if (point?.enabled !== true)
    return {
      engine: 'cedar',
      policyVersion: policies.version,
      answers: await askCedar(deps, policies.policies, inputs),
    };
  const opened = await openDecisionPoint(deps, point);
  if ('problem' in opened)
    return {
      engine: 'opa',
      policyVersion: `opa:${digestOf(point.url).slice(0, 12)}`,
      answers: byOp(
        inputs.map((i) => ({
          opId: i.opId,
          outcome: 'ask',
          reasons: ['opa: no decision: a person decides'],
          errors: [`opa: ${opened.problem}`],
        })),
      ),
    };
  const judged = await askOpa(opened, inputs, deps.now);
  return { engine: 'opa', policyVersion: judged.policyVersion, answers: byOp(judged.answers) };
}
