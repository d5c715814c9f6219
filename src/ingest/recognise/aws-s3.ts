import { isObject, textOf, type Obj } from '../read-json.ts';
import type { Recogniser } from './recogniser.ts';

const own = (value: Obj, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/**
 * Whoever says that an object lies in a bucket. Asked before CloudTrail, whose three fields S3's own notifications have too.
 * In this order: EventBridge (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html), a notification's record and
 * the test that S3 sends once (…/notification-content-structure.html), and CloudTrail's own notification by SNS
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html).
 */
export const awsS3: readonly Recogniser[] = [
  {
    format: 'aws.s3-object',
    is: (v) =>
      (textOf(v, 'source') === 'aws.s3' &&
        textOf(v, 'detail-type')?.startsWith('Object ') === true &&
        isObject(own(v, 'detail'))) ||
      (textOf(v, 'eventSource') === 'aws:s3' && isObject(own(v, 's3'))) ||
      (textOf(v, 'Event') === 's3:TestEvent' && textOf(v, 'Service') === 'Amazon S3') ||
      (textOf(v, 's3Bucket') !== undefined && Array.isArray(own(v, 's3ObjectKey'))),
  },
];
