import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { Entities } from '../../aws-resource.ts';
import { endpointOf, kindOf as partsOf } from '../../ocsf-parts.ts';
import { defined, list, OCSF_VERSION, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** API Activity: https://schema.ocsf.io/1.5.0/classes/api_activity */
const API_ACTIVITY = 6003;
const ACTIVITY = { create: 1, update: 3, delete: 4, other: 99 } as const;

type Fields = Record<string, unknown>;

/** What CloudTrail says by SNS when it has written log files. */
const isDelivery = (record: Fields): boolean => list(record, 's3ObjectKey').length > 0;

/** `Object Created` (EventBridge) or `ObjectCreated:Put` (a notification). */
const kindOf = (record: Fields): string =>
  text(record, 'detail-type') ?? text(record, 'eventName') ?? (isDelivery(record) ? 'ObjectCreated' : 'unknown');

/** ARNs of the bucket and of the object in it. */
function namesOf(record: Fields): { readonly bucket?: string; readonly object?: string } {
  const name =
    text(record, 'detail', 'bucket', 'name') ?? text(record, 's3', 'bucket', 'name') ?? text(record, 's3Bucket');
  if (name === undefined) return {};
  const bucket = `arn:aws:s3:::${name}`;
  const [delivered] = list(record, 's3ObjectKey');
  const first = typeof delivered === 'string' && delivered !== '' ? delivered : undefined;
  const key = text(record, 'detail', 'object', 'key') ?? text(record, 's3', 'object', 'key') ?? first;
  return { bucket, ...(key === undefined ? {} : { object: `${bucket}/${key}` }) };
}

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
  entities(record) {
    const to = new Entities(text(record, 'account'), text(record, 'region') ?? text(record, 'awsRegion'));
    const { bucket, object } = namesOf(record);
    to.aws(bucket, 'target');
    to.aws(object, 'target');
    return to.found;
  },
  toOcsf(record, facts) {
    const activity = activityOf(kindOf(record));
    const { bucket, object } = namesOf(record);
    const who = text(record, 'detail', 'requester') ?? text(record, 'userIdentity', 'principalId');
    const address = text(record, 'detail', 'source-ip-address') ?? text(record, 'requestParameters', 'sourceIPAddress');
    return defined<OcsfEvent>({
      ...partsOf(API_ACTIVITY, activity, kindOf(record)),
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
      src_endpoint: endpointOf(address ?? 's3.amazonaws.com'),
      cloud: defined<NonNullable<OcsfEvent['cloud']>>({
        provider: 'AWS',
        region: facts.region,
        account: facts.account === undefined ? undefined : { uid: facts.account },
      }),
      resources: bucket === undefined ? [] : [{ uid: object ?? bucket }],
      unmapped: { detail: record['detail'] ?? record['s3'] },
    });
  },
  // The address is that of the service that writes its logs.
  observables: () => [],
} as const satisfies Normalizer;
