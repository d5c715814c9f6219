import { describe, expect, it } from 'vitest';
import type { AwsError } from '../aws/types.ts';
import type { StepJob } from '../contracts/custody.ts';
import { digestOf } from '../kit/crypto.ts';
import { ok, type Result } from '../kit/result.ts';
import type { AwsCredentials } from '../contracts/aws.ts';
import type { Failure } from '../kit/errors.ts';
import { actionById } from './actions/registry.ts';
import { CustodianDouble, opFor } from './custody/test/custodian-double.ts';
import { IamDouble } from './custody/test/iam-double.ts';
import { executeStep, type StepDeps } from './execute-step.ts';

const action = actionById('aws.iam.deactivate-access-key')!;
const params = { userName: 'mallory', accessKeyId: 'AKIAEXAMPLEKEY000001' };
const before = digestOf({ exists: true, key: 'Active', sessions: null });
const policy = 'VedetteDenySessions-AKIAEXAMPLEKEY000001';

function setUp() {
  const custody = new CustodianDouble(action);
  const aws = new IamDouble();
  let credentials: (direction: string) => Result<AwsCredentials, Failure> = () =>
    ok({ accessKeyId: 'A', secretAccessKey: 'S', narrowed: true });
  const deps: StepDeps = {
    custody,
    credentials: (r) => Promise.resolve(credentials(r.direction)),
    client: () => aws,
    now: () => custody.now,
    goValidMs: custody.times.goValidMs,
  };
  const work = async (): Promise<string[]> => {
    const done: string[] = [];
    for (let job = custody.jobs.shift(); job; job = custody.jobs.shift()) done.push(await executeStep(job, deps));
    return done;
  };
  /** Works, and lets custody's own waits pass, until it rests in a state. */
  const workUntil = async (state: string): Promise<string | undefined> => {
    await work();
    for (let n = 0; n < 60 && custody.status('op_1')?.state !== state; n++) {
      custody.passTo(custody.due() ?? custody.now);
      await work();
    }
    return custody.status('op_1')?.state;
  };
  const op = (n = 1, leaseMs?: number) =>
    opFor(action, params, { n, preImageDigest: before, now: custody.now, ...(leaseMs ? { leaseMs } : {}) });
  return {
    custody,
    aws,
    deps,
    work,
    workUntil,
    op,
    refuseCredentials: (c: typeof credentials) => {
      credentials = c;
    },
  };
}

const unknownAnswer: AwsError = { kind: 'unknown', code: 'Timeout', message: 'no answer' };
const once = (operation: string, fault: { error: AwsError; carryOut?: boolean }) => {
  let used = false;
  return (r: { operation: string }) => {
    if (used || r.operation !== operation) return undefined;
    used = true;
    return fault;
  };
};

describe('a step carried out for custody', () => {
  it('contains the key, proves it, and puts it back when the lease ends', async () => {
    const { custody, aws, work, op } = setUp();
    custody.acquire(op(1, 60_000));
    await work();
    expect(custody.status('op_1')).toMatchObject({ state: 'held', proof: 'effective', otherHolders: 0 });
    expect(aws.keys.get(params.accessKeyId)).toBe('Inactive');
    expect(aws.policies.get(policy)).toContain('aws:TokenIssueTime');
    expect(aws.writes()).toEqual(['UpdateAccessKey', 'PutUserPolicy']);
    custody.passTo(custody.now + 60_000);
    await work();
    expect(custody.status('op_1')).toMatchObject({ state: 'released', detail: 'read back: as it was before' });
    expect(aws.keys.get(params.accessKeyId)).toBe('Active');
    expect(aws.policies.size).toBe(0);
    expect(custody.record.phase).toBe('idle');
  });

  it('a job delivered twice sends once', async () => {
    const { custody, aws, deps, op } = setUp();
    custody.acquire(op());
    const job = custody.jobs[0] as StepJob;
    expect(await Promise.all([executeStep(job, deps), executeStep(job, deps)])).toContain('accepted');
    expect(aws.writes()).toEqual(['UpdateAccessKey']);
  });

  it('a lost answer is unknown, and AWS is read before anything is sent again', async () => {
    const { custody, aws, work, op } = setUp();
    aws.fault = once('UpdateAccessKey', { error: unknownAnswer, carryOut: true });
    custody.acquire(op());
    await work();
    expect(custody.status('op_1')?.state).toBe('held');
    expect(aws.writes()).toEqual(['UpdateAccessKey', 'PutUserPolicy']);
    expect(custody.record.unresolved).toEqual([]);
  });

  it('a call that timed out and did not land is made again if it is idempotent, and its release waits for the late one', async () => {
    const { custody, aws, work, op } = setUp();
    aws.fault = once('UpdateAccessKey', { error: unknownAnswer });
    const first = op(1, 60_000);
    custody.acquire(first);
    await work();
    expect(custody.status('op_1')?.state).toBe('held');
    custody.release(first);
    await work();
    expect(custody.status('op_1')?.state).toBe('reverting');
    expect(aws.writes()).toEqual(['UpdateAccessKey', 'UpdateAccessKey', 'PutUserPolicy']);
    const { signatureLifetimeMs, goValidMs, consistencyWindowMs } = custody.times;
    custody.passTo(custody.now + signatureLifetimeMs + goValidMs + consistencyWindowMs);
    await work();
    expect(custody.status('op_1')?.state).toBe('released');
  });

  it.each(['throttled', 'expired'] as const)(
    '%s: AWS did not carry it out, so it is sent again later',
    async (kind) => {
      const { custody, aws, work, op } = setUp();
      aws.fault = once('PutUserPolicy', { error: { kind, code: kind, message: 'not now', retryAfterMs: 3_000 } });
      custody.acquire(op());
      await work();
      expect(custody.status('op_1')?.state).toBe('applying');
      custody.passTo(custody.now + 3_000);
      await work();
      expect(custody.status('op_1')).toMatchObject({ state: 'held', proof: 'effective' });
      expect(custody.record.unresolved).toEqual([]);
    },
  );

  it('a refused first step fails and leaves nothing; a refused second one keeps what stands until the lease ends', async () => {
    const denied: AwsError = { kind: 'denied', code: 'AccessDenied', message: 'no' };
    const one = setUp();
    one.aws.fault = once('UpdateAccessKey', { error: denied });
    one.custody.acquire(one.op());
    await one.work();
    expect(one.custody.status('op_1')).toMatchObject({ state: 'failed' });
    expect(one.custody.record.phase).toBe('idle');

    const two = setUp();
    two.aws.fault = once('PutUserPolicy', { error: denied });
    two.custody.acquire(two.op(1, 60_000));
    await two.work();
    expect(two.custody.status('op_1')).toMatchObject({ state: 'failed', proof: 'accepted' });
    expect(two.aws.keys.get(params.accessKeyId)).toBe('Inactive');
    two.custody.passTo(two.custody.now + 60_000);
    expect(await two.workUntil('released')).toBe('released');
    expect(two.aws.keys.get(params.accessKeyId)).toBe('Active');
  });

  it('drift between the plan and the first write voids the operation before anything is written', async () => {
    const { custody, aws, workUntil, op } = setUp();
    aws.keys.set(params.accessKeyId, 'Inactive');
    custody.acquire(op());
    expect(await workUntil('drifted')).toBe('drifted');
    expect(aws.writes()).toEqual([]);
  });

  it('a target that does not exist is gone, once it is sure that it is not only not shown yet', async () => {
    const { custody, aws, work, workUntil, op } = setUp();
    const began = custody.now;
    aws.userExists = false;
    custody.acquire(op());
    await work();
    expect(custody.status('op_1')?.state).toBe('applying');
    expect(await workUntil('gone')).toBe('gone');
    expect(custody.now - began).toBeGreaterThanOrEqual(custody.times.consistencyWindowMs);
  });

  it('a target that a lagging replica does not show is contained when it shows', async () => {
    const { custody, aws, work, workUntil, op } = setUp();
    aws.userExists = false;
    custody.acquire(op());
    await work();
    aws.userExists = true;
    expect(await workUntil('held')).toBe('held');
  });

  it('an answer of 503 that does not say "too much" leaves the outcome unknown: AWS may have done it', async () => {
    const { custody, aws, work, op } = setUp();
    const error: AwsError = { kind: 'throttled', code: 'ServiceUnavailable', message: 'try again', status: 503 };
    aws.fault = once('UpdateAccessKey', { error, carryOut: true });
    custody.acquire(op());
    expect(await work()).toContain('unknown');
    expect(custody.status('op_1')?.state).toBe('held');
    expect(aws.writes()).toEqual(['UpdateAccessKey', 'PutUserPolicy']);
  });

  it.each([
    ['SignatureDoesNotMatch', 'Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z', 'denied'],
    ['InvalidSignatureException', 'Signature not yet current: 20260101T000000Z is still later', 'denied'],
    ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 'invalid'],
  ] as const)('a clock that is wrong (%s) is waited for, in reads and in writes', async (code, message, kind) => {
    for (const operation of ['GetUser', 'UpdateAccessKey']) {
      const { custody, aws, workUntil, op } = setUp();
      aws.fault = once(operation, { error: { kind, code, message, status: 403 } });
      custody.acquire(op());
      expect(await workUntil('held')).toBe('held');
    }
  });

  it('a user deleted while the key is held ends gone, with nothing left to undo', async () => {
    const { custody, aws, work, workUntil, op } = setUp();
    custody.acquire(op());
    await work();
    aws.userExists = false;
    custody.passTo(custody.now + custody.times.probeEveryMs);
    expect(await workUntil('gone')).toBe('gone');
  });

  it('two incidents share one containment; it is undone when the second lets go', async () => {
    const { custody, aws, work, op } = setUp();
    const [a, b] = [op(1), op(2)];
    custody.acquire(a);
    await work();
    custody.acquire({ ...b, preImageDigest: digestOf('what the second plan saw') });
    await work();
    expect(custody.status('op_2')).toMatchObject({ state: 'held', proof: 'effective', otherHolders: 1 });
    custody.release(a);
    await work();
    expect(custody.status('op_1')?.state).toBe('released');
    expect(aws.keys.get(params.accessKeyId)).toBe('Inactive');
    custody.release(b);
    await work();
    expect(custody.status('op_2')?.state).toBe('released');
    expect(aws.keys.get(params.accessKeyId)).toBe('Active');
    expect(aws.writes()).toHaveLength(4);
  });

  it('a change by somebody else while held is contested, and is never overwritten on release', async () => {
    const { custody, aws, work, op } = setUp();
    const first = op();
    custody.acquire(first);
    await work();
    aws.policies.set(policy, '{"Version":"2012-10-17","Statement":[]}');
    custody.passTo(custody.now + custody.times.probeEveryMs);
    await work();
    custody.passTo(custody.now + custody.times.consistencyPollMs);
    await work();
    expect(custody.status('op_1')).toMatchObject({ state: 'contested', proof: 'none' });
    custody.release(first);
    await work();
    custody.passTo(custody.now + custody.times.consistencyPollMs);
    await work();
    expect(custody.status('op_1')?.state).toBe('contested');
    expect(aws.writes()).toHaveLength(2);
    aws.policies.delete(policy);
    aws.keys.set(params.accessKeyId, 'Active');
    custody.release(first);
    await work();
    expect(custody.status('op_1')?.state).toBe('released');
    expect(aws.writes()).toHaveLength(2);
  });

  it('a deny moved to an earlier time while held is drift, although key and form of the policy are as they were', async () => {
    const { custody, aws, work, op } = setUp();
    custody.acquire(op());
    await work();
    aws.policies.set(policy, aws.policies.get(policy)!.replace(/\d{4}-\d\d-\d\dT/, '2001-01-01T'));
    custody.passTo(custody.now + custody.times.probeEveryMs);
    await work();
    custody.passTo(custody.now + custody.times.consistencyPollMs);
    await work();
    expect(custody.status('op_1')?.state).toBe('contested');
  });

  it('without leave from the gate nothing is sent; a gate that is away is asked again', async () => {
    const { custody, aws, work, op, refuseCredentials } = setUp();
    refuseCredentials((direction) =>
      direction === 'forward'
        ? { ok: false, error: { code: 'unavailable', detail: 'away' } }
        : ok({ accessKeyId: 'A', secretAccessKey: 'S', narrowed: true }),
    );
    custody.acquire(op());
    await work();
    expect(custody.status('op_1')?.state).toBe('applying');
    refuseCredentials((direction) =>
      direction === 'forward'
        ? { ok: false, error: { code: 'forbidden', detail: 'withdrawn' } }
        : ok({ accessKeyId: 'A', secretAccessKey: 'S', narrowed: true }),
    );
    custody.passTo(custody.now + 1_000);
    await work();
    expect(custody.status('op_1')).toMatchObject({ state: 'failed', detail: 'no leave for deactivate: withdrawn' });
    expect(aws.writes()).toEqual([]);
  });

  it('credentials that come too late are not used: custody may have called the outcome unknown meanwhile', async () => {
    const { custody, aws, deps, op } = setUp();
    custody.acquire(op());
    const slow: StepDeps = {
      ...deps,
      credentials: (r) => {
        if (r.direction === 'forward') custody.now += custody.times.goValidMs + 1;
        return deps.credentials(r);
      },
    };
    expect(await executeStep(custody.jobs[0] as StepJob, slow)).toBe('not_sent');
    expect(aws.writes()).toEqual([]);
  });

  it('a report that cannot be delivered at once is delivered again; the call is not', async () => {
    const { custody, aws, deps, op } = setUp();
    custody.acquire(op());
    const { observe } = custody;
    let lost = 0;
    custody.observe = (answer) => (lost++ === 0 ? Promise.reject(new Error('object restarts')) : observe(answer));
    expect(await executeStep(custody.jobs[0] as StepJob, deps)).toBe('accepted');
    expect(aws.writes()).toEqual(['UpdateAccessKey']);
    expect(custody.status('op_1')?.proof).toBe('accepted');
  });
});
