import { afterEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/kit/clock.ts';
import { REAPPLY_MOST } from '../../src/respond/custody/times.ts';
import { ACCOUNT, BASE_KEYS, REGION } from './fixtures.ts';
import type { Disturbance } from './points.ts';
import { setStage, specOf, type Stage, type StageOptions } from './stage.ts';

const KEY = 'aws.iam.deactivate-access-key';
const INSTANCE = 'aws.ec2.isolate-instance';
const FUNCTION = 'aws.lambda.throttle-to-zero';
const SET = 'aws.wafv2.block-address';

const stages: Stage[] = [];
afterEach(() => stages.splice(0).forEach((s) => s.close()));
async function on(name: string, options?: StageOptions): Promise<Stage> {
  const stage = await setStage(name, options);
  stages.push(stage);
  return stage;
}

/** What somebody else does in AWS, with rights of their own. */
async function somebody(
  stage: Stage,
  service: 'iam' | 'ec2' | 'lambda' | 'wafv2',
  operation: string,
  params: object,
): Promise<void> {
  const done = await stage.universe.cloud
    .truth(BASE_KEYS)
    .send({ service, operation, region: REGION, params: params as never });
  if (!done.ok) throw new Error(`${operation}: ${done.error.code}: ${done.error.message}`);
}
const reactivate = (stage: Stage) =>
  somebody(stage, 'iam', 'UpdateAccessKey', {
    UserName: 'mallory',
    AccessKeyId: 'AKIAMALLORY000000001',
    Status: 'Active',
  });
const unthrottle = (stage: Stage, n: number) =>
  somebody(stage, 'lambda', 'PutFunctionConcurrency', { FunctionName: 'pay', ReservedConcurrentExecutions: n });
/** How often we had it carried out; what {@link somebody} does is not in the log. */
const carriedOut = (stage: Stage, operation: string): number =>
  stage.universe.cloud.calls().filter((c) => c.operation === operation && c.carriedOut).length;

describe('two incidents on one target', () => {
  it('share it: the release of one leaves it contained for the other, and that one’s restores it', async () => {
    const stage = await on(KEY);
    await stage.acquire(1);
    expect((await stage.untilState(1, 'held')).proof).toBe('effective');
    await stage.acquire(2);
    expect(await stage.status(2)).toMatchObject({ state: 'held', otherHolders: 1 });
    await stage.release(1);
    expect(await stage.status(1)).toMatchObject({ state: 'released', detail: expect.stringContaining('other holder') });
    await stage.pass(20 * MINUTE_MS);
    expect(await stage.isContained()).toBe(true);
    await stage.release(2);
    expect((await stage.untilState(2, 'released')).state).toBe('released');
    expect(await stage.isAsBefore()).toBe(true);
    expect(carriedOut(stage, 'UpdateAccessKey')).toBe(2);
  });

  it('the second acquires while the first is being released, at whatever point: it waits, and is contained in its turn', async () => {
    const clean = await on(FUNCTION);
    await clean.acquire(1);
    await clean.untilState(1, 'held');
    const from = clean.universe.points.length;
    await clean.release(1);
    await clean.untilState(1, 'released');
    const to = clean.universe.points.length;
    expect(to - from).toBeGreaterThan(10);
    for (let at = from; at < to; at++) {
      let second: Promise<void> | undefined;
      const stage = await on(FUNCTION, {
        disturbances: [{ at, mishap: { kind: 'release' } }],
        onRelease: (s) => {
          second = s.acquireRequest({ n: 2 }).then(async (r) => void (await s.universe.desk(s.custodian).acquire(r)));
        },
      });
      await stage.acquire(1);
      await stage.untilState(1, 'held');
      await stage.release(1);
      await stage.untilState(1, 'released');
      await second;
      expect(second, `point ${at}`).toBeDefined();
      expect((await stage.untilState(2, 'held')).state).toBe('held');
      expect(await stage.isContained()).toBe(true);
      await stage.release(2);
      expect((await stage.untilState(2, 'released')).state).toBe('released');
      expect(await stage.isAsBefore()).toBe(true);
    }
  });
});

describe('the lease ends while the responder is down', () => {
  it('is said at once, goes to a person when it lasts, and the target is released when the responder is back', async () => {
    const stage = await on(FUNCTION);
    await stage.acquire(1, { leaseMs: 10 * MINUTE_MS });
    await stage.untilState(1, 'held');
    stage.universe.responderDown = true;
    await stage.pass(11 * MINUTE_MS);
    expect(await stage.status(1)).toMatchObject({ state: 'reverting' });
    const told = stage.universe.reports.length;
    expect(await stage.untilState(1, 'contested')).toMatchObject({ detail: expect.stringContaining('not answered') });
    expect(stage.universe.reports.length).toBeGreaterThan(told);
    expect(await stage.isContained()).toBe(true);
    stage.universe.responderDown = false;
    expect((await stage.untilState(1, 'released')).state).toBe('released');
    expect(await stage.isAsBefore()).toBe(true);
  });

  it('everything down over the end of the lease: released when it comes back, by its alarm alone', async () => {
    const stage = await on(FUNCTION);
    await stage.acquire(1, { leaseMs: 10 * MINUTE_MS });
    await stage.untilState(1, 'held');
    void stage.universe.kill();
    stage.universe.now += 5 * HOUR_MS;
    expect((await stage.untilState(1, 'released')).state).toBe('released');
    expect(await stage.isAsBefore()).toBe(true);
  });
});

describe('somebody else in the middle', () => {
  it('between the plan and the first write: drifted, and nothing is written', async () => {
    const stage = await on(FUNCTION);
    const request = await stage.acquireRequest();
    await unthrottle(stage, 7);
    await stage.universe.run(async () => void (await stage.universe.desk(stage.custodian).acquire(request)));
    expect((await stage.untilState(1, 'drifted')).detail).toContain('a new plan');
    expect(carriedOut(stage, 'PutFunctionConcurrency')).toBe(0);
  });

  it('while it is held, and the policy says ask: contested, left as it is, and held again once it is put right', async () => {
    const stage = await on(FUNCTION);
    await stage.acquire(1);
    await stage.untilState(1, 'held');
    await unthrottle(stage, 7);
    expect(await stage.untilState(1, 'contested', 10 * MINUTE_MS)).toMatchObject({
      proof: 'none',
      detail: expect.stringContaining('changed'),
    });
    await stage.pass(30 * MINUTE_MS);
    expect(carriedOut(stage, 'PutFunctionConcurrency')).toBe(1);
    await unthrottle(stage, 0);
    expect((await stage.untilState(1, 'held')).state).toBe('held');
    await stage.release(1);
    await stage.untilState(1, 'released');
    expect(await stage.isAsBefore()).toBe(true);
  });

  it('released while changed: what somebody else set is not overwritten; a person is told what to do', async () => {
    const stage = await on(FUNCTION);
    await stage.acquire(1);
    await stage.untilState(1, 'held');
    await stage.pass(10 * MINUTE_MS);
    await unthrottle(stage, 7);
    await stage.release(1);
    expect(await stage.untilState(1, 'contested', HOUR_MS)).toMatchObject({
      detail: expect.stringContaining('release it again'),
    });
    await unthrottle(stage, 25);
    expect((await stage.untilState(1, 'released', HOUR_MS)).state).toBe('released');
  });
});

describe('drift that the policy has answered by containing again', () => {
  it('is contained again from the first pre-image, told each time, and after a handful of times goes to a person', async () => {
    const stage = await on(KEY);
    await stage.acquire(1, { onDrift: 'reapply', leaseMs: 8 * HOUR_MS });
    await stage.untilState(1, 'held');
    // The permit is long over.
    await stage.pass(2 * HOUR_MS);
    for (let n = 1; n <= REAPPLY_MOST; n++) {
      await reactivate(stage);
      const told = stage.universe.reports.length;
      await stage.until(async () => (await stage.status(1)).reapplied === n);
      expect((await stage.untilState(1, 'held')).reapplied).toBe(n);
      expect(await stage.isContained()).toBe(true);
      expect(stage.universe.reports.length).toBeGreaterThan(told);
      expect(stage.universe.record(stage.custodian)?.preImage?.state).toEqual(stage.before.state);
    }
    await reactivate(stage);
    expect(await stage.untilState(1, 'contested', HOUR_MS)).toMatchObject({
      detail: expect.stringContaining(`${REAPPLY_MOST} time`),
    });
    await stage.pass(20 * MINUTE_MS);
    expect(await stage.isContained()).toBe(false);
  });

  it('sessions that came into being meanwhile do not escape: the deny is cut anew', async () => {
    const stage = await on(KEY);
    await stage.acquire(1, { onDrift: 'reapply' });
    await stage.untilState(1, 'held');
    const cut = async () => Date.parse((await stage.truth()).state['cut'] as string);
    const first = await cut();
    await stage.pass(20 * MINUTE_MS);
    await reactivate(stage);
    const openSince = stage.universe.now;
    await stage.until(async () => (await stage.status(1)).reapplied === 1);
    await stage.untilState(1, 'held');
    expect(await cut()).toBeGreaterThan(Math.max(first, openSince));
  });

  it('not where its plan was voided meanwhile: a person is asked', async () => {
    const stage = await on(KEY);
    await stage.acquire(1, { onDrift: 'reapply' });
    await stage.untilState(1, 'held');
    stage.voided.add('plan_1');
    await reactivate(stage);
    expect(await stage.untilState(1, 'contested', HOUR_MS)).toMatchObject({
      detail: expect.stringContaining('voided'),
    });
    expect(await stage.isContained()).toBe(false);
  });

  it('under the leave of whoever still holds it, when the first holder let go', async () => {
    const stage = await on(INSTANCE);
    await stage.acquire(1, { leaseMs: 8 * HOUR_MS });
    await stage.untilState(1, 'held');
    await stage.acquire(2, { onDrift: 'reapply', leaseMs: 8 * HOUR_MS });
    await stage.release(1);
    await stage.pass(2 * HOUR_MS);
    await somebody(stage, 'ec2', 'ModifyNetworkInterfaceAttribute', {
      NetworkInterfaceId: 'eni-00000000000000001',
      Groups: ['sg-00000000000000001'],
    });
    await stage.until(async () => (await stage.status(2)).reapplied === 1);
    expect((await stage.untilState(2, 'held')).state).toBe('held');
    expect(await stage.isContained()).toBe(true);
    expect(carriedOut(stage, 'CreateSecurityGroup')).toBe(1);
    await stage.release(2);
    await stage.untilState(2, 'released');
    expect(await stage.isAsBefore()).toBe(true);
  });

  it('let go in the midst of it, it is released', async () => {
    const stage = await on(KEY);
    await stage.acquire(1, { onDrift: 'reapply' });
    await stage.untilState(1, 'held');
    await reactivate(stage);
    await stage.until(async () => (await stage.status(1)).reapplied === 1);
    await stage.release(1);
    expect((await stage.untilState(1, 'released', HOUR_MS)).state).toBe('released');
    expect(await stage.isAsBefore()).toBe(true);
  });

  it('killed at any point of it, it is contained again once, and released whole', async () => {
    const play = async (disturbance?: Disturbance) => {
      const stage = await on(KEY, { disturbances: disturbance ? [disturbance] : [] });
      await stage.acquire(1, { onDrift: 'reapply' });
      await stage.untilState(1, 'held');
      const from = stage.universe.points.length;
      await reactivate(stage);
      await stage.until(async () => (await stage.status(1)).reapplied === 1);
      const { state } = await stage.untilState(1, 'held');
      const to = stage.universe.points.length;
      expect(state, JSON.stringify(disturbance)).toBe('held');
      expect(await stage.isContained()).toBe(true);
      await stage.release(1);
      await stage.untilState(1, 'released');
      expect(await stage.isAsBefore(), JSON.stringify(disturbance)).toBe(true);
      return { from, to };
    };
    const { from, to } = await play();
    for (let at = from; at < to; at += 2)
      await play({ at, mishap: { kind: 'kill', when: at % 4 < 2 ? 'before' : 'after' } });
  }, 60_000);
});

describe('a target that is deleted', () => {
  it('under us: gone, once that is sure, and nothing of ours stays', async () => {
    const stage = await on(FUNCTION);
    await stage.acquire(1);
    await stage.untilState(1, 'held');
    stage.universe.cloud.site.store.remove('function', `${ACCOUNT}/${REGION}`, 'pay');
    expect(await stage.untilState(1, 'gone', HOUR_MS)).toMatchObject({ state: 'gone' });
  });

  it('before the first write: gone, and nothing was written', async () => {
    const stage = await on(FUNCTION);
    const request = await stage.acquireRequest();
    stage.universe.cloud.site.store.remove('function', `${ACCOUNT}/${REGION}`, 'pay');
    await stage.universe.run(async () => void (await stage.universe.desk(stage.custodian).acquire(request)));
    expect((await stage.untilState(1, 'gone', HOUR_MS)).state).toBe('gone');
    expect(carriedOut(stage, 'PutFunctionConcurrency')).toBe(0);
  });
});

describe('a pre-image that cannot be restored', () => {
  it('its security group was deleted meanwhile: contested with AWS’s reason; what contains it stays', async () => {
    const stage = await on(INSTANCE);
    await stage.acquire(1);
    await stage.untilState(1, 'held');
    await somebody(stage, 'ec2', 'DeleteSecurityGroup', { GroupId: 'sg-00000000000000001' });
    await stage.release(1);
    const status = await stage.untilState(1, 'contested', HOUR_MS);
    expect(status.detail).toMatch(/InvalidGroup\.NotFound.*(by hand|again)/);
    const { interfaces } = (await stage.truth()).state as { interfaces: { groups: string[] }[] };
    expect(interfaces[0]?.groups).not.toContain('sg-00000000000000001');
  });
});

describe('a set that everybody writes to', () => {
  const other = (address: string) => (stage: Stage) => specOf(stage.action, { ...stage.fixture.params, address });
  const addresses = async (stage: Stage): Promise<string[]> =>
    ((await stage.truth()).state as { addresses: string[] }).addresses.toSorted((a, b) => (a < b ? -1 : 1));

  it('a lock token that somebody else used up is read anew; the address is in it once', async () => {
    const stage = await on(SET);
    stage.universe.cloud.fault({ kind: 'stale-lock-token', operation: 'UpdateIPSet', times: 3 });
    await stage.acquire(1);
    expect((await stage.untilState(1, 'held')).state).toBe('held');
    expect(await addresses(stage)).toEqual(['198.51.100.7/32', '203.0.113.9/32']);
    expect(carriedOut(stage, 'UpdateIPSet')).toBe(1);
    await stage.release(1);
    await stage.untilState(1, 'released');
    expect(await addresses(stage)).toEqual(['203.0.113.9/32']);
  });

  it('a token that is refused for ever is not tried for ever: it fails, and says why', async () => {
    const stage = await on(SET);
    stage.universe.cloud.fault({ kind: 'stale-lock-token', operation: 'UpdateIPSet', times: 50 });
    await stage.acquire(1);
    expect(await stage.untilState(1, 'failed')).toMatchObject({
      detail: expect.stringContaining('WAFOptimisticLockException'),
    });
    expect(await stage.isAsBefore()).toBe(true);
  });

  it('two operations on two addresses of it at the same time: both stand, and each takes only its own away', async () => {
    const stage = await on(SET);
    const second = other('198.51.100.8/32')(stage);
    await stage.acquire(1);
    await stage.acquire(2, { spec: second });
    expect((await stage.untilState(1, 'held')).state).toBe('held');
    expect((await stage.untilState(2, 'held', HOUR_MS, second)).state).toBe('held');
    expect(await addresses(stage)).toEqual(['198.51.100.7/32', '198.51.100.8/32', '203.0.113.9/32']);
    await stage.release(1);
    await stage.untilState(1, 'released');
    expect(await addresses(stage)).toEqual(['198.51.100.8/32', '203.0.113.9/32']);
    await stage.release(2, second);
    await stage.untilState(2, 'released', HOUR_MS, second);
    expect(await addresses(stage)).toEqual(['203.0.113.9/32']);
  });
});
