import * as z from 'zod';
import { ActorRef, Id, Millis, OrgId, V1 } from '../contracts/common.ts';
import { PreviewedDraft, type Plan } from '../contracts/plan.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { Statement } from '../storage/authority/db.ts';
import { actionsByAgent, toReviewBoard } from './agents/board.ts';
import { agentsOf } from './agents/quotas.ts';
import { askBeyondBudget, BUDGET_WINDOW_MS } from './budget.ts';
import type { GateDeps, OrgEntry } from './deps.ts';
import { groupIntoPlans, jsonBytes, type Judged, type NamedWindow } from './group.ts';
import { judge } from './judge.ts';
import { judgementRows } from './judgement-log.ts';
import { parseInput } from './parse.ts';
import { entry, flushJournal } from './record.ts';
import { nextOpening } from './windows/window.ts';

/** Drafts one proposal may bring: three plans full. */
const MAX_DRAFTS = 96;

/** A preview of that size is no preview that a person reads; it must also fit a plan. */
const DRAFT_MAX_BYTES = 256_000;

const DecideRequest = z.object({
  v: V1,
  org: OrgId,
  incident: Id,
  revision: z.int().min(1),
  requestedBy: ActorRef,
  risk: z.int().min(0).max(100),
  drafts: z
    .array(
      PreviewedDraft.refine((d) => jsonBytes(d) <= DRAFT_MAX_BYTES, `a draft has at most ${DRAFT_MAX_BYTES} bytes`),
    )
    .min(1)
    .max(MAX_DRAFTS)
    .refine((d) => new Set(d.map((x) => x.opId)).size === d.length, 'each draft needs an opId of its own'),
  at: Millis,
});

const decidedEntry = (plan: Plan): OrgEntry =>
  entry(plan.org, {
    chain: plan.incident,
    type: 'plan.decided',
    actor: 'worker:gate',
    at: plan.createdAt,
    once: [plan.id],
    body: {
      plan: plan.id,
      digest: plan.digest,
      revision: plan.revision,
      requestedBy: plan.requestedBy,
      risk: plan.risk,
      outcome: plan.decision.outcome,
      approvalsNeeded: plan.decision.approvalsNeeded,
      reasons: plan.decision.reasons,
      policyVersion: plan.decision.policyVersion,
      inputDigest: plan.decision.inputDigest,
      ...(plan.review === undefined ? {} : { review: plan.review }),
      engine: plan.decision.engine ?? 'cedar',
      approverRole: plan.decision.approverRole ?? 'approver',
      onDrift: plan.decision.onDrift ?? 'ask',
      strategy: plan.strategy ?? { kind: 'immediate' },
      expiresAt: plan.expiresAt,
      actions: plan.actions.map((a) => ({
        opId: a.opId,
        action: a.spec.action,
        account: a.spec.account,
        target: a.spec.target,
        confidence: a.confidence,
        leaseMs: a.leaseMs,
        agent: a.agent ?? 'planner',
        ...(a.insteadOf === undefined ? {} : { insteadOf: a.insteadOf.opId }),
      })),
    },
  });

/** What a plan takes of its agents' budgets; one for the review board takes nothing yet, and is put there. */
function agentStatements(deps: Pick<GateDeps, 'store'>, plan: Plan): Statement[] {
  const { org, id } = plan;
  const { agents } = deps.store;
  if (plan.decision.outcome === 'forbid') return [];
  const counts = actionsByAgent(plan.actions, plan.requestedBy);
  if (plan.review === undefined)
    return [...counts].map(([agent, actions]) =>
      agents.use(org, { agent, id, actions, tokens: 0, microUsd: 0, at: plan.createdAt }),
    );
  const [agent] = counts.keys();
  return [
    agents.openReview(org, {
      id: plan.review,
      agent: agent ?? 'planner',
      incident: plan.incident,
      plan: id,
      reason: plan.decision.reasons[0] ?? '',
      createdAt: plan.createdAt,
      expiresAt: plan.expiresAt,
    }),
  ];
}

/** The windows that policies name here, with their next openings; one that is not known or never opens is left out. */
async function windowsOf(
  deps: Pick<GateDeps, 'store'>,
  org: string,
  judged: readonly Judged[],
  now: number,
): Promise<Map<string, NamedWindow>> {
  const ids = [...new Set(judged.flatMap((j) => j.obligations?.window ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await deps.store.windows.some(org, ids);
  return new Map(
    rows.flatMap((w): [string, NamedWindow][] => {
      const opening = nextOpening(w, now);
      return opening === undefined ? [] : [[w.id, { id: w.id, name: w.name, timezone: w.timezone, ...opening }]];
    }),
  );
}

/**
 * Judges a proposal and keeps the plans that come of it. A revision is decided once: the same (incident, revision) again
 * answers with the stored plans, whatever it brings. Errors: `malformed`, `not_found` (unknown organisation), `unprocessable`.
 */
export async function decide(deps: GateDeps, input: unknown): Promise<Result<{ plans: Plan[] }, Failure>> {
  const parsed = parseInput(DecideRequest, input);
  if (!parsed.ok) return parsed;
  const { org, incident, revision, requestedBy, risk, drafts } = parsed.value;
  const before = await deps.store.plans.decided(org, incident, revision);
  if (before) {
    await flushJournal(deps, org);
    return ok({ plans: before });
  }
  const organisation = await deps.store.organisations.find(org);
  if (!organisation) return err(failure('not_found', 'the organisation is not known to the gate'));

  const proposal = { org, incident, revision, requestedBy, risk };
  const judgement = await judge(deps, proposal, drafts);
  if (!judgement.ok) return judgement;
  const now = deps.now();
  const used = await deps.store.permits.used(org, now - BUDGET_WINDOW_MS);
  const agents = await agentsOf(deps, org);
  const judged = askBeyondBudget(judgement.value.judged, organisation.automaticPerHour - used.automatic);
  const plans = groupIntoPlans({
    proposal,
    judged: toReviewBoard(judged, requestedBy, agents),
    policyVersion: judgement.value.policyVersion,
    now,
    windows: await windowsOf(deps, org, judgement.value.judged, now),
    ttlMs: deps.limits.planTtlMs,
  });
  try {
    await deps.store.commit([
      deps.store.plans.markDecided(org, incident, revision, now),
      ...plans.map((p) => deps.store.plans.add(org, p)),
      ...plans.flatMap((p) => agentStatements(deps, p)),
      ...plans.map((p) => deps.store.journal.add(org, decidedEntry(p))),
      ...judgementRows(plans, judged, judgement.value.inputs).map((row) => deps.store.judgements.add(org, row)),
    ]);
  } catch (cause) {
    // Someone else decided this revision meanwhile: theirs stands.
    const theirs = await deps.store.plans.decided(org, incident, revision);
    if (!theirs) throw cause;
    return ok({ plans: theirs });
  }
  await flushJournal(deps, org);
  return ok({ plans });
}
