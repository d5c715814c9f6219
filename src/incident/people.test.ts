import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../kit/clock.ts';
import { actions } from '../respond/actions/registry.ts';
import { propose } from '../respond/propose.ts';
import { describe as inWords } from './describe.ts';
import { hashEvent, hashFits, redacted } from './log.ts';
import { NO_HASH } from '../contracts/ledger.ts';
import { project } from './project.ts';
import { differingParts } from './replay.ts';
import type { IncidentState } from './state.ts';
import { findingOf, planFor, PREVIEW, statusOf, World } from './testing/world.ts';

const ACTOR = 'user:usr_a';
const PERSON = { actor: ACTOR, reason: 'asked' };

/** An incident whose one action custody has accepted. */
function acting(outcome: 'permit' | 'ask' = 'permit'): { w: World; op: string } {
  const w = new World();
  w.find(findingOf(1));
  w.fire('investigate');
  w.fire('investigation_timeout');
  const { revision, covered } = w.last('propose')!;
  w.do('proposed', { revision, drafts: propose({ state: w.state!, revision, covered, actions }) });
  w.do('previewed', { revision, previews: w.last('preview')!.drafts.map((d) => ({ opId: d.opId, preview: PREVIEW })) });
  w.do('decided', { revision, plans: [planFor(w, outcome)!] });
  const op = w.state!.actions[0]!.draft.opId;
  if (outcome === 'ask') return { w, op };
  const { plan, digest } = w.last('permit')!;
  w.do('permitted', { plan, digest, permit: 'token', expiresAt: w.now + 1_000, approvals: [] });
  return { w, op };
}
function custody(w: World, op: string, state: 'held' | 'reverting' | 'released' | 'applying'): number {
  w.now += 1_000;
  w.do('custody_reported', { status: statusOf(w, op, { state, fence: w.events.length }) });
  return w.now;
}
/** The state as it was kept before these parts existed. */
function old(state: IncidentState): IncidentState {
  const { firstEventAt: _f, containedAt: _c, releasedAt: _r, ...rest } = state;
  return rest;
}

describe('milestones', () => {
  it('say when the first event was, when something first stood and when the last was given back', () => {
    const { w, op } = acting();
    w.find(findingOf(2, 4, { time: findingOf(1).time - DAY_MS }));
    expect(project(w.state!, 1, undefined)).toMatchObject({ firstEventAt: findingOf(1).time - DAY_MS });
    custody(w, op, 'applying');
    expect(w.state!.containedAt).toBeUndefined();
    const held = custody(w, op, 'held');
    custody(w, op, 'reverting');
    expect(w.state!.releasedAt).toBeUndefined();
    const released = custody(w, op, 'released');
    expect(project(w.state!, 1, undefined)).toMatchObject({ containedAt: held, releasedAt: released });
  });

  it('of a state from before they were kept are not made up: held already does not say since when', () => {
    const { w, op } = acting();
    custody(w, op, 'held');
    w.state = old(w.state!);
    w.find(findingOf(2));
    expect(w.state).not.toHaveProperty('containedAt');
    expect(w.state).toMatchObject({ firstEventAt: findingOf(1).time });
    expect(project(old(w.state), 1, undefined)).toMatchObject({ firstEventAt: findingOf(1).time });
  });

  it('that an old state lacks are no difference to today’s reducer, and every other part is', () => {
    const { w, op } = acting();
    custody(w, op, 'held');
    expect(differingParts(old(w.state!), w.state)).toEqual([]);
    expect(differingParts({ ...w.state, containedAt: 1 }, w.state)).toEqual(['containedAt']);
    expect(differingParts({ ...old(w.state!), risk: 1 }, w.state)).toEqual(['risk']);
  });
});

describe('an incident that a person reopened', () => {
  it('is investigated anew and does not close by itself, until a person closes it', () => {
    const w = new World();
    w.find(findingOf(1, 3));
    w.do('close_requested', { ...PERSON, resolution: 'false_positive' });
    expect(w.state).toMatchObject({ phase: 'closed', resolution: 'false_positive' });
    w.do('reopen_requested', PERSON);
    expect(w.state).toMatchObject({ phase: 'investigate' });
    expect(w.state).not.toHaveProperty('resolution');
    w.fire('investigate');
    w.fire('investigation_timeout');
    w.do('proposed', { revision: w.last('propose')!.revision, drafts: [] });
    w.now += 2 * DAY_MS;
    w.do('timer_fired', { name: 'weak_close' });
    expect(w.state!.closedAt).toBeUndefined();
    w.do('close_requested', PERSON);
    expect(w.state).toMatchObject({ phase: 'closed' });
    expect(w.state).not.toHaveProperty('reopenedBy');
  });

  it('by a new finding instead goes its way by itself, as it always did', () => {
    const w = new World();
    w.find(findingOf(1, 3));
    w.do('close_requested', PERSON);
    w.find(findingOf(2, 3));
    w.fire('investigate');
    w.fire('investigation_timeout');
    w.do('proposed', { revision: w.last('propose')!.revision, drafts: [] });
    expect(w.state!.phase).toBe('closed');
  });
});

describe('a merge', () => {
  it('ends the round that is under way: what answers late asks for nothing', () => {
    const w = new World();
    w.find(findingOf(1));
    w.fire('investigate');
    w.fire('investigation_timeout');
    const { revision, covered } = w.last('propose')!;
    w.do('merge_requested', { ...PERSON, into: 'inc_other' });
    expect(w.of('merge')).toEqual([{ kind: 'merge', into: 'inc_other', ...PERSON }]);
    w.do('proposed', { revision, drafts: propose({ state: w.state!, revision, covered, actions }) });
    expect(w.of('preview')).toEqual([]);
    expect([...w.timers.keys()]).toEqual([]);
    w.do('merged', { into: 'inc_other', findings: 1 });
    expect(project(w.state!, 9, undefined)).toMatchObject({ phase: 'merged', mergedInto: 'inc_other' });
    w.find(findingOf(2));
    expect(w.state).toMatchObject({ phase: 'merged', findingCount: 1 });
  });

  it('that the other side refuses leaves an incident that goes on, and a person who knows', () => {
    const w = new World();
    w.find(findingOf(1));
    w.do('merge_requested', { ...PERSON, into: 'inc_other' });
    const lost = { effect: 'ev_x', kind: 'merge', error: 'conflict: it was merged' };
    w.do('effect_failed', lost);
    expect(w.state!.merging).toBe('inc_other');
    w.do('effect_failed', { ...lost, refused: true });
    expect(w.state!.merging).toBeUndefined();
    expect(w.state!.escalations).toHaveLength(2);
    expect(w.timers.has('investigate')).toBe(true);
  });

  it('while a plan waits for approval, or something is held, is no merge', () => {
    const asking = acting('ask').w;
    asking.do('merge_requested', { ...PERSON, into: 'inc_other' });
    const { w, op } = acting();
    custody(w, op, 'held');
    w.do('merge_requested', { ...PERSON, into: 'inc_other' });
    expect([...asking.of('merge'), ...w.of('merge')]).toEqual([]);
    expect([asking.state!.ignored, w.state!.ignored]).toEqual([1, 1]);
  });

  it('hides nothing that stands in AWS: what custody says of a merged incident is seen, and it can be released', () => {
    const { w, op } = acting();
    custody(w, op, 'held');
    custody(w, op, 'released');
    w.do('merge_requested', { ...PERSON, into: 'inc_other' });
    w.do('merged', { into: 'inc_other', findings: 1 });
    expect(w.state!.phase).toBe('merged');
    custody(w, op, 'held');
    expect(w.state).toMatchObject({ phase: 'escalated', mergedInto: 'inc_other' });
    w.do('release_requested', PERSON);
    expect(w.of('release')).toHaveLength(1);
    custody(w, op, 'released');
    expect(w.state!.phase).toBe('merged');
  });
});

describe('a log', () => {
  const permitted = (permit: string) => ({
    id: 'ev_1',
    at: 1,
    type: 'permitted' as const,
    body: { plan: 'plan_1', digest: 'd', permit, expiresAt: 2, approvals: [] },
  });

  it('has one hash with its permits and without them, and another one for another permit', () => {
    const [event, other] = [permitted('a.permit'), permitted('b.permit')];
    const hash = hashEvent(1, event, NO_HASH);
    expect(hashFits(1, redacted(event), NO_HASH, hash)).toBe(true);
    expect(hashFits(1, redacted(other), NO_HASH, hash)).toBe(false);
    expect(redacted(redacted(event))).toEqual(redacted(event));
    expect(JSON.stringify(redacted(event))).not.toContain('a.permit');
  });

  it('is told in words of at most 300 characters that hold nothing an outsider wrote', () => {
    const w = acting().w;
    w.do('commented', { ...PERSON, comment: 'cmt_1', text: 'OUTSIDER' });
    w.do('timer_fired', { name: 'OUTSIDER' });
    w.do('agent_failed', { job: 'job_1', agent: 'OUTSIDER', error: 'OUTSIDER' });
    w.do('close_requested', { actor: ACTOR, reason: 'OUTSIDER', resolution: 'accepted_risk' });
    w.find(findingOf(9, 4, { title: 'OUTSIDER', rule: { id: 'OUTSIDER', title: 'OUTSIDER', level: 'high' } }));
    const texts = w.events.map(inWords);
    for (const text of texts) expect(text).toMatch(/^[^<>]{1,300}$/);
    expect(texts.join()).not.toContain('OUTSIDER');
    expect(texts).toContain('A person closed the incident as accepted risk');
  });
});
