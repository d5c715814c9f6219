import type { SourceAbout } from '../../../../contracts/source-about.ts';
import { SETUP } from './setup/index.ts';

export const about = {
  id: 'aws.firehose',
  title: 'Amazon Data Firehose, HTTP endpoint',
  vendor: 'AWS',
  summary:
    'Logs in bulk: CloudTrail, VPC Flow Logs in any format, AWS WAF, Application Load Balancers, Route 53 Resolver queries, and whatever else CloudWatch Logs subscriptions carry: what is of no known format is kept as an event of your own.',
  proves: 'The sender holds the access key set in the Firehose stream.',
  limits:
    'Whoever reads the stream’s access key can send the same. A record’s account is the payload’s word, and so is the owner that CloudWatch Logs names: one that is not among the source’s accounts is kept and marked. Load balancers’ entries name no account of their own and count as of the source’s one account, so give such a stream a source of its own. There is no signed time; a request id that came before is not stored again. Requests of more than 16 MiB, or 32 MiB once decompressed, are refused for good and stay in the stream’s bucket. One delivery is read up to 50,000 records and 32 MiB of what is compressed inside of it: buffer 1 MiB of what CloudWatch Logs brings, and at most 10 of what is not compressed.',
  secret: 'random',
  settings: [
    {
      name: 'flowLogFormat',
      label: 'Format of VPC Flow Logs',
      help: 'The log format of custom flow logs as AWS writes it, found as LogFormat in the output of aws ec2 describe-flow-logs; it must have start or end. Flow logs of the default formats, of VPCs and transit gateways, and lines below a header need none. A stream’s own parameter (common attribute) flowLogFormat goes before it.',
      type: 'text',
      pattern: '\\$\\{[a-z][a-z0-9-]{1,39}\\}( \\$\\{[a-z][a-z0-9-]{1,39}\\}){0,63}',
      required: false,
      example:
        '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${vpc-id} ${subnet-id} ${instance-id} ${tcp-flags} ${flow-direction}',
    },
  ],
  accounts: { label: 'AWS account ids', pattern: '[0-9]{12}', example: '123456789012' },
  setup: SETUP,
  rhythmMinutes: 60,
  formats: [
    'aws.cloudtrail',
    'aws.guardduty',
    'aws.securityhub',
    'aws.vpcflow',
    'aws.waf',
    'aws.alb',
    'aws.route53',
    'vedette.event',
  ],
  references: [
    'https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html',
    'https://docs.aws.amazon.com/firehose/latest/dev/http_troubleshooting.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html',
    'https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html',
    'https://docs.aws.amazon.com/waf/latest/developerguide/logging-kinesis.html',
    'https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html',
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#FirehoseExample',
  ],
} as const satisfies SourceAbout;
