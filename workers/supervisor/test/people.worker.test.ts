import { abortAllDurableObjects, applyD1Migrations, reset, runInDurableObject } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReplayStep } from '../../../src/contracts/incident.ts';
import { sha256Hex } from '../../../src/kit/crypto.ts';
import { replay } from '../../../src/incident/replay.ts';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import { people } from '../people.ts';
import { add, bindings, investigated, linesOf, logOf, until } from './world.ts';

const ACTOR = 'user:usr_a';
const on = (incident: string, more: object = {}) => ({ v: 1, org: ORG, incident, actor: ACTOR, ...more });
interface Replay {
  steps: ReplayStep[];
  divergence: number | null;
  writtenUnder: string[];
  reducer: string;
}
async function replayOf(incident: string): Promise<Replay> {
  const answer: unknown = await people.replay(bindings, { v: 1, org: ORG, incident });
  expect(answer).toMatchObject({ ok: true });
  return (answer as { value: Replay }).value;
}

beforeEach(async () => {
  await reset();
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
});

describe('a comment', () => {
  it('is kept in the log, and the ledger gets its digest but not its text', async () => {
    await add('inc_talk1', findingOf(1));
    const said = await people.comment(bindings, on('inc_talk1', { text: ' I know her \n' }));
    if (!said.ok) throw new Error(said.error.detail);
    expect(await people.comments(bindings, { v: 1, org: ORG, incident: 'inc_talk1' })).toMatchObject({
      value: { comments: [{ id: said.value.id, actor: ACTOR, text: 'I know her' }] },
    });
    await people.close(bindings, on('inc_talk1', { reason: 'x' }));
    const lines = await eventually(async () => {
      const all = await linesOf('inc_talk1');
      return all.some((l) => l.type === 'commented') ? all : undefined;
    });
    expect(lines.find((l) => l.type === 'commented')).toMatchObject({
      actor: ACTOR,
      body: { comment: said.value.id, digest: sha256Hex('I know her') },
    });
    expect(JSON.stringify(lines)).not.toContain('I know her');
  });

  it.each([
    ['that says nothing', ''],
    ['of blanks', ' \n\t'],
    ['that is too long', 'x'.repeat(4_001)],
    ['that is no text', 7],
  ])('%s is refused with its place', async (_what, text) => {
    await add('inc_talk2', findingOf(1));
    expect(await people.comment(bindings, on('inc_talk2', { text }))).toMatchObject({
      ok: false,
      error: { code: 'malformed', field: '/text' },
    });
    expect((await logOf('inc_talk2')).events).toHaveLength(1);
  });

  it('at its longest is kept whole', async () => {
    await add('inc_talk3', findingOf(1));
    const text = '\u{1f512}'.repeat(2_000);
    expect(await people.comment(bindings, on('inc_talk3', { text }))).toMatchObject({ ok: true, value: { text } });
  });

  it('past the thousandth is refused', async () => {
    await add('inc_talk4', findingOf(1));
    const at = Date.now();
    await bindings.INCIDENT.getByName('inc_talk4').record(
      ORG,
      Array.from({ length: 1_000 }, (_, i) => ({
        id: `ev_c${i}`,
        at,
        type: 'commented' as const,
        body: { actor: ACTOR, comment: `cmt_${i}`, text: 'again' },
      })),
    );
    expect(await people.comment(bindings, on('inc_talk4', { text: 'one more' }))).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
  });
});

describe('another organisation', () => {
  it('can do nothing to an incident, and learns nothing of it', async () => {
    await add('inc_own', findingOf(1));
    const foreign = { ...on('inc_own'), org: 'org_other', reason: 'x', text: 'x', assignee: null, into: 'inc_own2' };
    const onIncidents = Object.entries(people).flatMap(([name, act]) => (name === 'breakers' ? [] : [act]));
    for (const act of onIncidents)
      expect(await act(bindings, { ...foreign, plan: 'plan_x', opId: 'op_x', note: 'x' })).toMatchObject({
        ok: false,
        error: { code: 'not_found' },
      });
    expect((await logOf('inc_own')).events).toHaveLength(1);
  });
});

describe('an incident', () => {
  it('is assigned, handed on, given up and acknowledged once, each with its actor in the ledger', async () => {
    await add('inc_duty', findingOf(1));
    await people.assign(bindings, on('inc_duty', { assignee: 'usr_b' }));
    await people.assign(bindings, on('inc_duty', { assignee: 'usr_b' }));
    await people.assign(bindings, on('inc_duty', { assignee: null }));
    await people.acknowledge(bindings, on('inc_duty'));
    const { acknowledgedAt } = (await logOf('inc_duty')).state;
    await people.acknowledge(bindings, { ...on('inc_duty'), actor: 'user:usr_b' });
    const { state } = await logOf('inc_duty');
    expect(state.assignee).toBeUndefined();
    expect(state.acknowledgedAt).toBe(acknowledgedAt);
    await people.close(bindings, on('inc_duty', { reason: 'done', resolution: 'false_positive' }));
    const lines = await eventually(async () => {
      const all = await linesOf('inc_duty');
      return all.some((l) => l.type === 'closed') ? all : undefined;
    });
    expect(
      lines
        .filter((l) => ['assigned', 'acknowledged', 'close_requested'].includes(l.type))
        .map((l) => [l.actor, l.body]),
    ).toMatchObject([
      [ACTOR, { assignee: 'usr_b' }],
      [ACTOR, { assignee: null }],
      [ACTOR, {}],
      [ACTOR, { resolution: 'false_positive' }],
    ]);
    expect(await bindings.INCIDENT.getByName('inc_duty').addFindings(ORG, 'inc_duty', [findingOf(1)])).toMatchObject({
      value: { projection: { resolution: 'false_positive', phase: 'closed' } },
    });
  });

  it('that was closed is investigated again when a person reopens it; one that is open cannot be reopened', async () => {
    await add('inc_again', findingOf(1));
    expect(await people.reopen(bindings, on('inc_again', { reason: 'x' }))).toMatchObject({
      error: { code: 'conflict' },
    });
    await people.close(bindings, on('inc_again', { reason: 'noise', resolution: 'resolved' }));
    expect(await people.reopen(bindings, on('inc_again', { reason: 'it was not' }))).toMatchObject({
      ok: true,
      value: { phase: 'investigate' },
    });
    const { state } = await logOf('inc_again');
    expect(state).toMatchObject({ reopenedBy: ACTOR, round: { number: 2, stage: 'waiting' } });
    expect(state).not.toHaveProperty('resolution');
  });
});

describe('the log', () => {
  it('names a permit by its digest only, its hashes hold all the same, and the stored event keeps it', async () => {
    await investigated('inc_open');
    await until('inc_open', (s) => s.phase === 'hold');
    const log = await logOf('inc_open');
    expect(log.events.find((e) => e.type === 'permitted')?.body).toMatchObject({
      permit: `sha256:${sha256Hex('a.permit.token')}`,
    });
    expect(JSON.stringify(log)).not.toContain('a.permit.token');
    expect(replay(log)).toMatchObject({ broken: [], same: true });
    await runInDurableObject(bindings.INCIDENT.getByName('inc_open'), (_o, state) => {
      const row = state.storage.sql.exec<{ body: string }>("SELECT body FROM event WHERE type = 'permitted'").one();
      expect(row.body).toContain('a.permit.token');
    });
  });

  it('replays step by step to the state, in words that nobody else wrote', async () => {
    await add('inc_steps', findingOf(1, 4, { title: 'Zugriff <script>' }));
    await people.comment(bindings, on('inc_steps', { text: 'my secret thought' }));
    await people.close(bindings, on('inc_steps', { reason: 'my secret reason' }));
    const answer = await replayOf('inc_steps');
    expect(answer).toMatchObject({ divergence: null, writtenUnder: [answer.reducer] });
    expect(answer.steps.map((s) => [s.type, s.actor, s.phase])).toEqual([
      ['finding_added', undefined, 'triage'],
      ['commented', ACTOR, 'triage'],
      ['close_requested', ACTOR, 'closed'],
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/secret|script/);
  });

  it('that was altered, or does not add up to the state, diverges where it does', async () => {
    await add('inc_bent', findingOf(1), findingOf(2), findingOf(3));
    const stub = () => bindings.INCIDENT.getByName('inc_bent');
    const diverges = async () => (await replayOf('inc_bent')).divergence;
    expect(await diverges()).toBeNull();
    await runInDurableObject(stub(), (_o, state) => {
      state.storage.sql.exec("UPDATE snapshot SET state = json_set(state, '$.risk', 1)");
    });
    await abortAllDurableObjects();
    expect(await diverges()).toBe(3);
    await runInDurableObject(stub(), (_o, state) => {
      state.storage.sql.exec('UPDATE event SET at = at + 1 WHERE seq = 2');
    });
    expect(await diverges()).toBe(2);
  });
});

/** Waits (four seconds at most) until `probe` answers something. */
async function eventually<T>(probe: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 80; i++) {
    const found = await probe();
    if (found !== undefined) return found;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('it did not come');
}
