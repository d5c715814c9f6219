import { partitionOf } from '../../../aws/arn.ts';
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

/** `Object Created` (EventBridge), `ObjectCreated:Put` (a notification) or `s3:TestEvent`, which S3 sends once. */
const kindOf = (record: Fields): string =>
  text(record, 'detail-type') ??
  text(record, 'eventName') ??
  text(record, 'Event') ??
  (isDelivery(record) ? 'ObjectCreated' : 'unknown');

/** Keys in notifications are written as in forms (`red+flower.jpg`), those in events as they are. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function keyOf(record: Fields): string | undefined {
  const plain = text(record, 'detail', 'object', 'key');
  if (plain !== undefined) return plain;
  const encoded = text(record, 's3', 'object', 'key');
  if (encoded !== undefined) return decoded(encoded);
  const [delivered] = list(record, 's3ObjectKey');
  return typeof delivered === 'string' && delivered !== '' ? delivered.slice(0, 1_024) : undefined;
}

const regionOf = (record: Fields): string | undefined => text(record, 'region') ?? text(record, 'awsRegion');

/** ARNs of the bucket and of the object in it. */
function namesOf(record: Fields): { readonly bucket?: string; readonly object?: string } {
  const name =
    text(record, 'detail', 'bucket', 'name') ??
    text(record, 's3', 'bucket', 'name') ??
    text(record, 's3Bucket') ??
    text(record, 'Bucket');
  if (name === undefined) return {};
  const bucket = `arn:${partitionOf(regionOf(record) ?? '')}:s3:::${name}`;
  const key = keyOf(record);
  return { bucket, ...(key === undefined ? {} : { object: `${bucket}/${key}` }) };
}

/** When CloudTrail wrote a file stands in its name: `…_CloudTrail_eu-west-1_20260110T1205Z_mVdT2….json.gz` */
const WRITTEN = /_([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})Z_[A-Za-z0-9]{1,40}\./;

function timeOf(record: Fields): number | undefined {
  const said = time(text(record, 'time') ?? text(record, 'eventTime') ?? text(record, 'Time'));
  if (said !== undefined || !isDelivery(record)) return said;
  const [, year, month, day, hour, minute] = WRITTEN.exec(keyOf(record) ?? '') ?? [];
  return year === undefined ? undefined : time(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
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
  // Only events name it; notifications name none.
  accountFromKey: true,
  facts(record) {
    const at = timeOf(record);
    if (at === undefined) return err('it says no time');
    const account = text(record, 'account');
    const region = regionOf(record);
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
    const to = new Entities(text(record, 'account'), regionOf(record));
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
