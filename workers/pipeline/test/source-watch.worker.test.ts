import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Finding } from '../../../src/contracts/finding.ts';
import type { WatchedSource } from '../../../src/contracts/rpc-sources.ts';
import { SILENCE_RULE_ID } from '../../../src/contracts/detections.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kit/clock.ts';
import { organisationRules, NO_CONTENT } from '../../../src/detect/tuning/organisation.ts';
import { pokeJournals } from '../intake.ts';
import { watchSources, type WatchDeps } from '../sources/watch.ts';
import { ownDeps } from './source-world.ts';
import { testStages } from './stages.ts';
import { accept, env, migrateMain, newScope, rows, supervisor, until } from './world.ts';

beforeAll(migrateMain);
beforeEach(async () => {
  await supervisor.reset();
  await env.DB.prepare('DELETE FROM watch_run').run();
});

const NOON = Date.UTC(2026, 0, 10, 12);
const NOBODY: ReadonlySet<string> = new Set();

/** A fleet of sources with a clock; time passes minute by minute, as the cron has it. */
function watchOf(sources: readonly WatchedSource[], more: Partial<WatchDeps> = {}) {
  const clock = { now: NOON };
  const list = [...sources];
  const deps: WatchDeps = {
    ...ownDeps({ now: () => clock.now }),
    watched: () => Promise.resolve({ sources: list }),
    ...more,
  };
  const look = (waiting = NOBODY) => watchSources(deps, waiting);
  /** Looks now and each `stepMinutes` until so many minutes have gone by. */
  const pass = async (minutes: number, stepMinutes = 1) => {
    for (const end = clock.now + minutes * MINUTE_MS; ; clock.now += stepMinutes * MINUTE_MS) {
      await look();
      if (clock.now >= end) return;
    }
  };
  return { clock, deps, list, look, pass };
}
const sourceOf = (kind: string, more: Partial<WatchedSource> = {}): WatchedSource => {
  const { org, sourceId } = newScope();
  return {
    id: sourceId,
    org,
    kind,
    name: 'Orders',
    accounts: ['123456789012'],
    rhythmMinutes: null,
    enabledAt: 0,
    ...more,
  };
};
/** Makes a source have delivered at these times. */
async function spoke(source: WatchedSource, ...times: readonly number[]): Promise<void> {
  await env.DB.batch(
    times.map((at) =>
      env.DB.prepare(
        `INSERT INTO delivery (id, org, source_id, kind, accepted_at, processed_at, bytes, events, duplicates, rejected, findings, verdict, block_key, "offset", length)
         VALUES (?, ?, ?, ?, ?, ?, 1, 1, 0, 0, 0, 'processed', 'raw/x', 0, 1)`,
      ).bind(`dlv_${crypto.randomUUID()}`, source.org, source.id, source.kind, at, at),
    ),
  );
}
const findingsOf = async (source: WatchedSource): Promise<Finding[]> =>
  (await rows<{ body: string }>('SELECT body FROM finding WHERE org = ? ORDER BY time', source.org)).map((r) =>
    Finding.parse(JSON.parse(r.body)),
  );
const stateOf = async (source: WatchedSource) =>
  (
    await rows<Record<string, unknown>>(
      'SELECT silent_since, told_at, finding, learnt_minutes FROM source_watch WHERE org = ? AND source_id = ?',
      source.org,
      source.id,
    )
  )[0];

describe('a source that stops', () => {
  it('is found once, in an incident, and may stop again after it spoke', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    await spoke(source, NOON);
    const { pass, clock } = watchOf([source]);
    await pass(10);
    expect(await findingsOf(source)).toEqual([]);
    await pass(30);
    const found = await findingsOf(source);
    expect(found).toMatchObject([
      {
        kind: 'rule',
        rule: { id: SILENCE_RULE_ID, level: 'medium' },
        title: 'Orders has sent nothing for 10 minutes',
        severity: 3,
        account: '123456789012',
        techniques: ['T1562.008'],
        entities: [
          { type: 'resource', id: source.id, role: 'target', name: 'Orders' },
          { type: 'account', id: '123456789012', role: 'related' },
        ],
        evidence: { class_uid: 2004, type_uid: 200401, unmapped: { expected_minutes: 10, expected_by: 'set' } },
        foreignAccount: false,
      },
    ]);
    const [row] = await rows<{ incident: string }>('SELECT incident FROM finding WHERE org = ?', source.org);
    expect((await supervisor.told()).told).toContainEqual({ incident: row!.incident, finding: found[0]!.id });
    expect(await stateOf(source)).toMatchObject({ silent_since: NOON, finding: found[0]!.id });

    const back = clock.now;
    await spoke(source, back);
    await pass(5);
    // The incident of its silence hears of it once, however often the watch looks.
    expect((await supervisor.told()).returns).toEqual([
      { incident: row!.incident, finding: found[0]!.id, source: source.id, since: back, silent: 0 },
    ]);
    expect(await stateOf(source)).toMatchObject({ silent_since: null, told_at: null, finding: null });
    expect(await findingsOf(source)).toHaveLength(1);
    await pass(10);
    expect(await findingsOf(source)).toHaveLength(2);
    expect(await stateOf(source)).toMatchObject({ silent_since: back });
  });

  it('is told of on the live feed', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 1 });
    await spoke(source, NOON);
    const told: string[] = [];
    const { pass } = watchOf([source], {
      tell: (_org, items) => {
        told.push(...items.map((i) => `${i.topic} ${String(i.data['rule'])}`));
        return Promise.resolve();
      },
    });
    await pass(5);
    expect(told).toEqual([`findings ${SILENCE_RULE_ID}`]);
  });

  it('is missed by its kind’s rhythm where none is set, and never where it is set to never', async () => {
    const usual = sourceOf('aws.firehose');
    const never = sourceOf('aws.firehose', { rhythmMinutes: 0 });
    await spoke(usual, NOON);
    await spoke(never, NOON);
    const { pass } = watchOf([usual, never]);
    await pass(60, 5);
    expect(await findingsOf(usual)).toEqual([]);
    await pass(5);
    expect(await findingsOf(usual)).toMatchObject([{ confidence: 75 }]);
    expect(await findingsOf(never)).toEqual([]);
  });

  it('has no technique of an attacker where it brings no audit log', async () => {
    const source = sourceOf('prometheus.alertmanager', { rhythmMinutes: 1, accounts: ['a', 'b'] });
    await spoke(source, NOON);
    const { pass } = watchOf([source]);
    await pass(5);
    const [found] = await findingsOf(source);
    expect(found).toMatchObject({ techniques: [], tactics: [] });
    expect(found!.account).toBeUndefined();
  });
});

describe('who is not missed', () => {
  it('a source that never spoke', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 1 });
    const { pass } = watchOf([source]);
    await pass(60, 5);
    expect(await findingsOf(source)).toEqual([]);
  });

  it('one that was enabled again just now, until it has had its time', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 10, enabledAt: NOON });
    await spoke(source, NOON - DAY_MS);
    const { pass } = watchOf([source]);
    await pass(10);
    expect(await findingsOf(source)).toEqual([]);
    await pass(5);
    expect(await findingsOf(source)).toHaveLength(1);
  });

  it('one that was found silent, disabled, and enabled again, until it is silent anew', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    await spoke(source, NOON);
    const { pass, clock, list } = watchOf([source]);
    await pass(15);
    list.length = 0;
    await pass(60, 5);
    list.push({ ...source, enabledAt: clock.now });
    await pass(5);
    expect(await stateOf(source)).toMatchObject({ silent_since: null });
    expect(await findingsOf(source)).toHaveLength(1);
    await pass(10);
    expect(await findingsOf(source)).toHaveLength(2);
  });

  it('anybody, for the time in which nobody looked', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    await spoke(source, NOON);
    const { pass, clock } = watchOf([source]);
    await pass(5);
    clock.now += 3 * DAY_MS;
    await pass(10);
    expect(await findingsOf(source)).toEqual([]);
    await pass(5);
    expect(await findingsOf(source)).toMatchObject([{ title: 'Orders has sent nothing for 3 days' }]);
  });

  it('anybody whose rhythm is short, for some minutes in which nobody looked, as at a restart', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 2 });
    await spoke(source, NOON);
    const { pass, clock } = watchOf([source]);
    await pass(1);
    clock.now += 3 * MINUTE_MS;
    await pass(2);
    expect(await findingsOf(source)).toEqual([]);
    await pass(1);
    expect(await findingsOf(source)).toMatchObject([{ title: 'Orders has sent nothing for 6 minutes' }]);
  });

  it('but everybody by a watch that is always late', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    await spoke(source, NOON);
    await watchOf([source]).pass(30, 3);
    expect(await findingsOf(source)).toHaveLength(1);
  });

  it('one whose deliveries wait in a journal', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    await spoke(source, NOON);
    const { look, clock, pass } = watchOf([source]);
    await pass(10);
    clock.now += MINUTE_MS;
    await look(new Set([`${source.org}:${source.id}`]));
    expect(await findingsOf(source)).toEqual([]);
    await look();
    expect(await findingsOf(source)).toHaveLength(1);
  });

  it('one whose rhythm an organisation switched off, and it is marked all the same', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 1 });
    await spoke(source, NOON);
    const tunings = [{ rule: SILENCE_RULE_ID, state: 'disabled' as const, level: null, until: null }];
    const { pass } = watchOf([source], {
      rules: () => Promise.resolve(organisationRules(testStages.engine, { ...NO_CONTENT, tunings })),
    });
    await pass(5);
    expect(await findingsOf(source)).toEqual([]);
    expect(await stateOf(source)).toMatchObject({ silent_since: NOON, finding: null });
  });

  it('the journals that hold something are those of the sources that spoke', async () => {
    const scope = newScope();
    const waiting = await until(async () => {
      await accept(scope, '{"a":1}');
      const found = new Set<string>();
      await pokeJournals(env, found);
      return found.size > 0 && found;
    });
    expect([...waiting]).toEqual([`${scope.org}:${scope.sourceId}`]);
  });
});

describe('what a history teaches', () => {
  const hours = (n: number, step = 1) => Array.from({ length: n }, (_, i) => NOON - i * step * HOUR_MS);

  it('a source that spoke every hour is missed after two', async () => {
    const source = sourceOf('standard.webhook');
    await spoke(source, ...hours(100));
    const { pass } = watchOf([source]);
    await pass(120, 5);
    expect(await findingsOf(source)).toEqual([]);
    await pass(10);
    expect(await findingsOf(source)).toMatchObject([{ confidence: 60 }]);
    expect(await stateOf(source)).toMatchObject({ learnt_minutes: 120 });
  });

  it('one that speaks now and then is not, and its history is read once', async () => {
    const source = sourceOf('standard.webhook');
    await spoke(source, ...hours(40, 5));
    const { pass, deps } = watchOf([source]);
    let read = 0;
    const db = new Proxy(deps.db, {
      get(target, name) {
        if (name === 'prepare')
          return (sql: string) => {
            if (sql.startsWith('SELECT hour FROM source_hour')) read++;
            return target.prepare(sql);
          };
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    Object.assign(deps, { db });
    await pass(300, 5);
    expect(await findingsOf(source)).toEqual([]);
    expect(read).toBe(1);
  });
});

describe('the look itself', () => {
  it('goes on with the next minute when the supervisor is away, and tells once', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 1 });
    await spoke(source, NOON);
    const { pass, look } = watchOf([source]);
    await supervisor.reset(1);
    await pass(2);
    expect(await stateOf(source)).toBeUndefined();
    await look();
    await look();
    expect((await supervisor.told()).told).toHaveLength(1);
    expect(await findingsOf(source)).toHaveLength(1);
  });

  it('keeps a return that could not be told, over the next silence too, and tells it then', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 1 });
    await spoke(source, NOON);
    const { pass, look, clock } = watchOf([source]);
    await pass(5);
    const [found] = await findingsOf(source);
    const back = clock.now;
    await spoke(source, back);
    clock.now += 3 * MINUTE_MS;
    await supervisor.reset(1);
    await look();
    expect(await stateOf(source)).toMatchObject({ finding: found!.id });
    expect(await findingsOf(source)).toHaveLength(1);
    await pass(5);
    expect((await supervisor.told()).returns).toMatchObject([{ finding: found!.id, since: back }]);
    expect(await findingsOf(source)).toHaveLength(2);
  });

  it('tells of no return where the source was enabled again and said nothing, or no incident took its silence', async () => {
    const quiet = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    const tuned = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    await spoke(quiet, NOON);
    await spoke(tuned, NOON);
    const { pass, clock, list } = watchOf([quiet, tuned]);
    await pass(15);
    await env.DB.prepare('UPDATE finding SET incident = NULL WHERE org = ?').bind(tuned.org).run();
    await spoke(tuned, clock.now);
    list[0] = { ...quiet, enabledAt: clock.now };
    await pass(5);
    for (const source of [quiet, tuned]) expect(await stateOf(source)).toMatchObject({ silent_since: null });
    expect((await supervisor.told()).returns).toEqual([]);
  });

  it('says of many that fell silent together how many are still missed, until none is', async () => {
    const { org } = newScope();
    const many = Array.from({ length: 6 }, () => ({ ...sourceOf('aws.firehose', { rhythmMinutes: 10 }), org }));
    for (const source of many) await spoke(source, NOON);
    const { pass, clock } = watchOf(many);
    await pass(15);
    expect(await findingsOf(many[0]!)).toHaveLength(1);
    await spoke(many[4]!, clock.now);
    await pass(1);
    for (const i of [0, 1, 2, 3, 5]) await spoke(many[i]!, clock.now);
    await pass(1);
    const { returns } = await supervisor.told();
    expect(returns.map((r) => r.silent)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(new Set(returns.map((r) => r.source)).size).toBe(6);
    expect(new Set(returns.map((r) => r.incident)).size).toBe(1);
  });

  it('goes on when a clock that was ahead is set back', async () => {
    const source = sourceOf('aws.firehose', { rhythmMinutes: 10 });
    const { look, clock, pass } = watchOf([source]);
    clock.now = NOON + 30 * DAY_MS;
    await look();
    clock.now = NOON;
    await spoke(source, NOON);
    await pass(15);
    expect(await findingsOf(source)).toHaveLength(1);
  });

  it('does not fail when the gate is away', async () => {
    const { look } = watchOf([], { watched: () => Promise.reject(new Error('away')) });
    expect(await look()).toBeUndefined();
  });

  it('goes through every page; many that fall silent at once are one finding a page, and each is told of once', async () => {
    const scope = newScope();
    const many = Array.from({ length: 120 }, (_, i) => ({
      ...sourceOf('aws.firehose', { rhythmMinutes: 1, org: scope.org, name: `Orders ${i}` }),
      id: `${scope.sourceId}-${1000 + i}`,
    }));
    for (const source of many) await spoke(source, NOON);
    const pages = [many.slice(0, 60), many.slice(60)];
    const { pass, look, clock } = watchOf([], {
      watched: (after) =>
        Promise.resolve(after === undefined ? { sources: pages[0]!, next: 'p2' } : { sources: pages[1]! }),
    });
    await look();
    await pass(5);
    const found = await findingsOf(many[0]!);
    expect(found.map((f) => f.title).sort()).toEqual([
      '60 sources have sent nothing: Orders 0, Orders 1, Orders 2 and 57 more',
      '60 sources have sent nothing: Orders 60, Orders 61, Orders 62 and 57 more',
    ]);
    expect(found[0]).toMatchObject({ account: '123456789012', techniques: ['T1562.008'], severity: 3 });
    expect(new Set((await Promise.all(many.map(stateOf))).map((s) => s?.['finding']))).toEqual(
      new Set(found.map((f) => f.id)),
    );
    clock.now += MINUTE_MS;
    await look();
    expect(await findingsOf(many[0]!)).toHaveLength(2);
  });

  it('tells of a few apart', async () => {
    const scope = newScope();
    const few = Array.from({ length: 5 }, (_, i) => ({
      ...sourceOf('aws.firehose', { rhythmMinutes: 1, org: scope.org }),
      id: `${scope.sourceId}-${i}`,
    }));
    for (const source of few) await spoke(source, NOON);
    const { pass } = watchOf(few);
    await pass(5);
    expect(await findingsOf(few[0]!)).toHaveLength(5);
  });
});
