import type { EventOf } from '../events.ts';
import type { Step } from '../step.ts';

/** A person says that a task is done: that is a claim, and AWS is read. */
export function onTaskDone(step: Step, event: EventOf<'task_done'>): void {
  const { actor, opId, note } = event.body;
  const action = step.action(opId);
  if (action?.state !== 'manual') return step.ignore();
  step.record('task_done', actor, { op: opId, note });
  step.effect({ kind: 'check', opId, spec: action.draft.spec }, opId);
}

/** What AWS shows of a task: done as the plan wanted it, or what is still missing. */
export function onTaskChecked(step: Step, event: EventOf<'task_checked'>): void {
  const { opId, preview, error } = event.body;
  const action = step.action(opId);
  if (action?.state !== 'manual') return step.ignore();
  const done = preview !== undefined && (preview.alreadyDone || !preview.exists);
  step.record('task_checked', 'worker:responder', { op: opId, done, ...(error === undefined ? {} : { error }) });
  if (!done) {
    const missing = preview?.diff.map((d) => d.path).join(', ');
    step.setAction(opId, {
      detail: (error ?? `AWS does not show it as done: ${missing ?? ''}`).slice(0, 300),
    });
    return;
  }
  step.setAction(opId, {
    state: 'done_by_hand',
    detail: preview.exists
      ? 'read in AWS as the task wanted it; undoing it is a person’s too'
      : 'the target does not exist any more',
  });
  const plan = action.plan;
  if (plan === undefined || step.state.actions.some((a) => a.plan === plan && a.state === 'manual')) return;
  step.clear(`plan:${plan}`);
}
