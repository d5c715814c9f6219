import * as z from 'zod';
import { AgentId, Id } from '../../contracts/common.ts';
import {
  QuotaChange,
  ReviewStatus,
  ReviewVerdict,
  type AgentView,
  type Quota,
  type QuotaPatch,
  type QuotaUpdate,
  type ReviewView,
} from '../../contracts/quotas.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { Condition, ReviewRow } from '../../storage/authority/agents.ts';
import { requireCaller, type Caller } from '../caller.ts';
import { definedOnly } from '../defined.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, flushJournal, ORG_CHAIN } from '../record.ts';
import { actionsByAgent } from './board.ts';
import { agentsOf, updateOf } from './quotas.ts';

/** Rows of one page of the board. */
const PAGE_MOST = 100;

/** An open one whose plan ran out reads as expired: nobody need have swept it. */
const viewOf = ({ org: _org, ...row }: ReviewRow, now: number): ReviewView => ({
  ...row,
  agent: AgentId.parse(row.agent),
  status: row.status === 'open' && row.expiresAt <= now ? 'expired' : row.status,
});

/** Agents with their quotas and what they used. */
export async function listAgents(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ agents: AgentView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  return caller.ok ? ok({ agents: await agentsOf(deps, caller.value.org) }) : caller;
}

/** The statement and the entry that change a quota, and what is published of it. */
async function changeOf(
  deps: GateDeps,
  caller: Pick<Caller, 'org' | 'actor'>,
  agent: AgentId,
  patch: (view: AgentView) => QuotaPatch,
  reason: string,
) {
  const view = (await agentsOf(deps, caller.org)).find((a) => a.id === agent)!;
  const after: Quota = { ...view.quota, ...definedOnly(patch(view)) };
  const update = updateOf(agent, view.quota, after, reason);
  const at = deps.now();
  return {
    update,
    statement: (condition?: Condition) =>
      deps.store.agents.putQuota(
        caller.org,
        { agent, ...after, reason, updatedBy: caller.actor, updatedAt: at },
        condition,
      ),
    tells: (once: readonly string[]) =>
      entry(caller.org, {
        chain: ORG_CHAIN,
        type: 'agent.quota_updated',
        actor: caller.actor,
        at,
        once,
        body: { ...update, before: { ...view.quota }, after: { ...after } },
      }),
  };
}

/** An admin sets a quota; it holds from the next proposal on. */
export async function setQuota(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly agent: unknown; readonly body: unknown },
): Promise<Result<{ agent: AgentView; update: QuotaUpdate }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const agent = parseInput(AgentId, req.agent);
  if (!agent.ok) return err(failure('not_found', 'there is no such agent'));
  const body = parseInput(QuotaChange, req.body);
  if (!body.ok) return body;
  const { reason, ...patch } = body.value;
  const change = await changeOf(deps, caller.value, agent.value, () => patch, reason);
  const { org, actor } = caller.value;
  await commitWithEntry(
    deps,
    org,
    [change.statement()],
    [change.tells([agent.value, actor, String(deps.now()), reason])],
  );
  const view = (await agentsOf(deps, org)).find((a) => a.id === agent.value)!;
  return ok({ agent: view, update: change.update });
}

const Page = z.object({
  status: ReviewStatus.exclude(['expired']).optional(),
  limit: z.int().min(1).max(PAGE_MOST).default(50),
  before: z.object({ at: z.int(), id: Id }).optional(),
});

/** The review board, newest first. */
export async function listReviews(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly page: unknown },
): Promise<Result<{ reviews: ReviewView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const page = parseInput(Page, req.page);
  if (!page.ok) return page;
  const { status, before, limit } = page.value;
  const rows = await deps.store.agents.reviews(caller.value.org, {
    limit,
    ...(status === undefined ? {} : { status }),
    ...(before === undefined ? {} : { before }),
  });
  return ok({ reviews: rows.map((r) => viewOf(r, deps.now())) });
}

export interface Reviewed {
  readonly review: ReviewView;
  /** What was published; absent on a denial */
  readonly update?: QuotaUpdate;
}

/**
 * The board's word on a proposal over an agent's budget. Approved, its plan goes on as the policy said (by itself, or to an
 * approver), and the agent's quota is changed: as asked, or by just what this proposal needs. Denied, the plan is over.
 * Errors: `forbidden` (not an admin), `not_found`, `conflict` (decided already), `gone` (its plan ran out).
 */
export async function decideReview(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown; readonly body: unknown },
): Promise<Result<Reviewed, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const body = parseInput(ReviewVerdict, req.body);
  if (!body.ok) return body;
  const { org, actor } = caller.value;
  const id = parseInput(Id, req.id);
  const found = id.ok ? await deps.store.agents.review(org, id.value) : undefined;
  if (!found) return err(failure('not_found', 'there is no such review'));
  const now = deps.now();
  if (found.status !== 'open') return err(failure('conflict', `this review was ${found.status} already`));
  if (found.expiresAt <= now)
    return err(failure('gone', 'its plan expired; the agent proposes again if it still holds'));
  const stored = await deps.store.plans.find(org, found.plan);
  if (stored?.status !== 'review') return err(failure('gone', 'its plan is over'));

  const { verdict, reason, quota } = body.value;
  const approved = verdict === 'approve';
  const { store } = deps;
  const agent = AgentId.parse(found.agent);
  const counts = actionsByAgent(stored.plan.actions, stored.plan.requestedBy);
  const change = approved
    ? await changeOf(deps, caller.value, agent, (v) => quota ?? enoughFor(v, counts.get(agent) ?? 0), reason)
    : undefined;
  const onward = stored.plan.decision.outcome === 'permit' ? 'approved' : 'pending';
  const told = entry(org, {
    chain: found.incident,
    type: approved ? 'review.approved' : 'review.denied',
    actor,
    at: now,
    once: [found.id],
    body: { review: found.id, agent, plan: found.plan, reason, ...(change ? { update: { ...change.update } } : {}) },
  });
  const status = approved ? 'approved' : 'denied';
  const settled = store.agents.ifSettled(org, found.id, { status, by: actor, at: now });
  const [changed] = await store.commit([
    store.agents.settleReview(org, found.id, {
      status,
      by: actor,
      at: now,
      decision: reason,
    }),
    store.plans.moveIf(org, found.plan, 'review', approved ? onward : 'denied', settled),
    ...(change ? [change.statement(settled)] : []),
    ...(approved
      ? [...counts].map(([of, actions]) =>
          store.agents.use(org, { agent: of, id: found.plan, actions, tokens: 0, microUsd: 0, at: now }, settled),
        )
      : []),
    store.journal.add(org, told, settled),
    ...(change ? [store.journal.add(org, change.tells([found.id]), settled)] : []),
  ]);
  if (changed === 0) return err(failure('conflict', 'somebody else decided this review meanwhile; look at it again'));
  await flushJournal(deps, org);
  const after = await store.agents.review(org, found.id);
  return ok({ review: viewOf(after ?? found, now), ...(change ? { update: change.update } : {}) });
}

/** Room for this very proposal, and leave to make it: the least that lets it through. */
function enoughFor(view: AgentView, actions: number): QuotaPatch {
  return { actionsPerHour: Math.max(view.quota.actionsPerHour, view.used.actions + actions) };
}
