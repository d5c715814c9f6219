import { describe, expect, it } from 'vitest';
import { parseRules } from '../compile-rules.ts';
import { createEngine } from '../engine.ts';
import { expandSequence } from '../testing/sequence.ts';
import { eventTime } from './event-time.ts';
import { hitsOf } from './hits.ts';
import { shardOf } from './keys.ts';
import { CorrelationMemory } from './memory.ts';
import { makeCorrelation, T0 } from './testing/make-correlation.ts';

const matched = (...ids: readonly string[]) => ids.map((id) => ({ id }));
const at = (seconds: number, uid = `u${seconds}`) => ({ uid, time: T0 + seconds * 1000 });

describe('hits', () => {
  it('take group and value from the record, by the alias of the rule that matched', () => {
    const correlation = makeCorrelation({
      type: 'value_count',
      rules: ['r1', 'r2'],
      groupBy: [
        { name: 'ip', fields: { r1: 'source.ip', r2: 'net.from' } },
        { name: 'tags', fields: {} },
      ],
      fields: ['user.name'],
    });
    const record = {
      source: { ip: '192.0.2.1' },
      net: { from: '192.0.2.2' },
      tags: [null, 'a', 'b'],
      user: { name: 7 },
    };
    expect(hitsOf([correlation], matched('r1', 'r2', 'r3'), record, at(0, 'e'))).toEqual([
      { correlation: 'c1', rule: 'r1', group: ['192.0.2.1', 'a'], event: 'e', time: T0, value: '7' },
      { correlation: 'c1', rule: 'r2', group: ['192.0.2.2', 'a'], event: 'e', time: T0, value: '7' },
    ]);
  });

  it('of an event without any member of the group there are none; one that is missing is null', () => {
    const correlation = makeCorrelation({
      groupBy: [
        { name: 'a', fields: {} },
        { name: 'b', fields: {} },
      ],
    });
    expect(hitsOf([correlation], matched('r1'), { c: 1 }, at(0))).toEqual([]);
    expect(hitsOf([correlation], matched('r1'), { a: '', b: null }, at(0))).toEqual([]);
    expect(hitsOf([correlation], matched('r1'), { b: false }, at(0))).toMatchObject([{ group: [null, 'false'] }]);
    expect(hitsOf([makeCorrelation({ groupBy: [] })], matched('r1'), {}, at(0))).toMatchObject([{ group: [] }]);
  });

  it('bound what a stranger may make long, and read views', () => {
    const correlation = makeCorrelation({
      groupBy: [
        { name: 'user', fields: {} },
        { name: 'ocsf.actor.user.name', fields: {} },
      ],
    });
    const views = { ocsf: () => ({ actor: { user: { name: 'ann' } } }) };
    const [hit] = hitsOf([correlation], matched('r1'), { user: 'x'.repeat(10_000) }, at(0, 'y'.repeat(999)), views);
    expect(hit!.group[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(hit!.group[1]).toBe('ann');
    expect(hit!.event.length).toBeLessThan(100);
  });

  it('several value fields make one value, and an event that lacks one has none', () => {
    const correlation = makeCorrelation({ type: 'value_count', fields: ['a', 'b'] });
    const value = (record: Record<string, unknown>) =>
      hitsOf([correlation], matched('r1'), { user: 'u', ...record }, at(0))[0]!.value;
    expect(value({ a: 'x', b: 'y,z' })).not.toBe(value({ a: 'x","y', b: 'z' }));
    expect(value({ a: 'x' })).toBeUndefined();
  });

  it('of one group always go to the same shard, those of accounts that a source may not speak for by themselves', () => {
    const hit = { correlation: 'c', group: ['a', null] };
    expect(shardOf(hit, 8)).toBe(shardOf({ ...hit }, 8));
    const used = new Set(Array.from({ length: 200 }, (_, i) => shardOf({ correlation: 'c', group: [String(i)] }, 8)));
    expect(used.size).toBe(8);
    const moved = Array.from({ length: 50 }, (_, i) => ({ correlation: 'c', group: [String(i)] })).filter(
      (h) => shardOf(h, 64) !== shardOf({ ...h, foreign: true }, 64),
    );
    expect(moved.length).toBeGreaterThan(40);
  });
});

describe('an event', () => {
  it('whose time no date can name does not count', () => {
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -1, 9e15])
      expect(hitsOf([makeCorrelation()], matched('r1'), { user: 'u' }, { uid: 'e', time })).toEqual([]);
  });
});

describe('correlation in memory', () => {
  it('keeps groups apart and fires for each', () => {
    const memory = new CorrelationMemory([makeCorrelation()]);
    const seen = [0, 1, 2, 3, 4, 5].flatMap((s) =>
      memory.observe(matched('r1'), { user: s % 2 ? 'ann' : 'bob' }, at(s)),
    );
    expect(seen.map((f) => f.group[0])).toEqual(['bob', 'ann']);
  });

  it('follows chains: many failures and then a success, grouped by the higher rule’s own field', () => {
    const many = makeCorrelation({
      id: 'many',
      rules: ['failed'],
      groupBy: [
        { name: 'user', fields: {} },
        { name: 'host', fields: {} },
      ],
    });
    const chain = makeCorrelation({
      id: 'chain',
      type: 'temporal_ordered',
      rules: ['many', 'ok'],
      bounds: [],
      timespanMs: 600_000,
    });
    const memory = new CorrelationMemory([chain, many]);
    const record = { user: 'ann', host: 'h1' };
    expect(memory.observe(matched('ok'), record, at(0))).toEqual([]);
    const fired = [1, 2, 3].flatMap((s) => memory.observe(matched('failed'), record, at(s)));
    expect(fired.map((f) => f.correlation)).toEqual(['many']);
    expect(memory.observe(matched('ok'), { user: 'bob' }, at(10))).toEqual([]);
    expect(memory.observe(matched('ok'), record, at(20))).toMatchObject([{ correlation: 'chain', group: ['ann'] }]);
  });

  it('a circle of correlations ends', () => {
    const memory = new CorrelationMemory([
      makeCorrelation({ id: 'a', rules: ['r1', 'b'], bounds: [{ op: 'gte', value: 1 }] }),
      makeCorrelation({ id: 'b', rules: ['a'], bounds: [{ op: 'gte', value: 1 }] }),
    ]);
    expect(memory.observe(matched('r1'), { user: 'ann' }, at(0)).map((f) => f.correlation)).toEqual(['a', 'b']);
  });

  it('judges at the end what had to wait, and what counts that', () => {
    const few = makeCorrelation({ id: 'few', bounds: [{ op: 'lt', value: 3 }] });
    const after = makeCorrelation({
      id: 'after',
      rules: ['few'],
      bounds: [{ op: 'gte', value: 2 }],
      timespanMs: 600_000,
    });
    const memory = new CorrelationMemory([few, after]);
    for (const s of [0, 1, 200, 400, 401, 402])
      expect(memory.observe(matched('r1'), { user: 'ann' }, at(s))).toEqual([]);
    expect(memory.finish().map((f) => [f.correlation, f.value])).toEqual([
      ['few', 2],
      ['few', 1],
      ['after', 2],
    ]);
    expect(memory.finish()).toEqual([]);
  });
});

describe('a collection of Sigma documents', () => {
  const yaml = `
title: Sign-in failed
name: failed
logsource: { product: test }
detection:
  selection: { outcome: failure }
  condition: selection
---
title: Sign-in succeeded
name: succeeded
logsource: { product: test }
detection:
  selection: { outcome: success }
  condition: selection
---
title: Many failures
name: many
level: low
correlation:
  type: event_count
  rules: [failed]
  group-by: [user, ip]
  timespan: 10m
  condition: { gte: 5 }
---
title: Many failures, then a success
id: 5f0c0a43-7b19-4f6e-9f70-1d5a1f8b7f01
level: high
correlation:
  type: temporal_ordered
  rules: [many, succeeded]
  group-by: [user]
  timespan: 1h
`;
  const { rules, errors } = parseRules([{ path: 'a.yml', text: yaml }]);
  const engine = createEngine(rules.rules, rules.correlations);
  const titles = new Map(rules.correlations.map((c) => [c.meta.id, c.meta.title]));
  const fired = (failures: number, afterSeconds: number): (string | undefined)[] => {
    const memory = new CorrelationMemory(engine.correlations);
    const records = expandSequence({
      match: true,
      name: 'x',
      start: '2026-10-13T02:00:00Z',
      sequence: [
        { repeat: failures, everySeconds: 20, event: { user: 'ann', ip: '192.0.2.1', outcome: 'failure' } },
        { afterSeconds, event: { user: 'ann', ip: '192.0.2.9', outcome: 'success' } },
      ],
    });
    const all = records.flatMap(({ record, time }, i) =>
      memory.observe(engine.match(undefined, record), record, { uid: String(i), time }),
    );
    return [...all, ...memory.finish()].map((f) => titles.get(f.correlation));
  };

  it('counts from its text to its firing', () => {
    expect(errors).toEqual([]);
    expect(fired(4, 60)).toEqual([]);
    expect(fired(5, 60)).toEqual(['Many failures', 'Many failures, then a success']);
    expect(fired(5, 3_700)).toEqual(['Many failures']);
  });
});

describe('the time of a raw record', () => {
  it('is read from the fields that senders use, in any unit', () => {
    const time = Date.UTC(2026, 9, 13, 2, 0, 5);
    const records: Record<string, unknown>[] = [
      { eventTime: '2026-10-13T02:00:05Z' },
      { requestReceivedTimestamp: '2026-10-13T02:00:05.000000Z', stageTimestamp: '2026-10-13T02:00:09.000000Z' },
      { '@timestamp': time },
      { timestamp: '2026-10-13T04:00:05.000000000+02:00' },
      { start: time / 1000, end: time / 1000 + 60 },
      { published: '2026-10-13T02:00:05.000Z' },
      { Event: { System: { TimeCreated: { '#attributes': { SystemTime: '2026-10-13T02:00:05.0000000Z' } } } } },
      { Event: { System: { TimeCreated: '2026-10-13 02:00:05' } } },
      { activityDateTime: '2026-10-13T02:00:05.0000000+0000' },
      { time: String(time) },
    ];
    for (const record of records) expect(eventTime(record), JSON.stringify(record)).toBe(time);
  });

  it('is that of the field named, and nothing where there is none', () => {
    const record = { eventTime: '2026-10-13T02:00:05Z', my: { clock: 1_760_000_000 } };
    expect(eventTime(record, 'my.clock')).toBe(1_760_000_000_000);
    expect(eventTime(record, 'their.clock')).toBeUndefined();
    expect(eventTime({ eventTime: 'yesterday', time: 5 })).toBeUndefined();
  });
});
