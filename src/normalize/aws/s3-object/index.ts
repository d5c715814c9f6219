import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, isAddress, OCSF_VERSION, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** API Activity: https://schema.ocsf.io/1.5.0/classes/api_activity */
const API_ACTIVITY = 6003;
const ACTIVITY = { create: 1, update: 3, delete: 4, other: 99 } as const;

type Fields = Record<string, unknown>;

/** `Object Created` (EventBridge) or `ObjectCreated:Put` (a notification). */
const kindOf = (record: Fields): string => text(record, 'detail-type') ?? text(record, 'eventName') ?? '';

function activityOf(kind: string): number {
  if (/^Object ?Created/.test(kind)) return ACTIVITY.create;
  if (/^Object ?(?:Deleted|Removed)|^LifecycleExpiration/.test(kind)) return ACTIVITY.delete;
  return /Tag|ACL|Storage Class|Restore/i.test(kind) ? ACTIVITY.update : ACTIVITY.other;
}

/**
 * That something befell an object in S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html and
 * …/notification-content-structure.html. Beside what the pipeline does about it (it fetches logs), it is an event like any other.
 */
export const s3Object = {
  format: 'aws.s3-object',
  logsource: { product: 'aws', service: 's3' },
  facts(record) {
    const at = time(text(record, 'time') ?? text(record, 'eventTime'));
    if (at === undefined) return err('it says no time');
    const account = text(record, 'account');
    const region = text(record, 'region') ?? text(record, 'awsRegion');
    return ok({
      uid: text(record, 'id')?.slice(0, 64) ?? digestOf(record).slice(0, 40),
      time: at,
      outcome: 'success',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
      operation: (text(record, 'detail', 'reason') ?? kindOf(record)).slice(0, 200),
    } satisfies EventFacts);
  },
  entities: () => [],
  toOcsf(record, facts) {
    const activity = activityOf(kindOf(record));
    const bucket = text(record, 'detail', 'bucket', 'name') ?? text(record, 's3', 'bucket', 'name');
    const key = text(record, 'detail', 'object', 'key') ?? text(record, 's3', 'object', 'key');
    const who = text(record, 'detail', 'requester') ?? text(record, 'userIdentity', 'principalId');
    const address = text(record, 'detail', 'source-ip-address') ?? text(record, 'requestParameters', 'sourceIPAddress');
    return defined<OcsfEvent>({
      class_uid: API_ACTIVITY,
      category_uid: 6,
      activity_id: activity,
      type_uid: API_ACTIVITY * 100 + activity,
      severity_id: 1,
      time: facts.time,
      metadata: {
        uid: facts.uid,
        version: OCSF_VERSION,
        product: { name: 'Amazon S3', vendor_name: 'AWS' },
        profiles: ['cloud'],
      },
      status_id: 1,
      actor: who === undefined ? { invoked_by: 's3.amazonaws.com' } : { user: { uid: who } },
      api: { operation: facts.operation ?? 'unknown', service: { name: 's3.amazonaws.com' } },
      src_endpoint:
        address !== undefined && isAddress(address) ? { ip: address } : { svc_name: address ?? 's3.amazonaws.com' },
      cloud: defined<NonNullable<OcsfEvent['cloud']>>({
        provider: 'AWS',
        region: facts.region,
        account: facts.account === undefined ? undefined : { uid: facts.account },
      }),
      resources: bucket === undefined ? [] : [{ uid: `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}` }],
      unmapped: { detail: record['detail'] ?? record['s3'] },
    });
  },
  // The address is that of the service that writes its logs.
  observables: () => [],
} as const satisfies Normalizer;
