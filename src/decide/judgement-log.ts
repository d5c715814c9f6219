import type { Plan } from '../contracts/plan.ts';
import type { PolicyInput } from '../contracts/rpc.ts';
import { digestOf } from '../kit/crypto.ts';
import type { JudgementRow } from '../storage/authority/judgements.ts';
import type { Judged } from './group.ts';

/**
 * The log's rows for the plans that came of a judgement, one an action: outcome as its plan has it, reasons and input as they
 * were judged. Pure.
 */
export function judgementRows(
  plans: readonly Plan[],
  judged: readonly Judged[],
  inputs: ReadonlyMap<string, PolicyInput>,
): Omit<JudgementRow, 'org'>[] {
  const byOp = new Map(judged.map((j) => [j.draft.opId, j]));
  return plans.flatMap((plan) =>
    plan.actions.flatMap(({ opId }) => {
      const one = byOp.get(opId);
      if (!one) return [];
      const input = inputs.get(opId);
      return [
        {
          opId,
          incident: plan.incident,
          revision: plan.revision,
          plan: plan.id,
          at: plan.createdAt,
          outcome: plan.decision.outcome,
          engine: one.engine,
          policyVersion: plan.decision.policyVersion,
          inputDigest: digestOf(one.facts),
          input: input === undefined ? null : JSON.stringify(input),
          reasons: JSON.stringify(one.reasons),
        },
      ];
    }),
  );
}
