import type { ActionState } from '../../contracts/incident.ts';
import type { Draft, Plan, PreviewedDraft } from '../../contracts/plan.ts';
import type { EventOf } from '../events.ts';
import type { ActionRecord, PlanRecord } from '../state.ts';
import type { Step } from '../step.ts';
import { notifiedPlan } from '../notified-plan.ts';
import { MAX_REVISIONS } from '../times.ts';
import { awaitWindow } from './permits.ts';
import { covered, endRound } from './rounds.ts';

/** Drafts of the planner become actions; none at all is said, not passed over. */
export function onProposed(step: Step, event: EventOf<'proposed'>): void {
  const s = step.state;
  const { revision, drafts } = event.body;
  if (s.round.stage !== 'proposing' || revision !== s.round.number) return step.ignore();
  const known = new Set(s.actions.map((a) => a.draft.opId));
  const fresh = drafts.filter((d) => !known.has(d.opId));
  if (fresh.length === 0) {
    if (s.round.compensating)
      step.escalate(
        'The policy forbids what was proposed, and no other control fits; what it would have contained stands.',
      );
    return endRound(step);
  }
  const records = fresh.map((draft): ActionRecord => ({ draft, revision, state: 'proposed', releasing: false }));
  step.set({ actions: [...s.actions, ...records], round: { ...s.round, stage: 'previewing' } });
  step.record('proposed', 'worker:supervisor', {
    revision,
    actions: fresh.map((d) => ({ op: d.opId, action: d.spec.action, target: d.spec.target })),
  });
  step.effect({ kind: 'preview', revision, drafts: fresh });
}

/** What AWS says now: targets that are gone or already done drop out, the rest goes to the gate. */
export function onPreviewed(step: Step, event: EventOf<'previewed'>): void {
  const { revision, previews } = event.body;
  if (step.state.round.stage !== 'previewing' || revision !== step.state.round.number) return step.ignore();
  const going: PreviewedDraft[] = [];
  for (const action of step.state.actions.filter((a) => a.revision === revision && a.state === 'proposed')) {
    const found = previews.find((p) => p.opId === action.draft.opId);
    const drop = (state: ActionState, detail: string): void => step.setAction(action.draft.opId, { state, detail });
    if (found?.preview === undefined) {
      drop('failed', found?.error ?? 'no preview was made');
      step.escalate(
        `${action.draft.spec.action} on ${action.draft.spec.target} could not be previewed: ${found?.error ?? 'no answer'}`,
      );
    } else if (!found.preview.exists) drop('gone', 'the target does not exist');
    else {
      step.setAction(action.draft.opId, { preview: found.preview });
      going.push({ ...action.draft, preview: found.preview });
    }
  }
  if (going.length === 0) return endRound(step);
  step.set({ round: { ...step.state.round, stage: 'deciding' } });
  step.effect({ kind: 'decide', revision, risk: step.state.risk, drafts: going, at: step.at });
}

/** What was proposed and went no further has failed; says whether there was any. */
export function failProposed(step: Step, detail: string): boolean {
  const left = step.state.actions.filter((a) => a.state === 'proposed');
  for (const a of left) step.setAction(a.draft.opId, { state: 'failed', detail: detail.slice(0, 300) });
  return left.length > 0;
}

/** What a new plan waits for, as the incident sees it. */
function wayOf({ decision, strategy, review }: Plan): { plan: PlanRecord['state']; action: ActionState } {
  if (decision.outcome === 'forbid') return { plan: 'forbidden', action: 'forbidden' };
  if (strategy?.kind === 'manual') return { plan: 'manual', action: 'manual' };
  // The review board has it first: until then the gate gives no leave, whatever the policy said.
  if (decision.outcome === 'ask' || review !== undefined) return { plan: 'asking', action: 'awaiting_approval' };
  return { plan: 'permitting', action: 'permitted' };
}

/** A plan of the gate's becomes the incident's: its actions go its way. */
function takeOver(step: Step, plan: Plan): void {
  const way = wayOf(plan);
  const ops = plan.actions.map((a) => a.opId);
  const record: PlanRecord = {
    id: plan.id,
    digest: plan.digest,
    revision: plan.revision,
    outcome: plan.decision.outcome,
    expiresAt: plan.expiresAt,
    ops,
    state: way.plan,
    ...(plan.strategy?.kind === 'scheduled' ? { opensAt: plan.strategy.opensAt } : {}),
  };
  step.set({ plans: [...step.state.plans, record] });
  for (const op of ops)
    step.setAction(op, {
      plan: plan.id,
      state: way.action,
      ...(way.plan === 'forbidden' ? { detail: plan.decision.reasons.join('; ').slice(0, 300) } : {}),
    });
  step.record('decided', 'worker:gate', {
    plan: plan.id,
    digest: plan.digest,
    outcome: plan.decision.outcome,
    strategy: plan.strategy?.kind ?? 'immediate',
    policy: plan.decision.policyVersion,
    reasons: plan.decision.reasons,
  });
}

/** What follows from a plan at once. */
function goOn(step: Step, plan: Plan): void {
  const record = step.plan(plan.id);
  switch (record?.state) {
    case 'permitting':
      return plan.strategy?.kind === 'scheduled' && plan.strategy.opensAt > step.at
        ? awaitWindow(step, plan.id, plan.strategy.opensAt)
        : step.effect({ kind: 'permit', plan: plan.id, digest: plan.digest, at: step.at }, plan.id);
    case 'asking':
      step.timer(`plan:${plan.id}`, plan.expiresAt);
      if (plan.decision.escalateAt !== undefined) step.timer(`escalate:${plan.id}`, plan.decision.escalateAt);
      return plan.review === undefined ? ask(step, plan) : boardFirst(step, plan);
    case 'manual':
      step.timer(`plan:${plan.id}`, plan.expiresAt);
      return step.notify('task', linesOf(plan), { plan: notifiedPlan(plan) });
    default:
      return;
  }
}

/** Approvers are shown it once the board has let it through, if they are needed then. */
function boardFirst(step: Step, plan: Plan): void {
  step.setPlan(plan.id, { shown: notifiedPlan(plan), onBoard: true });
  step.notify('approval_needed', ['The review board decides first:', ...linesOf(plan)]);
}

/** People are asked; what they are shown is kept, so that they can be shown it again with what was said since. */
function ask(step: Step, plan: Plan): void {
  const shown = notifiedPlan(plan);
  step.setPlan(plan.id, { shown });
  step.notify('approval_needed', linesOf(plan), { plan: shown });
}

const linesOf = (plan: Plan): string[] => plan.actions.map((a) => `${a.spec.action} on ${a.spec.target}`);

/** What a policy, and not the gate itself, forbids: another control may take its place. Nothing stands in for a stand-in. */
const barred = (plans: readonly Plan[]): { draft: Draft; reasons: string[] }[] =>
  plans
    .filter((p) => p.decision.outcome === 'forbid' && p.decision.engine !== 'gate')
    .flatMap((p) =>
      p.actions
        .filter((a) => a.insteadOf === undefined)
        .map(({ preview: _preview, ...draft }) => ({ draft, reasons: p.decision.reasons.slice(0, 8) })),
    );

const forbidsAll = (plans: readonly Plan[]): string =>
  `The policy forbids what was proposed: ${plans
    .filter((p) => p.decision.outcome === 'forbid')
    .flatMap((p) => p.decision.reasons)
    .join('; ')
    .slice(0, 200)}`;

/** What the gate said: each plan goes its own way. */
export function onDecided(step: Step, event: EventOf<'decided'>): void {
  const { revision, plans } = event.body;
  const { round } = step.state;
  if (round.stage !== 'deciding' || revision !== round.number) {
    // Too late, as after a close: the gate must not wait for approvals of what nobody will carry out.
    for (const plan of plans.filter((p) => step.plan(p.id) === undefined))
      step.effect({ kind: 'void', plan: plan.id, reason: 'the incident went on without it' }, plan.id);
    return step.ignore();
  }
  for (const plan of plans) {
    takeOver(step, plan);
    goOn(step, plan);
  }
  if (failProposed(step, 'the gate did not decide on it'))
    step.escalate('The gate left proposed actions undecided; look at the incident.');
  const forbidden = barred(plans);
  if (forbidden.length > 0 && round.number < MAX_REVISIONS) {
    step.set({ round: { ...round, number: round.number + 1, stage: 'proposing', compensating: true } });
    step.effect({ kind: 'propose', revision: round.number + 1, covered: covered(step), forbidden });
    return;
  }
  if (plans.some((p) => p.decision.outcome === 'forbid')) step.escalate(forbidsAll(plans));
  endRound(step);
}
