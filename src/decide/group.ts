import { planMaterial, type Decision, type Outcome, type Plan, type PreviewedDraft } from '../contracts/plan.ts';
import type { PolicyObligations } from '../contracts/rpc.ts';
import { utf8 } from '../kit/bytes.ts';
import type { AgentId } from '../contracts/common.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { digestOf } from '../kit/crypto.ts';
import { deterministicId } from '../kit/ids.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import type { Opening } from './windows/window.ts';

/** One draft with what was said of it; `facts` is all that the judgement rests on, for its digest. */
export interface Judged {
  readonly draft: PreviewedDraft;
  readonly outcome: Outcome;
  readonly reasons: readonly string[];
  readonly facts: unknown;
  /** What the deciding policies ask besides */
  readonly obligations?: PolicyObligations;
  readonly engine: NonNullable<Decision['engine']>;
  /** Beyond its agent's budget: the review board has it first */
  readonly review?: { readonly agent: AgentId; readonly reason: string };
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

/** A window that a policy names, with its next opening. */
export interface NamedWindow extends Opening {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
}

/** A person who approves is enough. */
const APPROVALS_ASKED = 1;
/** As many as a decision can name (contracts/plan.ts). */
const MAX_APPROVALS = 5;

export interface GroupInput {
  readonly proposal: Proposal;
  readonly judged: readonly Judged[];
  readonly policyVersion: string;
  readonly now: number;
  /** By id, those that open at all */
  readonly windows: ReadonlyMap<string, NamedWindow>;
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

/** How one draft goes on: drafts that go the same way share a plan. */
interface Way {
  readonly outcome: Outcome;
  readonly strategy: Plan['strategy'];
  readonly approvalsNeeded: number;
  readonly approverRole: Decision['approverRole'];
  readonly onDrift: Decision['onDrift'];
  readonly escalateMinutes: number | undefined;
  readonly engine: Decision['engine'];
  readonly review: Judged['review'];
}

/** A person does it: approving is doing, and nobody else need be asked. */
const MANUAL = { kind: 'manual' } as const;

/** Whether a scheduled action names a window that never opens: then a person decides now instead. */
const lostWindow = (j: Judged, windows: GroupInput['windows']): boolean =>
  j.outcome !== 'forbid' && j.obligations?.strategy === 'scheduled' && !windows.has(j.obligations.window ?? '');

function strategyOf(j: Judged, windows: GroupInput['windows']): Plan['strategy'] {
  if (j.outcome === 'forbid') return undefined;
  if (j.obligations?.strategy === 'manual') return MANUAL;
  const window = j.obligations?.strategy === 'scheduled' ? windows.get(j.obligations.window ?? '') : undefined;
  if (window !== undefined) {
    const { id, name, timezone, opensAt, closesAt } = window;
    return { kind: 'scheduled', window: id, name, timezone, opensAt, closesAt };
  }
  return j.draft.insteadOf === undefined ? undefined : { kind: 'compensating' };
}

function wayOf(j: Judged, windows: GroupInput['windows']): Way {
  const strategy = strategyOf(j, windows);
  const outcome = j.outcome !== 'forbid' && strategy?.kind === 'manual' ? 'ask' : j.outcome;
  const asks = outcome === 'ask' && strategy?.kind !== 'manual';
  const o = j.obligations ?? {};
  return {
    outcome,
    strategy,
    approvalsNeeded: asks ? Math.max(APPROVALS_ASKED, Math.min(MAX_APPROVALS, o.approvals ?? APPROVALS_ASKED)) : 0,
    approverRole: asks && o.role === 'admin' ? 'admin' : undefined,
    onDrift: outcome !== 'forbid' && o.onDrift === 'reapply' ? 'reapply' : undefined,
    escalateMinutes: asks ? o.escalateMinutes : undefined,
    engine: j.engine === 'cedar' ? undefined : j.engine,
    review: outcome === 'forbid' || strategy?.kind === 'manual' ? undefined : j.review,
  };
}

const ORDER: Readonly<Record<Outcome, number>> = { permit: 0, ask: 1, forbid: 2 };

/**
 * Groups judged drafts into plans with their digests: what goes by itself first, then what asks, then what is forbidden; one
 * plan for each way on (outcome, strategy, quorum, role). Pure.
 */
export function groupIntoPlans({ proposal, judged, policyVersion, now, windows, ttlMs }: GroupInput): Plan[] {
  const groups = new Map<string, { way: Way; judged: Judged[] }>();
  for (const one of judged) {
    const j: Judged = lostWindow(one, windows)
      ? { ...one, outcome: 'ask', reasons: [NO_OPENING(one.obligations?.window), ...one.reasons] }
      : one;
    const way = wayOf(j, windows);
    const key = canonicalJson({ ...way });
    const group = groups.get(key) ?? { way, judged: [] };
    group.judged.push(j);
    groups.set(key, group);
  }
  const counts: Record<Outcome, number> = { permit: 0, ask: 0, forbid: 0 };
  return [...groups.values()]
    .toSorted((a, b) => ORDER[a.way.outcome] - ORDER[b.way.outcome])
    .flatMap(({ way, judged: ofWay }) =>
      chunksOf(ofWay).map((chunk) =>
        planOf({ proposal, way, chunk, n: counts[way.outcome]++, policyVersion, now, ttlMs }),
      ),
    );
}

const NO_OPENING = (window: string | undefined): string =>
  `gate: the maintenance window ${JSON.stringify(window ?? '')} is not known or never opens: a person decides`;

interface PlanInput extends Pick<GroupInput, 'proposal' | 'policyVersion' | 'now' | 'ttlMs'> {
  readonly way: Way;
  readonly chunk: readonly Judged[];
  readonly n: number;
}

function planOf({ proposal, way, chunk, n, policyVersion, now, ttlMs }: PlanInput): Plan {
  const { outcome, strategy } = way;
  const id = deterministicId('plan', proposal.org, proposal.incident, String(proposal.revision), outcome, String(n));
  const plan: Omit<Plan, 'digest'> = {
    v: 1,
    id,
    ...proposal,
    actions: chunk.map((j) => j.draft),
    decision: {
      outcome,
      approvalsNeeded: way.approvalsNeeded,
      reasons: [
        ...new Set([
          ...(way.review ? [`gate: review board: ${way.review.reason}`] : []),
          ...chunk.flatMap((j) => j.reasons),
        ]),
      ]
        .slice(0, MAX_REASONS)
        .map((r) => r.slice(0, MAX_REASON_CHARS)),
      policyVersion,
      inputDigest: digestOf(chunk.map((j) => j.facts)),
      ...(way.engine === undefined ? {} : { engine: way.engine }),
      ...(way.approverRole === undefined ? {} : { approverRole: way.approverRole }),
      ...(way.onDrift === undefined ? {} : { onDrift: way.onDrift }),
      ...(way.escalateMinutes === undefined ? {} : { escalateAt: now + way.escalateMinutes * MINUTE_MS }),
    },
    ...(strategy === undefined ? {} : { strategy }),
    ...(way.review === undefined ? {} : { review: deterministicId('review', id) }),
    createdAt: now,
    expiresAt: strategy?.kind === 'scheduled' ? strategy.closesAt : now + ttlMs[outcome],
  };
  return { ...plan, digest: digestOf(planMaterial(plan)) };
}
