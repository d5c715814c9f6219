import { describe, expect, it } from 'vitest';
import type { AwsAnswer, AwsRequest } from '../../../../../aws/types.ts';
import type { JsonObject } from '../../../../../kit/canonical.ts';
import { ok } from '../../../../../kit/result.ts';
import { TAGS_UNREAD } from '../../../../answer.ts';
import { AwsDouble, lost, refused, Scenario } from '../../../../custody/test/scenario.ts';
import { throttleToZero as action } from './index.ts';

const params = { functionName: 'pay' };
const ARN = 'arn:aws:lambda:us-east-1:111122223333:function:pay';

class LambdaDouble extends AwsDouble {
  exists = true;
  reserved: number | null = null;
  tags: JsonObject = {};
  sources: string[] = [];

  protected answer(r: AwsRequest): AwsAnswer {
    if (!this.exists) return refused('not_found', 'ResourceNotFoundException');
    this.must(r.operation === 'ListTags' ? r.params['Resource'] === ARN : r.params['FunctionName'] === 'pay', r);
    switch (r.operation) {
      case 'GetFunctionConcurrency':
        return ok(this.reserved === null ? {} : { ReservedConcurrentExecutions: this.reserved });
      case 'ListTags':
        return ok({ Tags: this.tags });
      case 'ListEventSourceMappings':
        return ok({ EventSourceMappings: this.sources.map((EventSourceArn) => ({ EventSourceArn })) });
      case 'PutFunctionConcurrency':
        this.reserved = r.params['ReservedConcurrentExecutions'] as number;
        return ok({ ReservedConcurrentExecutions: this.reserved });
      case 'DeleteFunctionConcurrency':
        this.reserved = null;
        return ok({});
      default:
        return refused('unsupported', 'UnknownOperation');
    }
  }
}

const setUp = (more: Partial<LambdaDouble> = {}) => {
  const aws = Object.assign(new LambdaDouble(), more);
  return { aws, s: new Scenario(action, params, aws) };
};

describe('throttling a function to zero', () => {
  it.each([
    ['nothing was reserved', null, 'DeleteFunctionConcurrency'],
    ['a number was reserved', 25, 'PutFunctionConcurrency'],
  ])('where %s, that comes back exactly', async (_, reserved, undo) => {
    const { aws, s } = setUp({ reserved });
    const before = await s.read();
    const op = await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held', proof: 'configured' });
    expect(aws.reserved).toBe(0);
    expect(action.material(await s.read())).toEqual(action.expected(before));
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect(aws.reserved).toBe(reserved);
    expect(aws.sent.map((r) => r.operation)).toEqual(['PutFunctionConcurrency', undo]);
  });

  it('a function that was throttled before stays so', async () => {
    const { aws, s } = setUp({ reserved: 0 });
    const op = await s.acquire();
    await s.until('held');
    s.custody.release(op);
    expect(await s.until('released')).toMatchObject({ state: 'released' });
    expect([aws.sent, aws.reserved]).toEqual([[], 0]);
  });

  it('a lost answer is looked up: the effect stands once', async () => {
    const { aws, s } = setUp();
    let times = 0;
    aws.fault = (r) =>
      r.operation === 'PutFunctionConcurrency' && times++ === 0 ? { error: lost, after: true } : undefined;
    await s.acquire();
    expect(await s.until('held')).toMatchObject({ state: 'held' });
    expect(aws.sent).toHaveLength(1);
  });

  it('somebody who lets it run again is not overruled, and another number is not undone', async () => {
    const { aws, s } = setUp();
    const op = await s.acquire();
    await s.until('held');
    aws.reserved = 5;
    expect(await s.until('contested')).toMatchObject({ state: 'contested' });
    s.custody.release(op);
    expect(await s.until('contested')).toMatchObject({ state: 'contested' });
    expect(aws.reserved).toBe(5);
  });

  it('a number that the account has no room for any more is for a person to restore', async () => {
    const { aws, s } = setUp({ reserved: 900 });
    const op = await s.acquire();
    await s.until('held');
    aws.fault = (r) =>
      r.operation === 'PutFunctionConcurrency'
        ? { error: refused('invalid', 'InvalidParameterValueException') }
        : undefined;
    s.custody.release(op);
    expect(await s.until('contested')).toMatchObject({
      state: 'contested',
      detail: expect.stringContaining('InvalidParameterValueException') as string,
    });
    expect(aws.reserved).toBe(0);
  });

  it('a function that is gone has nothing left to undo', async () => {
    const { aws, s } = setUp();
    const op = await s.acquire();
    await s.until('held');
    aws.exists = false;
    s.custody.release(op);
    expect(await s.until('gone')).toMatchObject({ state: 'gone' });
    expect(aws.sent).toHaveLength(1);
  });

  it('queues and streams that it polls are named; not being able to list them stops nothing', async () => {
    const queue = 'arn:aws:sqs:us-east-1:111122223333:orders';
    const { aws, s } = setUp({ sources: [queue], tags: { env: 'production' } });
    const read = await s.read();
    expect(read).toMatchObject({ dependents: [queue], tags: { env: 'production' } });
    expect(action.notes(read).join()).toContain('pile up');
    aws.fault = (r) =>
      r.operation === 'ListEventSourceMappings' ? { error: refused('denied', 'AccessDeniedException') } : undefined;
    expect(await s.read()).toMatchObject({ exists: true, dependents: [] });
    aws.fault = (r) => (r.operation === 'ListTags' ? { error: refused('denied', 'AccessDeniedException') } : undefined);
    expect(await s.read()).toMatchObject({ exists: true, tags: TAGS_UNREAD });
    aws.fault = (r) => (r.operation === 'ListTags' ? { error: lost } : undefined);
    await expect(s.read()).rejects.toThrow('Timeout');
  });

  it('the probe does not believe one reading', async () => {
    const { aws, s } = setUp({ reserved: 0 });
    const before = await s.read();
    expect((await action.probe(aws.send, s.context(before, before))).proof).toBe('configured');
    aws.reserved = 1;
    expect((await action.probe(aws.send, s.context(before, before))).proof).toBe('not_observed');
  });

  it.each([
    [ARN, 'pay'],
    [`${ARN}:live`, 'pay'],
    [`${ARN}:$LATEST`, 'pay'],
    ['pay', 'pay'],
    ['arn:aws:lambda:us-east-1:111122223333:layer:pay', undefined],
    ['pay/../x', undefined],
    ['*', undefined],
    ['n'.repeat(65), undefined],
    [`${ARN}?Qualifier=1`, undefined],
  ])('%s names the function %s', (id, name) => {
    expect(action.paramsFor({ type: 'function', id, role: 'target' })).toEqual(
      name === undefined ? [] : [{ functionName: name }],
    );
    expect(action.paramsFor({ type: 'resource', id, role: 'target' })).toEqual([]);
  });
});
