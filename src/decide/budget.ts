import { HOUR_MS } from '../kit/clock.ts';
import type { PreviewedDraft } from '../contracts/plan.ts';
import type { Judged } from './group.ts';

/** Budgets count what was permitted in the sixty minutes before. */
export const BUDGET_WINDOW_MS = HOUR_MS;

export interface Budgets {
  readonly actionsPerHour: number;
  readonly automaticPerHour: number;
  readonly blastPerHour: number;
}

/** What a plan draws on the budgets. */
export interface Draw {
  readonly actions: number;
  /** Targets and dependents, each once */
  readonly blast: number;
  readonly automatic: boolean;
}

/** The distinct targets of a plan's actions and all that depends on each: what stops or changes if it goes wrong. Pure. */
export function blastOfPlan(actions: readonly Pick<PreviewedDraft, 'spec' | 'preview'>[]): number {
  const targets = new Set(actions.map((a) => `${a.spec.account} ${a.spec.target}`));
  return targets.size + actions.reduce((sum, a) => sum + a.preview.dependents.length, 0);
}

/** Which budget a draw does not fit into any more, in words for a person; undefined if none says so. Pure. */
export function spentBudget(
  used: { readonly all: number; readonly automatic: number; readonly blast: number },
  draw: Draw,
  budgets: Budgets,
): string | undefined {
  const over = (name: string, of: number, more: number, limit: number): string | undefined =>
    of + more <= limit ? undefined : `${name}: ${of} used of ${limit} this hour, the plan needs ${more}`;
  return (
    over('the budget of actions (actionsPerHour)', used.all, draw.actions, budgets.actionsPerHour) ??
    over('the blast budget (blastPerHour)', used.blast, draw.blast, budgets.blastPerHour) ??
    (draw.automatic
      ? over(
          'the budget of automatic actions (automaticPerHour)',
          used.automatic,
          draw.actions,
          budgets.automaticPerHour,
        )
      : undefined)
  );
}

/** Drafts that would go by themselves but find the automatic budget spent ask a person instead, in their order. Pure. */
export function askBeyondBudget(judged: readonly Judged[], automaticLeft: number): Judged[] {
  let left = automaticLeft;
  return judged.map((j) => {
    if (j.outcome !== 'permit' || left-- > 0) return j;
    return {
      ...j,
      outcome: 'ask',
      reasons: ["gate: this hour's budget of automatic actions is spent: a person decides", ...j.reasons],
    };
  });
}
