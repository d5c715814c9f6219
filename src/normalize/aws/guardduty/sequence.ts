import { tacticOf, techniqueOf } from '../../attack-names.ts';
import { awsResource, principalArn as arnOf, type AwsResource, type Entities } from '../../aws-resource.ts';
import { objectPath } from '../../kubernetes/audit/names.ts';
import { isAddress } from '../../read.ts';
import { get, listOf, textOf } from './fields.ts';

/** A sequence names up to 400 of each; a finding has room for some. */
const ACTORS = 10;
const RESOURCES = 20;
const ENDPOINTS = 10;
const SIGNALS = 100;
const INDICATORS = 100;
const VALUES = 50;
const TYPED = /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+:(.+)$/;

/** Extended Threat Detection: several signals as one attack, `AttackSequence:IAM/CompromisedCredentials` */
export const isSequence = (record: unknown): boolean => textOf(record, 'type')?.startsWith('AttackSequence:') === true;

/** A finding's sequence, where GuardDuty has it; Security Hub has the same as `Detection.Sequence`. */
export const sequenceOf = (record: unknown): unknown => get(record, 'service', 'detection', 'sequence');

/** Who it is by their ARN, as far as their account is known. */
function principalArn(name: string | undefined, kind: string | undefined, account: string | undefined) {
  if (name === undefined || account === undefined || !/^[0-9]{12}$/.test(account)) return undefined;
  return arnOf(kind ?? '', name, account);
}

function actor(to: Entities, from: unknown, owner: string | undefined): void {
  const user = get(from, 'user');
  const name = textOf(user, 'name');
  const account = textOf(user, 'account', 'uid') ?? owner;
  const id = principalArn(name, textOf(user, 'type'), account);
  if (id !== undefined) to.add({ type: 'principal', id, name: id.slice(id.lastIndexOf('/') + 1) }, 'actor', account);
  // Of a cluster, as its audit log has them.
  else if (name?.startsWith('system:') === true)
    to.add({ type: 'principal', id: name.slice(0, 512) }, 'actor', account);
  const key = textOf(user, 'credentialUid');
  const isUsers = textOf(user, 'type') === 'IAMUser' && name !== undefined;
  if (key !== undefined && awsResource(key)?.type === 'access_key')
    to.add({ type: 'access_key', id: key, ...(isUsers ? { name } : {}) }, 'actor', account);
}

/** By its path in the cluster, where its namespace and kind are told. */
function workload(from: unknown, bare: string): AwsResource {
  const details = get(from, 'data', 'kubernetesWorkload');
  const [kind, namespace, name] = [textOf(details, 'type'), textOf(details, 'namespace'), textOf(from, 'name')];
  if (kind === undefined || name === undefined) return { type: 'resource', id: bare };
  return { type: 'resource', id: objectPath(kind.toLowerCase(), { namespace, name }), name };
}

function resource(to: Entities, from: unknown, owner: string | undefined): void {
  const uid = textOf(from, 'uid');
  const type = textOf(from, 'resourceType') ?? '';
  const account = textOf(from, 'accountId') ?? owner;
  const bare = uid === undefined ? undefined : (TYPED.exec(uid)?.[1] ?? uid);
  if (type === 'ACCESS_KEY') {
    const details = get(from, 'data', 'accessKey');
    const name = textOf(details, 'userName');
    const id = principalArn(name, textOf(details, 'userType'), account);
    if (id !== undefined) to.add({ type: 'principal', id, name: id.slice(id.lastIndexOf('/') + 1) }, 'actor', account);
    const key = bare === undefined ? undefined : awsResource(bare);
    const isUsers = textOf(details, 'userType') === 'IAMUser' && name !== undefined;
    if (key?.type === 'access_key') to.add({ ...key, ...(isUsers ? { name } : {}) }, 'actor', account);
    return;
  }
  // Objects and network interfaces are many and are parts of what is named beside them.
  if (bare === undefined || type === 'S3_OBJECT' || type === 'EC2_NETWORK_INTERFACE') return;
  if (type === 'KUBERNETES_WORKLOAD') return to.add(workload(from, bare), 'target', account);
  const named = awsResource(bare, type);
  // An instance may go by its ARN, by its id, or by its id as its name.
  const byName = type === 'EC2_INSTANCE' && named?.id.startsWith('i-') !== true ? textOf(from, 'name') : undefined;
  to.add(byName === undefined ? named : (awsResource(byName) ?? named), 'target', account);
}

/** Who took part in a sequence, upon what, and from where. */
export function sequenceEntities(to: Entities, sequence: unknown, account: string | undefined): void {
  for (const one of listOf(ACTORS, sequence, 'actors')) actor(to, one, account);
  for (const one of listOf(RESOURCES, sequence, 'resources')) resource(to, one, account);
  for (const one of listOf(ENDPOINTS, sequence, 'endpoints')) {
    const ip = textOf(one, 'ip');
    if (ip !== undefined && isAddress(ip)) to.add({ type: 'ip', id: ip }, 'source');
    const domain = textOf(one, 'domain');
    if (domain !== undefined) to.add({ type: 'domain', id: domain.toLowerCase() }, 'related');
  }
}

/** Values of all indicators of a kind, of the sequence and of its signals. */
function indicators(sequence: unknown, key: string): string[] {
  const all = [
    ...listOf(INDICATORS, sequence, 'sequenceIndicators'),
    ...listOf(SIGNALS, sequence, 'signals').flatMap((s) => listOf(INDICATORS, s, 'signalIndicators')),
  ];
  return all
    .filter((i) => textOf(i, 'key') === key)
    .flatMap((i) => listOf(VALUES, i, 'values').filter((v): v is string => typeof v === 'string'));
}

const unique = (values: readonly (string | undefined)[], most: number): string[] =>
  [...new Set(values.filter((v): v is string => v !== undefined))].slice(0, most);

/** `5 MITRE ATT&CK tactics observed: Exfiltration, Impact` */
const TOLD = /MITRE ATT&CK (tactics|techniques) observed: ([^\n]{1,1000})/g;

/**
 * Tactics and techniques of a sequence: of its indicators, else of its description, which lists them in words. Indicators:
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Indicator.html
 */
export function sequenceAttack(sequence: unknown, description = ''): { tactics: string[]; techniques: string[] } {
  const tactics = indicators(sequence, 'ATTACK_TACTIC').map(tacticOf);
  const techniques = indicators(sequence, 'ATTACK_TECHNIQUE').map(techniqueOf);
  if (tactics.length + techniques.length === 0) {
    for (const [, what, values] of description.matchAll(TOLD)) {
      const named = (values ?? '').split(',');
      if (what === 'tactics') tactics.push(...named.map(tacticOf));
      else techniques.push(...named.map(techniqueOf));
    }
  }
  return { tactics: unique(tactics, 14), techniques: unique(techniques, 40) };
}

/** Addresses that a sequence's signals know as bad: Tor exits and threat lists. */
export const sequenceAddresses = (sequence: unknown): string[] =>
  unique([...indicators(sequence, 'MALICIOUS_IP'), ...indicators(sequence, 'TOR_IP')], 20).filter(isAddress);
