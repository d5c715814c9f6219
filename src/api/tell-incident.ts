import type { Rpc } from '../contracts/rpc.ts';
import { fail, unwrap } from './app.ts';
import type { ApiDeps } from './deps.ts';

/** Pauses between tries, ms: together what a person waits for without wondering. */
const PAUSES_MS = [150, 600];

type Arrived = Parameters<ApiDeps['incidents']['approvalArrived']>[0];

/**
 * Tells an incident that the gate took a person's word, and answers its phase. The word is kept by then, so that an
 * incident that cannot be reached for a moment is tried again; the telling is idempotent. Fails with `unavailable`, and what
 * to do, once that is no use.
 */
export async function tellIncident(
  incidents: Pick<ApiDeps['incidents'], 'approvalArrived'>,
  told: Arrived,
): Promise<{ phase: string }> {
  for (const pause of [...PAUSES_MS, undefined]) {
    const answer = await once(() => incidents.approvalArrived(told));
    if (answer !== undefined && (answer.ok || answer.error.code !== 'unavailable')) return unwrap(answer);
    if (pause !== undefined) await new Promise((r) => setTimeout(r, pause));
  }
  return fail('unavailable', 'Your word is kept, but the incident could not be told. Send the same again in a moment.');
}

/** The answer, or undefined if the call broke off. */
const once = async <T>(call: () => Rpc<T>): Promise<Awaited<Rpc<T>> | undefined> => {
  try {
    return await call();
  } catch {
    return undefined;
  }
};
