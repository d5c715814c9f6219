/**
 * `cloudtrail`: one JSON document with `Records`. `vpcflow`: lines below a line of names. `lines`: a record a line, JSON or a load
 * balancer's, which tells by itself what it is.
 */
export type PullKind = 'cloudtrail' | 'vpcflow' | 'lines';

/** What an object holds, by its key; or why it is left where it is. */
export type LogKind = { readonly pull: PullKind } | { readonly skip: SkipReason };
export type SkipReason = 'folder' | 'digest' | 'parquet' | 'unknown';

/** Every service that writes logs by itself puts them below this folder; what stands before it is the owner's. */
const TREE = /(?:^|\/)AWSLogs\//;
/**
 * The services' own folders, flow logs' also by Hive's name (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html).
 * Beside `CloudTrail` lie others (`CloudTrail-Insight`) with records of the same form, and `CloudTrail-Digest` with hashes of the files:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
const SERVICE =
  /(?:^|\/)(?:(CloudTrail(?:-[A-Za-z]{1,32})?)|(?:aws-service=)?(vpcflowlogs)|(WAFLogs|vpcdnsquerylogs|elasticloadbalancing))\//;
const DIGEST = 'CloudTrail-Digest';
const JSON_FILE = /\.json(?:\.gz)?$/;
const LOG_FILE = /\.log(?:\.gz)?$/;
/**
 * AWS WAF (https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html), Route 53 Resolver
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html), and application load
 * balancers, whose files have `app.` before the balancer's name, unlike those of network load balancers, and begin with the account,
 * unlike the balancers' other logs: connections (`conn_log…`) and health checks (`health_check_log…`)
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html).
 */
const BALANCERS = 'elasticloadbalancing';
const APPLICATION = /\/[0-9]+_elasticloadbalancing_[^/]*_app\.[^/]*$/;
const PARQUET = /\.parquet(?:\.gz)?$/;

/**
 * Pure. The first service's folder decides, and no folder that somebody made below it: who may write the logs of one service would
 * otherwise name his objects into another's. Keys are up to 1,024 bytes of anything; each pattern is linear.
 */
export function logKindOf(key: string): LogKind {
  if (key.endsWith('/')) return { skip: 'folder' };
  const tree = TREE.exec(key);
  const [, trail, flow, lines] = SERVICE.exec(tree ? key.slice(tree.index + tree[0].length) : key) ?? [];
  if (trail === DIGEST) return { skip: 'digest' };
  if (trail !== undefined && JSON_FILE.test(key)) return { pull: 'cloudtrail' };
  if (flow !== undefined && LOG_FILE.test(key)) return { pull: 'vpcflow' };
  if (lines !== undefined && LOG_FILE.test(key) && (lines !== BALANCERS || APPLICATION.test(key)))
    return { pull: 'lines' };
  return { skip: PARQUET.test(key) ? 'parquet' : 'unknown' };
}
