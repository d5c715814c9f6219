import {
  applyD1Migrations,
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
  type D1Migration,
} from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IncidentProjection } from '../../../src/contracts/incident.ts';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import { replay, type ReplayInput } from '../../../src/incident/replay.ts';
import { addFindings } from '../findings.ts';
import { people } from '../people.ts';
import worker from '../index.ts';
import type { Env } from '../env.ts';

const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
const of = (incident: string) => bindings.INCIDENT.getByName(incident);
const add = (incident: string, ...findings: ReturnType<typeof findingOf>[]) =>
  addFindings(bindings, { v: 1, org: ORG, incidents: [{ incident, findings }] });

interface Row {
  seq: number;
  phase: string;
  body: string;
}
const row = (incident: string): Promise<Row | null> =>
  bindings.DB.prepare('SELECT seq, phase, body FROM incident WHERE id = ?').bind(incident).first<Row>();

/** Sends reports as the queue would. */
async function report(...bodies: object[]): Promise<void> {
  const batch = createMessageBatch(
    'vedette-reports',
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await worker.queue(batch, bindings);
  await getQueueResult(batch, ctx);
}

const logOf = async (incident: string) => {
  const answer = await of(incident).log(ORG);
  if (!answer.ok) throw new Error(answer.error.detail);
  return (answer as unknown as { value: ReplayInput }).value;
};

/** Fires the object's alarm until its state satisfies `done`; real time passes only as its own timers ask. */
async function until(incident: string, done: (p: string) => boolean): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const { phase } = (await logOf(incident)).state as { phase: string };
    if (done(phase)) return;
    await runDurableObjectAlarm(of(incident));
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error('the incident did not get there');
}

const ANALYST = {
  title: 'Leaked key',
  summary: '',
  severity: 'high',
  risk: 70,
  reasons: [],
  techniques: [],
  timeline: [],
  nextSteps: [],
  author: 'rules',
  limits: [],
};
const INSPECTOR = { nodes: [], edges: [], evidence: [], facts: [], discovered: [], limits: [] };

async function investigated(incident: string): Promise<void> {
  await add(incident, findingOf(1));
  await until(incident, (p) => p === 'investigate');
  const log = await logOf(incident);
  const { job } = (log.state as { round: { job: string } }).round;
  const at = Date.now();
  await report(
    { v: 1, kind: 'analyst', id: 'job_r1', org: ORG, incident, job, report: ANALYST, at },
    { v: 1, kind: 'inspector', id: 'job_r2', org: ORG, incident, job, report: INSPECTOR, at },
  );
}

beforeEach(async () => {
  await reset();
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
});

describe('findings', () => {
  it('are durable in their incident and known to D1 before the answer', async () => {
    const answer = await add('inc_a', findingOf(1), findingOf(2));
    expect(answer).toMatchObject({ ok: true, value: { incidents: [{ incident: 'inc_a', seq: 2 }] } });
    expect(await row('inc_a')).toMatchObject({ seq: 2, phase: 'triage' });
  });

  it('count once, however often they come', async () => {
    await add('inc_a', findingOf(1));
    await add('inc_a', findingOf(1), findingOf(2));
    await add('inc_a', findingOf(2));
    expect(JSON.parse((await row('inc_a'))!.body)).toMatchObject({ findingCount: 2 });
    expect((await logOf('inc_a')).events).toHaveLength(2);
  });

  it('of another organisation reach no incident', async () => {
    await add('inc_a', findingOf(1));
    const foreign = await addFindings(bindings, {
      v: 1,
      org: 'org_other',
      incidents: [{ incident: 'inc_a', findings: [{ ...findingOf(9), org: 'org_other' }] }],
    });
    expect(foreign).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(
      await addFindings(bindings, {
        v: 1,
        org: ORG,
        incidents: [{ incident: 'inc_a', findings: [{ ...findingOf(9), org: 'org_other' }] }],
      }),
    ).toMatchObject({ ok: false, error: { code: 'malformed' } });
    expect((await logOf('inc_a')).events).toHaveLength(1);
  });

  it('that are malformed are refused with the place', async () => {
    expect(
      await addFindings(bindings, { v: 1, org: ORG, incidents: [{ incident: 'inc_a', findings: [{}] }] }),
    ).toMatchObject({
      ok: false,
      error: { code: 'malformed', field: expect.stringContaining('/incidents/0/findings/0') as string },
    });
  });
});

describe('an incident', () => {
  it('goes to its hold when the gate permits, and its log replays to the same state', async () => {
    await investigated('inc_go');
    await until('inc_go', (p) => p === 'hold');
    const log = await logOf('inc_go');
    expect(log.events.map((e) => e.type)).toEqual(
      expect.arrayContaining(['proposed', 'previewed', 'decided', 'permitted', 'custody_reported']),
    );
    expect(replay(log)).toMatchObject({ broken: [], same: true });
  });

  it('waits for a person, and goes on when an approval arrives', async () => {
    await investigated('inc_ask1');
    await until('inc_ask1', (p) => p === 'await_approval');
    const { state } = await logOf('inc_ask1');
    const plan = (state as { plans: { id: string }[] }).plans[0]!.id;
    await people.approvalArrived(bindings, { v: 1, org: ORG, incident: 'inc_ask1', plan, actor: 'user:usr_a' });
    await until('inc_ask1', (p) => p === 'hold');
    expect((await logOf('inc_ask1')).events.map((e) => e.type)).toContain('permitted');
  });

  it('takes the same report once', async () => {
    await investigated('inc_ask2');
    await until('inc_ask2', (p) => p === 'await_approval');
    const before = (await logOf('inc_ask2')).events.length;
    const { job } = ((await logOf('inc_ask2')).state as { round: { job: string } }).round;
    await report({
      v: 1,
      kind: 'analyst',
      id: 'job_r1',
      org: ORG,
      incident: 'inc_ask2',
      job,
      report: { ...ANALYST, risk: 99 },
      at: Date.now(),
    });
    expect((await logOf('inc_ask2')).events.length).toBe(before);
  });

  it('is not there for another organisation', async () => {
    await add('inc_a', findingOf(1));
    expect(await people.log(bindings, { v: 1, org: 'org_other', incident: 'inc_a' })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(
      await people.close(bindings, {
        v: 1,
        org: 'org_other',
        incident: 'inc_a',
        actor: 'user:x',
        reason: 'x',
      }),
    ).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  it('that nobody opened leaves no trace when it is asked for', async () => {
    expect(await people.log(bindings, { v: 1, org: ORG, incident: 'inc_none' })).toMatchObject({ ok: false });
    expect(
      await runInDurableObject(
        of('inc_none'),
        (_o, state) => state.storage.sql.exec('SELECT name FROM sqlite_master').toArray().length,
      ),
    ).toBe(0);
  });

  it('wakes from its rows after a restart: timers and outbox are on disk', async () => {
    await add('inc_ask3', findingOf(1));
    const due = await runInDurableObject(of('inc_ask3'), async (_o, state) => state.storage.getAlarm());
    expect(due).not.toBeNull();
    await runInDurableObject(of('inc_ask3'), (_o, state) => {
      expect(
        state.storage.sql.exec("SELECT name FROM timer WHERE name IN ('investigate', 'settle')").toArray(),
      ).toHaveLength(2);
      expect(state.storage.sql.exec("SELECT kind FROM outbox WHERE kind = 'ledger'").toArray().length).toBeGreaterThan(
        0,
      );
    });
  });
});

describe('projections', () => {
  const projection = (seq: number, phase: IncidentProjection['phase']): object => ({
    v: 1,
    projection: {
      v: 1,
      id: 'inc_p',
      org: ORG,
      seq,
      title: 't',
      severity: 'high',
      risk: 1,
      phase,
      openedAt: 1,
      updatedAt: seq,
      acceptedAt: 1,
      findingCount: 1,
      techniques: [],
      entities: [],
      actions: [],
    } satisfies IncidentProjection,
  });

  it('an older one never overwrites a newer one, in whatever order they come', async () => {
    const batch = createMessageBatch(
      'vedette-projections',
      [projection(3, 'hold'), projection(2, 'respond')].map((body, i) => ({
        id: `p${i}`,
        timestamp: new Date(),
        attempts: 1,
        body,
      })),
    );
    await worker.queue(batch, bindings);
    const late = createMessageBatch('vedette-projections', [
      { id: 'p9', timestamp: new Date(), attempts: 1, body: projection(1, 'triage') },
    ]);
    await worker.queue(late, bindings);
    expect(await row('inc_p')).toMatchObject({ seq: 3, phase: 'hold' });
  });
});

describe('what no consumer could handle', () => {
  it('becomes a dead letter, and an agent’s lost job is told to its incident', async () => {
    await add('inc_dead', findingOf(1));
    await until('inc_dead', (p) => p === 'investigate');
    const { job } = ((await logOf('inc_dead')).state as { round: { job: string } }).round;
    const body = { v: 1, job, org: ORG, incident: 'inc_dead', findings: [findingOf(1)], omitted: 0, at: 1 };
    await worker.queue(
      createMessageBatch('vedette-inspector-dead', [{ id: 'd1', timestamp: new Date(), attempts: 6, body }]),
      bindings,
    );
    expect(await bindings.DB.prepare('SELECT origin FROM dead_letter').first()).toEqual({ origin: 'inspector-dead' });
    expect((await logOf('inc_dead')).events.some((e) => e.type === 'agent_failed')).toBe(true);
  });
});
