import { describe, expect, it } from 'vitest';
import { endpointOf } from './endpoint.ts';
import { askSdk } from './testing/sdk.ts';
import { everyOperation, neededParams } from './testing/samples.ts';
import { wireOf } from './request.ts';

const REGIONS = [
  'us-east-1',
  'eu-west-1',
  'ap-southeast-3',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'us-gov-east-1',
];
const ONE_OF_EACH = [...new Map(everyOperation.map((c) => [c.service, c])).values()];

describe('where a call goes', () => {
  it.each(ONE_OF_EACH)('$service: where the official SDK sends it and signs it for, in every partition', async (c) => {
    for (const region of REGIONS) {
      const params = neededParams(c);
      const wire = wireOf({ service: c.service, operation: c.name, region, params });
      if (!wire.ok) throw new Error(wire.error.message);
      const ours = endpointOf(c.service, region, wire.value);
      const { sent } = await askSdk(c.service, c.name, params, undefined, { region });
      const scope = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(sent?.headers['authorization'] ?? '')?.[1];
      expect({ region, ...(ours.ok ? { host: new URL(ours.value.url).hostname } : {}) }).toEqual({
        region,
        host: sent?.hostname,
      });
      // An unsigned call has no scope.
      if (ours.ok && scope !== undefined) expect(ours.value.signingRegion).toBe(scope);
    }
  });

  it.each([
    ['a-bucket', 'https://a-bucket.s3.eu-west-1.amazonaws.com/?publicAccessBlock='],
    ['a.bucket', 'https://s3.eu-west-1.amazonaws.com/a.bucket/?publicAccessBlock='],
    ['Old_Bucket', 'https://s3.eu-west-1.amazonaws.com/Old_Bucket/?publicAccessBlock='],
    ['a'.repeat(64), `https://s3.eu-west-1.amazonaws.com/${'a'.repeat(64)}/?publicAccessBlock=`],
  ])('bucket %s: %s, as the official SDK', async (Bucket, url) => {
    const params = { Bucket };
    const wire = wireOf({ service: 's3', operation: 'GetPublicAccessBlock', region: 'eu-west-1', params });
    if (!wire.ok) throw new Error(wire.error.message);
    expect(endpointOf('s3', 'eu-west-1', wire.value)).toMatchObject({ ok: true, value: { url } });
    const { sent } = await askSdk('s3', 'GetPublicAccessBlock', params, undefined, { region: 'eu-west-1' });
    expect(`https://${sent?.hostname}${sent?.path}?publicAccessBlock=`).toBe(url);
  });

  it.each([
    ['http://127.0.0.1:4566/', 'http://127.0.0.1:4566/a-bucket/?tagging='],
    ['http://127.0.0.1:4566/aws/x', 'http://127.0.0.1:4566/aws/x/a-bucket/?tagging='],
    ['http://127.0.0.1:4566/aws/x/', 'http://127.0.0.1:4566/aws/x/a-bucket/?tagging='],
  ])('an AWS-compatible server at %s has the bucket in the path: %s', (base, url) =>
    expect(endpointOf('s3', 'eu-west-1', { path: '/a-bucket/', query: 'tagging=' }, base)).toMatchObject({
      value: { url },
    }),
  );
});
