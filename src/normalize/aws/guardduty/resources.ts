import { awsResource, principalArn, type AwsResource, type Entities } from '../../aws-resource.ts';
import { objectPath } from '../../kubernetes/audit/names.ts';
import { get, listOf, textOf } from './fields.ts';

/** Resources that are named by an ARN alone: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html */
const BY_ARN: readonly (readonly string[])[] = [
  ['eksClusterDetails', 'arn'],
  ['ecsClusterDetails', 'arn'],
  ['ecsClusterDetails', 'taskDetails', 'arn'],
  ['lambdaDetails', 'functionArn'],
  ['rdsDbInstanceDetails', 'dbInstanceArn'],
  ['rdsLimitlessDbDetails', 'dbShardGroupArn'],
  ['ebsSnapshotDetails', 'snapshotArn'],
  ['ec2ImageDetails', 'imageArn'],
  ['recoveryPointDetails', 'recoveryPointArn'],
];
const VOLUMES = 5;
const BUCKETS = 10;
const OBJECTS = 5;
const HASHES = 5;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Users that are none of AWS: of a cluster, as its audit log has them, and of a database, within it. */
export function insiders(to: Entities, record: unknown): void {
  const details = get(record, 'resource');
  const username = textOf(details, 'kubernetesDetails', 'kubernetesUserDetails', 'username');
  if (username !== undefined) to.add({ type: 'principal', id: username.slice(0, 512) }, 'actor');
  const database =
    textOf(details, 'rdsDbInstanceDetails', 'dbInstanceArn') ??
    textOf(details, 'rdsLimitlessDbDetails', 'dbShardGroupArn');
  const user = textOf(details, 'rdsDbUserDetails', 'user');
  if (database !== undefined && user !== undefined)
    to.add({ type: 'principal', id: `${database}/${user}`.slice(0, 1_024), name: user }, 'actor');
}

/** A user or a role by its name alone, as the ARN that CloudTrail has for it. */
function byName(record: unknown, type: string, id: string): AwsResource | undefined {
  const account = textOf(record, 'accountId');
  const kind = type === 'AWS::IAM::User' ? 'IAMUser' : type === 'AWS::IAM::Role' ? 'Role' : undefined;
  if (kind === undefined || account === undefined || id.startsWith('arn:')) return undefined;
  const arn = principalArn(kind, id, account, textOf(record, 'partition'));
  return arn === undefined ? undefined : awsResource(arn);
}

/** What an API call acted upon: `{"AWS::S3::Bucket": "NAME"}`. Instances are left out: an action could be taken on them. */
function affected(to: Entities, record: unknown): void {
  const named = get(record, 'service', 'action', 'awsApiCallAction', 'affectedResources');
  if (typeof named !== 'object' || named === null || Array.isArray(named)) return;
  for (const [type, id] of Object.entries(named).slice(0, 10)) {
    const thing = typeof id === 'string' ? (byName(record, type, id) ?? awsResource(id, type)) : undefined;
    if (thing !== undefined && thing.type !== 'instance' && thing.type !== 'access_key') to.add(thing, 'target');
  }
}

function workload(to: Entities, details: unknown): void {
  const from = get(details, 'kubernetesDetails', 'kubernetesWorkloadDetails');
  const [kind, name, namespace] = [textOf(from, 'type'), textOf(from, 'name'), textOf(from, 'namespace')];
  if (kind !== undefined && name !== undefined)
    to.add({ type: 'resource', id: objectPath(kind.toLowerCase(), { namespace, name }), name }, 'target');
}

/** What a finding is about. */
export function resources(to: Entities, record: unknown): void {
  const details = get(record, 'resource');
  const instance = textOf(details, 'instanceDetails', 'instanceId');
  if (instance !== undefined) to.add({ type: 'instance', id: instance }, 'target');
  for (const bucket of listOf(BUCKETS, details, 's3BucketDetails')) {
    const arn = textOf(bucket, 'arn');
    const name = textOf(bucket, 'name');
    if (arn !== undefined) to.add({ type: 'bucket', id: arn, ...(name === undefined ? {} : { name }) }, 'target');
    for (const object of listOf(OBJECTS, bucket, 's3ObjectDetails')) to.aws(textOf(object, 'objectArn'), 'target');
  }
  for (const path of BY_ARN) to.aws(textOf(details, ...path), 'target');
  workload(to, details);
  const container = textOf(details, 'containerDetails', 'id');
  const name = textOf(details, 'containerDetails', 'name') ?? textOf(details, 'containerDetails', 'image');
  if (container !== undefined)
    to.add({ type: 'resource', id: container, ...(name === undefined ? {} : { name }) }, 'target');
  for (const volume of listOf(VOLUMES, details, 'ebsVolumeDetails', 'scannedVolumeDetails'))
    to.aws(textOf(volume, 'volumeArn'), 'target');
  affected(to, record);
}

/** Digests of what was run, of modules that were loaded, and of files in which malware was found. */
export function hashesOf(record: unknown): string[] {
  const runtime = get(record, 'service', 'runtimeDetails');
  const scanned = get(record, 'service', 'ebsVolumeScanDetails', 'scanDetections', 'threatDetectedByName');
  const all = [
    textOf(runtime, 'process', 'executableSha256'),
    textOf(runtime, 'context', 'modifyingProcess', 'executableSha256'),
    textOf(runtime, 'context', 'moduleSha256'),
    ...listOf(HASHES, scanned, 'threatNames').flatMap((threat) =>
      listOf(HASHES, threat, 'filePaths').map((file) => textOf(file, 'hash')),
    ),
    // Of snapshots, images and recovery points.
    ...listOf(HASHES, record, 'service', 'malwareScanDetails', 'threats').flatMap((threat) => [
      textOf(threat, 'hash'),
      ...[...listOf(HASHES, threat, 'itemDetails'), ...listOf(HASHES, threat, 'itemPaths')].map((i) =>
        textOf(i, 'hash'),
      ),
    ]),
    ...listOf(BUCKETS, record, 'resource', 's3BucketDetails').flatMap((bucket) =>
      listOf(HASHES, bucket, 's3ObjectDetails').map((object) => textOf(object, 'hash')),
    ),
  ].map((hash) => hash?.toLowerCase());
  return [...new Set(all.filter((hash): hash is string => hash !== undefined && HASH.test(hash)))].slice(0, HASHES);
}
