import { partitionOf } from '../../../aws/arn.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { awsEvent, FINDING_ACTIVITY, findingFacts } from '../../aws-event.ts';
import { awsResource, Entities } from '../../aws-resource.ts';
import { findingEvent } from '../../finding-event.ts';
import { at, isAddress, number, own, text, time } from '../../read.ts';
import { attackOf } from '../../tactics.ts';
import type { Normalizer } from '../../types.ts';

/** Data that was found where it lies: https://schema.ocsf.io/1.5.0/classes/data_security_finding */
const DATA_SECURITY_FINDING = 2006;
const S3_BUCKET = 1;
/** Sensitive data in a bucket is no attack: it is kept with its own severity, and opens no incident by itself. */
const POSTURE_MOST = 2;

const typeOf = (record: Record<string, unknown>): string => text(record, 'type') ?? 'unknown';
const isSensitiveData = (record: Record<string, unknown>): boolean => typeOf(record).startsWith('SensitiveData:');
const isArchived = (record: Record<string, unknown>): boolean => own(record, 'archived') === true;

/** Score 1 low, 2 medium, 3 high: https://docs.aws.amazon.com/macie/latest/user/findings-severity.html */
function severityId(record: Record<string, unknown>): number {
  const label = text(record, 'severity', 'description')?.toLowerCase();
  const score = number(record, 'severity', 'score') ?? { low: 1, medium: 2, high: 3 }[label ?? ''] ?? 0;
  return score >= 3 ? 4 : score >= 2 ? 3 : score >= 1 ? 2 : 1;
}

const partition = (record: Record<string, unknown>): string =>
  text(record, 'partition') ?? partitionOf(text(record, 'region') ?? '');

const bucketOf = (record: Record<string, unknown>): { arn: string; name: string } | undefined => {
  const bucket = at(record, 'resourcesAffected', 's3Bucket');
  const name = text(bucket, 'name');
  const arn = text(bucket, 'arn') ?? (name === undefined ? undefined : `arn:${partition(record)}:s3:::${name}`);
  return arn === undefined ? undefined : { arn, name: name ?? arn.slice(arn.lastIndexOf(':') + 1) };
};

/** Who changed the bucket's policy, where the finding knows: a user, a role's session, nobody else that could be named. */
function actors(to: Entities, record: Record<string, unknown>): void {
  const actor = at(record, 'policyDetails', 'actor');
  const identity = at(actor, 'userIdentity');
  const role = at(identity, 'assumedRole');
  const user = at(identity, 'iamUser');
  const issuer = text(role, 'sessionContext', 'sessionIssuer', 'arn') ?? text(role, 'arn');
  if (issuer !== undefined) {
    const thing = awsResource(issuer);
    to.add(thing?.type === 'role' ? { ...thing, type: 'principal' } : thing, 'actor');
  }
  to.aws(text(role, 'accessKeyId'), 'actor');
  to.aws(text(user, 'arn'), 'actor');
  to.aws(text(identity, 'root', 'arn'), 'actor');
  to.aws(text(identity, 'federatedUser', 'arn'), 'actor');
  to.aws(text(identity, 'federatedUser', 'accessKeyId'), 'actor');
  const ip = text(actor, 'ipAddressDetails', 'ipAddressV4');
  if (ip !== undefined && isAddress(ip)) to.add({ type: 'ip', id: ip }, 'source');
}

function resourcesOf(record: Record<string, unknown>): { uid: string; type: string; name?: string }[] {
  const bucket = bucketOf(record);
  const path = text(record, 'resourcesAffected', 's3Object', 'path');
  return [
    ...(bucket === undefined ? [] : [{ uid: bucket.arn, type: 'AWS::S3::Bucket', name: bucket.name }]),
    ...(path === undefined ? [] : [{ uid: `arn:${partition(record)}:s3:::${path}`, type: 'AWS::S3::Object' }]),
  ];
}

/** Amazon Macie: https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html */
export const macie = {
  format: 'aws.macie',
  logsource: { product: 'aws', service: 'macie' },
  facts(record) {
    const id = text(record, 'id');
    if (id === undefined || id.length > 160) return err('id is missing or no id');
    const changed = time(text(record, 'updatedAt')) ?? time(text(record, 'createdAt'));
    if (changed === undefined) return err('updatedAt is missing or no time');
    return ok(findingFacts(`${id}:${changed}`, changed, text(record, 'accountId'), text(record, 'region')));
  },
  entities(record) {
    const to = new Entities(text(record, 'accountId'), text(record, 'region'));
    actors(to, record);
    const bucket = bucketOf(record);
    if (bucket !== undefined) to.add({ type: 'bucket', id: bucket.arn, name: bucket.name }, 'target');
    const path = text(record, 'resourcesAffected', 's3Object', 'path');
    if (path !== undefined) to.aws(`arn:${partition(record)}:s3:::${path}`, 'target');
    return to.found;
  },
  toOcsf(record, facts): OcsfEvent {
    const isNew = text(record, 'createdAt') === text(record, 'updatedAt');
    const title = text(record, 'title') ?? typeOf(record);
    const unmapped = {
      classificationDetails: own(record, 'classificationDetails') ?? null,
      policyDetails: own(record, 'policyDetails') ?? null,
      count: own(record, 'count') ?? null,
    };
    if (!isSensitiveData(record)) {
      return findingEvent(
        {
          product: 'Macie',
          uid: text(record, 'id') ?? facts.uid,
          title,
          description: text(record, 'description'),
          types: [typeOf(record)],
          severityId: severityId(record),
          state: isArchived(record) ? 'closed' : isNew ? 'new' : 'updated',
          firstSeen: time(text(record, 'policyDetails', 'action', 'apiCallDetails', 'firstSeen')),
          lastSeen: time(text(record, 'policyDetails', 'action', 'apiCallDetails', 'lastSeen')),
          resources: resourcesOf(record),
          unmapped,
        },
        facts,
      );
    }
    const desc = text(record, 'description');
    const bucket = bucketOf(record);
    const path = text(record, 'resourcesAffected', 's3Object', 'path');
    const key = text(record, 'resourcesAffected', 's3Object', 'key');
    return {
      ...awsEvent(facts, {
        classUid: DATA_SECURITY_FINDING,
        activity: isArchived(record) ? FINDING_ACTIVITY.close : FINDING_ACTIVITY.create,
        severityId: severityId(record),
        product: 'Macie',
      }),
      finding_info: {
        uid: text(record, 'id') ?? facts.uid,
        title,
        types: [typeOf(record)],
        ...(desc === undefined ? {} : { desc }),
      },
      ...(bucket === undefined ? {} : { databucket: { uid: bucket.arn, name: bucket.name, type_id: S3_BUCKET } }),
      ...(key === undefined
        ? {}
        : {
            file: {
              name: key.slice(key.lastIndexOf('/') + 1) || key,
              type_id: 1,
              ...(path === undefined ? {} : { path }),
            },
          }),
      resources: resourcesOf(record),
      unmapped,
    };
  },
  observables(record) {
    const ip = text(record, 'policyDetails', 'actor', 'ipAddressDetails', 'ipAddressV4');
    return ip !== undefined && isAddress(ip) ? [['ip', ip]] : [];
  },
  verdict(record) {
    if (isArchived(record)) return undefined;
    const type = typeOf(record);
    const severity = severityId(record);
    return {
      ruleId: `aws.macie:${type}`.slice(0, 200),
      title: (text(record, 'title') ?? type).slice(0, 300),
      severity: isSensitiveData(record) ? Math.min(severity, POSTURE_MOST) : severity,
      confidence: 75,
      ...attackOf(type),
    };
  },
} satisfies Normalizer;
