import type { ActionState, IncidentProjection } from '../../src/contracts/incident.ts';
import type { Schemas } from '../../src/client/client.ts';
import { ask, type TypedClient } from '../lib/client.ts';
import { pages } from '../lib/pages.ts';

/** Action states from which nothing moves by itself any more. */
const FINAL: ReadonlySet<ActionState> = new Set([
  'denied',
  'forbidden',
  'expired',
  'released',
  'contested',
  'gone',
  'drifted',
  'failed',
  'done_by_hand',
]);
export const isFinal = (state: ActionState): boolean => FINAL.has(state);
const CONTAINED: ReadonlySet<ActionState> = new Set(['held', 'verified']);
export const isContained = (state: ActionState): boolean => CONTAINED.has(state);

/** Too weak to investigate: such an incident stays in triage until more comes. */
const WEAK: ReadonlySet<IncidentProjection['severity']> = new Set(['informational', 'low']);

/** Whether an incident will not move again without a person or a new finding. */
export function isSettled(i: IncidentProjection): boolean {
  if (i.phase === 'closed' || i.phase === 'merged') return true;
  if (i.phase === 'triage') return WEAK.has(i.severity);
  return i.phase === 'escalated' && i.actions.every((a) => isFinal(a.state));
}

export const allIncidents = async (client: TypedClient): Promise<IncidentProjection[]> =>
  (await pages((query) => ask(client.GET('/incidents', { params: { query } })), Infinity)).items;
export const allFindings = async (client: TypedClient): Promise<Schemas['Finding'][]> =>
  (await pages((query) => ask(client.GET('/findings', { params: { query } })), Infinity)).items;

export const stats = (client: TypedClient) => ask(client.GET('/stats'));
export type Stats = Awaited<ReturnType<typeof stats>>;

/** Asks again until the answer is there; throws what `late` says when time is up. */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  timeoutMs: number,
  late: () => string,
  periodMs = 150,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(late());
    await new Promise((r) => setTimeout(r, periodMs));
  }
}
