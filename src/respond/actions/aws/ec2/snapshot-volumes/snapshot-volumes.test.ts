import { describe, expect, it } from 'vitest';
import type { AwsAnswer, AwsRequest } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { ok } from '../../../../../kit/result.ts';
import { field, list, tagsOf, text } from '../../../../answer.ts';
import { AwsDouble, lost, PLACE, refused, Scenario } from '../../../../custody/test/scenario.ts';
import { isolateInstance } from '../isolate-instance/index.ts';
import { snapshotVolumes as action } from './index.ts';

const INSTANCE = 'i-0123456789abcdef0';

const OURS_ALONE = JSON.stringify({
  OwnerIds: ['self'],
  Filters: [{ Name: 'tag:vedette:instance', Values: [INSTANCE] }],
});

class EbsDouble extends AwsDouble {
  alive = true;
  volumes = ['vol-0000000000000000a', 'vol-0000000000000000b'];
  snapshots: JsonObject[] = [];
  #made = 0;

  take(volume: string, tags: readonly Json[], state = 'pending'): void {
    this.snapshots.push({
      SnapshotId: `snap-${String(++this.#made).padStart(17, '0')}`,
      VolumeId: volume,
      State: state,
      Progress: '10%',
      StartTime: '2027-01-15T08:00:00.000Z',
      Tags: [...tags],
    });
  }

  /** Snapshots that another incident's operation took. */
  takeAnothers(): void {
    for (const v of this.volumes)
      this.take(v, [
        { Key: 'vedette:instance', Value: INSTANCE },
        { Key: 'vedette:operation', Value: 'op_other' },
      ]);
  }

  set(state: string): void {
    this.snapshots = this.snapshots.map((s) => ({ ...s, State: state }));
  }

  protected answer(r: AwsRequest): AwsAnswer {
    switch (r.operation) {
      case 'DescribeInstances':
        return this.alive
          ? ok({
              Reservations: [
                {
                  Instances: [
                    {
                      InstanceId: INSTANCE,
                      State: { Name: 'running' },
                      BlockDeviceMappings: this.volumes.map((VolumeId) => ({ DeviceName: 'x', Ebs: { VolumeId } })),
                      Tags: [{ Key: 'env', Value: 'production' }],
                    },
                  ],
                },
              ],
            })
          : refused('not_found', 'InvalidInstanceID.NotFound');
      case 'DescribeSnapshots': {
        const { OwnerIds, Filters } = r.params;
        this.must(JSON.stringify({ OwnerIds, Filters }) === OURS_ALONE, r);
        const page = Number(text(r.params, 'NextToken') || '0');
        const some = this.snapshots.slice(page, page + 3);
        const more = page + 3 < this.snapshots.length;
        return ok({ Snapshots: some, ...(more ? { NextToken: String(page + 3) } : {}) });
      }
      case 'CreateSnapshots': {
        if (!this.alive) return refused('not_found', 'InvalidInstanceID.NotFound');
        const specification = list(r.params, 'TagSpecifications')[0];
        this.must(text(specification, 'ResourceType') === 'snapshot', r);
        this.must(text(field(r.params, 'InstanceSpecification'), 'InstanceId') === INSTANCE, r);
        for (const v of this.volumes) this.take(v, list(specification, 'Tags'));
        return ok({});
      }
      case 'DeleteSnapshot': {
        const id = text(r.params, 'SnapshotId');
        if (!this.snapshots.some((s) => s['SnapshotId'] === id))
          return refused('not_found', 'InvalidSnapshot.NotFound');
        this.snapshots = this.snapshots.filter((s) => s['SnapshotId'] !== id);
        return ok({});
      }
      default:
        return refused('unsupported', 'UnsupportedOperation');
    }
  }
}

const setUp = (keep?: boolean, more: Partial<EbsDouble> = {}) => {
  const aws = Object.assign(new EbsDouble(), more);
  const params = { instanceId: INSTANCE, ...(keep === undefined ? {} : { keep }) };
  return { aws, params, s: new Scenario(action, params, aws) };
};
const operations = (aws: EbsDouble) => aws.sent.map((r) => r.operation);
const owners = (aws: EbsDouble) => aws.snapshots.map((s) => tagsOf(s, 'Tags')['vedette:operation']);

describe('taking snapshots as evidence', () => {
  it('one call takes every volume, tagged with who, for what and of what; they are kept at release', async () => {
    const { aws, s } = setUp();
    const op = await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held', proof: 'configured' });
    expect(aws.snapshots.map((x) => [x['VolumeId'], tagsOf(x, 'Tags')])).toEqual(
      aws.volumes.map((v) => [
        v,
        { 'vedette:instance': INSTANCE, 'vedette:operation': 'op_1', 'vedette:incident': 'inc_1' },
      ]),
    );
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({
      state: 'released',
      detail: expect.stringContaining('leaves on purpose') as string,
    });
    expect(aws.snapshots).toHaveLength(2);
    expect(operations(aws)).toEqual(['CreateSnapshots']);
  });

  it('where they are not to be kept, release deletes them one by one, and no other’s', async () => {
    const { aws, s } = setUp(false);
    aws.takeAnothers();
    const op = await s.acquire();
    await s.until('held');
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released', detail: 'read back: as it was before' });
    expect(owners(aws)).toEqual(['op_other', 'op_other']);
    expect(operations(aws)).toEqual(['CreateSnapshots', 'DeleteSnapshot', 'DeleteSnapshot']);
  });

  it('a lost answer makes no second set: the tag is the token', async () => {
    const { aws, s } = setUp();
    let times = 0;
    aws.fault = (r) => (r.operation === 'CreateSnapshots' && times++ === 0 ? { error: lost, after: true } : undefined);
    await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held' });
    expect(aws.snapshots).toHaveLength(2);
  });

  it('a call that was lost on its way is made again, only after it cannot land any more', async () => {
    const { aws, s } = setUp();
    const { custody } = s;
    let lostAt = 0;
    aws.fault = (r) => {
      if (r.operation !== 'CreateSnapshots' || lostAt > 0) return undefined;
      lostAt = custody.now;
      return { error: lost };
    };
    await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held' });
    expect(operations(aws)).toEqual(['CreateSnapshots']);
    expect(custody.now - lostAt).toBeGreaterThan(custody.times.signatureLifetimeMs);
  });

  it('two sets with our tag are said, not passed over', async () => {
    const { aws, s } = setUp();
    const before = await s.read();
    const create = action.steps[0]!;
    const tags = list(list(create.request(s.context(before, before))!.params, 'TagSpecifications')[0], 'Tags');
    for (let n = 0; n < 2; n++) for (const v of aws.volumes) aws.take(v, tags);
    expect(create.presence(s.context(before, await s.read()))).toBe('ambiguous');
  });

  it('other incidents’ snapshots may come and go without being taken for ours', async () => {
    const { aws, s } = setUp();
    aws.takeAnothers();
    await s.acquire();
    await s.until('held');
    expect(owners(aws)).toEqual(['op_other', 'op_other', 'op_1', 'op_1']);
    aws.snapshots = aws.snapshots.filter((x) => tagsOf(x, 'Tags')['vedette:operation'] === 'op_1');
    s.custody.passTo(s.custody.due()!);
    expect(await s.until('contested')).toMatchObject({ state: 'held' });
  });

  it.each([
    ['one of ours', 1],
    ['all of ours', 2],
  ])('somebody who deletes %s while it is held is noticed, though another set stands', async (_, n) => {
    const { aws, s } = setUp();
    aws.takeAnothers();
    await s.acquire();
    await s.until('held');
    aws.snapshots.splice(2, n);
    expect(await s.until('contested')).toMatchObject({ state: 'contested' });
  });

  it('a second incident that asks for the same shares the set, and it outlives the first', async () => {
    const { aws, s } = setUp(false);
    const first = await s.acquire(1);
    await s.acquire(2);
    await s.until('held');
    expect(await s.until('held', 'op_2')).toMatchObject({ state: 'held' });
    s.custody.release(first);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect(owners(aws)).toEqual(['op_1', 'op_1']);
  });

  it('the evidence outlives the instance: its end is no reason to delete anything', async () => {
    const { aws, s } = setUp(false);
    await s.acquire();
    await s.until('held');
    aws.alive = false;
    s.custody.passTo(s.custody.due()!);
    expect(await s.until('gone')).toMatchObject({ state: 'held' });
    expect(aws.snapshots).toHaveLength(2);
  });

  it('an instance that is gone gives no evidence, with or without an older set', async () => {
    const gone = setUp();
    await gone.s.acquire();
    gone.aws.alive = false;
    expect(await gone.s.until('gone')).toMatchObject({ state: 'gone' });
    const older = setUp();
    older.aws.takeAnothers();
    older.aws.alive = false;
    await older.s.acquire();
    expect(await older.s.until('failed')).toMatchObject({ state: 'failed' });
    expect([...operations(gone.aws), ...operations(older.aws)]).toEqual([]);
  });

  it('an instance of which none can be taken, or not all deleted again, is refused before anything is done', async () => {
    await expect(setUp(true, { volumes: [] }).s.read()).rejects.toThrow('NoVolumes');
    const many = Array.from({ length: 21 }, (_, n) => `vol-${String(n).padStart(17, '0')}`);
    await expect(setUp(false, { volumes: many }).s.read()).rejects.toThrow('TooManyVolumes');
    await expect(setUp(true, { volumes: many }).s.read()).resolves.toMatchObject({ exists: true });
  });

  it('as many as can be deleted are, over all pages', async () => {
    const volumes = Array.from({ length: 20 }, (_, n) => `vol-${String(n).padStart(17, '0')}`);
    const { aws, s } = setUp(false, { volumes });
    const op = await s.acquire();
    await s.until('held');
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect(aws.snapshots).toEqual([]);
  });

  it('a snapshot that AWS gave up on is no evidence, and is deleted with the others', async () => {
    const { aws, s } = setUp(false);
    const before = await s.read();
    const op = await s.acquire();
    await s.until('held');
    aws.set('error');
    expect(action.material(await s.read())).toEqual({ exists: true, evidence: 'none' });
    expect(action.steps[0]!.presence(s.context(before, await s.read()))).toBe('ambiguous');
    s.custody.release(op);
    await s.until('released');
    expect(aws.snapshots).toEqual([]);
  });

  it('proof: being copied is configured, complete is effective', async () => {
    const { aws, s } = setUp();
    const before = await s.read();
    await s.acquire();
    await s.until('held');
    const probe = async () => action.probe(aws.send, s.context(before, await s.read()));
    expect(await probe()).toMatchObject({ proof: 'configured', detail: expect.stringContaining('10%') as string });
    aws.set('completed');
    expect(await probe()).toMatchObject({
      proof: 'effective',
      detail: expect.stringContaining('2027-01-15T08:00:00.000Z') as string,
    });
    aws.snapshots.pop();
    expect((await probe()).proof).toBe('not_observed');
  });

  it('holds another thing than an isolation of the same instance, which must not wait for it', () => {
    const { params } = setUp();
    expect(action.locks(params, PLACE)).not.toEqual(
      expect.arrayContaining([...isolateInstance.locks({ instanceId: INSTANCE }, PLACE)]),
    );
  });

  it('says that it contains nothing and how long the evidence is kept', async () => {
    const { s } = setUp();
    const read = await s.read();
    expect(action.notes(read, { instanceId: INSTANCE }).join()).toMatch(/contains nothing.*kept when the lease/s);
    expect(action.notes(read, { instanceId: INSTANCE, keep: false }).join()).toContain('are deleted when the lease');
    expect(action.notes(read, { instanceId: INSTANCE }).every((n) => n.length <= 500)).toBe(true);
  });

  it.each([
    [INSTANCE, true],
    [`arn:aws:ec2:us-east-1:111122223333:instance/${INSTANCE}`, true],
    ['i-xyz', false],
    [`${INSTANCE}; drop`, false],
  ])('takes parameters from an instance: %s', (id, fits) => {
    expect(action.paramsFor({ type: 'instance', id, role: 'target' })).toEqual(
      fits ? [{ instanceId: INSTANCE, keep: true }] : [],
    );
    expect(action.paramsFor({ type: 'volume', id, role: 'target' })).toEqual([]);
  });
});
