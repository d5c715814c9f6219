import type { NotifiedPlan } from '../contracts/agents.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Json } from '../kit/canonical.ts';

/** Actions and changes that a message shows; the dashboard shows all. */
const ACTIONS_SHOWN = 8;
const CHANGES_SHOWN = 4;
const VALUE_CHARS = 80;

const short = (value: Json): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_CHARS ? `${text.slice(0, VALUE_CHARS - 1)}…` : text;
};

/** A plan as notices carry it: what is decided on, cut to a message's size. */
export const notifiedPlan = (plan: Plan): NotifiedPlan => ({
  id: plan.id,
  digest: plan.digest,
  reversible: plan.actions.every((a) => a.preview.reversibility === 'reversible'),
  approvalsNeeded: plan.decision.approvalsNeeded,
  approverRole: plan.decision.approverRole ?? 'approver',
  strategy: plan.strategy?.kind ?? 'immediate',
  ...(plan.strategy?.kind === 'scheduled' ? { opensAt: plan.strategy.opensAt } : {}),
  expiresAt: plan.expiresAt,
  actions: plan.actions.slice(0, ACTIONS_SHOWN).map((a) => ({
    opId: a.opId,
    action: a.spec.action,
    target: a.spec.target,
    changes: a.preview.diff
      .slice(0, CHANGES_SHOWN)
      .map((d) => `${d.path.slice(0, 120)}: ${short(d.before)} → ${short(d.after)}`.slice(0, 300)),
    commands: (a.preview.commands ?? []).slice(0, CHANGES_SHOWN).map((c) => c.slice(0, 1000)),
  })),
});
