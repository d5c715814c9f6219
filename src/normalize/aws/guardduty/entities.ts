import type { Entity } from '../../../contracts/entity.ts';
import { Entities } from '../../aws-resource.ts';
import { isAddress } from '../../read.ts';
import { get, listOf, textOf } from './fields.ts';
import { sequenceEntities, sequenceOf } from './sequence.ts';

const KEY_ID = /^(AKIA|ASIA)[A-Z0-9]{12,124}$/;
/** Parts of a finding's action that know from where it was done. */
const REMOTE = ['awsApiCallAction', 'networkConnectionAction', 'kubernetesApiCallAction', 'rdsLoginAttemptAction'];
/** Resources that are named by an ARN alone. */
const BY_ARN: readonly (readonly string[])[] = [
  ['eksClusterDetails', 'arn'],
  ['ecsClusterDetails', 'arn'],
  ['lambdaDetails', 'functionArn'],
  ['rdsDbInstanceDetails', 'dbInstanceArn'],
];

function actors(to: Entities, record: unknown, account: string | undefined): void {
  const key = get(record, 'resource', 'accessKeyDetails');
  const user = textOf(key, 'userName');
  const kind = textOf(key, 'userType');
  if (
    user !== undefined &&
    account !== undefined &&
    (kind === 'IAMUser' || kind === 'Role' || kind === 'AssumedRole')
  ) {
    const id = `arn:aws:iam::${account}:${kind === 'IAMUser' ? 'user' : 'role'}/${user}`;
    to.add({ type: 'principal', id, name: user }, 'actor');
  }
  const keyId = textOf(key, 'accessKeyId');
  if (keyId !== undefined && KEY_ID.test(keyId))
    to.add(
      { type: 'access_key', id: keyId, ...(kind === 'IAMUser' && user !== undefined ? { name: user } : {}) },
      'actor',
    );
}

function remote(to: Entities, from: unknown): void {
  const ip = textOf(from, 'ipAddressV4') ?? textOf(from, 'ipAddressV6');
  if (ip !== undefined && isAddress(ip)) to.add({ type: 'ip', id: ip }, 'source');
}

/** Who acted, upon what, and from where; a sequence names many of each. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const account = textOf(record, 'accountId');
  const to = new Entities(account, textOf(record, 'region'));
  actors(to, record, account);
  const instance = textOf(record, 'resource', 'instanceDetails', 'instanceId');
  if (instance !== undefined) to.add({ type: 'instance', id: instance }, 'target');
  for (const bucket of listOf(10, record, 'resource', 's3BucketDetails')) {
    const arn = textOf(bucket, 'arn');
    const name = textOf(bucket, 'name');
    if (arn !== undefined) to.add({ type: 'bucket', id: arn, ...(name === undefined ? {} : { name }) }, 'target');
  }
  for (const path of BY_ARN) to.aws(textOf(record, 'resource', ...path), 'target');
  sequenceEntities(to, sequenceOf(record), account);
  const action = get(record, 'service', 'action');
  for (const part of REMOTE) remote(to, get(action, part, 'remoteIpDetails'));
  for (const attempt of listOf(5, action, 'portProbeAction', 'portProbeDetails'))
    remote(to, get(attempt, 'remoteIpDetails'));
  const domain = textOf(action, 'dnsRequestAction', 'domain');
  if (domain !== undefined) to.add({ type: 'domain', id: domain }, 'related');
  const arn = textOf(record, 'arn');
  if (to.found.length === 0 && arn !== undefined) to.add({ type: 'resource', id: arn }, 'target');
  return to.found;
}
