import {
  abortAllDurableObjects,
  applyD1Migrations,
  createScheduledController,
  reset,
  runInDurableObject,
} from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IncidentProjection } from '../../../src/contracts/incident.ts';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import worker from '../index.ts';
import { people } from '../people.ts';
import { add, bindings, deliver, investigated, linesOf, logOf, object, reports, until } from './world.ts';

const HOUR_MS = 3_600_000;
const nextDueOf = (incident: string) =>
  bindings.DB.prepare('SELECT next_due FROM incident WHERE id = ?').bind(incident).first<number>('next_due');

beforeEach(async () => {
  await reset();
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
});

describe('an incident whose object dies', () => {
  it('between a transaction and its effects carries them out when it is back', async () => {
    await investigated('inc_crash1');
    await abortAllDurableObjects();
    await until('inc_crash1', (s) => s.phase === 'hold');
    const { events } = await logOf('inc_crash1');
    for (const type of ['proposed', 'previewed', 'decided', 'permitted'])
      expect(events.filter((e) => e.type === type)).toHaveLength(1);
  });

  it('at every step still acts once', async () => {
    await add('inc_crash2', findingOf(1));
    const answers = await reports('inc_crash2');
    for (const answer of answers) {
      await abortAllDurableObjects();
      await deliver('vedette-reports', answer, answer);
    }
    await until('inc_crash2', (s) => s.phase === 'hold');
    const { events, state } = await logOf('inc_crash2');
    expect(state.actions).toHaveLength(1);
    expect(events.filter((e) => e.type === 'permitted')).toHaveLength(1);
  });
});

describe('what an agent says', () => {
  it.each([0, 9_000_000_000_000_000])('about the time (%d) moves no timer and no effect', async (at) => {
    await investigated('inc_clock', at);
    const state = await until('inc_clock', (s) => s.phase === 'hold');
    expect(Math.abs(state.updatedAt - Date.now())).toBeLessThan(HOUR_MS);
  });
});

describe('custody’s answer', () => {
  it('that says nothing new leaves no line in the log', async () => {
    await investigated('inc_same');
    const state = await until('inc_same', (s) => s.phase === 'hold');
    const before = (await logOf('inc_same')).events.length;
    const opId = state.actions[0]!.draft.opId;
    for (let i = 0; i < 3; i++)
      await deliver('vedette-reports', {
        v: 1,
        kind: 'custody',
        id: `job_c${i}`,
        org: ORG,
        incident: 'inc_same',
        opId,
        at: i,
      });
    await runInDurableObject(object('inc_same'), async (o, ctx) => {
      ctx.storage.sql.exec("UPDATE timer SET due = 1 WHERE name = 'status'");
      await o.poke();
    });
    const after = (await logOf('inc_same')).events.slice(before).map((e) => e.type);
    expect(after).toEqual(['timer_fired']);
  });
});

describe('the ledger', () => {
  it('gets every line with the hash of the log’s line that caused it', async () => {
    await investigated('inc_lines');
    await until('inc_lines', (s) => s.phase === 'hold');
    const { events } = await logOf('inc_lines');
    const hashes = new Map(events.map((e) => [e.seq, e.hash]));
    let lines = await linesOf('inc_lines');
    for (let i = 0; i < 60 && !lines.some((l) => l.type === 'requested'); i++) {
      await new Promise((r) => setTimeout(r, 50));
      lines = await linesOf('inc_lines');
    }
    expect(lines.map((l) => l.type)).toEqual(expect.arrayContaining(['opened', 'permitted', 'requested']));
    for (const l of lines) {
      const { seq, hash } = l.body['log'] as { seq: number; hash: string };
      expect(hash).toBe(hashes.get(seq));
    }
  });

  it('that is down loses no line, and a person hears of it', async () => {
    await add('inc_noledger', findingOf(1, 2));
    await runInDurableObject(object('inc_noledger'), async (o, ctx) => {
      for (let i = 0; i < 12; i++) {
        ctx.storage.sql.exec("UPDATE outbox SET due = 1 WHERE kind = 'ledger'");
        await o.poke();
      }
      const kept = ctx.storage.sql.exec<{ body: string }>("SELECT body FROM outbox WHERE kind = 'ledger'").toArray();
      const types = kept.map((r) => (JSON.parse(r.body) as { entry: { type: string } }).entry.type);
      expect(types.toSorted()).toEqual(['escalated', 'opened']);
    });
    const { state, events } = await logOf('inc_noledger');
    expect(state.escalations).toHaveLength(1);
    expect(events.filter((e) => e.type === 'effect_failed')).toHaveLength(1);
  });
});

describe('the cron', () => {
  it('wakes what is overdue, and puts right what D1 believes of the rest', async () => {
    await add('inc_cron', findingOf(1, 2));
    await runInDurableObject(object('inc_cron'), (_o, ctx) => {
      ctx.storage.sql.exec('DELETE FROM outbox');
      ctx.storage.sql.exec("DELETE FROM timer WHERE name = 'settle'");
    });
    await bindings.DB.prepare('UPDATE incident SET next_due = 1').run();
    await worker.scheduled(createScheduledController(), bindings);
    for (let i = 0; i < 40 && ((await nextDueOf('inc_cron')) ?? 0) === 1; i++)
      await new Promise((r) => setTimeout(r, 50));
    expect(await nextDueOf('inc_cron')).toBeGreaterThan(Date.now() + HOUR_MS);
  });
});

describe('a person who closes', () => {
  it('what still holds something is told so', async () => {
    await investigated('inc_busy');
    await until('inc_busy', (s) => s.phase === 'hold');
    const close = { v: 1, org: ORG, incident: 'inc_busy', actor: 'user:usr_a', reason: 'done' };
    expect(await people.close(bindings, close)).toMatchObject({
      ok: false,
      error: { code: 'conflict', detail: expect.stringContaining('release') as string },
    });
  });

  it('while agents look into it stops all that would follow', async () => {
    await add('inc_stop', findingOf(1));
    const late = await reports('inc_stop');
    const close = { v: 1, org: ORG, incident: 'inc_stop', actor: 'user:usr_a', reason: 'false alarm' };
    expect(await people.close(bindings, close)).toMatchObject({
      ok: true,
      value: { phase: 'closed' },
    });
    await deliver('vedette-reports', ...late);
    const { state, events } = await logOf('inc_stop');
    expect(state).toMatchObject({ phase: 'closed', actions: [] });
    expect(events.map((e) => e.type)).not.toContain('proposed');
  });
});

describe('one bad message', () => {
  const projection = (id: string, title: string): object => ({
    v: 1,
    projection: {
      v: 1,
      id,
      org: ORG,
      seq: 1,
      title,
      severity: 'high',
      risk: 1,
      phase: 'triage',
      openedAt: 1,
      updatedAt: 1,
      acceptedAt: 1,
      findingCount: 1,
      techniques: [],
      entities: [],
      actions: [],
    } satisfies IncidentProjection,
  });

  it('that D1 does not take leaves its neighbours written', async () => {
    await bindings.DB.prepare(
      "CREATE TRIGGER refuse BEFORE INSERT ON incident WHEN NEW.title = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END",
    ).run();
    const done = await deliver(
      'vedette-projections',
      projection('inc_n1', 'a'),
      projection('inc_n2', 'bad'),
      { v: 1 },
      projection('inc_n3', 'c'),
    );
    expect(done).toEqual({ acked: ['m0', 'm3'], retried: ['m1', 'm2'] });
    const { results } = await bindings.DB.prepare('SELECT id FROM incident ORDER BY id').all<{ id: string }>();
    expect(results.map((r) => r.id)).toEqual(['inc_n1', 'inc_n3']);
  });

  it('in a dead-letter queue is buried with the others, whole', async () => {
    const done = await deliver('vedette-reports-dead', null, { org: ORG, text: 'x'.repeat(120_000) });
    expect(done).toEqual({ acked: ['m0', 'm1'], retried: [] });
    const { results } = await bindings.DB.prepare('SELECT org, length(body) AS n FROM dead_letter ORDER BY n').all();
    expect(results).toMatchObject([{ org: 'org_unknown' }, { org: ORG, n: expect.any(Number) as number }]);
    expect(Number(results[1]?.['n'])).toBeGreaterThan(120_000);
  });
});

describe('an effect that is given up', () => {
  it('has its owner in the log at the very moment at which it leaves the outbox', async () => {
    await add('inc_gaveup', findingOf(1));
    await runInDurableObject(object('inc_gaveup'), async (o, ctx) => {
      // An effect of a kind that this version does not know fails every time.
      ctx.storage.sql.exec(
        "INSERT INTO outbox (id, kind, body, due, attempts) VALUES ('ev_odd', 'odd', ?, 1, 9)",
        JSON.stringify({ kind: 'odd' }),
      );
      await o.poke();
      expect(ctx.storage.sql.exec("SELECT id FROM outbox WHERE id = 'ev_odd'").toArray()).toEqual([]);
    });
    const { events, state } = await logOf('inc_gaveup');
    expect(events.filter((e) => e.type === 'effect_failed')).toHaveLength(1);
    expect(state.phase).toBe('escalated');
  });
});
