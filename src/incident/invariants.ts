import { SILENCE_RULE_ID } from '../contracts/detections.ts';
import type { Effect } from './effects.ts';
import type { IncidentEvent } from './events.ts';
import { inCustody, isLive } from './phase.ts';
import type { IncidentState } from './state.ts';

/** A whole history: events in order, and for each effect the number of events that had happened when it was made. */
export interface History {
  readonly events: readonly IncidentEvent[];
  readonly effects: readonly { readonly effect: Effect; readonly by: number }[];
  readonly timers: ReadonlyMap<string, number>;
  readonly state: IncidentState;
}

type Invariant = (h: History) => string | undefined;

/** Nothing is acquired without the gate's permit for that very plan digest, naming an operation of that very plan. */
const acquiredUnderPermit: Invariant = ({ events, effects }) => {
  for (const { effect, by } of effects) {
    if (effect.body.kind !== 'acquire') continue;
    const { request } = effect.body;
    const before = events.slice(0, by);
    const permitted = before.some(
      (e) =>
        e.type === 'permitted' &&
        e.body.plan === request.plan &&
        e.body.digest === request.planDigest &&
        e.body.permit === request.permit,
    );
    const planned = before.some(
      (e) =>
        e.type === 'decided' &&
        e.body.plans.some(
          (p) =>
            p.id === request.plan &&
            p.digest === request.planDigest &&
            p.decision.outcome !== 'forbid' &&
            p.strategy?.kind !== 'manual' &&
            p.actions.some((a) => a.opId === request.opId),
        ),
    );
    if (!permitted || !planned) return `operation ${request.opId} was acquired without a permit for its plan`;
  }
  return undefined;
};

/** An operation is handed to custody once. */
const acquiredOnce: Invariant = ({ effects }) => {
  const ops = effects.flatMap((s) => (s.effect.body.kind === 'acquire' ? [s.effect.body.request.opId] : []));
  return ops.length === new Set(ops).size ? undefined : 'an operation was acquired twice';
};

/** While anything stands or may stand in AWS, there is a time at which it is looked at again, or a person was told. */
const neverUnseen: Invariant = ({ state, timers }) => {
  const live = state.actions.filter((a) => inCustody(a.state) && a.state !== 'contested');
  return live.length === 0 || timers.has('status')
    ? undefined
    : 'an action is in custody and nobody will look at it again';
};

/** What waits for a person or for its window has a time at which it ends. */
const approvalsEnd: Invariant = ({ state, timers }) => {
  const open = state.plans.find(
    (p) => (p.state === 'asking' || p.state === 'scheduled') && !timers.has(`plan:${p.id}`),
  );
  return open === undefined ? undefined : `plan ${open.id} waits without an end`;
};

/** By itself nothing asks for leave before its maintenance window opens; a person's word may be tried at any time. */
const windowsAreAwaited: Invariant = ({ events, effects }) => {
  for (const { effect, by } of effects) {
    if (effect.body.kind !== 'permit' || events[by - 1]?.type === 'approval_arrived') continue;
    const { plan: id, at } = effect.body;
    const plan = events.flatMap((e) => (e.type === 'decided' ? e.body.plans : [])).find((p) => p.id === id);
    if (plan?.strategy?.kind === 'scheduled' && at < plan.strategy.opensAt)
      return `plan ${id} asked for leave before its window`;
  }
  return undefined;
};

/** A task is done only once AWS was read and shows it, and one that is open has an end or an owner. */
const tasksAreRead: Invariant = ({ state, events, timers }) => {
  for (const a of state.actions) {
    const { opId } = a.draft;
    if (a.state === 'done_by_hand') {
      const seen = events.some(
        (e) =>
          e.type === 'task_checked' &&
          e.body.opId === opId &&
          (e.body.preview?.alreadyDone === true || e.body.preview?.exists === false),
      );
      if (!seen) return `task ${opId} counts as done without a reading of AWS`;
    }
    if (a.state === 'manual' && !timers.has(`plan:${a.plan}`) && state.escalations.length === 0)
      return `task ${opId} waits without an end or an owner`;
  }
  return undefined;
};

/** That the glass was broken is told to people, and keeps the incident open. */
const brokenGlassIsTold: Invariant = ({ events, effects }) => {
  const last = events.at(-1);
  if (last?.type !== 'permitted' || last.body.glassBrokenBy === undefined) return undefined;
  const now = effects.filter((s) => s.by === events.length).map((s) => s.effect.body);
  const acted = now.some((b) => b.kind === 'acquire');
  const told = now.some((b) => b.kind === 'notify' && b.job.event === 'glass_broken');
  return acted && !told ? 'the glass was broken and nobody was told' : undefined;
};

/** Closed means that nothing is held. */
const closedHoldsNothing: Invariant = ({ state }) =>
  state.phase === 'closed' && state.actions.some((a) => inCustody(a.state))
    ? 'closed while it holds something'
    : undefined;

/** An open incident has a time at which it goes on, an answer on its way (a merge's comes for sure), or a person who took it on. */
const neverParked: Invariant = ({ state, timers }) => {
  const { stage } = state.round;
  const answerComes =
    stage === 'proposing' ||
    stage === 'previewing' ||
    stage === 'deciding' ||
    state.plans.some((p) => p.state === 'permitting');
  const somebodys = state.merging !== undefined || state.reopenedBy !== undefined;
  return state.closedAt !== undefined || state.escalations.length > 0 || timers.size > 0 || answerComes || somebodys
    ? undefined
    : 'it is open, and nothing and nobody will ever look at it again';
};

/** Nothing is asked of the gate's leave or of custody's hold for an incident that is closed, or lives on in another one. */
const closedActsNot: Invariant = ({ state, events, effects }) => {
  const late = effects.find(
    (s) => s.by === events.length && (s.effect.body.kind === 'acquire' || s.effect.body.kind === 'permit'),
  );
  const ended = state.closedAt !== undefined || state.merging !== undefined || state.mergedInto !== undefined;
  return ended && late !== undefined
    ? `${late.effect.body.kind} was asked for an incident that is closed or merged`
    : undefined;
};

/** A merge begins only where nothing is held and nothing waits for approval, and what is merged stays merged. */
const mergedHoldsNothing: Invariant = ({ state, events, effects }) => {
  const begun = effects.some((s) => s.by === events.length && s.effect.body.kind === 'merge');
  if (begun && state.actions.some((a) => isLive(a.state))) return 'a merge began while something is held or waits';
  if (state.phase === 'merged' && (state.mergedInto === undefined || state.actions.some((a) => inCustody(a.state))))
    return 'merged while it holds something, or into nothing';
  const said = events.findLast((e) => e.type === 'merged' && e.body.into === state.mergedInto);
  return state.mergedInto !== undefined && said === undefined ? 'merged without a word of the other side' : undefined;
};

/** Something was given back only after something was held, and nothing is while it still is. */
const timesFit: Invariant = ({ state }) =>
  state.releasedAt !== undefined && state.actions.some((a) => inCustody(a.state))
    ? 'said to be given back while something is held'
    : undefined;

/** No text that a person wrote in a comment leaves the log. */
const commentsStayInTheLog: Invariant = ({ state, events, effects }) => {
  const last = events.at(-1);
  if (last?.type !== 'commented') return undefined;
  const out = JSON.stringify([state, effects.filter((s) => s.by === events.length)]);
  return out.includes(last.body.text) ? 'a comment left the log' : undefined;
};

/** What failed, is contested or could not be carried out was told to a person. */
const failuresHaveAnOwner: Invariant = ({ state, events }) => {
  const bad = state.actions.some((a) => a.state === 'contested');
  const closedByPerson = events.some((e) => e.type === 'close_requested');
  return bad && state.escalations.length === 0 && !closedByPerson
    ? 'an action is contested and nobody was told'
    : undefined;
};

/** That a source speaks again ends nothing that a person took on, and nothing that is about something else. */
const returnEndsItsSilenceOnly: Invariant = ({ state, events, effects }) => {
  if (events.at(-1)?.type !== 'source_spoke') return undefined;
  const closes = effects.some(
    (s) => s.by === events.length && s.effect.body.kind === 'ledger' && s.effect.body.entry.type === 'closed',
  );
  const isSomebodys =
    state.assignee !== undefined || state.acknowledgedAt !== undefined || (state.comments ?? 0) > 0 || state.absorbed;
  const other = state.findings.some((f) => f.rule.id !== SILENCE_RULE_ID) || state.actions.length > 0;
  return closes && (isSomebodys || other) ? 'a source that speaks again closed what was not its own' : undefined;
};

/** The safety properties by name. That risk and severity never fall is a property of two states; its test holds it. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  acquiredUnderPermit,
  acquiredOnce,
  neverUnseen,
  approvalsEnd,
  windowsAreAwaited,
  tasksAreRead,
  brokenGlassIsTold,
  closedHoldsNothing,
  neverParked,
  closedActsNot,
  mergedHoldsNothing,
  timesFit,
  commentsStayInTheLog,
  failuresHaveAnOwner,
  returnEndsItsSilenceOnly,
};

/** The names and reasons of the properties that a history breaks. */
export const broken = (h: History): string[] =>
  Object.entries(INVARIANTS).flatMap(([name, check]) => {
    const why = check(h);
    return why === undefined ? [] : [`${name}: ${why}`];
  });
