import { planMaterial, type Outcome, type Plan, type PreviewedDraft } from '../contracts/plan.ts';
import { utf8 } from '../kit/bytes.ts';
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
/** A permit's token holds 20,000 characters (contracts/custody.ts): base64 of what all actions of a plan take, and the rest. */
const PERMIT_BYTES_A_PLAN = 12_000;
/** A plan is one D1 parameter, which must stay well under 1 MB. */
const BODY_BYTES_A_PLAN = 512_000;
/** What an action takes in a permit beside its strings: three digests, keys, quotes. */
const PERMIT_BYTES_AN_ACTION = 300;
const MAX_REASONS = 32;
const MAX_REASON_CHARS = 300;
export const jsonBytes = (value: unknown): number => utf8(JSON.stringify(value)).byteLength;

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

/** Upper bounds on what an action takes in UTF-8, as JSON may escape it. */
const permitBytes = ({ draft }: Judged): number =>
  PERMIT_BYTES_AN_ACTION + jsonBytes([draft.opId, draft.spec.action, draft.spec.target]);

/** Cuts into runs that fit one plan each, in order. */
function chunksOf(all: readonly Judged[]): Judged[][] {
  const chunks: { items: Judged[]; permit: number; body: number }[] = [];
  for (const j of all) {
    const permit = permitBytes(j);
    const body = jsonBytes(j.draft);
    const last = chunks.at(-1);
    const fits =
      last !== undefined &&
      last.items.length < ACTIONS_A_PLAN &&
      last.permit + permit <= PERMIT_BYTES_A_PLAN &&
      last.body + body <= BODY_BYTES_A_PLAN;
    if (fits) {
      last.items.push(j);
      last.permit += permit;
      last.body += body;
    } else chunks.push({ items: [j], permit, body });
  }
  return chunks.map((c) => c.items);
}

/** Groups judged drafts by outcome into plans with their digests: permitted first, then those that ask, then forbidden ones. Pure. */
export function groupIntoPlans({ proposal, judged, policyVersion, now, ttlMs }: GroupInput): Plan[] {
  return (['permit', 'ask', 'forbid'] as const).flatMap((outcome) => {
    const all = judged.filter((j) => j.outcome === outcome);
    const chunks = chunksOf(all);
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
