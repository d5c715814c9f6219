import * as z from 'zod';
import type { IncidentState } from './state.ts';

/** The parts of a state that are decisions; everything else may be missing, for the state may be of another version. */
const Decided = z.object({
  phase: z.string().catch('?'),
  actions: z
    .array(
      z.object({
        draft: z.object({ opId: z.string(), spec: z.object({ action: z.string(), target: z.string() }) }),
        state: z.string(),
      }),
    )
    .catch([]),
  plans: z.array(z.object({ id: z.string(), state: z.string() })).catch([]),
  escalations: z.array(z.string()).catch([]),
});

/** What was decided, by subject: the phase, how each action and plan ended, and what a person was told. */
function decisionsOf(state: unknown): Map<string, string> {
  const parsed = Decided.safeParse(state);
  if (!parsed.success) return new Map();
  const { phase, actions, plans, escalations } = parsed.data;
  return new Map([
    ['phase', phase],
    ...actions.map(({ draft, state: s }): [string, string] => [
      `${draft.opId} (${draft.spec.action} on ${draft.spec.target})`,
      s,
    ]),
    ...plans.map((p): [string, string] => [p.id, p.state]),
    ...escalations.map((text): [string, string] => [`told a person: ${text}`, 'yes']),
  ]);
}

export interface Difference {
  readonly subject: string;
  /** As the incident has it; `none` where it has no such subject. */
  readonly was: string;
  /** As this reducer makes it of the same events. */
  readonly now: string;
}

/** Where two states of the same incident decide differently. `was` may be anything that claims to be a state. */
export function compareDecisions(was: unknown, now: IncidentState | undefined): Difference[] {
  const [before, after] = [decisionsOf(was), decisionsOf(now)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((subject) => ({ subject, was: before.get(subject) ?? 'none', now: after.get(subject) ?? 'none' }))
    .filter((d) => d.was !== d.now);
}
