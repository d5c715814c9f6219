import { ROLE_RANK } from '../contracts/access.ts';
import { Approval, type Plan } from '../contracts/plan.ts';
import type { Json } from '../kit/canonical.ts';
import { digestOf } from '../kit/crypto.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { StoredPlan } from '../storage/authority/plans.ts';
import { BREAK_GLASS_REASON_CHARS, requestedByUser, whyNotValid } from './approval-check.ts';
import { requireCaller, type Caller } from './caller.ts';
import { definedOnly } from './defined.ts';
import type { GateDeps } from './deps.ts';
import { parseInput } from './parse.ts';
import { commitWithEntry, entry, flushJournal, ORG_CHAIN } from './record.ts';

/** What a person sends: everything that is signed, and the signature or the passkey's assertion. */
const Submission = Approval.pick({
  plan: true,
  planDigest: true,
  verdict: true,
  reason: true,
  keyId: true,
  signature: true,
  assertion: true,
  breakGlass: true,
})
  .refine((s) => s.keyId !== undefined, { message: 'name the key that signed', path: ['keyId'] })
  .refine((s) => (s.signature === undefined) !== (s.assertion === undefined), 'give a signature or an assertion')
  // Exactly one of both is there, and the other is not even `undefined`: what is kept is JSON.
  // Not even `undefined` is there where nothing was said: what is kept is JSON.
  .transform((s) => definedOnly(s) as Verdict);

/** A person's verdict and its proof: of {@link Submission}, or what Slack signed. Without members that are `undefined`. */
export type Verdict = Pick<
  Approval,
  'plan' | 'planDigest' | 'verdict' | 'reason' | 'keyId' | 'signature' | 'assertion' | 'slack' | 'breakGlass'
>;

export interface Submitted {
  readonly approval: Approval;
  readonly complete: boolean;
  readonly incident: string;
}

/** Plans that wait for a person. */
export async function pendingPlans(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ plans: Plan[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  return caller.ok ? ok({ plans: await deps.store.plans.pending(caller.value.org, deps.now()) }) : caller;
}

/** One plan with the verdicts given on it. */
export async function showPlan(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly plan: unknown },
): Promise<Result<{ plan: Plan; approvals: Approval[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const id = parseInput(Approval.shape.plan, req.plan);
  const stored = id.ok ? await deps.store.plans.find(caller.value.org, id.value) : undefined;
  if (!stored) return err(failure('not_found', 'there is no such plan'));
  return ok({ plan: stored.plan, approvals: await deps.store.approvals.list(caller.value.org, stored.plan.id) });
}

/** Why a verdict is refused, before it is tried against the database. */
async function refusal(deps: GateDeps, caller: Caller, s: Verdict, stored: StoredPlan, now: number) {
  if (s.planDigest !== stored.digest)
    return failure('conflict', "the digest is not that of the gate's copy: the plan changed; look at it again", {
      field: '/planDigest',
    });
  if (s.breakGlass && (s.verdict !== 'approve' || s.reason.trim().length < BREAK_GLASS_REASON_CHARS))
    return failure(
      'unprocessable',
      `breaking the glass approves, and says why in at least ${BREAK_GLASS_REASON_CHARS} characters`,
      { field: '/reason' },
    );
  const notValid = await whyNotValid(deps, caller.org, stored.plan, { ...s, user: caller.user });
  if (notValid !== undefined)
    return failure('forbidden', notValid, { field: s.slack === undefined ? '/signature' : '/slack' });
  // Breaking the glass is for when nobody else is there: it is told to everybody instead.
  if (!s.breakGlass && (await requestedByUser(deps, caller.org, stored.plan.requestedBy)) === caller.user)
    return failure('forbidden', 'you proposed this plan: another person approves it');
  const given = await deps.store.approvals.list(caller.org, s.plan);
  if (given.some((a) => a.user === caller.user && (!s.breakGlass || a.breakGlass)))
    return failure('conflict', 'you gave your verdict on this plan already');
  if (stored.status !== 'pending')
    return failure('conflict', `the plan does not wait for approval: it is ${stored.status}`);
  if (stored.expiresAt <= now) return failure('gone', 'the plan expired; a new revision will be proposed');
  return undefined;
}

async function refuse(
  deps: GateDeps,
  caller: Caller,
  s: Verdict,
  f: Failure,
  chain: string,
): Promise<Result<never, Failure>> {
  await commitWithEntry(
    deps,
    caller.org,
    [],
    [
      entry(caller.org, {
        chain,
        type: 'approval.refused',
        actor: caller.actor,
        at: deps.now(),
        // The same refused body again is one entry: a script cannot fill the ledger.
        once: [caller.user, digestOf(s), f.code],
        body: {
          plan: s.plan,
          planDigest: s.planDigest,
          verdict: s.verdict,
          keyId: s.keyId ?? null,
          ...(s.breakGlass ? { breakGlass: true } : {}),
          ...(s.slack ? { slack: { team: s.slack.team, slackUser: s.slack.slackUser } } : {}),
          code: f.code,
          reason: f.detail,
        },
      }),
    ],
  );
  return err(f);
}

/**
 * Takes a person's verdict on a plan. Refused, each with a ledger entry: a caller below approver, a key not theirs, a
 * signature over anything else, a digest other than the gate's, the requester, a second verdict, a plan not pending or expired.
 * A denial ends the plan. `complete`: no further verdict is waited for.
 */
export async function submitApproval(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<Submitted, Failure>> {
  const known = await requireCaller(deps, req.caller, 'viewer');
  if (!known.ok) return known;
  const caller = known.value;
  const parsed = parseInput(Submission, req.body);
  if (!parsed.ok) return parsed;
  return giveVerdict(deps, caller, parsed.value);
}

/** As {@link submitApproval}, of a caller who is known already and a verdict that was parsed. */
export async function giveVerdict(deps: GateDeps, caller: Caller, s: Verdict): Promise<Result<Submitted, Failure>> {
  if (ROLE_RANK[caller.role] < ROLE_RANK.approver)
    return refuse(
      deps,
      caller,
      s,
      failure('forbidden', `this needs the role approver; you are ${caller.role}`),
      ORG_CHAIN,
    );
  const stored = await deps.store.plans.find(caller.org, s.plan);
  if (!stored)
    return refuse(deps, caller, s, failure('not_found', 'there is no such plan', { field: '/plan' }), ORG_CHAIN);
  const { incident } = stored.plan;
  const now = deps.now();
  const refused = await refusal(deps, caller, s, stored, now);
  if (refused) return refuse(deps, caller, s, refused, incident);

  const approval: Approval = {
    v: 1,
    id: newId('apr', now),
    org: caller.org,
    incident,
    user: caller.user,
    at: now,
    ...s,
  };
  const { store } = deps;
  const given = entry(caller.org, {
    chain: incident,
    type: s.breakGlass ? 'plan.glass_broken' : s.verdict === 'approve' ? 'plan.approved' : 'plan.denied',
    actor: caller.actor,
    at: now,
    once: [approval.id],
    body: definedOnly(approval) as Record<string, Json>,
  });
  let added: number | undefined;
  try {
    [added] = await store.commit([
      store.approvals.add(caller.org, approval),
      store.approvals.settle(caller.org, s.plan),
      store.journal.add(caller.org, given, store.journal.ifApproval(caller.org, approval.id)),
    ]);
  } catch {
    return refuse(deps, caller, s, failure('conflict', 'you gave your verdict on this plan already'), incident);
  }
  if (added === 0)
    return refuse(deps, caller, s, failure('conflict', 'the plan moved on meanwhile; look at it again'), incident);
  await flushJournal(deps, caller.org);
  const after = await store.plans.find(caller.org, s.plan);
  return ok({ approval, complete: after?.status !== 'pending', incident });
}
