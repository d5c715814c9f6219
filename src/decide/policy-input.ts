import type { PreviewedDraft } from '../contracts/plan.ts';
import type { PolicyInput } from '../contracts/rpc.ts';
import { SECOND_MS } from '../kit/clock.ts';
import type { ActionFacts } from './action-facts.ts';
import type { AccountFacts } from './hard-rules.ts';
import { NO_AGENT_LIMIT, type Moment } from './moment.ts';

const SEVERITY_OF_RISK = { reversible: 0, disruptive: 1, destructive: 2 } as const;

/** Whose proposal a draft is: an agent's, or `person`. */
export const agentOf = (draft: Pick<PreviewedDraft, 'agent'>, requestedBy: string): string =>
  requestedBy.startsWith('worker:') ? (draft.agent ?? 'planner') : 'person';

/** How much one action touches: what it locks and what hangs on that. */
export const blastOf = (draft: Pick<PreviewedDraft, 'spec' | 'preview'>): number =>
  draft.spec.locks.length + draft.preview.dependents.length;

/**
 * The policy's input for one draft. Environment comes from the gate's database; how reversible it is, from the action or
 * the preview, whichever is worse, so that a preview can add to a risk and never take from it. An unknown environment counts
 * as production.
 */
export function policyInput(
  draft: PreviewedDraft,
  proposal: { readonly requestedBy: string; readonly risk: number },
  account: AccountFacts,
  action: ActionFacts,
  moment: Moment,
): PolicyInput {
  const agent = agentOf(draft, proposal.requestedBy);
  const { spec, preview } = draft;
  const reversibility =
    SEVERITY_OF_RISK[preview.reversibility] > SEVERITY_OF_RISK[action.risk] ? preview.reversibility : action.risk;
  return {
    opId: draft.opId,
    principal: proposal.requestedBy,
    action: spec.action,
    resource: {
      id: spec.target,
      account: spec.account,
      region: spec.region,
      environment: account.environment,
      tags: preview.tags,
    },
    context: {
      risk: proposal.risk,
      confidence: draft.confidence,
      reversibility,
      reversible: reversibility === 'reversible',
      disruptive: reversibility !== 'reversible',
      production: account.environment === 'production' || account.environment === 'unknown',
      exists: preview.exists,
      dependents: preview.dependents.length,
      leaseSeconds: Math.ceil(draft.leaseMs / SECOND_MS),
      foreignEvidence: draft.foreignEvidence === true,
      agent,
      agentActionsLeft: Object.hasOwn(moment.agentActionsLeft, agent)
        ? moment.agentActionsLeft[agent]!
        : NO_AGENT_LIMIT,
      automaticLeft: moment.automaticLeft,
      blastRadius: blastOf(draft),
      blastThisHour: moment.blastThisHour,
      hour: moment.hour,
      dayOfWeek: moment.dayOfWeek,
      compensating: draft.insteadOf !== undefined,
    },
  };
}
