import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { WAFV2Client } from '@aws-sdk/client-wafv2';
import type { SigningKeys } from '../../../src/aws/sign.ts';
import type { WorldSeed } from '../seed-schema.ts';
import type { Simulator } from '../start.ts';
import { ACCOUNT, allow, policy, REGION, SEED } from './support.ts';

export const IP_SET = { Name: 'blocked', Id: '00000000-0000-4000-8000-000000000001', Scope: 'REGIONAL' } as const;
export const SET_ARN = `arn:aws:wafv2:${REGION}:${ACCOUNT}:regional/ipset/${IP_SET.Name}/${IP_SET.Id}`;
export const BUCKET = 'customer-exports';
export const OPEN_BUCKET = 'public-site';
export const FUNCTION = 'miner';
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FUNCTION}`;
export const TRAIL_ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`;

const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const account = SEED.accounts[0]!;

/** The seed of the other tests, with something of every service. */
export const SERVICES_SEED = {
  accounts: [
    {
      ...account,
      buckets: [
        { name: BUCKET, region: REGION, publicAccessBlock: ALL_ON, tags: { data: 'personal' } },
        {
          name: OPEN_BUCKET,
          region: REGION,
          policy: policy({ ...allow('s3:GetObject', `arn:aws:s3:::${OPEN_BUCKET}/*`), Principal: '*' }),
        },
        { name: 'far-away', region: 'us-east-1' },
      ],
      regions: {
        ...account.regions,
        [REGION]: {
          ...account.regions[REGION],
          functions: [
            { name: FUNCTION, tags: { team: 'red' } },
            { name: 'reserved', reservedConcurrency: 850 },
          ],
          trails: [
            { name: 'main', tags: { keep: 'yes' } },
            { name: 'local', multiRegion: false, logging: false },
          ],
          ipSets: [{ name: IP_SET.Name, id: IP_SET.Id, addresses: ['198.51.100.0/24'], tags: { by: 'vedette' } }],
        },
        'us-east-1': {
          ipSets: [{ name: 'edge', scope: 'CLOUDFRONT' as const, version: 'IPV6' as const }],
        },
      },
    },
    { id: '999900001111', buckets: [{ name: 'somebody-elses', region: REGION }] },
  ],
} satisfies WorldSeed;

/** Official SDK clients of the services that speak JSON or REST; they try once. */
export function clients(simulator: Simulator, keys: SigningKeys, region = REGION) {
  const config = { endpoint: simulator.url, region, maxAttempts: 1, credentials: keys };
  return {
    wafv2: new WAFV2Client(config),
    s3: new S3Client(config),
    lambda: new LambdaClient(config),
    cloudtrail: new CloudTrailClient(config),
  };
}
