import type { Plan } from '../contracts/plan.ts';
import type { Judged } from './group.ts';

/**
 * Why a plan may not go by what the policies ask now, in words; undefined if it carries all of it. What people approved is
 * measured by approvals, role and whether a person is to do it; what goes by itself also by when and by what drift leads to,
 * since no person chose either. Breaking the glass stands above approvals and role alone. Pure.
 */
export function asksMoreNow(plan: Plan, judged: readonly Judged[], glassBroken = false): string | undefined {
  const all = judged.flatMap((j) => j.obligations ?? []);
  const approvals = Math.max(0, ...all.map((o) => o.approvals ?? 0));
  const { decision, strategy } = plan;
  if (all.some((o) => o.strategy === 'manual')) return 'leaves it to a person to carry out';
  if (glassBroken) return undefined;
  if (decision.outcome === 'ask') {
    if (approvals > decision.approvalsNeeded) return `asks for ${approvals} approvals`;
    if (decision.approverRole !== 'admin' && all.some((o) => o.role === 'admin')) return 'asks for approvals by admins';
    return undefined;
  }
  if (decision.onDrift === 'reapply' && judged.some((j) => j.obligations?.onDrift !== 'reapply'))
    return 'asks a person when somebody else changes the target';
  const planned = strategy?.kind === 'scheduled' ? strategy.window : undefined;
  const later = all.find((o) => o.strategy === 'scheduled' && o.window !== planned);
  return later === undefined ? undefined : `waits for the maintenance window ${later.window ?? ''}`;
}
