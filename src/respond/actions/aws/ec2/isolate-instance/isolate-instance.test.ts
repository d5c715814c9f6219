import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../../../kit/crypto.ts';
import { ok } from '../../../../../kit/result.ts';
import type { Action } from '../../../../action.ts';
import { CustodianDouble, opFor } from '../../../../custody/test/custodian-double.ts';
import { Ec2Double } from '../../../../custody/test/ec2-double.ts';
import { executeStep, type StepDeps } from '../../../../execute-step.ts';
import { previewOf } from '../../../../preview.ts';
import { isolateInstance } from './index.ts';
import { readInstance } from './read.ts';

const action = isolateInstance as Action;
const place = { account: '111122223333', region: 'us-east-1', partition: 'aws' };

async function setUp(prepare: (aws: Ec2Double) => void = () => undefined) {
  const aws = new Ec2Double();
  prepare(aws);
  const custody = new CustodianDouble(action);
  const deps: StepDeps = {
    custody,
    credentials: () => Promise.resolve(ok({ accessKeyId: 'A', secretAccessKey: 'S', narrowed: true })),
    client: () => aws,
    now: () => custody.now,
    goValidMs: custody.times.goValidMs,
  };
  const snapshot = async () => {
    const read = await readInstance((r) => aws.sendRead(r), { instanceId: aws.instance.id }, place);
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const before = await snapshot();
  const op = opFor(
    action,
    { instanceId: aws.instance.id },
    {
      preImageDigest: digestOf(action.material(before)),
      leaseMs: 60_000,
      now: custody.now,
    },
  );
  /** Carries jobs out one by one; `each` looks at AWS after every one. */
  const work = async (each: () => void = () => undefined) => {
    for (let job = custody.jobs.shift(); job; job = custody.jobs.shift()) {
      await executeStep(job, deps);
      each();
    }
  };
  /** Works, and lets custody's own waits pass, until the operation is in a state. */
  const workUntil = async (state: string) => {
    await work();
    for (let n = 0; n < 60 && custody.status('op_1')?.state !== state; n++) {
      custody.passTo(custody.due() ?? custody.now);
      await work();
    }
    return custody.status('op_1')?.state;
  };
  return { aws, custody, op, work, workUntil, snapshot, before };
}

describe('isolating an instance', () => {
  it('alone in its subnet: closed groups on every interface, and an ACL that cuts open connections', async () => {
    const { aws, custody, op, work } = await setUp();
    custody.acquire(op);
    await work();
    expect(custody.status('op_1')).toMatchObject({ state: 'held', proof: 'configured' });
    expect(aws.openInterfaces()).toEqual([]);
    expect(aws.writes()).toEqual([
      'CreateSecurityGroup',
      'RevokeSecurityGroupEgress',
      'ModifyNetworkInterfaceAttribute',
      'ModifyNetworkInterfaceAttribute',
      'CreateNetworkAcl',
      'ReplaceNetworkAclAssociation',
    ]);
  });

  it('in a shared subnet no ACL is set, and the proof says that open connections may live on', async () => {
    const { aws, custody, op, work } = await setUp((a) =>
      a.interfaces.set('eni-z', { subnet: 'subnet-1', groups: ['sg-db'], owner: 'i-0fffffffffffffff0' }),
    );
    custody.acquire(op);
    await work();
    expect(custody.status('op_1')).toMatchObject({ state: 'held', proof: 'not_observed' });
    expect(custody.status('op_1')?.detail).toContain('may live on');
    expect(aws.acls.size).toBe(1);
  });

  it('release puts every interface and the subnet back exactly and leaves nothing behind, never more open on the way', async () => {
    const { aws, custody, op, work, snapshot, before } = await setUp();
    custody.acquire(op);
    await work();
    custody.passTo(custody.now + 60_000);
    const open: number[] = [];
    await work(() => open.push(aws.openInterfaces().length));
    expect(custody.status('op_1')?.state).toBe('released');
    const after = await snapshot();
    expect(action.material(after)).toEqual(action.material(before));
    expect(aws.interfaces.get('eni-b')?.groups).toEqual(['sg-admin', 'sg-web']);
    expect(aws.groups.size).toBe(0);
    expect(aws.acls.size).toBe(1);
    expect(open).toEqual([...open].sort((a, b) => a - b));
  });

  it('a lost answer to the creation of the group is found by its tag, and no second group is made', async () => {
    const { aws, custody, op, work } = await setUp();
    let lost = false;
    aws.fault = (r) => {
      if (lost || r.operation !== 'CreateSecurityGroup') return undefined;
      lost = true;
      return { error: { kind: 'unknown', code: 'Timeout', message: '' }, carryOut: true };
    };
    custody.acquire(op);
    await work();
    expect(custody.status('op_1')?.state).toBe('held');
    expect(aws.groups.size).toBe(1);
    expect(aws.writes().filter((w) => w === 'CreateSecurityGroup')).toHaveLength(1);
  });

  it('a creation of unknown outcome that does not show is not repeated before its signature has lapsed', async () => {
    const { aws, custody, op, work } = await setUp();
    aws.fault = (r) =>
      r.operation === 'CreateSecurityGroup' && aws.writes().length === 1
        ? { error: { kind: 'unknown', code: 'Timeout', message: '' } }
        : undefined;
    custody.acquire({ ...op, permitUntil: custody.now + 3_600_000, leaseMs: 3_600_000 });
    await work();
    const { goValidMs, signatureLifetimeMs, consistencyWindowMs } = custody.times;
    const lapse = custody.now + goValidMs + signatureLifetimeMs + consistencyWindowMs;
    for (let due = custody.due()!; due < lapse; due = custody.due()!) {
      custody.passTo(due);
      await work();
    }
    expect(custody.status('op_1')?.state).toBe('unknown');
    expect(aws.writes()).toEqual(['CreateSecurityGroup']);
    for (let n = 0; n < 20 && custody.status('op_1')?.state !== 'held'; n++) {
      custody.passTo(custody.due()!);
      await work();
    }
    expect(custody.status('op_1')?.state).toBe('held');
    expect(aws.groups.size).toBe(1);
  });

  it('an instance terminated while isolated: its subnet gets its ACL back and nothing of ours stays', async () => {
    const { aws, custody, op, work, workUntil } = await setUp();
    custody.acquire({ ...op, leaseMs: 3_600_000 });
    await work();
    aws.instance.state = 'terminated';
    aws.interfaces.clear();
    expect(await workUntil('gone')).toBe('gone');
    expect(aws.associations.get('subnet-1')?.acl).toBe('acl-main');
    expect(aws.groups.size).toBe(0);
    expect(aws.acls.size).toBe(1);
  });

  it('groups changed by somebody else while held are never overwritten: a person is asked', async () => {
    const { aws, custody, op, work, workUntil } = await setUp();
    custody.acquire(op);
    await work();
    aws.interfaces.get('eni-a')!.groups = ['sg-forensics'];
    custody.passTo(custody.now + 60_000);
    expect(await workUntil('contested')).toBe('contested');
    expect(aws.interfaces.get('eni-a')?.groups).toEqual(['sg-forensics']);
  });

  it('a rule added to the quarantine group is drift, although the interfaces still carry it', async () => {
    const { aws, custody, op, work } = await setUp();
    custody.acquire({ ...op, leaseMs: 3_600_000 });
    await work();
    [...aws.groups.values()][0]!.ingress.push({ IpProtocol: 'tcp' });
    custody.passTo(custody.now + custody.times.probeEveryMs);
    await work();
    custody.passTo(custody.now + custody.times.consistencyPollMs);
    await work();
    expect(custody.status('op_1')?.state).toBe('contested');
  });

  it('the material does not depend on ids that are not known beforehand: expected equals what is read back', async () => {
    const { custody, op, work, snapshot, before } = await setUp();
    const expected = isolateInstance.expected(before);
    custody.acquire(op);
    await work();
    expect(action.material(await snapshot())).toEqual(expected);
  });

  it('the preview shows each interface and says what happens to open connections', async () => {
    const { aws, op } = await setUp();
    const preview = await previewOf(op.spec, 'inc_1', {
      credentials: () => Promise.resolve(ok({ accessKeyId: 'A', secretAccessKey: 'S', narrowed: true })),
      client: () => aws,
      now: () => 5,
    });
    expect(preview).toMatchObject({
      ok: true,
      value: { exists: true, alreadyDone: false, reversibility: 'disruptive', preImageDigest: op.preImageDigest },
    });
    if (!preview.ok) return;
    expect(preview.value.diff.map((d) => d.path)).toEqual([
      'interfaces.eni-a',
      'interfaces.eni-b',
      'made.acls',
      'made.groups',
      'networkAcl',
    ]);
    expect(preview.value.notes[0]).toContain('subnet-1');
  });

  it.each([
    ['i-0123456789abcdef0', true],
    ['arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0', true],
    ['i-xyz', false],
    ['i-0123456789abcdef0; drop', false],
  ])('takes parameters from an instance entity only: %s', (id, fits) => {
    expect(isolateInstance.paramsFor({ type: 'instance', id, role: 'target' })).toHaveLength(fits ? 1 : 0);
  });
});
