import { partitionOf } from '../../../aws/arn.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import { awsEvent, FINDING_ACTIVITY, findingFacts } from '../../aws-event.ts';
import { Entities } from '../../aws-resource.ts';
import { list, own, text, time } from '../../read.ts';
import type { EventFacts, VendorVerdict } from '../../types.ts';

/** https://schema.ocsf.io/1.5.0/classes/detection_finding and /scan_activity */
const DETECTION_FINDING = 2004;
const SCAN_ACTIVITY = 6007;
const COMPLETED = 2;
const SCAN_ERROR = 6;
const OTHER = 99;
const HIGH = 4;
const INFORMATIONAL = 1;
/** GuardDuty's own type for the same, where it runs beside Malware Protection. */
const TYPE = 'Object:S3/MaliciousFile';

/**
 * Malware Protection for S3 says what it found in an object by an EventBridge event alone, whose detail has neither time nor account:
 * the record is the whole event.
 * https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
 */
export const isObjectScan = (record: Record<string, unknown>): boolean =>
  text(record, 'detail-type') !== undefined && own(own(record, 'detail'), 's3ObjectDetails') !== undefined;

const objectOf = (record: Record<string, unknown>): unknown => own(own(record, 'detail'), 's3ObjectDetails');
const resultOf = (record: Record<string, unknown>): string =>
  text(record, 'detail', 'scanResultDetails', 'scanResultStatus') ?? 'unknown';
const isThreat = (record: Record<string, unknown>): boolean => resultOf(record) === 'THREATS_FOUND';

const threatsOf = (record: Record<string, unknown>): string[] =>
  list(record, 'detail', 'scanResultDetails', 'threats')
    .map((t) => text(t, 'name'))
    .filter((t): t is string => t !== undefined)
    .slice(0, 20);

function namesOf(record: Record<string, unknown>): { bucket?: string; object?: string } {
  const bucket = text(objectOf(record), 'bucketName');
  const key = text(objectOf(record), 'objectKey');
  if (bucket === undefined) return {};
  const arn = `arn:${partitionOf(text(record, 'region') ?? '')}:s3:::${bucket}`;
  return { bucket: arn, ...(key === undefined ? {} : { object: `${arn}/${key}` }) };
}

const titleOf = (record: Record<string, unknown>): string =>
  `Malware in ${namesOf(record).object ?? 'an object'}: ${threatsOf(record).join(', ') || 'unnamed'}`.slice(0, 300);

export function scanFacts(record: Record<string, unknown>): Result<EventFacts, string> {
  const id = text(record, 'id');
  if (id === undefined || id.length > 200) return err('id is missing or no id');
  const at = time(text(record, 'time'));
  if (at === undefined) return err('time is missing or no time');
  return ok(findingFacts(id, at, text(record, 'account'), text(record, 'region')));
}

export function scanEntities(record: Record<string, unknown>): Entity[] {
  const to = new Entities(text(record, 'account'), text(record, 'region'));
  const { bucket, object } = namesOf(record);
  to.aws(bucket, 'target');
  to.aws(object, 'target');
  return to.found;
}

export function scanEvent(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const { bucket, object } = namesOf(record);
  const resources = [
    ...(bucket === undefined ? [] : [{ uid: bucket, type: 'AWS::S3::Bucket' }]),
    ...(object === undefined ? [] : [{ uid: object, type: 'AWS::S3::Object' }]),
  ];
  const product = 'GuardDuty Malware Protection';
  if (isThreat(record)) {
    return {
      ...awsEvent(facts, {
        classUid: DETECTION_FINDING,
        activity: FINDING_ACTIVITY.create,
        severityId: HIGH,
        product,
      }),
      finding_info: { uid: facts.uid, title: titleOf(record), types: [TYPE] },
      malware: threatsOf(record).map((name) => ({ name, classification_ids: [0] })),
      resources,
      unmapped: { detail: own(record, 'detail') ?? null },
    };
  }
  const whole = text(record, 'detail', 'scanStatus') === 'COMPLETED';
  return {
    ...awsEvent(facts, {
      classUid: SCAN_ACTIVITY,
      activity: whole ? COMPLETED : SCAN_ERROR,
      severityId: INFORMATIONAL,
      product,
    }),
    status_id: whole ? 1 : 2,
    status_detail: resultOf(record),
    scan: { name: 'Malware Protection for S3', type: 'Object', type_id: OTHER },
    unmapped: { detail: own(record, 'detail') ?? null, resources },
  };
}

export const scanVerdict = (record: Record<string, unknown>): VendorVerdict | undefined =>
  isThreat(record)
    ? {
        ruleId: `aws.guardduty:${TYPE}`,
        title: titleOf(record),
        severity: HIGH,
        confidence: 80,
        techniques: [],
        tactics: ['execution'],
      }
    : undefined;
