import { digestOf, sha256Hex } from '../kit/crypto.ts';
import type { IncidentEvent } from './events.ts';

/** A line of an incident's log. `hash` covers the line before, so that the last one stands for all. */
export interface LoggedEvent {
  readonly seq: number;
  readonly event: IncidentEvent;
  readonly hash: string;
}

const REDACTED = /^sha256:[0-9a-f]{64}$/;

/** The event without what opens doors: a permit is leave to act for whoever has it, and reads `sha256:<its digest>`. Doing it twice is doing it once. */
export function redacted(event: IncidentEvent): IncidentEvent {
  if (event.type !== 'permitted' || REDACTED.test(event.body.permit)) return event;
  return { ...event, body: { ...event.body, permit: `sha256:${sha256Hex(event.body.permit)}` } };
}

const hashAsIs = (seq: number, event: IncidentEvent, prev: string): string =>
  digestOf({ seq, id: event.id, type: event.type, at: event.at, body: event.body, prev });

/**
 * Hash of a line: canonical JSON of number, event and the hash before (64 zeros for the first). Of the {@link redacted}
 * event, so that who may read the log without its permits can check it all the same.
 */
export const hashEvent = (seq: number, event: IncidentEvent, prev: string): string =>
  hashAsIs(seq, redacted(event), prev);

/** Whether a line's hash fits; the first release's logs hashed permits as they were. */
export const hashFits = (seq: number, event: IncidentEvent, prev: string, hash: string): boolean =>
  hash === hashEvent(seq, event, prev) || (event.type === 'permitted' && hash === hashAsIs(seq, event, prev));
