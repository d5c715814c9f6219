import { digestOf } from '../../kit/crypto.ts';
import type { EventOf } from '../events.ts';
import type { ActionState } from '../../contracts/incident.ts';
import type { PlanRecord } from '../state.ts';
import type { Step } from '../step.ts';
import { STATUS_PERIOD_MS } from '../times.ts';

/** States in which a plan may still be permitted or refused. */
const OPEN: ReadonlySet<PlanRecord['state']> = new Set(['asking', 'permitting', 'scheduled']);
/** States of an action whose plan is. */
const BEFORE_CUSTODY: ReadonlySet<ActionState> = new Set(['permitted', 'awaiting_approval', 'scheduled']);

function clearTimers(step: Step, plan: string): void {
  for (const name of [`plan:${plan}`, `escalate:${plan}`, `window:${plan}`]) step.clear(name);
}

/** What people were asked is over: they are told how, and by whom. */
export function decidedOn(step: Step, id: string, state: string, line: string): void {
  const plan = step.plan(id);
  if (plan === undefined || plan.outcome !== 'ask') return;
  const { shown: _, ...rest } = plan;
  step.set({ plans: step.state.plans.map((p) => (p.id === id ? rest : p)) });
  const by = plan.saidBy ?? [];
  step.notify('approval_decided', [line], { about: { plan: id, state, ...(by.length === 0 ? {} : { by: [...by] }) } });
}

/** Leave is asked for when the maintenance window opens; the gate gives none before, and none once it has closed. */
export function awaitWindow(step: Step, id: string, opensAt: number): void {
  const plan = step.plan(id);
  if (plan === undefined) return;
  step.setPlan(id, { state: 'scheduled' });
  for (const op of plan.ops)
    step.setAction(op, { state: 'scheduled', detail: `waits for its window, ${new Date(opensAt).toISOString()}` });
  step.clear(`escalate:${id}`);
  step.timer(`window:${id}`, opensAt);
  step.timer(`plan:${id}`, plan.expiresAt);
  step.record('scheduled', 'worker:supervisor', { plan: id, opensAt });
}

export function onWindow(step: Step, id: string): void {
  step.clear(`window:${id}`);
  const plan = step.plan(id);
  if (plan?.state !== 'scheduled') return;
  // From here on a refusal is an end: nothing waits in a window that nobody opens again.
  step.setPlan(id, { state: 'permitting' });
  for (const op of plan.ops) if (step.action(op)?.state === 'scheduled') step.setAction(op, { state: 'permitted' });
  step.effect({ kind: 'permit', plan: id, digest: plan.digest, at: step.at }, id);
}

/** Nobody has decided yet: more people hear of it. */
export function onEscalationDue(step: Step, id: string): void {
  step.clear(`escalate:${id}`);
  const plan = step.plan(id);
  if (plan?.state !== 'asking') return;
  step.record('approval_escalated', 'worker:supervisor', { plan: id });
  step.notify(
    'approval_escalated',
    plan.ops.flatMap((op) => step.action(op)?.draft.spec ?? []).map((s) => `${s.action} on ${s.target}`),
    { about: { plan: id, state: 'escalated' } },
  );
}

/** One person went over everybody's head: all are told, and the incident stays open until somebody looked at it. */
function glassBroken(step: Step, plan: PlanRecord, actor: string): void {
  step.notify('glass_broken', [`${actor} broke the glass for ${plan.id}`], {
    about: { plan: plan.id, state: 'approved', by: [actor] },
  });
  step.escalate(`The glass was broken by ${actor} for plan ${plan.id}: look at whether it was right.`);
}

/** Somebody approved or denied: only the gate knows what that is worth, so that it is asked. */
export function onApproval(step: Step, event: EventOf<'approval_arrived'>): void {
  const plan = step.plan(event.body.plan);
  if (plan?.state !== 'asking') return step.ignore();
  step.record('approval_arrived', event.body.actor, { plan: plan.id, digest: plan.digest });
  // The board's word is none on the plan itself.
  if (plan.onBoard === undefined)
    step.setPlan(plan.id, { saidBy: [...new Set([...(plan.saidBy ?? []), event.body.actor])].slice(-8) });
  step.effect({ kind: 'permit', plan: plan.id, digest: plan.digest, at: step.at }, plan.id);
}

/** Leave to act: every action of that very plan is handed to custody. */
export function onPermitted(step: Step, event: EventOf<'permitted'>): void {
  const { permit, approvals, digest } = event.body;
  const plan = step.plan(event.body.plan);
  if (plan === undefined || plan.digest !== digest || !OPEN.has(plan.state)) return step.ignore();
  step.setPlan(plan.id, { state: 'permitted' });
  clearTimers(step, plan.id);
  const { glassBrokenBy } = event.body;
  step.record('permitted', 'worker:gate', {
    plan: plan.id,
    digest,
    approvals,
    ...(glassBrokenBy === undefined ? {} : { glassBrokenBy }),
  });
  if (glassBrokenBy !== undefined) glassBroken(step, plan, glassBrokenBy);
  else if (plan.outcome === 'ask')
    step.notify('approval_decided', ['approved'], { about: { plan: plan.id, state: 'approved' } });
  for (const op of plan.ops) {
    const action = step.action(op);
    if (action?.preview === undefined || !BEFORE_CUSTODY.has(action.state)) continue;
    step.setAction(op, { state: 'requested', handed: true });
    const { draft, preview } = action;
    step.effect(
      {
        kind: 'acquire',
        request: {
          v: 1,
          opId: op,
          org: step.state.org,
          incident: step.state.id,
          plan: plan.id,
          planDigest: digest,
          spec: draft.spec,
          preImageDigest: preview.preImageDigest,
          leaseMs: draft.leaseMs,
          permit,
          at: step.at,
        },
      },
      op,
    );
    step.record('requested', 'worker:supervisor', {
      op,
      action: draft.spec.action,
      target: draft.spec.target,
      spec: digestOf(draft.spec),
    });
  }
  step.timer('status', step.at + STATUS_PERIOD_MS);
}

/** The gate did not give leave: denied, expired, over budget, or not enough approvals yet. */
export function onRefused(step: Step, event: EventOf<'permit_refused'>): void {
  const plan = step.plan(event.body.plan);
  if (plan === undefined || !OPEN.has(plan.state)) return step.ignore();
  const { code, detail } = event.body;
  step.record('permit_refused', 'worker:gate', { plan: plan.id, code, detail });
  if (code === 'too_early' && plan.opensAt !== undefined) return awaitWindow(step, plan.id, plan.opensAt);
  // Not enough approvals yet: the plan goes on waiting.
  if (code === 'conflict' && plan.state === 'asking') {
    const given = plan.saidBy?.length ?? 0;
    if (plan.shown !== undefined && (given > 0 || plan.onBoard)) {
      const { onBoard: _onBoard, ...rest } = plan;
      step.set({ plans: step.state.plans.map((p) => (p.id === plan.id ? rest : p)) });
      step.notify('approval_needed', [`${given} of ${plan.shown.approvalsNeeded} approvals given`], {
        plan: { ...plan.shown, approvalsGiven: Math.min(given, 5) },
      });
    }
    return;
  }
  step.setPlan(plan.id, { state: 'refused' });
  clearTimers(step, plan.id);
  const denied = code === 'forbidden' && plan.state === 'asking';
  const state = denied ? 'denied' : code === 'gone' ? 'expired' : 'forbidden';
  for (const op of plan.ops) step.setAction(op, { state, detail: detail.slice(0, 300) });
  decidedOn(step, plan.id, state, state);
  step.escalate(`The gate gave no leave for plan ${plan.id}: ${detail}; what it would have contained stands.`);
}

/** The gate could not be asked: a plan that goes by itself ends; one that waits for people waits on, and expires in its time. */
export function onLeaveNotAsked(step: Step, id: string | undefined, error: string): void {
  const plan = id === undefined ? undefined : step.plan(id);
  if (plan?.state !== 'permitting') return;
  step.setPlan(plan.id, { state: 'void' });
  for (const op of plan.ops) step.setAction(op, { state: 'failed', detail: error.slice(0, 300) });
  step.effect({ kind: 'void', plan: plan.id, reason: 'its permit could not be asked for' }, plan.id);
}

/** A plan that nobody decided on in time is over, and a person hears of it. */
export function onPlanExpired(step: Step, id: string): void {
  step.clear(`plan:${id}`);
  const plan = step.plan(id);
  if (plan?.state === 'manual')
    return step.escalate(`The task of plan ${id} is still open; what it would contain stands until somebody does it.`);
  if (plan?.state !== 'asking' && plan?.state !== 'scheduled') return;
  clearTimers(step, id);
  step.setPlan(id, { state: 'expired' });
  const detail = plan.state === 'asking' ? 'nobody approved in time' : 'its maintenance window closed';
  for (const op of plan.ops) step.setAction(op, { state: 'expired', detail });
  step.effect({ kind: 'void', plan: id, reason: `expired: ${detail}` }, id);
  decidedOn(step, id, 'expired', detail);
  step.escalate(`Plan ${id} expired (${detail}); what it would have contained stands.`);
}
