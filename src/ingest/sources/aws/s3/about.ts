import type { SourceAbout } from '../../../../contracts/source-about.ts';
import { SETUP } from './setup.ts';

export const about = {
  id: 'aws.s3',
  title: 'Log objects in Amazon S3, pulled',
  vendor: 'AWS',
  summary:
    'CloudTrail and VPC flow-log files, and those of AWS WAF, Route 53 Resolver and application load balancers, that lie in your buckets: S3 announces each through EventBridge or SNS, and Vedette fetches it with a role of yours.',
  proves:
    'The sender holds the API key set in the EventBridge connection. The records themselves come out of your bucket, read with your role.',
  limits:
    'An announcement only names an object: what it says is never taken for a record, and what no source covers is not fetched. Whoever may write into the bucket under the prefix may write records; keep that to AWS’s own services. A record’s account is the file’s word: one that is not among the source’s accounts is kept and marked. An object is fetched once, whatever announces it and however often; one of up to 256 MiB, and 2 GiB unpacked. Flow logs must be kept as plain text: Parquet is left where it is and counted, as CloudTrail’s digests are.',
  secret: 'random',
  settings: [
    {
      name: 'buckets',
      label: 'Buckets and prefixes',
      help: 'What this source covers: a bucket and, after a slash, how the keys begin. Only such objects are fetched, and the credentials open nothing else.',
      type: 'list',
      pattern: "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9!_.'()=@+,:/-]{0,900})?",
      required: true,
      example: 'example-trail-logs/AWSLogs/',
    },
    {
      name: 'roleArn',
      label: 'Role',
      help: 'ARN of the role that may read them. Vedette assumes it with a token of its issuer, or with the keys of an account that is registered here.',
      type: 'text',
      pattern: 'arn:(?:aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}',
      required: true,
      example: 'arn:aws:iam::123456789012:role/vedette-puller',
    },
    {
      name: 'region',
      label: 'Region of the buckets',
      help: 'One source a region: objects are fetched from it, and keys of KMS are used in it.',
      type: 'text',
      pattern: '[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}',
      required: true,
      example: 'eu-west-1',
    },
    {
      name: 'bucketOwner',
      label: 'Owner of the buckets',
      help: 'Account that the buckets belong to, where it is not the role’s. S3 refuses if somebody else has taken a bucket’s name.',
      type: 'text',
      pattern: '[0-9]{12}',
      required: false,
      example: '123456789012',
    },
    {
      name: 'keysOf',
      label: 'Account whose keys assume the role',
      help: 'A registered account with static keys, where it is not the role’s. Without one the role is assumed by a token.',
      type: 'text',
      pattern: '[0-9]{12}',
      required: false,
      example: '123456789012',
    },
  ],
  accounts: { label: 'AWS account ids', pattern: '[0-9]{12}', example: '123456789012' },
  setup: SETUP,
  // CloudTrail writes a file about every five minutes, flow logs every five or ten.
  rhythmMinutes: 60,
  formats: ['aws.cloudtrail', 'aws.vpcflow', 'aws.waf', 'aws.route53', 'aws.alb', 'aws.s3-object'],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html',
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html',
  ],
} as const satisfies SourceAbout;
