import { abortAllDurableObjects, applyD1Migrations, reset, runInDurableObject } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import { replay } from '../../../src/incident/replay.ts';
import { upsertEntities, upsertFindings } from '../../../src/storage/main/write/findings.ts';
import type { Env } from '../env.ts';
import { addFindings } from '../findings.ts';
import { people } from '../people.ts';
import { add, bindings, investigated, linesOf, logOf, object, until } from './world.ts';

const ACTOR = 'user:usr_a';
const merge = (incident: string, into: string, org = ORG) =>
  people.merge(bindings, { v: 1, org, incident, into, actor: ACTOR, reason: 'one attack' });
const stateOf = async (incident: string) => (await logOf(incident)).state;
/** Ids of the findings in an incident's log, each as often as it is there. */
const findingsOf = async (incident: string): Promise<string[]> =>
  (await logOf(incident)).events
    .filter((e) => e.type === 'finding_added')
    .map((e) => (e.body as { finding: { id: string } }).finding.id)
    .toSorted();
/** Findings as the pipeline writes them to D1, under the incident that it was told. */
async function rowsFor(incident: string, ...findings: ReturnType<typeof findingOf>[]): Promise<void> {
  const rows = findings.map((finding) => ({ finding, incident }));
  const { DB } = bindings;
  await DB.batch([...upsertFindings(DB, ORG, rows), ...upsertEntities(DB, ORG, rows)]);
}
const incidentsInD1 = async (): Promise<Record<string, string>> => {
  const { results } = await bindings.DB.prepare('SELECT id, incident FROM finding').all<{
    id: string;
    incident: string;
  }>();
  return Object.fromEntries(results.map((r) => [r.id, r.incident]));
};
const entitiesInD1 = async (): Promise<string[]> =>
  (
    await bindings.DB.prepare('SELECT id, incident FROM entity ORDER BY 1, 2').all<{ id: string; incident: string }>()
  ).results.map((r) => `${r.id.slice(-1)} ${r.incident}`);

async function eventually(probe: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 120; i++) {
    if (await probe()) return;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('it did not come');
}

beforeEach(async () => {
  await reset();
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
});

describe('a merge', () => {
  it('moves every finding once, ends the source, and both logs and ledgers say so', async () => {
    await add('inc_m1', findingOf(1), findingOf(2));
    await add('inc_m2', findingOf(2), findingOf(3));
    expect(await merge('inc_m1', 'inc_m2')).toEqual({ ok: true, value: { phase: 'merged' } });
    expect(await findingsOf('inc_m2')).toEqual(['fnd_1', 'fnd_2', 'fnd_3']);
    expect(await stateOf('inc_m1')).toMatchObject({ phase: 'merged', mergedInto: 'inc_m2' });
    expect(await stateOf('inc_m2')).toMatchObject({ absorbed: ['inc_m1'], findingCount: 3 });
    for (const incident of ['inc_m1', 'inc_m2'])
      expect(replay(await logOf(incident))).toMatchObject({ broken: [], same: true });
    await eventually(async () => (await linesOf('inc_m1')).some((l) => l.type === 'merged'));
    await eventually(async () => (await linesOf('inc_m2')).some((l) => l.type === 'absorbed' && l.actor === ACTOR));
  });

  it('asked for twice, also at once, is one merge', async () => {
    await add('inc_m1', findingOf(1));
    await add('inc_m2', findingOf(2));
    const both = await Promise.all([merge('inc_m1', 'inc_m2'), merge('inc_m1', 'inc_m2')]);
    expect(both.map((a) => a.ok)).toEqual([true, true]);
    expect(await merge('inc_m1', 'inc_m2')).toEqual({ ok: true, value: { phase: 'merged' } });
    expect(await findingsOf('inc_m2')).toEqual(['fnd_1', 'fnd_2']);
    const { events } = await logOf('inc_m2');
    expect(events.filter((e) => e.type === 'absorbed')).toHaveLength(1);
    expect((await logOf('inc_m1')).events.filter((e) => e.type === 'merged')).toHaveLength(1);
  });

  it('that breaks off between the two sides is carried through, with nothing lost and nothing doubled', async () => {
    await add('inc_m1', findingOf(1), findingOf(2));
    await add('inc_m2', findingOf(3));
    // The request is durable, some findings have arrived, and the object dies before it heard of it.
    await runInDurableObject(object('inc_m1'), async (o, ctx) => {
      const self = o as unknown as { drain: () => Promise<void> };
      self.drain = () => Promise.resolve();
      await o.ask(ORG, {
        id: 'ev_merge',
        at: Date.now(),
        type: 'merge_requested',
        body: { actor: ACTOR, reason: 'x', into: 'inc_m2' },
      });
      expect(ctx.storage.sql.exec("SELECT kind FROM outbox WHERE kind = 'merge'").toArray()).toHaveLength(1);
    });
    await object('inc_m2').absorb(ORG, 'inc_m1', [findingOf(1)]);
    expect((await stateOf('inc_m1')).mergedInto).toBeUndefined();
    await abortAllDurableObjects();
    await until('inc_m1', (s) => s.phase === 'merged');
    expect(await findingsOf('inc_m2')).toEqual(['fnd_1', 'fnd_2', 'fnd_3']);
  });

  it('whose other side does not answer is never given up, and a person hears of it', async () => {
    await add('inc_m1', findingOf(1, 2));
    await add('inc_m2', findingOf(2));
    await runInDurableObject(object('inc_m1'), async (o, ctx) => {
      const self = o as unknown as { env: Env };
      const { env } = self;
      const away = {
        absorb: () => Promise.reject(new Error('away')),
        absorbs: (org: string) => object('inc_m2').absorbs(org),
      };
      self.env = { ...env, INCIDENT: { getByName: () => away } as unknown as Env['INCIDENT'] };
      await o.merge(ORG, {
        id: 'ev_merge',
        at: Date.now(),
        type: 'merge_requested',
        body: { actor: ACTOR, reason: 'x', into: 'inc_m2' },
      });
      for (let i = 0; i < 12; i++) {
        ctx.storage.sql.exec("UPDATE outbox SET due = 1 WHERE kind = 'merge'");
        await o.poke();
      }
      expect(ctx.storage.sql.exec("SELECT id FROM outbox WHERE kind = 'merge'").toArray()).toHaveLength(1);
      self.env = env;
      ctx.storage.sql.exec("UPDATE outbox SET due = 1 WHERE kind = 'merge'");
    });
    const waiting = await stateOf('inc_m1');
    expect(waiting).toMatchObject({ phase: 'escalated', merging: 'inc_m2' });
    expect(waiting.escalations).toEqual([expect.stringContaining('tried again')]);
    expect(await until('inc_m1', (st) => st.phase === 'merged')).toMatchObject({ escalations: [] });
    expect(await findingsOf('inc_m2')).toEqual(['fnd_1', 'fnd_2']);
  });

  it('loses no finding that comes while it is under way', async () => {
    await add('inc_m1', findingOf(1));
    await add('inc_m2', findingOf(100));
    const coming = Array.from({ length: 20 }, (_, i) => findingOf(i + 2));
    const [merged, ...added] = await Promise.all([merge('inc_m1', 'inc_m2'), ...coming.map((f) => add('inc_m1', f))]);
    expect([merged, ...added].every((a) => a.ok)).toBe(true);
    await until('inc_m1', (s) => s.phase === 'merged');
    expect(await findingsOf('inc_m2')).toEqual(['fnd_1', 'fnd_100', ...coming.map((f) => f.id)].toSorted());
  });

  it('of two incidents into each other at once merges at most one of them, and leaves one open', async () => {
    await add('inc_m1', findingOf(1));
    await add('inc_m2', findingOf(2));
    await Promise.all([merge('inc_m1', 'inc_m2'), merge('inc_m2', 'inc_m1')]);
    await eventually(async () => {
      const states = [await stateOf('inc_m1'), await stateOf('inc_m2')];
      return states.every((s) => s.merging === undefined);
    });
    const open = [await stateOf('inc_m1'), await stateOf('inc_m2')].filter((s) => s.mergedInto === undefined);
    expect(open.length).toBeGreaterThan(0);
    expect(await add('inc_m1', findingOf(9))).toMatchObject({ ok: true });
  });

  it.each([
    ['into itself', 'inc_m1', 'inc_m1', 'conflict', 'another one'],
    ['into one that does not exist', 'inc_m1', 'inc_none', 'not_found', 'does not exist'],
    ['of one that does not exist', 'inc_none', 'inc_m1', 'not_found', 'no such incident'],
    ['into one of another organisation', 'inc_m1', 'inc_foreign', 'not_found', 'does not exist'],
    ['of one of another organisation', 'inc_foreign', 'inc_m1', 'not_found', 'no such incident'],
    ['into one that was merged itself names the survivor', 'inc_m1', 'inc_gone', 'conflict', 'into inc_m2 instead'],
    ['of one that was merged names the survivor', 'inc_gone', 'inc_m1', 'conflict', 'into inc_m2'],
    ['into one that is closed', 'inc_m1', 'inc_closed', 'conflict', 'reopen it first'],
  ])('%s is refused, and changes nothing', async (_what, from, into, code, detail) => {
    await add('inc_m1', findingOf(1));
    await add('inc_m2', findingOf(2));
    await add('inc_gone', findingOf(3));
    await merge('inc_gone', 'inc_m2');
    await add('inc_closed', findingOf(4));
    await people.close(bindings, { v: 1, org: ORG, incident: 'inc_closed', actor: ACTOR, reason: 'x' });
    await addFindings(bindings, {
      v: 1,
      org: 'org_other',
      incidents: [{ incident: 'inc_foreign', findings: [{ ...findingOf(5), org: 'org_other' }] }],
    });
    const before = (await logOf('inc_m1')).events.length;
    const answer = await merge(from, into);
    expect(answer).toMatchObject({ ok: false, error: { code, detail: expect.stringContaining(detail) as string } });
    expect((await logOf('inc_m1')).events.length).toBe(before);
  });

  it('of what holds something, or waits for approval, is refused with what to do', async () => {
    await add('inc_into', findingOf(9));
    await investigated('inc_held');
    await until('inc_held', (s) => s.phase === 'hold');
    expect(await merge('inc_held', 'inc_into')).toMatchObject({
      error: { code: 'conflict', detail: expect.stringContaining('release it first') as string },
    });
    await investigated('inc_ask9');
    await until('inc_ask9', (s) => s.phase === 'await_approval');
    expect(await merge('inc_ask9', 'inc_into')).toMatchObject({
      error: { code: 'conflict', detail: expect.stringContaining('approve or deny') as string },
    });
    expect(await findingsOf('inc_into')).toEqual(['fnd_9']);
  });
});

describe('findings for a merged incident', () => {
  it('go to the one that it lives on in, through a chain of merges, and the answer says so', async () => {
    await add('inc_m1', findingOf(1));
    await add('inc_m2', findingOf(2));
    await add('inc_m3', findingOf(3));
    await merge('inc_m1', 'inc_m2');
    await merge('inc_m2', 'inc_m3');
    expect(await add('inc_m1', findingOf(4))).toMatchObject({
      ok: true,
      value: { incidents: [{ incident: 'inc_m1', mergedInto: 'inc_m3' }] },
    });
    expect(await findingsOf('inc_m3')).toEqual(['fnd_1', 'fnd_2', 'fnd_3', 'fnd_4']);
    expect(await findingsOf('inc_m1')).toEqual(['fnd_1']);
  });

  it('stand under it in D1 too: those from before, those that the pipeline writes late, and their entities', async () => {
    await add('inc_m1', findingOf(1), findingOf(2));
    await add('inc_m2', findingOf(2, 4, { id: 'fnd_same-key' }));
    await add('inc_m3', findingOf(3));
    await rowsFor('inc_m1', findingOf(1), findingOf(2));
    await rowsFor('inc_m2', findingOf(2, 4, { id: 'fnd_same-key' }));
    await rowsFor('inc_m3', findingOf(3));
    const other = { finding: { ...findingOf(8), org: 'org_other' }, incident: 'inc_m1' };
    await bindings.DB.batch(upsertFindings(bindings.DB, 'org_other', [other]));
    await merge('inc_m1', 'inc_m2');
    await eventually(async () => (await incidentsInD1())['fnd_1'] === 'inc_m2');
    await merge('inc_m2', 'inc_m3');
    await eventually(async () => (await incidentsInD1())['fnd_1'] === 'inc_m3');
    await rowsFor('inc_m1', findingOf(5));
    expect(await incidentsInD1()).toEqual({
      fnd_1: 'inc_m3',
      fnd_2: 'inc_m3',
      'fnd_same-key': 'inc_m3',
      fnd_3: 'inc_m3',
      fnd_5: 'inc_m3',
      fnd_8: 'inc_m1',
    });
    expect(await entitiesInD1()).toEqual(['1 inc_m3', '2 inc_m3', '3 inc_m3', '5 inc_m3']);
    const totals = await bindings.DB.prepare('SELECT DISTINCT incidents FROM entity_total WHERE org = ?')
      .bind(ORG)
      .all<{ incidents: number }>();
    expect(totals.results).toEqual([{ incidents: 1 }]);
  });
});

describe('incidents that share an entity', () => {
  it('know of each other once, and nothing is merged for it', async () => {
    await add('inc_m1', findingOf(1));
    const shared = [
      { from: 'inc_m2', into: 'inc_m1' },
      { from: 'inc_m2', into: 'inc_nobody' },
    ];
    for (let i = 0; i < 2; i++)
      await addFindings(bindings, {
        v: 1,
        org: ORG,
        incidents: [{ incident: 'inc_m2', findings: [findingOf(2)] }],
        shared,
      });
    expect(await stateOf('inc_m1')).toMatchObject({ related: ['inc_m2'], phase: 'triage' });
    expect((await logOf('inc_m1')).events).toHaveLength(2);
  });
});
