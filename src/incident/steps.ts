import type { ReplayStep } from '../contracts/incident.ts';
import { NO_HASH } from '../contracts/ledger.ts';
import { describe } from './describe.ts';
import { REDUCER_VERSION, type EventOf } from './events.ts';
import { hashFits, type LoggedEvent } from './log.ts';
import { emptyState, reduce } from './reduce.ts';
import { differingParts } from './replay.ts';
import type { IncidentState } from './state.ts';

export interface Replayed {
  reducer: string;
  writtenUnder: string[];
  steps: ReplayStep[];
  divergence: number | null;
}

/**
 * Runs an incident's own log through today's reducer: one step an event, with the state as it stands after it.
 *
 * `divergence` null proves that every line's hash fits its content and the line before, and that today's reducer makes of
 * these events the very state that the incident is in: what it decided follows from what is in the log, and from nothing
 * else. Otherwise it is the first line whose hash does not fit or, since states between are not kept, the last line if the
 * states differ. It does not prove that the log is the one that was written at the time: the signed ledger does, whose
 * lines carry the log's numbers and hashes. `stored` is the state that the incident is in, `writtenUnder` the reducer of
 * its snapshot; only the last one is kept.
 */
export function replaySteps(log: readonly LoggedEvent[], stored: IncidentState, writtenUnder: string): Replayed {
  let state: IncidentState | undefined;
  let prev = NO_HASH;
  let divergence: number | null = null;
  const steps: ReplayStep[] = [];
  for (const { seq, event, hash } of log) {
    if (!hashFits(seq, event, prev, hash)) divergence ??= seq;
    prev = hash;
    if (state === undefined && event.type !== 'finding_added') {
      divergence ??= seq;
      continue;
    }
    const reduction = reduce(state ?? emptyState(event as EventOf<'finding_added'>), event);
    state = reduction.state;
    const actor = actorOf(event);
    steps.push({
      seq,
      type: event.type,
      at: event.at,
      text: describe(event),
      ...(actor === undefined ? {} : { actor }),
      phase: state.phase,
      risk: state.risk,
      findings: state.findingCount,
      actions: state.actions.map((a) => ({ opId: a.draft.opId, action: a.draft.spec.action, state: a.state })),
      effects: reduction.effects.map((e) => e.body.kind),
    });
  }
  if (differingParts(JSON.parse(JSON.stringify(stored)), state).length > 0) divergence ??= log.at(-1)?.seq ?? 0;
  return { reducer: REDUCER_VERSION, writtenUnder: [writtenUnder], steps, divergence };
}

const actorOf = ({ body }: LoggedEvent['event']): string | undefined => ('actor' in body ? body.actor : undefined);
