import { partitionOf } from '../../../aws/arn.ts';
import type { Entity, EntityType } from '../../../contracts/entity.ts';
import { err, ok } from '../../../kit/result.ts';
import { awsResource, Entities, principalArn } from '../../aws-resource.ts';
import { at, list, number, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { sequenceAttack, sequenceEntities } from '../guardduty/sequence.ts';
import { attackOfTypes } from './attack.ts';
import { networkEntities, observables } from './network.ts';
import { findingOcsf } from './ocsf.ts';

const SEVERITY_BY_LABEL: Readonly<Record<string, number>> = {
  INFORMATIONAL: 1,
  LOW: 2,
  MEDIUM: 3,
  HIGH: 4,
  CRITICAL: 5,
};

/** `Severity.Label`, or what `Severity.Normalized` (0–100) means: https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html */
function severityId(record: Record<string, unknown>): number {
  const label = text(record, 'Severity', 'Label');
  if (label !== undefined && Object.hasOwn(SEVERITY_BY_LABEL, label)) return SEVERITY_BY_LABEL[label]!;
  const normalized = number(record, 'Severity', 'Normalized') ?? 0;
  if (normalized >= 90) return 5;
  if (normalized >= 70) return 4;
  if (normalized >= 40) return 3;
  return normalized >= 1 ? 2 : 1;
}

/** Types whose resources go by what they are, even if their id tells nothing. */
const TYPES: ReadonlyMap<string, EntityType> = new Map([
  ['AwsEc2Instance', 'instance'],
  ['AwsIamUser', 'principal'],
  ['AwsIamRole', 'role'],
  ['AwsS3Bucket', 'bucket'],
  ['AwsEc2SecurityGroup', 'security_group'],
  ['AwsLambdaFunction', 'function'],
  ['AwsCloudTrailTrail', 'trail'],
]);

/** Characters of a name that an entity holds; IAM's own names are far shorter. */
const NAME_MAX = 512;
const KEY_ID = /(?:^|[:/])((?:AKIA|ASIA)[A-Z0-9]{12,124})$/;

/** Who a key belongs to: a user, a role for a session's key, and nobody that could be named for anything else. */
function ownerOf(details: unknown, keyId: string | undefined, account: string, partition: string): Entity | undefined {
  const name = text(details, 'PrincipalName')?.slice(0, NAME_MAX);
  const issuer = text(details, 'SessionContext', 'SessionIssuer', 'Arn');
  const kind = text(details, 'PrincipalType') ?? text(details, 'SessionContext', 'SessionIssuer', 'Type');
  const id = text(details, 'PrincipalId') ?? '';
  const base = { type: 'principal' as const, role: 'actor' as const, account };
  if (kind === 'Root' || kind === 'FederatedUser') {
    const arn = principalArn(kind, name ?? '', account, partition);
    return arn === undefined ? undefined : { ...base, id: arn, ...(name === undefined ? {} : { name }) };
  }
  // Ids of roles begin with AROA, those of users with AIDA, temporary keys with ASIA:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
  if (kind === 'AssumedRole' || kind === 'Role' || id.startsWith('AROA') || issuer?.includes(':role/') === true) {
    if (issuer !== undefined && /^arn:[a-z-]+:iam::[0-9]{12}:role\/./.test(issuer))
      return { ...base, id: issuer, name: issuer.slice(issuer.lastIndexOf('/') + 1).slice(0, NAME_MAX) };
    // Some name the session with it: ROLE/SESSION.
    const role = name?.split('/')[0];
    return role === undefined || role === ''
      ? undefined
      : { ...base, id: `arn:${partition}:iam::${account}:role/${role}`, name: role };
  }
  if (name === undefined) return undefined;
  const isUser =
    kind === 'IAMUser' || (kind === undefined && (id.startsWith('AIDA') || keyId?.startsWith('ASIA') !== true));
  return isUser ? { ...base, id: `arn:${partition}:iam::${account}:user/${name}`, name } : undefined;
}

/**
 * A key and whose it is. The key goes by its own id, as CloudTrail has it (Security Hub prefixes it with its type), and
 * with its user's name, without which nobody could deactivate it. A key that was used acts; one that breaks a rule does not.
 */
function keyEntities(record: Record<string, unknown>, resource: unknown, id: string, account?: string): Entity[] {
  const details = at(resource, 'Details', 'AwsIamAccessKey');
  const keyId = KEY_ID.exec(text(details, 'AccessKeyId') ?? id)?.[1] ?? KEY_ID.exec(id)?.[1];
  const owner =
    account === undefined ? undefined : ownerOf(details, keyId, account, partitionOf(text(record, 'Region') ?? ''));
  const user = owner?.id.includes(':user/') === true && !isPosture(record) ? owner.name : undefined;
  const key: Entity = {
    type: 'access_key',
    id: keyId ?? id,
    role: isPosture(record) ? 'target' : 'actor',
    ...(user === undefined ? {} : { name: user }),
    ...(account === undefined ? {} : { account }),
  };
  return owner === undefined ? [key] : [key, owner];
}

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const account = text(record, 'AwsAccountId')?.slice(0, 64);
  const found: Entity[] = [];
  for (const resource of list(record, 'Resources').slice(0, 24)) {
    const type = text(resource, 'Type') ?? '';
    const id = text(resource, 'Id');
    if (id === undefined) continue;
    if (type === 'AwsIamAccessKey') {
      found.push(...keyEntities(record, resource, id, account));
      continue;
    }
    const region = (text(resource, 'Region') ?? text(record, 'Region'))?.slice(0, 64);
    // An account that its id does not name is the finding's own.
    const thing =
      awsResource(id, type) ?? (type === 'AwsAccount' ? { type: 'account' as const, id: account ?? '' } : undefined);
    if (thing === undefined || thing.id === '') continue;
    const known = TYPES.get(type);
    found.push({
      type: thing.type === 'resource' ? (known ?? 'resource') : thing.type,
      id: thing.id,
      role: 'target',
      ...(thing.name === undefined || thing.name === thing.id ? {} : { name: thing.name }),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined || thing.type === 'account' ? {} : { region }),
    });
  }
  const others = new Entities(account, text(record, 'Region'));
  // An attack sequence of GuardDuty's names who took part beside what it hit.
  sequenceEntities(others, at(record, 'Detection', 'Sequence'), account);
  networkEntities(others, record);
  for (const e of others.found) if (!found.some((f) => f.type === e.type && f.id === e.id)) found.push(e);
  return found.slice(0, 24);
}

/** What is open, weak or worth guarding; nothing of these says that somebody did anything. */
const POSTURE = ['Software and Configuration Checks', 'Sensitive Data Identifications'];

/** A control that failed says that a door stands open, not that somebody went through it. */
const isPosture = (record: Record<string, unknown>): boolean =>
  text(record, 'Compliance', 'Status') !== undefined ||
  list(record, 'Types').some((t) => typeof t === 'string' && POSTURE.some((p) => t.startsWith(p)));

/** From where and whereto are no resources. */
const ABOUT: ReadonlySet<EntityType> = new Set(['ip', 'domain', 'hash']);

/** Severity that posture counts with: low. It is kept and shown with its own; it opens no incident by itself. */
const POSTURE_MOST = 2;

const settled = (record: Record<string, unknown>): boolean => {
  const workflow = text(record, 'Workflow', 'Status');
  return (
    text(record, 'RecordState') === 'ARCHIVED' ||
    workflow === 'RESOLVED' ||
    workflow === 'SUPPRESSED' ||
    text(record, 'Compliance', 'Status') === 'PASSED'
  );
};

/** Security Hub findings in ASFF: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html */
export const securityhub = {
  format: 'aws.securityhub',
  logsource: { product: 'aws', service: 'securityhub' },
  facts(record) {
    const id = text(record, 'Id');
    if (id === undefined || id.length > 512) return err('Id is missing or no id');
    const at = time(text(record, 'UpdatedAt') ?? text(record, 'CreatedAt'));
    if (at === undefined) return err('UpdatedAt is missing or no time');
    const account = text(record, 'AwsAccountId');
    const region = text(record, 'Region') ?? text(list(record, 'Resources')[0], 'Region');
    return ok({
      uid: `${id.slice(-200)}:${at}`,
      time: at,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (record, facts) =>
    findingOcsf(record, facts, {
      severityId: severityId(record),
      settled: settled(record),
      resources: entitiesOf(record)
        .filter((e) => !ABOUT.has(e.type))
        .map((e) => ({ uid: e.id, type: e.type })),
    }),
  observables,
  verdict(record) {
    if (settled(record)) return undefined;
    const own = severityId(record);
    if (isPosture(record) && own === 1) return undefined;
    const told = sequenceAttack(at(record, 'Detection', 'Sequence'));
    const attack = told.tactics.length + told.techniques.length > 0 ? told : attackOfTypes(record);
    const generator = text(record, 'GeneratorId') ?? 'unknown';
    return {
      ruleId: `aws.securityhub:${generator}`.slice(0, 200),
      title: (text(record, 'Title') ?? generator).slice(0, 300),
      severity: isPosture(record) ? Math.min(POSTURE_MOST, own) : own,
      confidence: 70,
      ...attack,
    };
  },
} satisfies Normalizer;
