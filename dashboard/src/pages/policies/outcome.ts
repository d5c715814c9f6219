import type { Outcome } from '../../../../src/contracts/plan.ts';
import type { Tone } from '../../ui/badge.tsx';

/** What was decided, in words. */
export const OUTCOME: Record<Outcome, string> = { permit: 'goes by itself', ask: 'asks a person', forbid: 'forbidden' };
export const OUTCOME_TONE: Record<Outcome, Tone> = { permit: 'ok', ask: 'warn', forbid: 'danger' };
