/** Logs of AWS that are not read here, by how a line of them begins; the first match counts. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html
  [
    /^tls [0-9.]{1,5} [0-9-]{10}T[0-9:.]{8,15} net\//,
    'an entry of a Network Load Balancer’s log, which is not read here',
  ],
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html
  [
    /^[0-9-]{10}T[0-9:.]{8,15}Z [\w-]{1,32} \S{7,53}:[0-9]{1,5} \S{1,53} -?[0-9]/,
    'an entry of a Classic Load Balancer’s log, which is not read here',
  ],
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-health-check-logs.html
  [
    /^(?:https?|h2|grpcs?|lambda) [0-9-]{10}T[0-9:.]{8,15}Z (?:-|[0-9.]{1,12}) /i,
    'an entry of a load balancer’s health check log, which is not read here',
  ],
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
  [/^#(?:Version|Fields): |^[0-9-]{10}\t[0-9:]{8}\t/, 'a line of CloudFront’s standard logs, which is not read here'],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
  [
    /^[0-9a-f]{64} \S{3,63} \[[0-9]{2}\/[A-Z][a-z]{2}\/[0-9]{4}:/,
    'a line of S3’s server access logs, which is not read here',
  ],
  [/^PAR1/, 'a Parquet file, which is not read here: have these logs written as text'],
];

/** What is wrong with a line that none of the formats fits, where it is of another log of AWS’s. */
export const otherLog = (line: string): string | undefined =>
  OTHERS.find(([start]) => start.test(line.slice(0, 200)))?.[1];

/** A word that only flow logs have between spaces. */
const FLOW_WORD = /(?:^| )(?:ACCEPT|REJECT|NODATA|SKIPDATA|(?:eni|tgw)-[0-9a-f]{8,17})(?: |$)/;
/** A time in seconds, and an address, as flow logs have them beside each other. */
const SECONDS = /(?:^| )1[0-9]{9}(?: |$)/;
const ADDRESS = /(?:^| )(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?= |$)|(?:^| )[0-9a-f]{0,4}:[0-9a-f:]{2,38}(?= |$)/g;
/** How load balancers’ entries begin. */
const BALANCER_START = /^(?:https?|h2|grpcs|wss?) [0-9-]{10}T\S{9,17} app\//;

/**
 * Whether a line is meant to be of a format that is read here, and is broken or of an order of fields that nobody told us. Its sender
 * must hear of it; any other text is none of these logs.
 */
export const isMeantForUs = (line: string): boolean => {
  const start = line.slice(0, 400);
  const isFlow = FLOW_WORD.test(start) || (SECONDS.test(start) && (start.match(ADDRESS)?.length ?? 0) > 1);
  return isFlow || BALANCER_START.test(start);
};
