import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../contracts/finding.ts';
import { HOUR_MS } from '../kit/clock.ts';
import { deterministicId } from '../kit/ids.ts';
import { correlate, DEFAULT_SETTINGS } from './correlate.ts';
import { makeFinding as finding, T0 } from './testing/make-finding.ts';
import type { Known, Link } from './types.ts';

const nothing: Known = { assigned: new Map(), links: [], waiting: [] };
const run = (findings: readonly Finding[], known: Partial<Known> = {}) =>
  correlate(findings, { ...nothing, ...known }, DEFAULT_SETTINGS);
const link = (key: string, incident: string, openedAt: number, at = T0): Link => ({
  key,
  incident,
  openedAt,
  first: at,
  last: at,
});
const rule = (id: string): Finding['rule'] => ({ id, title: id, level: 'low' });
const low = (id: string, entities: readonly string[], ruleId: string, more: Partial<Finding> = {}) =>
  finding(id, entities, { severity: 2, rule: rule(ruleId), ...more });

describe('findings that open incidents', () => {
  it('are one incident when they share a principal, two when they share none', () => {
    const d = run([finding('1', ['p:alice']), finding('2', ['p:alice']), finding('3', ['p:bob'])]);
    expect(d.assignments.get('fnd_1')).toBe(d.assignments.get('fnd_2'));
    expect(d.assignments.get('fnd_3')).not.toBe(d.assignments.get('fnd_1'));
    expect(d.opened).toHaveLength(2);
  });

  it('are linked through a chain: the key that one made is the actor of the next', () => {
    const d = run([
      finding('1', ['p:alice', 'k:AKIA1']),
      finding('2', ['k:AKIA1', 'i:i-1']),
      finding('3', ['p:other', 'i:i-1']),
    ]);
    expect(new Set(d.assignments.values()).size).toBe(1);
  });

  it('name the incident after the earliest finding', () => {
    const d = run([finding('late', ['p:alice'], { time: T0 + 1 }), finding('early', ['p:alice'])]);
    expect(d.opened).toEqual([deterministicId('inc', 'org_a', 'fnd_early')]);
  });

  it('are not linked by account, address, AWS-managed resource or AWS itself', () => {
    for (const shared of [
      ['account:123456789012'],
      ['ip:192.0.2.1'],
      ['r:arn:aws:iam::aws:policy/AdministratorAccess'],
      ['p:config.amazonaws.com'],
      ['p:arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForConfig/x'],
      ['role:arn:aws:iam::123456789012:role/aws-service-role/x.amazonaws.com/y'],
      ['p:ANONYMOUS_PRINCIPAL'],
    ]) {
      const d = run([finding('1', [...shared, 'p:alice']), finding('2', [...shared, 'p:bob'])]);
      expect({ shared, opened: d.opened.length }).toEqual({ shared, opened: 2 });
    }
  });

  it('are not linked by a partner’s account that two roles were made to trust', () => {
    const trusting = (id: string, who: string) => {
      const f = finding(id, [who]);
      const partner = {
        type: 'principal',
        id: 'arn:aws:iam::999900001111:root',
        role: 'related',
        of: `role-${id}`,
      } as const;
      return { ...f, entities: [...f.entities, partner] };
    };
    expect(run([trusting('1', 'p:alice'), trusting('2', 'p:bob')]).opened).toHaveLength(2);
  });

  it('are linked by a role that one assumes and the other acts as', () => {
    const arn = 'arn:aws:iam::123456789012:role/deploy';
    expect(run([finding('1', ['p:alice', `role:${arn}`]), finding('2', [`p:${arn}`])]).opened).toHaveLength(1);
  });

  it('are linked by session, not by role, where a role is everybody’s', () => {
    const role = 'p:arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1a2b';
    const session = (name: string) =>
      `session:arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_1a2b/${name}`;
    const d = run([
      finding('1', [role, session('ann')]),
      finding('2', [role, session('bob')]),
      finding('3', [role, session('ann')]),
    ]);
    expect(d.opened).toHaveLength(2);
  });

  it('are apart when their events lie further apart than the window, whenever they arrive', () => {
    const day = DEFAULT_SETTINGS.windowMs;
    expect(run([finding('1', ['p:a']), finding('2', ['p:a'], { time: T0 + day + 1 })]).opened).toHaveLength(2);
    expect(run([finding('1', ['p:a']), finding('2', ['p:a'], { time: T0 + day })]).opened).toHaveLength(1);
  });

  it('cannot be dragged into the future by a sender’s clock', () => {
    const d = run([
      finding('1', ['p:a'], { time: T0, acceptedAt: T0 }),
      finding('2', ['p:a'], { time: T0 + 1e12, acceptedAt: T0 + 5 }),
    ]);
    expect(d.opened).toHaveLength(1);
  });

  it('without a strong entity are one incident a type and resource', () => {
    const vendor = (id: string, type: string, resource: string) =>
      finding(id, [`r:${resource}`], { kind: 'vendor', rule: { id: type, title: type, level: 'high' } });
    const d = run([vendor('1', 'T1', 'x'), vendor('2', 'T1', 'x'), vendor('3', 'T1', 'y'), vendor('4', 'T2', 'x')]);
    expect(d.opened).toHaveLength(3);
    expect(d.assignments.get('fnd_1')).toBe(d.assignments.get('fnd_2'));
  });

  it('of an account that the source may not speak of never join those that are vouched for', () => {
    const d = run([finding('1', ['p:alice']), finding('2', ['p:alice'], { foreignAccount: true })]);
    expect(d.opened).toHaveLength(2);
  });
});

describe('open incidents', () => {
  it('take a finding that shares an entity within the window', () => {
    const d = run([finding('1', ['p:a'])], { links: [link('identity:a', 'inc_old', 1)] });
    expect(d.assignments.get('fnd_1')).toBe('inc_old');
    expect(d.opened).toEqual([]);
  });

  it('that a finding joins stay both, and what comes next goes to the older', () => {
    const links = [link('identity:a', 'inc_young', 9), link('instance:i-1', 'inc_old', 3)];
    const d = run([finding('1', ['p:a', 'i:i-1'])], { links });
    expect(d.merges).toEqual([{ from: 'inc_young', into: 'inc_old' }]);
    expect(d.assignments.get('fnd_1')).toBe('inc_old');
  });

  it('keep a finding that they have, whatever else it would link to now', () => {
    const d = run([finding('1', ['p:a'])], {
      assigned: new Map([['fnd_1', 'inc_first']]),
      links: [link('identity:a', 'inc_other', 1)],
    });
    expect(d.assignments.get('fnd_1')).toBe('inc_first');
    expect(d.links).toEqual([]);
  });
});

describe('weak findings', () => {
  it('wait, however many of one rule there are', () => {
    const d = run(Array.from({ length: 50 }, (_, i) => low(`${i}`, ['p:a'], 'r1')));
    expect(d.waiting).toHaveLength(50);
    expect(d.opened).toEqual([]);
  });

  it('open an incident when three distinct rules speak of one principal within the window', () => {
    const three = [low('1', ['p:a'], 'r1'), low('2', ['p:a'], 'r2'), low('3', ['p:a'], 'r3')];
    expect(run(three).opened).toHaveLength(1);
    expect(run([three[0]!, three[1]!, low('3', ['p:b'], 'r3')]).opened).toHaveLength(0);
    const late = { time: T0 + DEFAULT_SETTINGS.windowMs + 1 };
    expect(run([three[0]!, three[1]!, low('3', ['p:a'], 'r3', late)]).opened).toHaveLength(0);
  });

  it('that wait are attached when an incident opens on the same entity', () => {
    const d = run([finding('big', ['p:a'])], { waiting: [low('1', ['p:a'], 'r1')] });
    expect(d.attached.map((f) => f.id)).toEqual(['fnd_1']);
    expect(d.assignments.get('fnd_1')).toBe(d.assignments.get('fnd_big'));
  });

  it('never join two incidents: they go to the older', () => {
    const links = [link('identity:a', 'inc_young', 9), link('bucket:logs', 'inc_old', 3)];
    const d = run([low('1', ['p:a', 'b:logs'], 'r1')], { links });
    expect(d.merges).toEqual([]);
    expect(d.assignments.get('fnd_1')).toBe('inc_old');
  });

  it('come to an incident by address and account for an hour, which never opens or joins one', () => {
    const big = finding('big', ['p:a', 'ip:192.0.2.1']);
    const near = low('1', ['p:b', 'ip:192.0.2.1'], 'r1', { time: T0 + HOUR_MS });
    const far = low('2', ['p:c', 'ip:192.0.2.1'], 'r1', { time: T0 + HOUR_MS + 1 });
    const other = low('3', ['p:d', 'ip:192.0.2.1'], 'r1', { account: '999999999999' });
    const d = run([big, near, far, other]);
    expect(d.assignments.get('fnd_1')).toBe(d.assignments.get('fnd_big'));
    expect(d.waiting.map((f) => f.id)).toEqual(['fnd_3', 'fnd_2']);
  });
});

const arbitrary = fc
  .array(
    fc.record({
      actor: fc.constantFrom('p:a', 'p:b', 'p:c', 'p:d'),
      target: fc.constantFrom('i:i-1', 'i:i-2', 'b:x', 'ip:192.0.2.1', 'account:1'),
      severity: fc.integer({ min: 1, max: 5 }),
      rule: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
      hours: fc.integer({ min: 0, max: 60 }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((list) =>
    list.map((f, i) =>
      finding(String(i), [f.actor, f.target], {
        severity: f.severity,
        rule: rule(f.rule),
        time: T0 + f.hours * HOUR_MS,
      }),
    ),
  );

describe('in one call', () => {
  it('the order of findings does not matter', () => {
    fc.assert(
      fc.property(arbitrary, (findings) => {
        const forward = run(findings);
        const backward = run(findings.toReversed());
        expect(Object.fromEntries(backward.assignments)).toEqual(Object.fromEntries(forward.assignments));
        expect(new Set(backward.opened)).toEqual(new Set(forward.opened));
      }),
    );
  });

  it('every finding is assigned or waits, never both', () => {
    fc.assert(
      fc.property(arbitrary, (findings) => {
        const d = run(findings);
        const waiting = new Set(d.waiting.map((f) => f.id));
        for (const f of findings) expect(waiting.has(f.id)).toBe(!d.assignments.has(f.id));
        expect(findings.filter((f) => f.severity >= 3 && !d.assignments.has(f.id))).toEqual([]);
        expect(new Set(d.assignments.values())).toEqual(new Set(d.opened));
      }),
    );
  });
});
