import { describe, expect, it } from 'vitest';
import { Finding } from '../../contracts/finding.ts';
import { draftOf, findingOfDraft, findingOfFiring } from './finding.ts';
import { makeCorrelation, T0 } from './testing/make-correlation.ts';
import type { Firing } from './types.ts';

const ast = makeCorrelation({
  groupBy: [
    { name: 'user', fields: {} },
    { name: 'host', fields: {} },
  ],
});
const firing: Firing = {
  correlation: 'c1',
  group: ['ann', null],
  first: T0,
  last: T0 + 5_000,
  value: 3,
  events: ['e3', 'e2', 'e1'],
  event: 'e3',
  episode: T0,
};
const about: Finding = {
  v: 1,
  id: 'fnd_0123456789abcdef0123456789',
  org: 'org_a',
  kind: 'rule',
  rule: { id: 'c1', title: 'Many', level: 'high' },
  title: 'Many',
  severity: 4,
  confidence: 90,
  time: T0,
  acceptedAt: T0,
  detectedAt: T0,
  source: 'test.event',
  delivery: 'dlv_0123456789abcdef0123456789',
  eventId: 'e3',
  outcome: 'success',
  techniques: [],
  tactics: [],
  entities: [],
  evidence: { api: { operation: 'Do' }, text: 'x'.repeat(6_000) },
  foreignAccount: false,
};

describe('the finding of a firing', () => {
  it('says what was counted, for whom and by which events, and stays a finding', () => {
    const made = Finding.parse(findingOfFiring(ast, about, firing));
    expect(made.fields).toEqual([
      { field: 'user', value: 'ann' },
      { field: 'event_count', value: '3 between 2026-10-13T02:00:00.000Z and 2026-10-13T02:00:05.000Z' },
    ]);
    expect(made.evidence['correlation']).toEqual({
      type: 'event_count',
      group_by: ['user', 'host'],
      timespan_seconds: 60,
      group: { user: 'ann', host: null },
      value: 3,
      first: '2026-10-13T02:00:00.000Z',
      last: '2026-10-13T02:00:05.000Z',
      events: ['e3', 'e2', 'e1'],
    });
    expect(made.evidence['api']).toEqual({ operation: 'Do' });
    expect(made.time).toBe(T0 + 5_000);
  });

  it('has an id by organisation, correlation, group and episode, and by nothing else', () => {
    const id = (f: Partial<Firing> = {}, a: Partial<Finding> = {}) =>
      findingOfFiring(ast, { ...about, ...a }, { ...firing, ...f }).id;
    expect(id({ event: 'e9', events: ['e9'], last: T0 + 9_000, value: 9 }, { eventId: 'e9' })).toBe(id());
    const others = [id({ group: ['bob', null] }), id({ group: [null, 'ann'] }), id({ episode: T0 + 60_000 })];
    others.push(id({ correlation: 'c2' }), id({ foreign: true }), id({}, { org: 'org_b' }));
    expect(new Set([id(), ...others]).size).toBe(others.length + 1);
  });

  it('made later from a draft is the same but for a shorter event', () => {
    const later = findingOfDraft(draftOf(ast, about), firing);
    const now = findingOfFiring(ast, about, firing);
    expect({ ...later, evidence: later.evidence['correlation'] }).toEqual({
      ...now,
      evidence: now.evidence['correlation'],
    });
    expect(JSON.stringify(draftOf(ast, about)).length).toBeLessThan(2_500);
  });

  it('fits whatever a stranger puts into the group', () => {
    const names = Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`.repeat(200), fields: {} }));
    const wild = {
      ...firing,
      group: names.map(() => 'v'.repeat(256)),
      events: Array.from({ length: 20 }, (_, i) => `${i}`.padEnd(200, 'x')),
    };
    const made = Finding.parse(findingOfFiring(makeCorrelation({ groupBy: names }), about, wild));
    expect(JSON.stringify(made.evidence).length).toBeLessThanOrEqual(8_192);
  });
});
