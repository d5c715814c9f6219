import { expect, it } from 'vitest';
import { config } from './config/index.ts';
import { event } from './event/index.ts';
import { guardduty } from './guardduty/index.ts';
import { macie } from './macie/index.ts';
import { securityhub } from './securityhub/index.ts';

/** The same things of China's and of the government's regions have another partition in their ARN, in every format. */
const ACCOUNT = '123456789012';
const REGION = 'cn-north-1';
const BUCKET = 'arn:aws-cn:s3:::ledger';

it.each([
  [
    'a verdict of Config',
    config.entities({
      awsRegion: REGION,
      awsAccountId: ACCOUNT,
      configRuleName: 'r',
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'ledger',
    }),
  ],
  [
    'a scan of GuardDuty’s Malware Protection',
    guardduty.entities({
      'detail-type': 'GuardDuty Malware Protection Object Scan Result',
      region: REGION,
      detail: { s3ObjectDetails: { bucketName: 'ledger' } },
    }),
  ],
  ['a status of it', event.entities({ region: REGION, detail: { s3BucketDetails: { bucketName: 'ledger' } } })],
  [
    'a finding of Macie',
    macie.entities({ region: REGION, partition: 'aws-cn', resourcesAffected: { s3Bucket: { name: 'ledger' } } }),
  ],
])('%s names the bucket by its own partition', (_, entities) => {
  expect(entities.map((e) => e.id)).toEqual([BUCKET]);
});

it('a key’s owner in Security Hub has it too', () => {
  const details = { AwsIamAccessKey: { PrincipalName: 'mara', PrincipalType: 'IAMUser' } };
  const finding = {
    AwsAccountId: ACCOUNT,
    Region: REGION,
    Resources: [{ Type: 'AwsIamAccessKey', Id: 'AKIAEXAMPLE000000001', Details: details }],
  };
  expect(securityhub.entities(finding).at(-1)?.id).toBe(`arn:aws-cn:iam::${ACCOUNT}:user/mara`);
});

it('a domain in a finding of GuardDuty is written as in other formats', () => {
  const service = { action: { dnsRequestAction: { domain: 'Pool.Example.COM.' } } };
  expect(guardduty.entities({ service }).map((e) => [e.type, e.id])).toEqual([['domain', 'pool.example.com']]);
});
