import * as z from 'zod';
import { Digest, Id, Millis, OrgId, V1 } from '../contracts/common.ts';
import type { PermitPayload } from '../contracts/custody.ts';
import { planMaterial, type Approval, type Plan } from '../contracts/plan.ts';
import { digestOf } from '../kit/crypto.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { deterministicId } from '../kit/ids.ts';
import { err, ok, unreachable, type Result } from '../kit/result.ts';
import { signToken } from '../kit/token.ts';
import type { StoredPlan } from '../storage/authority/plans.ts';
import { requestedByUser, whyNotValid } from './approval-check.ts';
import { asksMoreNow } from './asks-more.ts';
import { BUDGET_WINDOW_MS, blastOfPlan, spentBudget, type Budgets, type Draw } from './budget.ts';
import type { GateDeps } from './deps.ts';
import { judge } from './judge.ts';
import { parseInput } from './parse.ts';
import { entry, flushJournal } from './record.ts';

export const PERMIT_PURPOSE = 'permit';

const PermitRequest = z.object({ v: V1, org: OrgId, incident: Id, plan: Id, digest: Digest, at: Millis });

export interface IssuedPermit {
  readonly permit: string;
  readonly expiresAt: number;
  readonly approvals: string[];
  /** Actor who broke the glass for it */
  readonly glassBrokenBy?: string;
}

/** Why a stored plan cannot have a permit by its state alone. */
function refusalByState(stored: StoredPlan, now: number): Failure | undefined {
  switch (stored.status) {
    case 'denied':
      return failure('forbidden', 'a person denied this plan');
    case 'forbidden':
      return failure(
        'forbidden',
        `the policy forbids this plan: ${stored.plan.decision.reasons.join('; ').slice(0, 400)}`,
      );
    case 'void':
      return failure('gone', 'this plan was voided; propose a new revision');
    case 'pending':
      return stored.expiresAt <= now
        ? failure('gone', 'the plan expired before it was approved; propose a new revision')
        : failure('conflict', `the plan waits for ${stored.approvalsNeeded} approval(s)`);
    case 'approved':
      return stored.expiresAt <= now ? failure('gone', 'the plan expired; propose a new revision') : undefined;
    case 'permitted':
      return undefined;
    case 'review':
      return failure('conflict', 'the review board has not let this plan through yet');
    case 'manual':
      return failure('forbidden', 'this plan is a task for a person: it gets no permit');
    default:
      return unreachable(stored.status);
  }
}

/** Until when a scheduled plan waits for its window, ms; undefined if it may go now. */
const opensLater = (plan: Plan, now: number): number | undefined =>
  plan.strategy?.kind === 'scheduled' && now < plan.strategy.opensAt ? plan.strategy.opensAt : undefined;

/** When a permit ends (ms): in its time, and with the window that was agreed to, for no step may begin after it. */
const permitUntil = (plan: Plan, ownTime: number): number =>
  plan.strategy?.kind === 'scheduled' ? Math.min(ownTime, plan.strategy.closesAt) : ownTime;

/** The approvals that hold now, verified from scratch; the requester's own never counts. */
async function validApprovals(deps: GateDeps, plan: Plan): Promise<Approval[]> {
  const valid: Approval[] = [];
  const requester = await requestedByUser(deps, plan.org, plan.requestedBy);
  for (const a of await deps.store.approvals.list(plan.org, plan.id)) {
    const good =
      a.verdict === 'approve' &&
      a.planDigest === plan.digest &&
      (a.user !== requester || a.breakGlass === true) &&
      (await whyNotValid(deps, plan.org, plan, a)) === undefined;
    if (good) valid.push(a);
  }
  return valid;
}

/** A fresh look at policies, protections and registry: what was allowed when the plan was made may not be any more. */
async function refusalByFreshLook(deps: GateDeps, plan: Plan, glassBroken: boolean): Promise<Failure | undefined> {
  const fresh = await judge(deps, plan, plan.actions);
  if (!fresh.ok) return fresh.error;
  if (fresh.value.unanswered) return failure('unavailable', 'the policy engine did not answer; ask again');
  const forbidden = fresh.value.judged.find((j) => j.outcome === 'forbid');
  if (forbidden) return failure('forbidden', `forbidden now: ${forbidden.reasons.join('; ').slice(0, 400)}`);
  if (plan.decision.outcome === 'permit' && fresh.value.judged.some((j) => j.outcome !== 'permit'))
    return failure('conflict', 'the policy now asks a person; propose a new revision');
  const more = asksMoreNow(plan, fresh.value.judged, glassBroken);
  // What people approved waits for nobody any more: only `conflict` says that it does.
  if (more !== undefined)
    return failure(
      plan.decision.outcome === 'ask' ? 'gone' : 'conflict',
      `the policy now ${more}; propose a new revision`,
    );
  return undefined;
}

/**
 * Leave to act on a plan: from the gate's own copy, approvals verified again, policies evaluated afresh, and a budget drawn
 * on in the transaction that keeps the permit. The same plan again answers with the same permit.
 * Errors: `not_found`; `unprocessable` (another digest); `conflict` (approvals missing, or the policy now asks); `forbidden`;
 * `too_early` (its maintenance window is not open yet); `gone` (expired, voided, or its approvals do not suffice any more);
 * `too_fast` (budget); `unavailable` (ask again).
 */
export async function permit(deps: GateDeps, input: unknown): Promise<Result<IssuedPermit, Failure>> {
  const parsed = parseInput(PermitRequest, input);
  if (!parsed.ok) return parsed;
  const { org, incident, plan: id, digest } = parsed.value;
  const now = deps.now();
  const stored = await deps.store.plans.find(org, id);
  if (!stored || stored.plan.incident !== incident)
    return err(failure('not_found', 'the plan is not known to the gate'));
  const { plan } = stored;
  if (digest !== stored.digest || digestOf(planMaterial(plan)) !== stored.digest)
    return err(failure('unprocessable', "the digest is not that of the gate's copy of the plan"));
  const byState = refusalByState(stored, now);
  if (byState) return err(byState);
  if (stored.status === 'permitted') return issuedBefore(deps, org, id);

  const approvals = plan.decision.outcome === 'ask' ? await validApprovals(deps, plan) : [];
  const glass = approvals.find((a) => a.breakGlass === true);
  if (glass === undefined && approvals.length < stored.approvalsNeeded)
    return err(
      failure(
        'gone',
        'the approvals given do not hold any more: a key was revoked or a role withdrawn; propose a new revision',
      ),
    );
  const opensAt = opensLater(plan, now);
  if (opensAt !== undefined)
    return err(
      failure('too_early', `its maintenance window opens at ${new Date(opensAt).toISOString()}; ask again then`),
    );
  const byFreshLook = await refusalByFreshLook(deps, plan, glass !== undefined);
  if (byFreshLook) return err(byFreshLook);
  return issue(deps, plan, approvals, now);
}

async function issuedBefore(deps: GateDeps, org: string, plan: string): Promise<Result<IssuedPermit, Failure>> {
  const row = await deps.store.permits.byPlan(org, plan);
  if (!row) return err(failure('internal', 'the plan is spent but its permit is missing'));
  await flushJournal(deps, org);
  const approvals = JSON.parse(row.approvals) as string[];
  // Whoever asks again may be the first to hear the answer: that the glass was broken must not be lost with the other one.
  const given = await deps.store.approvals.list(org, plan);
  const glass = given.find((a) => a.breakGlass === true && approvals.includes(a.id));
  return ok({ permit: row.token, expiresAt: row.expiresAt, approvals, ...glassBrokenBy(glass) });
}

const glassBrokenBy = (glass: Approval | undefined): { glassBrokenBy?: string } =>
  glass === undefined ? {} : { glassBrokenBy: `user:${glass.user}` };

async function issue(
  deps: GateDeps,
  plan: Plan,
  given: readonly Approval[],
  now: number,
): Promise<Result<IssuedPermit, Failure>> {
  const { org } = plan;
  const approvals = given.map((a) => a.id);
  const glass = given.find((a) => a.breakGlass === true);
  const organisation = await deps.store.organisations.find(org);
  if (!organisation) return err(failure('not_found', 'the organisation is not known to the gate'));
  const payload: PermitPayload = {
    v: 1,
    id: deterministicId('perm', org, plan.id),
    org,
    incident: plan.incident,
    plan: plan.id,
    planDigest: plan.digest,
    ops: plan.actions.map((a) => ({
      opId: a.opId,
      action: a.spec.action,
      target: a.spec.target,
      specDigest: digestOf(a.spec),
      preImageDigest: a.preview.preImageDigest,
      leaseMs: a.leaseMs,
      ...(plan.decision.onDrift === undefined ? {} : { onDrift: plan.decision.onDrift }),
    })),
    policyVersion: plan.decision.policyVersion,
    approvals,
    issuedAt: now,
    expiresAt: permitUntil(plan, now + deps.limits.permitTtlMs),
  };
  const draw: Draw = {
    actions: plan.actions.length,
    blast: blastOfPlan(plan.actions),
    automatic: plan.decision.outcome === 'permit',
  };
  const token = await signToken((await deps.permitKey()).signer, PERMIT_PURPOSE, payload);
  const { store } = deps;
  const permitted = entry(org, {
    chain: plan.incident,
    type: 'permit.issued',
    actor: 'worker:gate',
    at: now,
    once: [payload.id],
    body: {
      permit: payload.id,
      plan: plan.id,
      planDigest: plan.digest,
      approvals,
      ...glassBrokenBy(glass),
      policyVersion: payload.policyVersion,
      expiresAt: payload.expiresAt,
      ops: payload.ops.map((o) => ({ opId: o.opId, action: o.action, target: o.target, specDigest: o.specDigest })),
    },
  });
  try {
    const [claimed] = await store.commit([
      store.permits.claim(org, {
        plan: plan.id,
        ...draw,
        at: now,
        since: now - BUDGET_WINDOW_MS,
        limit: organisation.actionsPerHour,
        automaticLimit: organisation.automaticPerHour,
        blastLimit: organisation.blastPerHour,
      }),
      store.permits.add(org, {
        id: payload.id,
        plan: plan.id,
        incident: plan.incident,
        token,
        approvals: JSON.stringify(approvals),
        issuedAt: now,
        expiresAt: payload.expiresAt,
      }),
      store.permits.spend(org, plan.id),
      store.journal.add(org, permitted, store.journal.ifPermit(org, payload.id)),
    ]);
    if (claimed === 0) return refusedClaim(deps, plan, draw, organisation);
  } catch (cause) {
    // The same plan was permitted meanwhile: that permit stands.
    if (await store.permits.byPlan(org, plan.id)) return issuedBefore(deps, org, plan.id);
    throw cause;
  }
  await flushJournal(deps, org);
  return ok({
    permit: token,
    expiresAt: payload.expiresAt,
    approvals,
    ...glassBrokenBy(glass),
  });
}

/** The claim failed: by the budget, or because the plan moved on between our look and the transaction. */
async function refusedClaim(
  deps: GateDeps,
  { org, id }: Plan,
  draw: Draw,
  budgets: Budgets,
): Promise<Result<IssuedPermit, Failure>> {
  const stored = await deps.store.plans.find(org, id);
  if (stored?.status === 'permitted') return issuedBefore(deps, org, id);
  if (stored && stored.status !== 'approved')
    return err(refusalByState(stored, deps.now()) ?? failure('conflict', 'the plan changed meanwhile'));
  const used = await deps.store.permits.used(org, deps.now() - BUDGET_WINDOW_MS);
  const why = spentBudget(used, draw, budgets) ?? "this hour's budget was spent a moment ago";
  return err(
    failure('too_fast', `${why}; an admin raises it, or propose again later`, {
      retryAfterSeconds: BUDGET_RETRY_SECONDS,
    }),
  );
}

/** The window slides: some of it is free again before the hour is over. */
const BUDGET_RETRY_SECONDS = 300;
