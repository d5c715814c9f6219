import { digestOf } from '../kit/crypto.ts';
import type { IncidentEvent } from './events.ts';

/** A line of an incident's log. `hash` covers the line before, so that the last one stands for all. */
export interface LoggedEvent {
  readonly seq: number;
  readonly event: IncidentEvent;
  readonly hash: string;
}

/** Hash of a line: canonical JSON of number, event and the hash before (64 zeros for the first). */
export const hashEvent = (seq: number, event: IncidentEvent, prev: string): string =>
  digestOf({ seq, id: event.id, type: event.type, at: event.at, body: event.body, prev });
