import {
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  runDurableObjectAlarm,
} from 'cloudflare:test';
import type { D1Migration } from 'cloudflare:test';
import type { EntryInput } from '../../../src/contracts/ledger.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import type { ReplayInput } from '../../../src/incident/replay.ts';
import type { IncidentState } from '../../../src/incident/state.ts';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import type { Env } from '../env.ts';
import { addFindings } from '../findings.ts';
import worker from '../index.ts';

export const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
export const object = (incident: string) => bindings.INCIDENT.getByName(incident);
export const add = (incident: string, ...findings: Finding[]) =>
  addFindings(bindings, { v: 1, org: ORG, incidents: [{ incident, findings }] });

/** Gives messages to the Worker as their queue would; answers what became of them. */
export async function deliver(queue: string, ...bodies: unknown[]): Promise<{ acked: string[]; retried: string[] }> {
  const batch = createMessageBatch(
    queue,
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await worker.queue(batch, bindings);
  const { explicitAcks, retryMessages, ackAll } = await getQueueResult(batch, ctx);
  return { acked: ackAll ? bodies.map((_, i) => `m${i}`) : explicitAcks, retried: retryMessages.map((m) => m.msgId) };
}

type Log = Omit<ReplayInput, 'state'> & { readonly state: IncidentState };
export async function logOf(incident: string): Promise<Log> {
  const answer = await object(incident).log(ORG);
  if (!answer.ok) throw new Error('there is no such incident');
  return (answer as unknown as { value: Log }).value;
}

/** Fires the object's alarm until its state satisfies `done`; real time passes only as its own timers ask. */
export async function until(incident: string, done: (s: IncidentState) => boolean): Promise<IncidentState> {
  for (let i = 0; i < 80; i++) {
    const { state } = await logOf(incident);
    if (done(state)) return state;
    await runDurableObjectAlarm(object(incident));
    await new Promise((r) => setTimeout(r, 60));
  }
  throw new Error(`the incident did not get there: ${JSON.stringify((await logOf(incident)).state).slice(0, 2_000)}`);
}

const ANALYST = { title: 'Leaked key', summary: '', severity: 'high', risk: 70, author: 'rules' };
const NOTHING = { reasons: [], techniques: [], timeline: [], nextSteps: [], limits: [] };
const INSPECTOR = { nodes: [], edges: [], evidence: [], facts: [], discovered: [], limits: [] };

/** Both agents' reports on the incident's job, as they say at time `at`. */
export async function reports(incident: string, at = Date.now()): Promise<object[]> {
  const { job } = (await until(incident, (s) => s.round.stage === 'investigating')).round;
  const head = { v: 1, org: ORG, incident, job, at };
  return [
    { ...head, kind: 'analyst', id: 'job_r1', report: { ...ANALYST, ...NOTHING } },
    { ...head, kind: 'inspector', id: 'job_r2', report: INSPECTOR },
  ];
}

export async function investigated(incident: string, at?: number): Promise<void> {
  await add(incident, findingOf(1));
  await deliver('vedette-reports', ...(await reports(incident, at)));
}

interface FakeLedger {
  linesOf(chain: string): Promise<EntryInput[]>;
}
export const linesOf = (incident: string): Promise<EntryInput[]> =>
  (bindings.LEDGER as unknown as FakeLedger).linesOf(incident);
