import { planMaterial, type Outcome, type Plan, type PreviewedDraft } from '../contracts/plan.ts';
import { digestOf } from '../kit/crypto.ts';
import { deterministicId } from '../kit/ids.ts';

/** One draft with what was said of it; `facts` is all that the judgement rests on, for its digest. */
export interface Judged {
  readonly draft: PreviewedDraft;
  readonly outcome: Outcome;
  readonly reasons: readonly string[];
  readonly facts: unknown;
}

export interface Proposal {
  readonly org: string;
  readonly incident: string;
  readonly revision: number;
  readonly requestedBy: string;
  readonly risk: number;
}

/** A plan holds so many actions at most (contracts/plan.ts); more make a second plan of the same outcome. */
const ACTIONS_A_PLAN = 32;
const MAX_REASONS = 32;
const MAX_REASON_CHARS = 300;
/** A person who approves is enough. */
const APPROVALS_ASKED = 1;

export interface GroupInput {
  readonly proposal: Proposal;
  readonly judged: readonly Judged[];
  readonly policyVersion: string;
  readonly now: number;
  /** How long a plan of an outcome may be acted on, ms. */
  readonly ttlMs: Readonly<Record<Outcome, number>>;
}

/** Groups judged drafts by outcome into plans with their digests: permitted first, then those that ask, then forbidden ones. Pure. */
export function groupIntoPlans({ proposal, judged, policyVersion, now, ttlMs }: GroupInput): Plan[] {
  return (['permit', 'ask', 'forbid'] as const).flatMap((outcome) => {
    const all = judged.filter((j) => j.outcome === outcome);
    const chunks = Array.from({ length: Math.ceil(all.length / ACTIONS_A_PLAN) }, (_, n) =>
      all.slice(n * ACTIONS_A_PLAN, (n + 1) * ACTIONS_A_PLAN),
    );
    return chunks.map((chunk, n) => {
      const plan: Omit<Plan, 'digest'> = {
        v: 1,
        id: deterministicId('plan', proposal.org, proposal.incident, String(proposal.revision), outcome, String(n)),
        ...proposal,
        actions: chunk.map((j) => j.draft),
        decision: {
          outcome,
          approvalsNeeded: outcome === 'ask' ? APPROVALS_ASKED : 0,
          reasons: [...new Set(chunk.flatMap((j) => j.reasons))]
            .slice(0, MAX_REASONS)
            .map((r) => r.slice(0, MAX_REASON_CHARS)),
          policyVersion,
          inputDigest: digestOf(chunk.map((j) => j.facts)),
        },
        createdAt: now,
        expiresAt: now + ttlMs[outcome],
      };
      return { ...plan, digest: digestOf(planMaterial(plan)) };
    });
  });
}
