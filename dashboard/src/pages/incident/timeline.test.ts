import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/contracts/finding.ts';
import { actionWords, clockTime, shortTarget, timelineOf, type Logged } from './timeline.ts';

const event = (seq: number, type: string, body: unknown, at = seq * 1000): Logged => ({
  seq,
  id: `evt_${seq}`,
  type,
  at,
  body,
});
const finding = (id: string, time: number): Finding =>
  ({ id, time, title: `Title of ${id}`, evidence: { uid: id } }) as unknown as Finding;
const status = (state: string, proof: string, opId = 'op_1') => ({
  status: { opId, state, proof, action: 'aws.iam.deactivate-access-key', target: 'arn:aws:iam::111122223333:user/ci' },
});

describe('the story', () => {
  test('a finding stands at the time of what it saw, not of its arrival', () => {
    const story = timelineOf([
      event(1, 'finding_added', { finding: finding('fnd_b', 500) }),
      event(2, 'finding_added', { finding: finding('fnd_a', 100) }),
    ]);
    expect(story.map((e) => [e.finding?.id, e.at])).toEqual([
      ['fnd_a', 100],
      ['fnd_b', 500],
    ]);
  });

  test('the analyst’s words stand in for a finding’s title, and its own remarks join', () => {
    const story = timelineOf([event(1, 'finding_added', { finding: finding('fnd_a', 100) })], {
      timeline: [
        { at: 100, text: 'The key was used from Tor', finding: 'fnd_a' },
        { at: 150, text: 'Then it was quiet' },
      ],
    });
    expect(story.map((e) => [e.kind, e.text])).toEqual([
      ['finding', 'The key was used from Tor'],
      ['report', 'Then it was quiet'],
    ]);
  });

  test('a broken glass, and a task said to be done, are told with whose they are and what AWS shows', () => {
    const story = timelineOf([
      event(1, 'permitted', { plan: 'plan_1', glassBrokenBy: 'user:usr_a' }),
      event(2, 'task_done', { actor: 'user:usr_b', opId: 'op_1', note: 'in the console' }),
      event(3, 'task_checked', { opId: 'op_1', preview: { alreadyDone: false, exists: true } }),
      event(4, 'task_checked', { opId: 'op_1', preview: { alreadyDone: true } }),
    ]);
    expect(story.map((e) => [e.text, e.actor, e.quote])).toEqual([
      ['Broke the glass: the plan goes on over its quorum', 'user:usr_a', undefined],
      ['Said that a task is done by hand', 'user:usr_b', 'in the console'],
      ['AWS does not show the task done', undefined, undefined],
      ['AWS shows the task done', undefined, undefined],
    ]);
  });

  test('a finding’s raw record is its evidence; any other entry’s is the event’s body', () => {
    const story = timelineOf([
      event(1, 'finding_added', { finding: finding('fnd_a', 100) }),
      event(2, 'acknowledged', { actor: 'user:usr_a' }),
    ]);
    expect(story.map((e) => e.raw)).toEqual([{ uid: 'fnd_a' }, { actor: 'user:usr_a' }]);
  });

  test('what custody says twice alike is told once, per action', () => {
    const story = timelineOf([
      event(1, 'custody_reported', status('held', 'accepted')),
      event(2, 'custody_reported', status('held', 'accepted')),
      event(3, 'custody_reported', status('held', 'accepted', 'op_2')),
      event(4, 'custody_reported', status('held', 'configured')),
      event(5, 'custody_reported', status('released', 'configured')),
    ]);
    expect(story.map((e) => [e.seq, e.kind])).toEqual([
      [1, 'containment'],
      [3, 'containment'],
      [4, 'containment'],
      [5, 'release'],
    ]);
    expect(story[0]!.text).toBe('Deactivate access key on user/ci: in place, AWS said yes');
  });

  test('what a person did names the person and quotes the reason', () => {
    expect(
      timelineOf([
        event(1, 'close_requested', { actor: 'user:usr_a', reason: 'a drill', resolution: 'false_positive' }),
      ]),
    ).toMatchObject([{ kind: 'people', text: 'Closed it as false positive', actor: 'user:usr_a', quote: 'a drill' }]);
  });

  test('a decision says how many actions may go, wait or are forbidden', () => {
    const plan = (outcome: string, n: number) => ({
      decision: { outcome },
      actions: Array.from({ length: n }, () => ({})),
    });
    expect(timelineOf([event(1, 'decided', { plans: [plan('permit', 1), plan('ask', 2)] })])[0]).toMatchObject({
      kind: 'decision',
      text: 'The policy decided: 1 action allowed at once; 2 actions for a person to decide',
    });
  });

  test('a source that speaks again is told without asking for every step', () => {
    const body = (silent: number) => ({ finding: 'fnd_1', source: 'src_1', since: 5, silent });
    expect(timelineOf([event(1, 'source_spoke', body(2)), event(2, 'source_spoke', body(0))])).toMatchObject([
      { kind: 'report', text: 'A source speaks again, 2 others not yet' },
      { kind: 'report', text: 'What had fallen silent speaks again' },
    ]);
  });

  test('events of one moment keep the order of the log', () => {
    expect(timelineOf([event(2, 'permitted', {}, 7), event(1, 'approval_arrived', {}, 7)]).map((e) => e.seq)).toEqual([
      1, 2,
    ]);
  });

  test('an event of a later release, or a body of none, is told by its name and breaks nothing', () => {
    expect(
      timelineOf([event(1, 'moon_rose', null), event(2, 'custody_reported', undefined)]).map((e) => e.text),
    ).toContain('moon rose');
  });
});

test('targets and actions are shortened for reading', () => {
  expect(shortTarget('arn:aws:iam::111122223333:user/ci')).toBe('user/ci');
  expect(shortTarget('AKIAEXAMPLE')).toBe('AKIAEXAMPLE');
  expect(actionWords('aws.iam.deactivate-access-key')).toBe('deactivate access key');
});

test('a time on the first day is the hour alone; on another day the day is said', () => {
  const first = Date.UTC(2026, 10, 20, 23, 59, 1);
  expect(clockTime(first, first)).toBe('23:59:01');
  expect(clockTime(first + 60_000, first)).toBe('11-21 00:00:01');
});
