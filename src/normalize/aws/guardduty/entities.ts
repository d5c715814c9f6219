import type { Entity } from '../../../contracts/entity.ts';
import { Entities, principalArn } from '../../aws-resource.ts';
import { isAddress } from '../../read.ts';
import { get, listOf, textOf } from './fields.ts';
import { hashesOf, insiders, resources } from './resources.ts';
import { sequenceEntities, sequenceOf } from './sequence.ts';

/** As AWS writes keys' ids, and as its generated samples do: an id that is no key's is shown, and no action takes it. */
const KEY_ID = /^\w{16,128}$/;
const SESSION = /^AROA[A-Z0-9]{4,124}:([\w+=,.@-]{2,64})$/;
/** Parts of a finding's action that know from where it was done. */
const REMOTE = ['awsApiCallAction', 'networkConnectionAction', 'kubernetesApiCallAction', 'rdsLoginAttemptAction'];

/** Who it is: by ARN where their kind has one, else by the name that the finding gives. Services of AWS are nobody. */
function actors(to: Entities, record: unknown, account: string | undefined): void {
  const key = get(record, 'resource', 'accessKeyDetails');
  const user = textOf(key, 'userName');
  const kind = textOf(key, 'userType') ?? '';
  const partition = textOf(record, 'partition') ?? 'aws';
  if (user !== undefined && kind !== 'AWSService') {
    const arn = account === undefined ? undefined : principalArn(kind, user, account, partition);
    to.add({ type: 'principal', id: arn ?? user, name: user }, 'actor');
  }
  const keyId = textOf(key, 'accessKeyId');
  if (keyId !== undefined && KEY_ID.test(keyId))
    to.add(
      { type: 'access_key', id: keyId, ...(kind === 'IAMUser' && user !== undefined ? { name: user } : {}) },
      'actor',
    );
  // `AROA…:SESSION` names the session, as CloudTrail has it by ARN.
  const session = SESSION.exec(textOf(key, 'principalId') ?? '')?.[1];
  if (
    session !== undefined &&
    user !== undefined &&
    account !== undefined &&
    (kind === 'AssumedRole' || kind === 'Role')
  )
    to.add({ type: 'session', id: `arn:${partition}:sts::${account}:assumed-role/${user}/${session}` }, 'actor');
}

function remote(to: Entities, from: unknown): void {
  const ip = textOf(from, 'ipAddressV4') ?? textOf(from, 'ipAddressV6');
  if (ip !== undefined && isAddress(ip)) to.add({ type: 'ip', id: ip }, 'source');
}

/** The account from which a key was used, unless it is one of the same owner. */
function stranger(to: Entities, from: unknown): void {
  const id = textOf(from, 'accountId');
  if (id !== undefined && /^[0-9]{12}$/.test(id) && get(from, 'affiliated') !== true)
    to.add({ type: 'account', id }, 'related', id);
}

/** Addresses by which a request to a cluster came, where nothing else says from where. */
function sourceAddresses(to: Entities, action: unknown): void {
  if (to.found.some((e) => e.type === 'ip')) return;
  const last = listOf(10, action, 'kubernetesApiCallAction', 'sourceIPs').findLast((ip) => typeof ip === 'string');
  if (typeof last === 'string' && isAddress(last)) to.add({ type: 'ip', id: last }, 'source');
}

/** Who acted, upon what, and from where; a sequence names many of each. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const account = textOf(record, 'accountId');
  const to = new Entities(account, textOf(record, 'region'));
  actors(to, record, account);
  insiders(to, record);
  resources(to, record);
  sequenceEntities(to, sequenceOf(record), account);
  const action = get(record, 'service', 'action');
  for (const part of REMOTE) remote(to, get(action, part, 'remoteIpDetails'));
  for (const attempt of listOf(5, action, 'portProbeAction', 'portProbeDetails'))
    remote(to, get(attempt, 'remoteIpDetails'));
  sourceAddresses(to, action);
  stranger(to, get(action, 'awsApiCallAction', 'remoteAccountDetails'));
  const domain = textOf(action, 'dnsRequestAction', 'domain');
  if (domain !== undefined) to.add({ type: 'domain', id: domain.toLowerCase().replace(/\.$/, '') }, 'related');
  for (const hash of hashesOf(record)) to.add({ type: 'hash', id: hash }, 'related');
  const arn = textOf(record, 'arn');
  if (to.found.length === 0 && arn !== undefined) to.add({ type: 'resource', id: arn }, 'target');
  return to.found;
}
