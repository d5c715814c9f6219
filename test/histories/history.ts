import { writeFile } from 'node:fs/promises';
import { NO_HASH } from '../../src/contracts/ledger.ts';
import type { Effect, Reduction } from '../../src/incident/effects.ts';
import { IncidentEvent, REDUCER_VERSION, type EventOf } from '../../src/incident/events.ts';
import { hashEvent } from '../../src/incident/log.ts';
import { emptyState, reduce } from '../../src/incident/reduce.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import { replay, type ReplayInput } from '../../src/incident/replay.ts';
import { digestOf } from '../../src/kit/crypto.ts';

/** First line of a history file; its events follow, one a line. */
export interface Header {
  readonly reducer: string;
  /** Hash of the log's last line. */
  readonly hash: string;
  /** {@link effectsDigest} of the events. */
  readonly effects: string;
  /** The state that the events add up to. */
  readonly state: unknown;
}

function run(events: readonly IncidentEvent[]): Reduction<IncidentState>[] {
  let state = emptyState(events[0] as EventOf<'finding_added'>);
  return events.map((event) => {
    const reduction = reduce(state, event);
    state = reduction.state;
    return reduction;
  });
}

/** Everything that the events made the incident do, with the number of the event that caused it. */
export const effectsOf = (events: readonly IncidentEvent[]): { effect: Effect; by: number }[] =>
  run(events).flatMap(({ effects }, i) => effects.map((effect) => ({ effect, by: i + 1 })));

/** Timers that are set at the end: name → due, ms. */
export function timersOf(events: readonly IncidentEvent[]): Map<string, number> {
  const timers = new Map<string, number>();
  for (const [i, { timers: changes }] of run(events).entries()) {
    const event = events[i]!;
    if (event.type === 'timer_fired') timers.delete(event.body.name);
    for (const t of changes)
      if ('clear' in t) timers.delete(t.name);
      else timers.set(t.name, t.due);
  }
  return timers;
}

/** Digest of all effects with what they carry, and of all timers: it changes when any decision does, whether or not the end is the same. */
export const effectsDigest = (events: readonly IncidentEvent[]): string =>
  digestOf({ effects: effectsOf(events), timers: run(events).map((r) => r.timers) });

/** Permits are signed leave to act; a history that is kept for years carries none. Everything after the change is chained anew. */
export function withoutPermits(log: ReplayInput): { events: ReplayInput['events']; parsed: IncidentEvent[] } {
  let prev = NO_HASH;
  const parsed: IncidentEvent[] = [];
  const events = log.events.map((line) => {
    const event = IncidentEvent.parse({ id: line.id, type: line.type, at: line.at, body: line.body });
    const clean: IncidentEvent =
      event.type === 'permitted' ? { ...event, body: { ...event.body, permit: 'left-out' } } : event;
    prev = hashEvent(line.seq, clean, prev);
    parsed.push(clean);
    return { ...line, body: clean.body, hash: prev };
  });
  return { events, parsed };
}

/** Writes a log that was saved or fetched as a history; throws if it does not replay as it is. */
export async function writeHistory(to: string, log: ReplayInput): Promise<void> {
  const before = replay(log);
  if (!before.same || before.broken.length > 0)
    throw new Error(`it does not replay as it is (${before.differs.join(', ')}); record a sound log`);
  const { events, parsed } = withoutPermits(log);
  const { hash, state } = replay({ ...log, events });
  const header: Header = { reducer: REDUCER_VERSION, hash, effects: effectsDigest(parsed), state };
  await writeFile(to, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
}
