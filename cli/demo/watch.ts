import type { Finding } from '../../src/contracts/finding.ts';
import type { ActionState, IncidentProjection } from '../../src/contracts/incident.ts';
import type { ApiClient } from '../lib/client.ts';

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

/** All pages of a list. */
async function all<T>(client: ApiClient, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '200', ...(cursor === undefined ? {} : { cursor }) });
    const page = await client.get<{ items: T[]; next?: string }>(`${path}?${query.toString()}`);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}

export const allIncidents = (client: ApiClient): Promise<IncidentProjection[]> =>
  all<IncidentProjection>(client, '/incidents');
export const allFindings = (client: ApiClient): Promise<Finding[]> => all<Finding>(client, '/findings');

export interface Stats {
  readonly deliveries: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly findings: number;
  readonly incidents: number;
  readonly latencyMs: unknown;
}
export const stats = (client: ApiClient): Promise<Stats> => client.get<Stats>('/stats');

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
