import { describe, expect, it } from 'vitest';
import { paginate } from './paginate.ts';
import { operationOf } from './services.ts';
import type { AwsAnswer, AwsRequest } from './types.ts';

function pages(...answers: AwsAnswer[]) {
  const asked: AwsRequest[] = [];
  const sendRead = (r: AwsRequest) => {
    asked.push(r);
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]!);
  };
  return { asked, client: { sendRead } };
}
const ok = (value: Record<string, never> | object): AwsAnswer => ({ ok: true, value: value as never });
const keys: AwsRequest = {
  service: 'iam',
  operation: 'ListAccessKeys',
  region: 'us-east-1',
  params: { UserName: 'u' },
};
const vpcs: AwsRequest = { service: 'ec2', operation: 'DescribeVpcs', region: 'us-east-1', params: { MaxResults: 5 } };

describe('all pages of a list', () => {
  it('follow IAM’s marker while there is more', async () => {
    const { client, asked } = pages(
      ok({ AccessKeyMetadata: ['a'], IsTruncated: true, Marker: 'm1' }),
      ok({ AccessKeyMetadata: ['b'], IsTruncated: false, Marker: 'ignored' }),
    );
    expect(await paginate(client, keys, 'AccessKeyMetadata')).toEqual({ ok: true, value: ['a', 'b'] });
    expect(asked.map((r) => r.params)).toEqual([{ UserName: 'u' }, { UserName: 'u', Marker: 'm1' }]);
  });

  it('follow EC2’s token while there is one', async () => {
    const { client, asked } = pages(ok({ Vpcs: [1], NextToken: 't' }), ok({ Vpcs: [2], NextToken: '' }));
    expect(await paginate(client, vpcs, 'Vpcs')).toEqual({ ok: true, value: [1, 2] });
    expect(asked[1]!.params).toEqual({ MaxResults: 5, NextToken: 't' });
  });

  it.each([
    ['cloudtrail', 'ListTags', 'ResourceTagList', 'NextToken', 'NextToken'],
    ['wafv2', 'ListIPSets', 'IPSets', 'NextMarker', 'NextMarker'],
    ['lambda', 'ListEventSourceMappings', 'EventSourceMappings', 'NextMarker', 'Marker'],
  ] as const)(
    'follow the cursor of %s %s, by names that its table knows',
    async (service, operation, list, from, to) => {
      const { client, asked } = pages(ok({ [list]: [1], [from]: 'c' }), ok({ [list]: [2] }));
      const request: AwsRequest = { service, operation, region: 'us-east-1', params: {} };
      expect(await paginate(client, request, list)).toEqual({ ok: true, value: [1, 2] });
      expect(asked[1]!.params).toEqual({ [to]: 'c' });
      const { input, output } = operationOf(request)!;
      expect([Object.keys(input), Object.keys(output)]).toEqual([
        expect.arrayContaining([to]),
        expect.arrayContaining([list, from]),
      ]);
    },
  );

  it('an error on a later page is the answer: no part of a list passes for the whole', async () => {
    const denied: AwsAnswer = { ok: false, error: { kind: 'denied', code: 'AccessDenied', message: '' } };
    const { client } = pages(ok({ Vpcs: [1], NextToken: 't' }), denied);
    expect(await paginate(client, vpcs, 'Vpcs')).toBe(denied);
  });

  it('pages without end are an error', async () => {
    const { client, asked } = pages(ok({ Vpcs: [1], NextToken: 't' }));
    expect(await paginate(client, vpcs, 'Vpcs', { pagesMost: 3 })).toMatchObject({
      ok: false,
      error: { code: 'TooManyPages' },
    });
    expect(asked).toHaveLength(3);
  });
});
