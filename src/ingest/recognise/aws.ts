import { isObject, textOf, type Obj } from '../read-json.ts';
import type { Envelope, Opened, Recogniser } from './recogniser.ts';

/** CloudTrail record contents; GuardDuty `Finding` (lower case in events, upper case from the API); AWS Security Finding Format. */
export const aws: readonly Recogniser[] = [
  {
    format: 'aws.cloudtrail',
    is: (v) =>
      textOf(v, 'eventSource') !== undefined &&
      textOf(v, 'eventName') !== undefined &&
      textOf(v, 'eventTime') !== undefined,
  },
  {
    format: 'aws.securityhub',
    is: (v) => textOf(v, 'ProductArn') !== undefined && textOf(v, 'AwsAccountId') !== undefined,
  },
  {
    format: 'aws.guardduty',
    is: (v) =>
      ((textOf(v, 'type') !== undefined && textOf(v, 'accountId') !== undefined && Object.hasOwn(v, 'service')) ||
        (textOf(v, 'Type') !== undefined && textOf(v, 'AccountId') !== undefined && Object.hasOwn(v, 'Service'))) &&
      (textOf(v, 'arn') ?? textOf(v, 'Arn')) !== undefined,
  },
];

const DETAIL_FORMATS: ReadonlyMap<string, string> = new Map([
  ['GuardDuty Finding', 'aws.guardduty'],
  ['AWS API Call via CloudTrail', 'aws.cloudtrail'],
  ['AWS Console Sign In via CloudTrail', 'aws.cloudtrail'],
]);

/** Both carry `detail.findings`; the second is what a person sends on from the console. */
const SECURITY_HUB_TYPES = new Set(['Security Hub Findings - Imported', 'Security Hub Findings - Custom Action']);

function openEvent(event: Obj): readonly Opened[] | string {
  const type = textOf(event, 'detail-type') ?? '';
  const detail = event['detail'];
  if (!isObject(detail)) return 'detail is not an object';
  const format = DETAIL_FORMATS.get(type);
  if (format !== undefined) return [{ value: detail, at: '.detail', format }];
  if (!SECURITY_HUB_TYPES.has(type))
    return 'no format is known for this detail-type; narrow the EventBridge rule to known ones';
  const findings = detail['findings'];
  if (!Array.isArray(findings)) return 'detail.findings is not a list';
  return findings.map((value: unknown, i) => ({ value, at: `.detail.findings[${i}]`, format: 'aws.securityhub' }));
}

export const awsEnvelopes: readonly Envelope[] = [
  {
    name: 'EventBridge event',
    is: (v) => textOf(v, 'detail-type') !== undefined && Object.hasOwn(v, 'detail'),
    open: openEvent,
  },
  {
    name: 'CloudTrail log file',
    is: (v) => Array.isArray(Object.hasOwn(v, 'Records') ? v['Records'] : undefined),
    open: (v) => (v['Records'] as unknown[]).map((value, i) => ({ value, at: `.Records[${i}]` })),
  },
];
