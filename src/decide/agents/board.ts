import type { AgentId } from '../../contracts/common.ts';
import type { AgentView } from '../../contracts/quotas.ts';
import type { Judged } from '../group.ts';
import { agentOf } from '../policy-input.ts';
import { actionsLeft } from './quotas.ts';

/**
 * Marks what is beyond an agent's budget for the review board, in the order of the drafts: what the agent may not propose
 * by itself, and what its hour has no room for. A person's proposals and forbidden ones pass. Pure.
 */
export function toReviewBoard(judged: readonly Judged[], requestedBy: string, agents: readonly AgentView[]): Judged[] {
  const left = new Map<string, number>(agents.map((a) => [a.id, actionsLeft(a)]));
  return judged.map((j) => {
    const agent = agentOf(j.draft, requestedBy);
    const view = agents.find((a) => a.id === agent);
    if (view === undefined || j.outcome === 'forbid') return j;
    const room = left.get(agent) ?? 0;
    left.set(agent, room - 1);
    if (room > 0) return j;
    const reason = view.quota.selfSuggest
      ? `${agent} has ${actionsLeft(view)} of ${view.quota.actionsPerHour} actions left this hour, and proposes more`
      : `${agent} may not propose by itself`;
    return { ...j, review: { agent: view.id, reason } };
  });
}

/** Actions that a plan counts for, by agent. */
export function actionsByAgent(
  actions: readonly { readonly agent?: AgentId | undefined }[],
  requestedBy: string,
): Map<AgentId, number> {
  const counts = new Map<AgentId, number>();
  if (!requestedBy.startsWith('worker:')) return counts;
  for (const a of actions) {
    const agent = a.agent ?? 'planner';
    counts.set(agent, (counts.get(agent) ?? 0) + 1);
  }
  return counts;
}
