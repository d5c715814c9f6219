import { describe, expect, it } from 'vitest';
import { utf8 } from '../kit/bytes.ts';
import { DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import { actions } from '../respond/actions/registry.ts';
import { propose } from '../respond/propose.ts';
import { fitFindings } from './job.ts';
import { project } from './project.ts';
import { STATUS_PERIOD_MS } from './times.ts';
import { findingOf, planFor, PREVIEW, statusOf, World } from './testing/world.ts';

/** A queue refuses messages over 128,000 bytes; a row of a Durable Object's SQLite over 2 MB. */
const QUEUE_BYTES = 128_000;
const ROW_BYTES = 2_000_000;
const bytesOf = (value: unknown): number => utf8(JSON.stringify(value)).byteLength;
const PERSON = { actor: 'user:usr_a', reason: 'false alarm' };

function investigating(severity = 4): World {
  const w = new World();
  w.find(findingOf(1, severity));
  w.fire('investigate');
  return w;
}
function asked(): World {
  const w = investigating();
  w.fire('investigation_timeout');
  return w;
}
function propose1(w: World): void {
  const { revision, covered } = w.last('propose')!;
  w.do('proposed', { revision, drafts: propose({ state: w.state!, revision, covered, actions }) });
}
function preview1(w: World, exists = true): void {
  const { revision, drafts } = w.last('preview')!;
  w.do('previewed', { revision, previews: drafts.map((d) => ({ opId: d.opId, preview: { ...PREVIEW, exists } })) });
}
function decide1(w: World, outcome: 'permit' | 'ask' | 'forbid'): void {
  w.do('decided', { revision: w.last('decide')!.revision, plans: [planFor(w, outcome)!] });
}
function permit1(w: World): void {
  const { plan, digest } = w.last('permit')!;
  w.do('permitted', { plan, digest, permit: 'token', expiresAt: w.now + 1_000, approvals: [] });
}
function deciding(): World {
  const w = asked();
  propose1(w);
  preview1(w);
  return w;
}
function requested(): { w: World; op: string } {
  const w = deciding();
  decide1(w, 'permit');
  permit1(w);
  return { w, op: w.last('acquire')!.request.opId };
}
const stateOf = (w: World): string | undefined => w.state?.actions[0]?.state;

describe('an incident that a person closed', () => {
  it('while agents look into it is not acted on afterwards, whatever comes late', () => {
    const w = investigating();
    w.do('close_requested', PERSON);
    expect(w.state?.phase).toBe('closed');
    expect(w.timers.size).toBe(0);
    w.do('timer_fired', { name: 'investigation_timeout' });
    const inspector = { nodes: [], edges: [], evidence: [], facts: [], discovered: [], limits: [] };
    w.do('inspector_reported', { job: w.state!.round.job!, report: inspector });
    w.do('agent_failed', { job: w.state!.round.job!, agent: 'analyst', error: 'late' });
    expect(w.of('propose')).toEqual([]);
    expect(w.state?.phase).toBe('closed');
  });

  it('while the gate decides takes no leave from its late answer, and gives the plans back', () => {
    const w = deciding();
    w.do('close_requested', PERSON);
    decide1(w, 'permit');
    expect(w.of('permit')).toEqual([]);
    expect(w.of('void').map((v) => v.plan)).toEqual([planFor(w, 'permit')!.id]);
    expect(w.state?.phase).toBe('closed');
    expect(stateOf(w)).toBe('denied');
  });

  it('begins a whole round when a finding reopens it', () => {
    const w = investigating();
    w.do('close_requested', PERSON);
    w.find(findingOf(2));
    expect(w.state?.round).toMatchObject({ number: 2, stage: 'waiting' });
    expect([...w.timers.keys()].toSorted()).toEqual(['investigate', 'investigate_latest']);
  });
});

describe('an acquire without an answer', () => {
  it('that nobody could deliver is unknown, is told to a person and is still asked for', () => {
    const { w, op } = requested();
    w.do('effect_failed', { effect: 'ev_x', kind: 'acquire', error: 'timed out', opId: op });
    expect(stateOf(w)).toBe('unknown');
    expect(w.state?.escalations).toHaveLength(1);
    w.fire('status');
    expect(w.of('status')).toHaveLength(1);
    w.do('custody_reported', { status: statusOf(w, op, { state: 'held', proof: 'effective', at: w.now + 1 }) });
    expect(stateOf(w)).toBe('verified');
    expect(w.timers.has('status')).toBe(true);
  });

  it('that custody refused changed nothing and has failed', () => {
    const { w, op } = requested();
    w.do('effect_failed', { effect: 'ev_x', kind: 'acquire', error: 'forbidden', opId: op, refused: true });
    expect(stateOf(w)).toBe('failed');
    expect(w.timers.has('status')).toBe(false);
  });

  it('that custody has never heard of has failed, unless it has been reported on before', () => {
    const { w, op } = requested();
    w.do('effect_failed', { effect: 'ev_x', kind: 'acquire', error: 'timed out', opId: op });
    w.do('effect_failed', { effect: 'ev_y', kind: 'acquire', error: 'not known', opId: op, refused: true });
    expect(stateOf(w)).toBe('failed');
    const other = requested();
    other.w.do('custody_reported', { status: statusOf(other.w, other.op, { state: 'applying' }) });
    other.w.do('effect_failed', { effect: 'ev_x', kind: 'acquire', error: 'x', opId: other.op, refused: true });
    expect(stateOf(other.w)).toBe('applying');
  });

  it('is believed when custody says later that it stands, even after the end', () => {
    const { w, op } = requested();
    w.do('effect_failed', { effect: 'ev_x', kind: 'acquire', error: 'forbidden', opId: op, refused: true });
    w.do('close_requested', PERSON);
    expect(w.state?.phase).toBe('closed');
    w.do('custody_reported', { status: statusOf(w, op, { state: 'held', proof: 'effective' }) });
    expect(w.state?.phase).not.toBe('closed');
    expect(w.state?.escalations.length).toBeGreaterThan(0);
    expect(w.timers.has('status')).toBe(true);
  });
});

describe('a release', () => {
  it('that could not be carried out can be asked for again', () => {
    const { w, op } = requested();
    w.do('custody_reported', { status: statusOf(w, op, { state: 'held', proof: 'effective' }) });
    w.do('release_requested', PERSON);
    w.do('effect_failed', { effect: 'ev_x', kind: 'release', error: 'down', opId: op });
    w.do('release_requested', PERSON);
    expect(w.of('release')).toHaveLength(2);
  });

  it('reaches what failed halfway, which is watched and not closed over until its first steps are undone', () => {
    const { w, op } = requested();
    const halfway = statusOf(w, op, { state: 'failed', proof: 'accepted', leaseUntil: w.now + DAY_MS });
    w.do('custody_reported', { status: halfway });
    expect(stateOf(w)).toBe('failed');
    w.do('close_requested', PERSON);
    expect(w.state?.closedAt).toBeUndefined();
    w.fire('status');
    expect(w.last('status')?.opId).toBe(op);
    w.do('release_requested', PERSON);
    expect(w.last('release')?.opId).toBe(op);
    w.do('custody_reported', { status: statusOf(w, op, { state: 'released', fence: 2 }) });
    w.do('close_requested', PERSON);
    expect(w.state?.closedAt).toBeDefined();
  });

  it('does not reach what failed and left nothing', () => {
    const { w, op } = requested();
    w.do('custody_reported', { status: statusOf(w, op, { state: 'failed' }) });
    w.do('release_requested', PERSON);
    expect(w.of('release')).toHaveLength(0);
    w.do('close_requested', PERSON);
    expect(w.state?.closedAt).toBeDefined();
  });

  it('that custody contests can be asked for again once a person looked', () => {
    const { w, op } = requested();
    w.do('custody_reported', { status: statusOf(w, op, { state: 'held', proof: 'effective' }) });
    w.do('release_requested', PERSON);
    w.do('custody_reported', { status: statusOf(w, op, { state: 'contested', at: w.now + 1 }) });
    w.do('release_requested', PERSON);
    expect(w.of('release')).toHaveLength(2);
  });
});

describe('nothing is parked in silence', () => {
  it('a leave that could not be asked for ends the plan, so that a person can close', () => {
    const w = deciding();
    decide1(w, 'permit');
    w.do('effect_failed', { effect: 'ev_x', kind: 'permit', error: 'down', plan: w.last('permit')!.plan });
    expect(stateOf(w)).toBe('failed');
    w.do('close_requested', PERSON);
    expect(w.state?.phase).toBe('closed');
  });

  it('drafts that the gate passed over have failed and are told to a person', () => {
    const w = deciding();
    w.do('decided', { revision: w.last('decide')!.revision, plans: [] });
    expect(stateOf(w)).toBe('failed');
    expect(w.state?.phase).toBe('escalated');
  });

  it('drafts whose preview could not be made have failed', () => {
    const w = asked();
    propose1(w);
    w.do('effect_failed', { effect: 'ev_x', kind: 'preview', error: 'down' });
    expect(stateOf(w)).toBe('failed');
  });

  it('a denied plan leaves the incident with a person', () => {
    const w = deciding();
    decide1(w, 'ask');
    w.do('permit_refused', { plan: w.state!.plans[0]!.id, code: 'forbidden', detail: 'a person denied this plan' });
    expect(stateOf(w)).toBe('denied');
    expect(w.state?.phase).toBe('escalated');
  });

  it('a high risk with nothing to contain is never closed without a person', () => {
    const none = asked();
    none.do('proposed', { revision: 1, drafts: [] });
    expect(none.state?.phase).toBe('escalated');
    const gone = asked();
    propose1(gone);
    preview1(gone, false);
    expect(gone.state?.phase).toBe('escalated');
  });

  it('a moderate risk with nothing to contain is closed', () => {
    const w = investigating(3);
    w.fire('investigation_timeout');
    w.do('proposed', { revision: 1, drafts: [] });
    expect(w.state?.phase).toBe('closed');
  });

  it('a target that vanishes in custody ends the incident like one that was released', () => {
    const { w, op } = requested();
    w.do('custody_reported', { status: statusOf(w, op, { state: 'gone' }) });
    expect(w.state?.phase).toBe('closed');
  });

  it('a ledger or an outbound queue that takes nothing is told to a person, once', () => {
    for (const kind of ['ledger', 'notify']) {
      const w = asked();
      w.do('effect_failed', { effect: 'ev_x', kind, error: 'down' });
      w.do('effect_failed', { effect: 'ev_y', kind, error: 'still down' });
      expect(w.state?.escalations).toHaveLength(1);
    }
  });
});

describe('under a flood', () => {
  const wide = (n: number, severity: number) =>
    findingOf(n, severity, {
      entities: Array.from({ length: 24 }, (_, i) => ({
        type: 'principal' as const,
        id: `${n}-${i}-${'я'.repeat(1_900)}`,
        role: 'actor' as const,
        name: 'я'.repeat(500),
      })),
    });

  it('of weak findings the strong one that comes late is still planned for', () => {
    const w = new World();
    for (let n = 0; n < 320; n++) w.find(findingOf(n, 3, { entities: [] }));
    w.find(findingOf(999, 5));
    expect(w.state?.findingCount).toBe(321);
    expect(w.state?.findings.some((f) => f.id === 'fnd_999')).toBe(true);
    expect(propose({ state: w.state!, revision: 1, covered: [], actions })).toHaveLength(1);
  });

  it('of huge names the state fits its row, its projection a queue message, and the actor’s key is kept', () => {
    const w = new World();
    const key = { type: 'access_key' as const, id: 'AKIAEXAMPLE000000009', role: 'actor' as const, name: 'eve' };
    for (let n = 0; n < 320; n++) {
      const f = wide(n, 4);
      w.find({ ...f, entities: [...f.entities.slice(0, 23), key] });
    }
    expect(bytesOf(w.state)).toBeLessThan(ROW_BYTES);
    expect(bytesOf({ v: 1, projection: project(w.state!, 320, 1) })).toBeLessThan(QUEUE_BYTES);
    expect(w.state?.findings.every((f) => f.entities.some((e) => e.id === key.id))).toBe(true);
  });

  it('a job counts bytes, not characters, and a finding too large for it does not hide the others', () => {
    const evidence = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`k${i}`, 'я'.repeat(3_000)]));
    const many = Array.from({ length: 60 }, (_, n) => findingOf(n, 4, { evidence }));
    expect(bytesOf(fitFindings(many, 100_000))).toBeLessThanOrEqual(100_000 + many.length + 1);
    const kept = fitFindings([wide(1, 5), findingOf(2)], 20_000);
    expect(kept.map((f) => f.id)).toContain('fnd_2');
  });
});

describe('people hear of an incident', () => {
  const openings = (...severities: number[]): number => {
    const w = new World();
    severities.forEach((severity, n) => w.find(findingOf(n, severity)));
    return w.of('notify').filter((n) => n.job.event === 'opened').length;
  };

  it('once its severity reaches high, whichever finding brings it there, and once only', () => {
    expect(openings(3, 3)).toBe(0);
    expect(openings(3, 4)).toBe(1);
    expect(openings(4, 3, 5, 4)).toBe(1);
  });
});

describe('asking custody', () => {
  it('grows seldom while nothing moves, and is quick again once something does', () => {
    const { w, op } = requested();
    const gap = (): number => w.timers.get('status')! - w.now;
    w.do('custody_reported', { status: statusOf(w, op, { state: 'waiting' }) });
    expect(gap()).toBe(STATUS_PERIOD_MS);
    let last = 0;
    for (let i = 0; i < 40; i++) {
      w.fire('status');
      expect(gap()).toBeGreaterThanOrEqual(last);
      last = gap();
    }
    expect(last).toBeLessThanOrEqual(5 * MINUTE_MS);
    expect(last).toBeGreaterThan(MINUTE_MS);
    w.do('custody_reported', { status: statusOf(w, op, { state: 'applying' }) });
    expect(gap()).toBe(STATUS_PERIOD_MS);
  });

  it('happens after a lease’s end, however long the lease', () => {
    const { w, op } = requested();
    const leaseUntil = w.now + DAY_MS;
    w.do('custody_reported', { status: statusOf(w, op, { state: 'held', proof: 'effective', leaseUntil }) });
    while (w.now < leaseUntil) w.fire('status');
    expect(w.now - leaseUntil).toBeLessThanOrEqual(5 * MINUTE_MS);
  });
});
