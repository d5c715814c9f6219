import type { ActionState } from '../../contracts/incident.ts';
import type { PreviewedDraft } from '../../contracts/plan.ts';
import type { EventOf } from '../events.ts';
import type { ActionRecord } from '../state.ts';
import type { Step } from '../step.ts';
import { endRound } from './rounds.ts';

/** Drafts of the planner become actions; none at all is said, not passed over. */
export function onProposed(step: Step, event: EventOf<'proposed'>): void {
  const s = step.state;
  const { revision, drafts } = event.body;
  if (s.round.stage !== 'proposing' || revision !== s.round.number) return step.ignore();
  const known = new Set(s.actions.map((a) => a.draft.opId));
  const fresh = drafts.filter((d) => !known.has(d.opId));
  if (fresh.length === 0) return endRound(step);
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

/** What the gate said: each plan goes its own way. */
export function onDecided(step: Step, event: EventOf<'decided'>): void {
  const { revision, plans } = event.body;
  if (step.state.round.stage !== 'deciding' || revision !== step.state.round.number) {
    // Too late, as after a close: the gate must not wait for approvals of what nobody will carry out.
    for (const plan of plans.filter((p) => step.plan(p.id) === undefined))
      step.effect({ kind: 'void', plan: plan.id, reason: 'the incident went on without it' }, plan.id);
    return step.ignore();
  }
  for (const plan of plans) {
    const { outcome } = plan.decision;
    const ops = plan.actions.map((a) => a.opId);
    step.set({
      plans: [
        ...step.state.plans,
        {
          id: plan.id,
          digest: plan.digest,
          revision,
          outcome,
          expiresAt: plan.expiresAt,
          ops,
          state: outcome === 'permit' ? 'permitting' : outcome === 'ask' ? 'asking' : 'forbidden',
        },
      ],
    });
    for (const op of ops) {
      const state: ActionState =
        outcome === 'permit' ? 'permitted' : outcome === 'ask' ? 'awaiting_approval' : 'forbidden';
      step.setAction(op, {
        plan: plan.id,
        state,
        ...(outcome === 'forbid' ? { detail: plan.decision.reasons.join('; ').slice(0, 300) } : {}),
      });
    }
    step.record('decided', 'worker:gate', {
      plan: plan.id,
      digest: plan.digest,
      outcome,
      policy: plan.decision.policyVersion,
      reasons: plan.decision.reasons,
    });
    if (outcome === 'permit') step.effect({ kind: 'permit', plan: plan.id, digest: plan.digest, at: step.at }, plan.id);
    else if (outcome === 'ask') {
      step.timer(`plan:${plan.id}`, plan.expiresAt);
      step.notify(
        'approval_needed',
        plan.actions.map((a) => `${a.spec.action} on ${a.spec.target}`),
      );
    } else step.escalate(`The policy forbids what was proposed: ${plan.decision.reasons.join('; ').slice(0, 200)}`);
  }
  if (failProposed(step, 'the gate did not decide on it'))
    step.escalate('The gate left proposed actions undecided; look at the incident.');
  endRound(step);
}
