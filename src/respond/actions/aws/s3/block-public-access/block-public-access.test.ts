import { describe, expect, it } from 'vitest';
import type { AwsAnswer, AwsRequest } from '../../../../../aws/types.ts';
import type { JsonObject } from '../../../../../kit/canonical.ts';
import { ok } from '../../../../../kit/result.ts';
import { TAGS_UNREAD } from '../../../../answer.ts';
import { AwsDouble, lost, PLACE, refused, Scenario } from '../../../../custody/test/scenario.ts';
import { blockPublicAccess as action } from './index.ts';

const params = { bucket: 'payroll' };
const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const PARTLY = { ...ALL, BlockPublicPolicy: false, RestrictPublicBuckets: false };

class S3Double extends AwsDouble {
  exists = true;
  block: JsonObject | null = null;
  policyPublic: boolean | null = true;
  website = false;
  tags: JsonObject[] = [];

  protected answer(r: AwsRequest): AwsAnswer {
    const { Bucket, ExpectedBucketOwner } = r.params;
    this.must(r.service === 's3' && Bucket === 'payroll' && ExpectedBucketOwner === PLACE.account, r);
    if (!this.exists) return refused('not_found', 'NoSuchBucket');
    const or = (value: JsonObject | null, code: string): AwsAnswer =>
      value === null ? refused('not_found', code) : ok(value);
    switch (r.operation) {
      case 'GetPublicAccessBlock':
        return or(this.block && { PublicAccessBlockConfiguration: this.block }, 'NoSuchPublicAccessBlockConfiguration');
      case 'GetBucketPolicyStatus':
        return or(
          this.policyPublic === null ? null : { PolicyStatus: { IsPublic: this.policyPublic } },
          'NoSuchBucketPolicy',
        );
      case 'GetBucketWebsite':
        return or(this.website ? { IndexDocument: { Suffix: 'index.html' } } : null, 'NoSuchWebsiteConfiguration');
      case 'GetBucketTagging':
        return or(this.tags.length > 0 ? { TagSet: this.tags } : null, 'NoSuchTagSet');
      case 'PutPublicAccessBlock':
        this.block = r.params['PublicAccessBlockConfiguration'] as JsonObject;
        return ok({});
      case 'DeletePublicAccessBlock':
        this.block = null;
        return ok({});
      default:
        return refused('unsupported', 'NotImplemented');
    }
  }
}

const setUp = (more: Partial<S3Double> = {}) => {
  const aws = Object.assign(new S3Double(), more);
  return { aws, s: new Scenario(action, params, aws) };
};

describe('blocking public access to a bucket', () => {
  it.each([
    ['a bucket without a block of its own', null],
    ['a bucket with some blocks', PARTLY],
  ])('%s gets all four, and its own configuration back', async (_, block) => {
    const { aws, s } = setUp({ block });
    const before = await s.read();
    const op = await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held', proof: 'configured' });
    expect(aws.block).toEqual(ALL);
    expect(action.material(await s.read())).toEqual(action.expected(before));
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect(aws.block).toEqual(block);
    expect(aws.sent.map((r) => r.operation)).toEqual([
      'PutPublicAccessBlock',
      block === null ? 'DeletePublicAccessBlock' : 'PutPublicAccessBlock',
    ]);
  });

  it('where all is blocked already nothing is written, neither now nor at release', async () => {
    const { aws, s } = setUp({ block: ALL });
    const op = await s.acquire();
    await s.until('held');
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect(aws.sent).toEqual([]);
    expect(aws.block).toEqual(ALL);
  });

  it('a lost answer is looked up, not guessed: the effect stands once', async () => {
    const { aws, s } = setUp();
    let times = 0;
    aws.fault = (r) =>
      r.operation === 'PutPublicAccessBlock' && times++ === 0 ? { error: lost, after: true } : undefined;
    await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held' });
    expect(aws.sent).toHaveLength(1);
  });

  it('somebody who opens it again while it is held is not overruled: a person is asked', async () => {
    const { aws, s } = setUp();
    await s.acquire();
    await s.until('held');
    aws.block = PARTLY;
    expect(await s.until('contested')).toMatchObject({ state: 'contested' });
    expect(aws.block).toEqual(PARTLY);
  });

  it('a configuration that is neither ours nor the one before is not undone', async () => {
    const { aws, s } = setUp();
    const op = await s.acquire();
    await s.until('held');
    aws.block = PARTLY;
    s.custody.release(op);
    expect(await s.until('contested')).toMatchObject({ state: 'contested' });
    expect(aws.block).toEqual(PARTLY);
  });

  it('a bucket that is gone, or is somebody else’s, is not written to', async () => {
    const gone = setUp();
    await gone.s.acquire();
    gone.aws.exists = false;
    expect(await gone.s.until('gone')).toMatchObject({ state: 'gone' });
    const foreign = setUp();
    await foreign.s.acquire();
    foreign.aws.fault = () => ({ error: refused('denied', 'AccessDenied') });
    expect(await foreign.s.until('failed')).toMatchObject({ state: 'failed' });
    expect([gone.aws.sent, foreign.aws.sent]).toEqual([[], []]);
  });

  it('what is merely good to know may be missing; what decides may not', async () => {
    const { aws, s } = setUp({ website: true, tags: [{ Key: 'vedette', Value: 'protected' }] });
    expect(await s.read()).toMatchObject({
      dependents: [expect.stringContaining('website')],
      tags: { vedette: 'protected' },
    });
    aws.fault = (r) => (r.operation === 'GetBucketWebsite' ? { error: refused('denied', 'AccessDenied') } : undefined);
    expect(await s.read()).toMatchObject({ exists: true, dependents: [] });
    aws.fault = (r) => (r.operation === 'GetBucketTagging' ? { error: refused('denied', 'AccessDenied') } : undefined);
    expect(await s.read()).toMatchObject({ exists: true, tags: TAGS_UNREAD });
    for (const operation of ['GetBucketTagging', 'GetBucketPolicyStatus']) {
      aws.fault = (r) => (r.operation === operation ? { error: lost } : undefined);
      await expect(s.read()).rejects.toThrow('Timeout');
    }
    aws.fault = (r) =>
      r.operation === 'GetPublicAccessBlock' ? { error: refused('denied', 'AccessDenied') } : undefined;
    await expect(s.read()).rejects.toThrow('AccessDenied');
  });

  it('the material is the block and nothing else: S3’s verdict on the policy may turn with it', async () => {
    const { aws, s } = setUp();
    const before = action.material(await s.read());
    Object.assign(aws, { policyPublic: false, website: true, tags: [{ Key: 'a', Value: 'b' }] });
    expect(action.material(await s.read())).toEqual(before);
  });

  it.each([
    ['public before, and no more', true, false, 'effective'],
    ['public still on paper', true, true, 'configured'],
    ['never public', false, false, 'configured'],
    ['no policy', null, null, 'configured'],
  ] as const)('the probe claims no more than S3 shows: %s', async (_, was, is, proof) => {
    const { aws, s } = setUp({ policyPublic: was });
    const before = await s.read();
    Object.assign(aws, { block: ALL, policyPublic: is });
    expect((await action.probe(aws.send, s.context(before, await s.read()))).proof).toBe(proof);
  });

  it('the probe does not believe one reading', async () => {
    const { aws, s } = setUp({ block: ALL });
    const before = await s.read();
    aws.block = PARTLY;
    expect((await action.probe(aws.send, s.context(before, before))).proof).toBe('not_observed');
    aws.fault = () => ({ error: lost });
    expect((await action.probe(aws.send, s.context(before, before))).proof).toBe('not_observed');
  });

  it.each([
    ['arn:aws:s3:::payroll', true],
    ['arn:aws-cn:s3:::payroll', true],
    ['payroll', true],
    ['a..b', false],
    ['Payroll', false],
    ['pay/../roll', false],
    ['payroll?policy', false],
    ['arn:aws:s3:::payroll/secret.csv', false],
    ['*', false],
    ['b'.repeat(64), false],
  ])('%s names a bucket: %s', (id, fits) => {
    expect(action.paramsFor({ type: 'bucket', id, role: 'target' })).toHaveLength(fits ? 1 : 0);
    expect(action.paramsFor({ type: 'resource', id, role: 'target' })).toEqual([]);
  });
});
