import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { DAY_MS } from '../../../src/kit/clock.ts';
import { openAuthority } from '../../../src/storage/authority/db.ts';
import { addUser, codeOf, env, freshDatabase, gate, must, ORG, setUp } from './world.ts';

let admin: Principal;
let analyst: Principal;
let viewer: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  analyst = await addUser(admin, 'analyst', 'anna');
  viewer = await addUser(admin, 'viewer', 'vic');
});

const text = 'title: Odd door\n';
const draft = { id: 'odd-door', title: 'Odd door', level: 'high', text };
const create = (caller = analyst, more: object = {}) =>
  gate.detections.createRule({ v: 1, caller, body: { ...draft, state: 'enabled', ...more } });
const content = async (revision?: number) =>
  gate.detectionContent.content({ v: 1, org: ORG, ...(revision === undefined ? {} : { revision }) });
const whole = async () => {
  const answer = await content();
  if (answer === 'unchanged') throw new Error('nothing is known yet');
  return answer;
};
const last = async (type: string) => (await env.LEDGER.entries()).findLast((e) => e.type === type);
const inADay = () => Date.now() + DAY_MS;

describe('own rules', () => {
  it('reach the pipeline with their version once enabled, and only if something changed', async () => {
    expect((await whole()).rules).toEqual([]);
    must(await create());
    const { revision, rules } = await whole();
    expect(rules).toMatchObject([{ id: 'odd-door', version: 1, state: 'enabled', text }]);
    expect(await content(revision)).toBe('unchanged');
    expect(await last('rule.created')).toMatchObject({
      actor: `user:${analyst.user}`,
      body: { rule: 'odd-door', version: 1, state: 'enabled' },
    });
  });

  it('are versions: changed, rolled back by a new one, none ever lost', async () => {
    must(await create());
    const body = { ...draft, text: 'title: Odder door\n', title: 'Odder door', ifVersion: 1 };
    must(await gate.detections.updateRule({ v: 1, caller: analyst, id: 'odd-door', body }));
    expect(codeOf(await gate.detections.updateRule({ v: 1, caller: analyst, id: 'odd-door', body }))).toBe('conflict');
    const back = must(
      await gate.detections.rollBackRule({ v: 1, caller: analyst, id: 'odd-door', body: { version: 1 } }),
    );
    expect(back).toMatchObject({ version: 3, text, title: 'Odd door', state: 'enabled' });
    must(await gate.detections.removeRule({ v: 1, caller: admin, id: 'odd-door' }));
    const { versions } = must(await gate.detections.versions({ v: 1, caller: viewer, id: 'odd-door' }));
    expect(versions.map((v) => v.version)).toEqual([3, 2, 1]);
    expect(must(await create()).version).toBe(4);
  });

  it('a draft and a disabled one are not matched, one in shadow is said to be', async () => {
    must(await create(analyst, { state: 'draft' }));
    expect((await whole()).rules).toEqual([]);
    const set = (state: string) =>
      gate.detections.setRuleState({ v: 1, caller: analyst, id: 'odd-door', ships: false, body: { state } });
    must(await set('shadow'));
    expect((await whole()).rules).toMatchObject([{ state: 'shadow' }]);
    must(await set('disabled'));
    expect((await whole()).rules).toEqual([]);
    expect(await last('rule.state')).toMatchObject({ body: { state: 'disabled', previous: 'shadow' } });
  });

  it('are written by analysts, read by viewers, removed by admins; a second of one id is refused', async () => {
    expect(codeOf(await create(viewer))).toBe('forbidden');
    must(await create());
    expect(codeOf(await create())).toBe('conflict');
    expect(codeOf(await gate.detections.removeRule({ v: 1, caller: analyst, id: 'odd-door' }))).toBe('forbidden');
    expect(must(await gate.detections.ownRules({ v: 1, caller: viewer })).rules).toHaveLength(1);
  });

  it('keep a state that was set while a version was being written', async () => {
    must(await create());
    const store = openAuthority(env.AUTHORITY);
    const read = (await store.detections.rule(ORG, 'odd-door'))!;
    const body = { state: 'disabled' };
    must(await gate.detections.setRuleState({ v: 1, caller: analyst, id: 'odd-door', ships: false, body }));
    await store.commit([store.detections.putRule(ORG, { ...read, version: 2 })]);
    expect(await store.detections.rule(ORG, 'odd-door')).toMatchObject({ state: 'disabled', version: 2 });
  });

  it('of which two are written at once, one is told to look again', async () => {
    must(await create());
    const body = { ...draft, ifVersion: 1 };
    const answers = await Promise.all(
      [1, 2].map(() => gate.detections.updateRule({ v: 1, caller: analyst, id: 'odd-door', body })),
    );
    expect(answers.map(codeOf).toSorted()).toEqual(['conflict', 'ok']);
  });
});

describe('rules that ship', () => {
  const tune = (caller: Principal, body: object) =>
    gate.detections.setRuleState({ v: 1, caller, id: 'shipped', ships: true, body });

  it('are disabled by an admin alone, with a reason and an end within a year, in the ledger', async () => {
    const body = { state: 'disabled', reason: 'moving house', until: inADay() };
    expect(codeOf(await tune(analyst, body))).toBe('forbidden');
    expect(codeOf(await tune(admin, { state: 'disabled', until: inADay() }))).toBe('unprocessable');
    expect(codeOf(await tune(admin, { state: 'disabled', reason: 'moving house' }))).toBe('unprocessable');
    expect(codeOf(await tune(admin, { ...body, until: Date.now() + 400 * DAY_MS }))).toBe('unprocessable');
    must(await tune(admin, body));
    expect((await whole()).tunings).toEqual([{ rule: 'shipped', state: 'disabled', level: null, until: body.until }]);
    expect(await last('rule.tuned')).toMatchObject({ body: { rule: 'shipped', state: 'disabled' } });
  });

  it('are as they were once enabled again', async () => {
    must(await tune(admin, { state: 'enabled', level: 'low', reason: 'loud', until: inADay() }));
    must(await tune(admin, { state: 'enabled' }));
    expect((await whole()).tunings).toEqual([]);
  });
});

describe('suppressions', () => {
  const suppress = (caller: Principal, more: object = {}) =>
    gate.detections.suppress({
      v: 1,
      caller,
      body: {
        rule: 'odd-door',
        where: { 'user|endswith': '/backup' },
        reason: 'the backup',
        expiresAt: inADay(),
        ...more,
      },
    });

  it('end by themselves or by hand, and both are known', async () => {
    const made = must(await suppress(analyst));
    expect((await whole()).suppressions).toMatchObject([{ id: made.id, where: { 'user|endswith': '/backup' } }]);
    must(await gate.detections.endSuppression({ v: 1, caller: analyst, id: made.id }));
    expect((await whole()).suppressions).toEqual([]);
    expect(codeOf(await gate.detections.endSuppression({ v: 1, caller: analyst, id: made.id }))).toBe('not_found');
    expect(await last('suppression.ended')).toMatchObject({ body: { suppression: made.id } });
  });

  it('of all rules need an admin and one whole value; none lasts more than a year', async () => {
    expect(codeOf(await suppress(analyst, { rule: '*', where: { user: 'backup' } }))).toBe('forbidden');
    expect(codeOf(await suppress(admin, { rule: '*' }))).toBe('unprocessable');
    expect(codeOf(await suppress(admin, { rule: '*', where: { user: '*' } }))).toBe('unprocessable');
    for (const where of [{ recipientAccountId: '111122223333' }, { awsRegion: 'eu-central-1', eventVersion: '1.08' }])
      expect(codeOf(await suppress(admin, { rule: '*', where }))).toBe('unprocessable');
    must(await suppress(admin, { rule: '*', where: { user: 'backup' } }));
    expect(codeOf(await suppress(analyst, { expiresAt: Date.now() + 400 * DAY_MS }))).toBe('unprocessable');
    expect(codeOf(await suppress(analyst, { expiresAt: Date.now() - 1 }))).toBe('unprocessable');
    expect(codeOf(await suppress(viewer))).toBe('forbidden');
  });

  it.each([
    { 'zzz|exists': false },
    { 'eventName|exists': true },
    { eventName: '*' },
    { 'eventName|contains': '' },
    { 'eventName|contains': ['CreateUser', 'e'] },
    { 'eventName|re': '.*' },
    { 'eventName|neq': 'nothing' },
    { 'sourceIPAddress|cidr': ['0.0.0.0/1', '128.0.0.0/1'] },
    { errorCode: null, readOnly: false },
    { '|contains': 'amazonaws' },
  ])('that hold for every event are an admin’s to make, by disabling the rule: %j', async (where) => {
    expect(codeOf(await suppress(analyst, { where }))).toBe('unprocessable');
    must(await suppress(analyst, { where: { ...where, 'userIdentity.arn': 'arn:aws:iam::111122223333:role/backup' } }));
  });

  it('are short enough for the ledger to tell of them whole', async () => {
    const where = { user: Array.from({ length: 200 }, () => 'x'.repeat(500)) };
    expect(codeOf(await suppress(analyst, { where }))).toBe('malformed');
    expect((await whole()).suppressions).toEqual([]);
  });
});
