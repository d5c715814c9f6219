import { stats, until } from '../../cli/demo/watch.ts';
import { quietEvent } from './events.ts';
import { flood, prepare, type Target } from './load.ts';
import type { BenchSession } from './session.ts';

const DRAIN_TIMEOUT_MS = 120_000;
const WIDTH = 32;

/** Events that a target has processed for good: stored rows of the bare Worker, events in processed deliveries of ours. */
async function processed(session: BenchSession, target: Target): Promise<number> {
  if (target === session.bare) return (await (await fetch(target.url)).json<{ n: number }>()).n;
  const s = await stats(session.client);
  if (s.rejected > 0 || s.duplicates > 0)
    throw new Error(`ours counted ${s.rejected} rejected and ${s.duplicates} duplicates: the bench sends neither`);
  return s.events;
}

/** Events a second from the first request to the last event processed; throws if one is lost. */
export async function drainedRate(
  session: BenchSession,
  target: Target,
  events: number,
  perRequest: number,
  run: string,
): Promise<number> {
  const before = await processed(session, target);
  const requests = [];
  for (let n = 0; n < events; n += perRequest) {
    const lines = Array.from({ length: Math.min(perRequest, events - n) }, (_, i) => quietEvent(n + i, run));
    requests.push(prepare(target, lines, `msg_${run}_${n}`));
  }
  const started = performance.now();
  await flood(target, requests, WIDTH);
  await until(
    async () => ((await processed(session, target)) >= before + events ? true : undefined),
    DRAIN_TIMEOUT_MS,
    () => `${target.name} lost events: it did not reach ${before + events}`,
    20,
  );
  const seconds = (performance.now() - started) / 1000;
  const after = await processed(session, target);
  if (after !== before + events) throw new Error(`${target.name} counted ${after - before} of ${events} events`);
  return events / seconds;
}
