import type { PreviewedDraft } from '../contracts/plan.ts';
import type { PolicyInput } from '../contracts/rpc.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { actionsLeft, agentsOf } from './agents/quotas.ts';
import { askPolicies } from './ask-policies.ts';
import type { GateDeps } from './deps.ts';
import type { Judged } from './group.ts';
import { hardForbids, resolveAction, type HardRuleFacts } from './hard-rules.ts';
import type { Moment } from './moment.ts';
import { localTime } from './moment.ts';
import { BUDGET_WINDOW_MS } from './budget.ts';
import { policyInput } from './policy-input.ts';

export interface Judgement {
  readonly policyVersion: string;
  readonly judged: readonly Judged[];
  /** What the policies were asked, by opId; nothing where a hard rule came first and it could not be made */
  readonly inputs: ReadonlyMap<string, PolicyInput>;
}

/** The organisation's facts that the hard rules need, from the gate's own database. */
export async function hardRuleFacts(deps: Pick<GateDeps, 'store' | 'actions'>, org: string): Promise<HardRuleFacts> {
  const [accounts, protectedPatterns] = await Promise.all([
    deps.store.accounts.list(org),
    deps.store.protected.list(org),
  ]);
  return { actions: deps.actions, accounts: new Map(accounts.map((a) => [a.account, a])), protectedPatterns };
}

async function momentOf(deps: Pick<GateDeps, 'store' | 'now'>, org: string): Promise<Moment> {
  const now = deps.now();
  const [organisation, agents, used] = await Promise.all([
    deps.store.organisations.find(org),
    agentsOf(deps, org),
    deps.store.permits.used(org, now - BUDGET_WINDOW_MS),
  ]);
  return {
    ...localTime(now, organisation?.timezone ?? 'UTC'),
    automaticLeft: Math.max(0, (organisation?.automaticPerHour ?? 0) - used.automatic),
    blastThisHour: used.blast,
    agentActionsLeft: Object.fromEntries(agents.map((a) => [a.id, actionsLeft(a)])),
  };
}

/**
 * Judges drafts by the gate's hard rules and the organisation's decision point: its policies in force, or its OPA. What the
 * policy Worker does not answer, a person is asked, with `unanswered` set; so too where OPA does not decide, which counts as
 * its answer. `unprocessable` if the organisation has no policies (it was never set up).
 */
export async function judge(
  deps: Pick<GateDeps, 'store' | 'actions' | 'policy' | 'envelope' | 'decisionPointOrigins' | 'now'>,
  proposal: { readonly org: string; readonly requestedBy: string; readonly risk: number },
  drafts: readonly PreviewedDraft[],
): Promise<Result<Judgement & { readonly unanswered: boolean }, Failure>> {
  const [policies, point, facts, moment] = await Promise.all([
    deps.store.policies.current(proposal.org),
    deps.store.decisionPoints.find(proposal.org),
    hardRuleFacts(deps, proposal.org),
    momentOf(deps, proposal.org),
  ]);
  if (!policies) return err(failure('unprocessable', 'the organisation has no policies: run setup first'));
  const prepared = drafts.map((draft) => {
    const forbids = hardForbids(draft, facts);
    const resolved = resolveAction(facts.actions, draft.spec);
    const account = facts.accounts.get(draft.spec.account);
    const input =
      account === undefined || 'problem' in resolved
        ? undefined
        : policyInput(draft, proposal, account, resolved.action, moment);
    return { draft, forbids, input };
  });
  const asked = await askPolicies(
    deps,
    { policies, point },
    prepared.flatMap((p) => (p.input && p.forbids.length === 0 ? [p.input] : [])),
  );
  let unanswered = false;
  const judged = prepared.map(({ draft, forbids, input }): Judged => {
    const facts = { input: input ?? null, forbids, spec: draft.spec };
    if (forbids.length > 0) return { draft, outcome: 'forbid', reasons: forbids, facts, engine: 'gate' };
    const answer = asked.answers.get(draft.opId);
    if (!answer) {
      unanswered = true;
      return {
        draft,
        outcome: 'ask',
        reasons: ['gate: the policy engine did not answer: a person decides'],
        facts,
        engine: 'gate',
      };
    }
    return {
      draft,
      outcome: answer.outcome,
      reasons: [...answer.reasons, ...answer.errors.map((e) => `error: ${e}`)],
      facts,
      engine: asked.engine,
      ...(answer.obligations === undefined ? {} : { obligations: answer.obligations }),
    };
  });
  const inputs = new Map(prepared.flatMap((p) => (p.input ? [[p.draft.opId, p.input] as const] : [])));
  return ok({ policyVersion: asked.policyVersion, judged, inputs, unanswered });
}
