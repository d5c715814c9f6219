import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/contracts/finding.ts';
import { correlate, DEFAULT_SETTINGS } from '../../src/correlate/correlate.ts';
import { makeFinding as finding, T0 } from '../../src/correlate/testing/make-finding.ts';
import { HOUR_MS } from '../../src/kit/clock.ts';
import { migrate } from '../../src/kit/sql.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import { CORRELATOR_MIGRATIONS } from './migrations.ts';
import { CorrelatorStore } from './store.ts';

class Harness {
  readonly store: CorrelatorStore;
  now = 1;
  constructor() {
    const sql = nodeSqlite();
    migrate(sql, CORRELATOR_MIGRATIONS);
    this.store = new CorrelatorStore(sql);
  }
  assign(findings: readonly Finding[]) {
    this.now++;
    const known = this.store.known(findings);
    const decision = correlate(findings, known, DEFAULT_SETTINGS);
    this.store.apply(decision, known, this.now);
    return decision;
  }
}

const low = (id: string, entities: readonly string[], ruleId: string) =>
  finding(id, entities, { severity: 2, rule: { id: ruleId, title: ruleId, level: 'low' } });

describe('the correlator over several calls', () => {
  it('remembers incidents, links through them and gives a redelivery the same answer', () => {
    const h = new Harness();
    const first = h.assign([finding('1', ['p:a', 'k:AKIA1'])]).assignments.get('fnd_1')!;
    expect(h.assign([finding('2', ['k:AKIA1'])]).assignments.get('fnd_2')).toBe(first);
    expect(h.assign([finding('1', ['p:a', 'k:AKIA1'])]).opened).toEqual([]);
    expect(h.assign([finding('1', ['p:zzz'])]).assignments.get('fnd_1')).toBe(first);
  });

  it('sends what follows a merge to the older incident, also through the younger one’s entities, and through a chain of merges', () => {
    const h = new Harness();
    const [a, b, c] = ['a', 'b', 'c'].map((p) => h.assign([finding(p, [`p:${p}`])]).assignments.get(`fnd_${p}`)!);
    expect(h.assign([finding('bc', ['p:b', 'p:c'])]).merges).toEqual([{ from: c, into: b }]);
    expect(h.assign([finding('ab', ['p:a', 'p:b'])]).merges).toEqual([{ from: b, into: a }]);
    expect(h.assign([finding('x', ['p:c'])]).assignments.get('fnd_x')).toBe(a);
    expect(h.assign([finding('y', ['p:b', 'p:c'])]).merges).toEqual([]);
  });

  it('opens on the third distinct rule over three calls and tells the attached ones until they are settled', () => {
    const h = new Harness();
    h.assign([low('1', ['p:a'], 'r1')]);
    h.assign([low('2', ['p:a'], 'r2')]);
    const d = h.assign([low('3', ['p:a'], 'r3')]);
    const incident = d.assignments.get('fnd_3')!;
    expect(d.attached.map((f) => f.id).toSorted()).toEqual(['fnd_1', 'fnd_2']);
    const told = () =>
      h.store
        .unsettled([incident])
        .map((u) => u.finding.id)
        .toSorted();
    expect(told()).toEqual(['fnd_1', 'fnd_2']);
    h.assign([low('3', ['p:a'], 'r3')]);
    expect(told()).toEqual(['fnd_1', 'fnd_2']);
    h.store.settle(['fnd_1', 'fnd_2']);
    expect(told()).toEqual([]);
    expect(h.assign([low('1', ['p:a'], 'r1')]).assignments.get('fnd_1')).toBe(incident);
  });

  it('forgets by age and by bounds, but not what it still has to tell', () => {
    const h = new Harness();
    h.assign([low('kept', ['p:a'], 'r1')]);
    h.assign([finding('opens', ['p:a'])]);
    h.assign([low('waits', ['p:b'], 'r1')]);
    h.store.purge(1_000, { assignments: 10, links: 10, waiting: 10 });
    expect(h.store.known([low('waits2', ['p:b'], 'r1'), finding('again', ['p:a'])])).toEqual({
      assigned: new Map(),
      links: [],
      waiting: [],
    });
    const incident = correlate(
      [finding('opens', ['p:a'])],
      { assigned: new Map(), links: [], waiting: [] },
      DEFAULT_SETTINGS,
    ).opened[0]!;
    expect(h.store.unsettled([incident]).map((u) => u.finding.id)).toEqual(['fnd_kept']);
    for (let i = 0; i < 20; i++) h.assign([low(`w${i}`, [`p:${i}`], 'r1')]);
    h.store.purge(0, { assignments: 10, links: 10, waiting: 5 });
    expect(
      h.store.known(Array.from({ length: 20 }, (_, i) => low(`v${i}`, [`p:${i}`], 'r1'))).waiting.length,
    ).toBeLessThanOrEqual(6);
  });

  it('never gives a finding two incidents nor loses one, whatever the batches, their order and repetition', () => {
    const batches = fc.array(
      fc.array(
        fc.record({
          n: fc.integer({ min: 0, max: 20 }),
          actor: fc.constantFrom('p:a', 'p:b', 'p:c'),
          target: fc.constantFrom('i:i-1', 'b:x', 'ip:192.0.2.1'),
          severity: fc.constantFrom(2, 4),
          hours: fc.integer({ min: 0, max: 40 }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(batches, (list) => {
        const h = new Harness();
        const byId = new Map<string, Finding>();
        const assigned = new Map<string, string>();
        for (const batch of [...list, ...list.toReversed()]) {
          const findings = batch.map((f) => {
            const id = `${f.n}`;
            const made =
              byId.get(id) ??
              finding(id, [f.actor, f.target], {
                severity: f.severity,
                rule: { id: `r${f.n % 4}`, title: 'r', level: 'low' },
                time: T0 + f.hours * HOUR_MS,
              });
            byId.set(id, made);
            return made;
          });
          for (const [id, incident] of h.assign(findings).assignments) {
            expect(assigned.get(id) ?? incident).toBe(incident);
            assigned.set(id, incident);
          }
        }
        expect([...byId.values()].filter((f) => f.severity >= 3 && !assigned.has(f.id))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
