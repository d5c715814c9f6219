import { allFindings, allIncidents, stats, until } from '../../cli/demo/watch.ts';
import type { Percentiles } from '../../src/kit/percentile.ts';
import { alertEvent } from './events.ts';
import { atRate, flood, prepare } from './load.ts';
import type { BenchSession } from './session.ts';
import { spread } from './statistics.ts';

const TIMEOUT_MS = 60_000;

export interface AlertLatency {
  readonly acceptedToFinding: Percentiles;
  readonly acceptedToIncident: Percentiles;
  readonly bareAcceptedToStored: Percentiles;
  readonly incidents: number;
}

const isOf = (i: { entities: readonly { id: string }[] }, run: string): boolean =>
  i.entities.some((e) => e.id.includes(`operator-${run}-`));

/** Waits for a number of incidents by their count alone, so that the question does not weigh on the answer. */
const incidentsReach = (session: BenchSession, count: number): Promise<true> =>
  until(
    async () => ((await stats(session.client)).incidents >= count ? true : undefined),
    TIMEOUT_MS,
    () => `not every alert became an incident: ${count} were expected`,
    500,
  );

/** One alert a request at a steady rate; every one must become an incident of its own. */
export async function alertLatency(
  session: BenchSession,
  perSecond: number,
  seconds: number,
  run: string,
): Promise<AlertLatency> {
  const total = perSecond * seconds;
  const before = (await stats(session.client)).incidents;
  await atRate(session.bare, (n) => prepare(session.bare, [alertEvent(n, run)], `msg_${run}_${n}`), perSecond, seconds);
  await atRate(session.ours, (n) => prepare(session.ours, [alertEvent(n, run)], `msg_${run}_${n}`), perSecond, seconds);
  await incidentsReach(session, before + total);
  const incidents = (await allIncidents(session.client)).filter((i) => isOf(i, run));
  const findings = (await allFindings(session.client)).filter((f) => f.eventId.startsWith(`alert-${run}-`));
  const bare = await (await fetch(session.bare.url, { method: 'PATCH' })).json<number[]>();
  return {
    incidents: incidents.length,
    acceptedToFinding: spread(findings.map((f) => f.detectedAt - f.acceptedAt)),
    acceptedToIncident: spread(incidents.map((i) => i.openedAt - i.acceptedAt)),
    bareAcceptedToStored: spread(bare),
  };
}

/** New incidents a second when all alerts come at once, from the first request to the last incident opened. */
export async function newIncidentRate(session: BenchSession, total: number, run: string): Promise<number> {
  const requests = Array.from({ length: total }, (_, n) =>
    prepare(session.ours, [alertEvent(n, run)], `msg_${run}_${n}`),
  );
  const before = (await stats(session.client)).incidents;
  const started = Date.now();
  await flood(session.ours, requests, 32);
  await incidentsReach(session, before + total);
  const incidents = (await allIncidents(session.client)).filter((i) => isOf(i, run));
  const last = Math.max(...incidents.map((i) => i.openedAt));
  return total / ((last - started) / 1000);
}
