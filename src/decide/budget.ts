import { HOUR_MS } from '../kit/clock.ts';
import type { Judged } from './group.ts';

/** Budgets count what was permitted in the sixty minutes before. */
export const BUDGET_WINDOW_MS = HOUR_MS;

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
