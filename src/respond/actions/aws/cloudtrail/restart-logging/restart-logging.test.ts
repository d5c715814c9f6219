import { describe, expect, it } from 'vitest';
import type { AwsAnswer, AwsRequest } from '../../../../../aws/types.ts';
import { ok } from '../../../../../kit/result.ts';
import { AwsDouble, lost, refused, Scenario } from '../../../../custody/test/scenario.ts';
import { restartLogging as action } from './index.ts';

const ARN = 'arn:aws:cloudtrail:us-west-2:111122223333:trail/main';
const params = { trailArn: ARN };

class TrailDouble extends AwsDouble {
  exists = true;
  logging = false;
  startedAt = 1_000;
  deliveredAt: number | undefined;
  deliveryError = '';

  protected answer(r: AwsRequest): AwsAnswer {
    // Only the home region takes a change, and it is the ARN's, not the finding's.
    this.must(r.service === 'cloudtrail' && r.region === 'us-west-2', r);
    if (!this.exists) return refused('invalid', 'TrailNotFoundException');
    switch (r.operation) {
      case 'GetTrail':
        return ok({ Trail: { TrailARN: ARN, S3BucketName: 'logs', IsMultiRegionTrail: true } });
      case 'GetTrailStatus':
        return ok({
          IsLogging: this.logging,
          StartLoggingTime: this.startedAt,
          ...(this.deliveredAt === undefined ? {} : { LatestDeliveryTime: this.deliveredAt }),
          ...(this.deliveryError === '' ? {} : { LatestDeliveryError: this.deliveryError }),
        });
      case 'ListTags':
        return ok({ ResourceTagList: [{ ResourceId: ARN, TagsList: [{ Key: 'team', Value: 'security' }] }] });
      case 'StartLogging':
        this.logging = true;
        return ok({});
      default:
        return refused('unsupported', 'UnsupportedOperationException');
    }
  }
}

const setUp = (more: Partial<TrailDouble> = {}) => {
  const aws = Object.assign(new TrailDouble(), more);
  return { aws, s: new Scenario(action, params, aws) };
};

describe('starting a trail’s logging again', () => {
  it('starts it, watches it, and lets go without stopping it', async () => {
    const { aws, s } = setUp();
    const op = await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held', proof: 'configured' });
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({
      state: 'released',
      detail: expect.stringContaining('leaves on purpose') as string,
    });
    expect(aws.logging).toBe(true);
    expect(aws.sent.map((r) => [r.operation, r.params])).toEqual([['StartLogging', { Name: 'main' }]]);
  });

  it('says before the approval that release does not undo it', async () => {
    const { s } = setUp();
    expect(action.notes(await s.read())[0]).toContain('Release does not stop the logging');
  });

  it('an attacker who stops it again while it is held is noticed', async () => {
    const { aws, s } = setUp();
    await s.acquire();
    await s.until('held');
    aws.logging = false;
    expect(await s.until('contested')).toMatchObject({ state: 'contested' });
  });

  it('let go before anything was written, the trail is as it was', async () => {
    const { aws, s } = setUp();
    const op = await s.acquire();
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect([aws.logging, aws.sent]).toEqual([false, []]);
  });

  it('a start that never took hold is released as well: the state before is one to rest in', async () => {
    const { aws, s } = setUp();
    aws.fault = (r) => (r.operation === 'StartLogging' ? { error: lost } : undefined);
    const op = await s.acquire();
    await s.until('unknown');
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect(aws.logging).toBe(false);
  });

  it('a lost answer is looked up: the effect stands once', async () => {
    const { aws, s } = setUp();
    let times = 0;
    aws.fault = (r) => (r.operation === 'StartLogging' && times++ === 0 ? { error: lost, after: true } : undefined);
    await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held' });
    expect(aws.sent).toHaveLength(1);
  });

  it('a deleted trail cannot be started: gone', async () => {
    const { aws, s } = setUp();
    await s.acquire();
    aws.exists = false;
    expect(await s.until('gone')).toMatchObject({ state: 'gone' });
    expect(aws.sent).toEqual([]);
  });

  it.each([
    ['logs came since', { deliveredAt: 1_300 }, 'effective'],
    ['the last logs came before it was stopped', { deliveredAt: 900 }, 'configured'],
    ['none were seen yet', {}, 'configured'],
    ['the bucket refuses them', { deliveredAt: 1_300, deliveryError: 'AccessDenied' }, 'not_observed'],
    ['it is off again', { logging: false }, 'not_observed'],
  ] as const)('the probe looks at what is delivered, not at the switch alone: %s', async (_, more, proof) => {
    const { aws, s } = setUp({ logging: true, ...more });
    const before = await s.read();
    expect((await action.probe(aws.send, s.context(before, before))).proof).toBe(proof);
  });

  it.each([
    [ARN, {}, true],
    [ARN, { account: '111122223333', region: 'us-west-2' }, true],
    [ARN, { account: '999900001111' }, false],
    [ARN, { region: 'us-east-1' }, false],
    ['main', {}, false],
    [`${ARN}/../other`, {}, false],
    ['arn:aws:cloudtrail:us-west-2:111122223333:eventdatastore/x', {}, false],
    [`${ARN}*`, {}, false],
  ])('%s %j is a trail that can be started: %s', (id, more, fits) => {
    expect(action.paramsFor({ type: 'trail', id, role: 'target', ...more })).toHaveLength(fits ? 1 : 0);
  });
});
