import type { Collector } from './collect.ts';
import { isObject, textOf, type Obj } from './read-json.ts';

/**
 * Which AWS record an object is, by the fields that its format always has; undefined if none.
 * CloudTrail record contents; GuardDuty `Finding` (lower case in events, upper case from the API); AWS Security Finding Format.
 */
export function formatOf(value: Obj): string | undefined {
  if (textOf(value, 'eventSource') !== undefined && textOf(value, 'eventName') !== undefined)
    return textOf(value, 'eventTime') === undefined ? undefined : 'aws.cloudtrail';
  if (textOf(value, 'ProductArn') !== undefined && textOf(value, 'AwsAccountId') !== undefined)
    return 'aws.securityhub';
  const guardDuty =
    (textOf(value, 'type') !== undefined && textOf(value, 'accountId') !== undefined && 'service' in value) ||
    (textOf(value, 'Type') !== undefined && textOf(value, 'AccountId') !== undefined && 'Service' in value);
  return guardDuty && (textOf(value, 'arn') ?? textOf(value, 'Arn')) !== undefined ? 'aws.guardduty' : undefined;
}

const DETAIL_FORMATS: ReadonlyMap<string, string> = new Map([
  ['GuardDuty Finding', 'aws.guardduty'],
  ['AWS API Call via CloudTrail', 'aws.cloudtrail'],
  ['AWS Console Sign In via CloudTrail', 'aws.cloudtrail'],
]);

/** Both carry `detail.findings`; the second is what a person sends on from the console. */
const SECURITY_HUB_TYPES = new Set(['Security Hub Findings - Imported', 'Security Hub Findings - Custom Action']);

export const isEventBridgeEvent = (value: Obj): boolean =>
  textOf(value, 'detail-type') !== undefined && 'detail' in value;

/** Puts the records of one EventBridge event (`detail-type`, `detail`) where they belong. */
export function addEventBridgeEvent(into: Collector, event: Obj, at: () => string): void {
  const type = textOf(event, 'detail-type') ?? '';
  const detail = event['detail'];
  if (!isObject(detail)) return into.reject(`${at()}.detail`, 'detail is not an object');
  const format = DETAIL_FORMATS.get(type);
  if (format !== undefined) return into.add(format, detail, at);
  if (!SECURITY_HUB_TYPES.has(type))
    return into.reject(at(), 'no format is known for this detail-type; narrow the EventBridge rule to known ones');
  const findings = detail['findings'];
  if (!Array.isArray(findings)) return into.reject(`${at()}.detail.findings`, 'detail.findings is not a list');
  for (const [i, finding] of (findings as unknown[]).entries()) {
    if (into.full) return;
    const place = () => `${at()}.detail.findings[${i}]`;
    if (isObject(finding)) into.add('aws.securityhub', finding, place);
    else into.reject(place(), 'a finding is not an object');
  }
}

/** Puts one value that should be an AWS event or record where it belongs. */
export function addAwsRecord(into: Collector, value: unknown, at: () => string): void {
  if (!isObject(value)) return into.reject(at(), 'a record is not a JSON object');
  const format = formatOf(value);
  if (format !== undefined) into.add(format, value, at);
  else if (isEventBridgeEvent(value)) addEventBridgeEvent(into, value, at);
  else into.reject(at(), 'neither a CloudTrail record nor a GuardDuty or Security Hub finding');
}
