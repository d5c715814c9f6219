import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { random } from './detect-rules.ts';
import { quietEvent } from './events.ts';

const DEMO = join(fileURLToPath(import.meta.url), '../../../demo/leaked-key.ndjson');

type Fields = Record<string, unknown>;
/** What a busy account's log is full of. */
const EVERYDAY: readonly (readonly [string, string, (n: number) => Fields | null])[] = [
  [
    's3',
    'GetObject',
    (n) => ({ bucketName: `orders-archive-${n % 5}`, key: `2026/11/21/part-${n}.parquet`, 'x-id': 'GetObject' }),
  ],
  [
    's3',
    'PutObject',
    (n) => ({ bucketName: 'web-assets', key: `img/${n}.webp`, 'x-amz-acl': 'bucket-owner-full-control' }),
  ],
  [
    'sts',
    'AssumeRole',
    (n) => ({
      roleArn: `arn:aws:iam::111122223333:role/worker-${n % 9}`,
      roleSessionName: `job-${n}`,
      durationSeconds: 3600,
    }),
  ],
  [
    'kms',
    'Decrypt',
    (n) => ({
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::orders-archive-${n % 5}` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
  ],
  [
    'ec2',
    'DescribeInstances',
    (n) => ({
      maxResults: 100,
      instancesSet: {},
      filterSet: { items: [{ name: 'tag:team', valueSet: { items: [{ value: `t${n % 6}` }] } }] },
    }),
  ],
  ['ec2', 'DescribeSecurityGroups', () => ({ securityGroupSet: {}, filterSet: {} })],
  [
    'logs',
    'CreateLogStream',
    (n) => ({ logGroupName: '/aws/lambda/resize', logStreamName: `2026/11/21/[$LATEST]${n}` }),
  ],
  ['lambda', 'ListFunctions20150331', () => null],
  ['monitoring', 'DescribeAlarms', () => ({ maxRecords: 100 })],
  ['dynamodb', 'DescribeTable', (n) => ({ tableName: `orders-${n % 7}` })],
  ['secretsmanager', 'GetSecretValue', (n) => ({ secretId: `prod/db-${n % 3}` })],
  ['iam', 'GetRole', (n) => ({ roleName: `worker-${n % 9}` })],
  [
    'iam',
    'CreateRole',
    (n) => ({
      roleName: `pipeline-${n}`,
      assumeRolePolicyDocument:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
    }),
  ],
  ['eks', 'ListClusters', () => ({ maxResults: 100 })],
  ['rds', 'DescribeDBInstances', () => null],
  [
    'cloudformation',
    'UpdateStack',
    (n) => ({
      stackName: `service-${n % 12}`,
      capabilities: ['CAPABILITY_IAM'],
      parameters: [{ parameterKey: 'Size', parameterValue: 'm' }],
    }),
  ],
];

/** CloudTrail events as texts: the demo's attack, and everyday ones in number. */
export function detectEvents(everyday: number): readonly string[] {
  const next = random(7);
  const quiet = Array.from({ length: everyday }, (_, n) => {
    const record = JSON.parse(quietEvent(n, 'bench')) as Fields;
    const [service, eventName, parameters] = EVERYDAY[Math.floor(next() * EVERYDAY.length)]!;
    const denied = next() < 0.05;
    return JSON.stringify({
      ...record,
      eventSource: `${service}.amazonaws.com`,
      eventName,
      requestParameters: parameters(n),
      readOnly: /^(Get|List|Describe)/.test(eventName),
      ...(denied
        ? { errorCode: 'AccessDenied', errorMessage: `User is not authorized to perform: ${service}:${eventName}` }
        : {}),
    });
  });
  return [...readFileSync(DEMO, 'utf8').trimEnd().split('\n'), ...quiet];
}
