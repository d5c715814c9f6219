import type { Entity } from '../../../contracts/entity.ts';
import type { Observable } from '../../../contracts/delivery.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { isAddress, isFields, number, own, time } from '../../read.ts';
import { attackOf } from '../../tactics.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

const TEXT_MAX = 2_000;

/** GuardDuty writes `AccountId` in its API and `accountId` in its events: either is read. */
function get(from: unknown, ...path: readonly string[]): unknown {
  let value = from;
  for (const name of path) value = own(value, name) ?? own(value, name.charAt(0).toUpperCase() + name.slice(1));
  return value;
}

function textOf(from: unknown, ...path: readonly string[]): string | undefined {
  const value = get(from, ...path);
  return typeof value === 'string' && value !== '' ? value.slice(0, TEXT_MAX) : undefined;
}

/** Severity 1–3.9 low, 4–6.9 medium, 7–8.9 high, 9–10 critical: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function severityId(record: Record<string, unknown>): number {
  const value = number(record, 'severity') ?? number(record, 'Severity') ?? 0;
  if (value >= 9) return 5;
  if (value >= 7) return 4;
  if (value >= 4) return 3;
  return value >= 1 ? 2 : 1;
}

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const account = textOf(record, 'accountId');
  const region = textOf(record, 'region');
  const found: Entity[] = [];
  const add = (type: Entity['type'], id: string | undefined, role: Entity['role'], name?: string): void => {
    if (id === undefined || found.some((e) => e.type === type && e.id === id)) return;
    found.push({
      type,
      id,
      role,
      ...(name === undefined ? {} : { name: name.slice(0, 512) }),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined || type === 'principal' || type === 'access_key' ? {} : { region }),
    });
  };
  const key = get(record, 'resource', 'accessKeyDetails');
  const user = textOf(key, 'userName');
  const kind = textOf(key, 'userType');
  if (
    user !== undefined &&
    account !== undefined &&
    (kind === 'IAMUser' || kind === 'Role' || kind === 'AssumedRole')
  ) {
    add('principal', `arn:aws:iam::${account}:${kind === 'IAMUser' ? 'user' : 'role'}/${user}`, 'actor', user);
  }
  const keyId = textOf(key, 'accessKeyId');
  if (keyId !== undefined && /^(AKIA|ASIA)[A-Z0-9]{12,124}$/.test(keyId))
    add('access_key', keyId, 'actor', kind === 'IAMUser' ? user : undefined);
  add('instance', textOf(record, 'resource', 'instanceDetails', 'instanceId'), 'target');
  const buckets = get(record, 'resource', 's3BucketDetails');
  for (const bucket of Array.isArray(buckets) ? buckets.slice(0, 10) : [])
    add('bucket', textOf(bucket, 'arn'), 'target', textOf(bucket, 'name'));
  const action = get(record, 'service', 'action');
  for (const part of ['awsApiCallAction', 'networkConnectionAction', 'kubernetesApiCallAction'])
    add('ip', textOf(action, part, 'remoteIpDetails', 'ipAddressV4'), 'source');
  const probes = get(action, 'portProbeAction', 'portProbeDetails');
  for (const probe of Array.isArray(probes) ? probes.slice(0, 5) : [])
    add('ip', textOf(probe, 'remoteIpDetails', 'ipAddressV4'), 'source');
  add('domain', textOf(action, 'dnsRequestAction', 'domain'), 'related');
  if (found.length === 0) add('resource', textOf(record, 'arn'), 'target');
  return found.slice(0, 24);
}

const archived = (record: Record<string, unknown>): boolean => get(record, 'service', 'archived') === true;

/** GuardDuty findings: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html */
export const guardduty = {
  format: 'aws.guardduty',
  logsource: { product: 'aws', service: 'guardduty' },
  facts(record) {
    const id = textOf(record, 'id');
    if (id === undefined || id.length > 200) return err('id is missing or no id');
    const updated = textOf(record, 'updatedAt') ?? textOf(record, 'createdAt');
    const at = time(updated);
    if (at === undefined) return err('updatedAt is missing or no time');
    if (textOf(record, 'type') === undefined) return err('type is missing');
    const account = textOf(record, 'accountId');
    const region = textOf(record, 'region');
    return ok({
      uid: `${id}:${at}`,
      time: at,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (record, facts) =>
    findingEvent(
      {
        product: 'GuardDuty',
        uid: textOf(record, 'id') ?? facts.uid,
        title: textOf(record, 'title') ?? textOf(record, 'type') ?? 'GuardDuty finding',
        description: textOf(record, 'description'),
        types: [textOf(record, 'type') ?? 'unknown'],
        severityId: severityId(record),
        state: archived(record)
          ? 'closed'
          : textOf(record, 'createdAt') === textOf(record, 'updatedAt')
            ? 'new'
            : 'updated',
        firstSeen: time(get(record, 'service', 'eventFirstSeen')),
        lastSeen: time(get(record, 'service', 'eventLastSeen')),
        resources: entitiesOf(record)
          .filter((e) => e.role === 'target')
          .map((e) => ({ uid: e.id, type: e.type })),
        unmapped: { resource: get(record, 'resource') ?? null, service: get(record, 'service') ?? null },
      },
      facts,
    ),
  observables: (record) =>
    entitiesOf(record).flatMap((e): [Observable['type'], string][] =>
      e.type === 'ip' && isAddress(e.id)
        ? [['ip', e.id]]
        : e.type === 'domain'
          ? [['domain', e.id]]
          : e.type === 'access_key'
            ? [['access_key', e.id]]
            : [],
    ),
  verdict(record) {
    if (archived(record) || !isFields(record)) return undefined;
    const type = textOf(record, 'type');
    if (type === undefined) return undefined;
    return {
      ruleId: `aws.guardduty:${type}`.slice(0, 200),
      title: (textOf(record, 'title') ?? type).slice(0, 300),
      severity: severityId(record),
      confidence: 75,
      ...attackOf(type),
    };
  },
} satisfies Normalizer;
