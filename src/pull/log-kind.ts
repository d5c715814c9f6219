/**
 * `cloudtrail`: one JSON document with `Records`. `vpcflow`: lines below a line of names. `lines`: a record a line, JSON or a load
 * balancer's, which tells by itself what it is.
 */
export type PullKind = 'cloudtrail' | 'vpcflow' | 'lines';

/** What an object holds, by its key; or why it is left where it is. */
export type LogKind = { readonly pull: PullKind } | { readonly skip: SkipReason };
export type SkipReason = 'folder' | 'digest' | 'parquet' | 'unknown';

/**
 * Beside the folder `CloudTrail` lie others (`CloudTrail-Insight`) with records of the same form, and `CloudTrail-Digest` with hashes of
 * the files: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
const DIGEST = /(?:^|\/)CloudTrail-Digest\//;
const CLOUDTRAIL = /(?:^|\/)CloudTrail(?:-[A-Za-z]{1,32})?\/.*\.json(?:\.gz)?$/;
/** Also with Hive's names of folders: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html */
const FLOW_LOG = /(?:^|\/)(?:aws-service=)?vpcflowlogs\/.*\.log(?:\.gz)?$/;
/**
 * AWS WAF (https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html), Route 53 Resolver
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html), and application load
 * balancers, whose files have `app.` before the balancer's name, unlike those of network load balancers
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html).
 */
const LINES =
  /(?:^|\/)(?:(?:WAFLogs|vpcdnsquerylogs)\/.*|elasticloadbalancing\/(?:.*\/)?[^/]*_app\.[^/]*)\.log(?:\.gz)?$/;
const PARQUET = /\.parquet(?:\.gz)?$/;

/** Pure. Keys are up to 1,024 bytes of anything; each pattern is linear. */
export function logKindOf(key: string): LogKind {
  if (key.endsWith('/')) return { skip: 'folder' };
  if (DIGEST.test(key)) return { skip: 'digest' };
  if (CLOUDTRAIL.test(key)) return { pull: 'cloudtrail' };
  if (FLOW_LOG.test(key)) return { pull: 'vpcflow' };
  if (LINES.test(key)) return { pull: 'lines' };
  return { skip: PARQUET.test(key) ? 'parquet' : 'unknown' };
}
