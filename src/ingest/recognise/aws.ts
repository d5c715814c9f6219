import { isObject, textOf, type Obj } from '../read-json.ts';
import { flowEnvelopes } from './aws-flow.ts';
import type { Envelope, Opened, Recogniser } from './recogniser.ts';

const own = (value: Obj, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** What AWS Config tells of by SNS and EventBridge that is an event: a rule's verdict, a resource's change. */
const CONFIG_MESSAGES: ReadonlySet<string> = new Set([
  'ComplianceChangeNotification',
  'ConfigurationItemChangeNotification',
  'OversizedConfigurationItemChangeNotification',
]);

/**
 * CloudTrail record contents; GuardDuty `Finding` (lower case in events, upper case from the API); AWS Security Finding Format; and
 * the details of EventBridge events, as an input transformer sends them by themselves.
 */
export const aws: readonly Recogniser[] = [
  {
    format: 'aws.cloudtrail',
    is: (v) =>
      textOf(v, 'eventTime') !== undefined
        ? // An event of CloudTrail Insights says what was called in its details.
          (textOf(v, 'eventSource') !== undefined && textOf(v, 'eventName') !== undefined) ||
          (textOf(v, 'eventType') === 'AwsCloudTrailInsight' &&
            isObject(own(v, 'insightDetails') ?? own(v, 'insightContext')))
        : // Aggregated ones say a span of time.
          textOf(v, 'eventType') === 'AwsAggregatedEvent' && isObject(own(v, 'timeWindow')),
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
  {
    format: 'aws.inspector',
    is: (v) => textOf(v, 'findingArn')?.includes(':inspector2:') === true && textOf(v, 'awsAccountId') !== undefined,
  },
  {
    format: 'aws.macie',
    is: (v) =>
      textOf(v, 'type') !== undefined && textOf(v, 'accountId') !== undefined && isObject(own(v, 'resourcesAffected')),
  },
  {
    format: 'aws.config',
    is: (v) => CONFIG_MESSAGES.has(textOf(v, 'messageType') ?? ''),
  },
  {
    format: 'aws.accessanalyzer',
    is: (v) =>
      textOf(v, 'analyzedAt') !== undefined &&
      textOf(v, 'resourceType') !== undefined &&
      (textOf(v, 'id') ?? textOf(v, 'findingId')) !== undefined,
  },
  {
    format: 'aws.health',
    is: (v) => textOf(v, 'eventTypeCode') !== undefined && textOf(v, 'eventArn')?.includes(':health:') === true,
  },
];

/** detail-type → format of `detail`, where the detail says all that there is to say. */
const DETAIL_FORMATS: ReadonlyMap<string, string> = new Map([
  ['GuardDuty Finding', 'aws.guardduty'],
  ['Config Rules Compliance Change', 'aws.config'],
  ['Config Configuration Item Change', 'aws.config'],
  ['Inspector2 Finding', 'aws.inspector'],
  ['Access Analyzer Finding', 'aws.accessanalyzer'],
  ['Internal Access Finding', 'aws.accessanalyzer'],
  ['Unused Access Finding for IAM entities', 'aws.accessanalyzer'],
  ['Macie Finding', 'aws.macie'],
  ['Anomaly Detected', 'aws.costanomaly'],
]);

/** detail-type → format of the whole event, where time, account or region stand in its envelope alone. */
const EVENT_FORMATS: ReadonlyMap<string, string> = new Map([
  ['AWS Health Event', 'aws.health'],
  ['AWS Health Abuse Event', 'aws.health'],
  ['GuardDuty Malware Protection Object Scan Result', 'aws.guardduty'],
  ['CloudWatch Alarm State Change', 'aws.alarm'],
]);

/** detail-type → format of each of `detail.findings`. A custom action is what a person sends on from the console. */
const FINDINGS_FORMATS: ReadonlyMap<string, string> = new Map([
  ['Security Hub Findings - Imported', 'aws.securityhub'],
  ['Security Hub Findings - Custom Action', 'aws.securityhub'],
  ['Findings Imported V2', 'ocsf.event'],
]);

/**
 * Calls, sign-ins, insights and network activity all end so; AWS writes the sign-in's with and without spaces:
 * https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-cloudtrail.html
 */
const BY_TRAIL = ' via CloudTrail';

/**
 * Whether an event may come from AWS itself. Whoever may put events on a bus chooses the detail-type and the detail, but no source
 * that begins with `aws.`: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html. Partners' begin with `aws.partner/`.
 * A record that was sent on without its envelope's source is its sender's word, as everywhere.
 */
function isOfAws(event: Obj): boolean {
  const source = textOf(event, 'source') ?? 'aws.';
  return source.startsWith('aws.') && !source.startsWith('aws.partner/');
}

function openEvent(event: Obj): readonly Opened[] | string {
  const type = textOf(event, 'detail-type') ?? '';
  const detail = event['detail'];
  if (!isObject(detail)) return 'detail is not an object';
  if (!isOfAws(event)) return [{ value: event, at: '', format: 'aws.event' }];
  const format = type.endsWith(BY_TRAIL) ? 'aws.cloudtrail' : DETAIL_FORMATS.get(type);
  if (format !== undefined) return [{ value: detail, at: '.detail', format }];
  const whole = EVENT_FORMATS.get(type);
  if (whole !== undefined) return [{ value: event, at: '', format: whole }];
  const listed = FINDINGS_FORMATS.get(type);
  if (listed === undefined) return openOther(event, detail);
  const findings = Object.hasOwn(detail, 'findings') ? detail['findings'] : undefined;
  if (!Array.isArray(findings)) return 'detail.findings is not a list';
  return findings.map((value: unknown, i) => ({ value, at: `.detail.findings[${i}]`, format: listed }));
}

/** A list that begins with a finding of AWS's. */
const isFinding = (list: unknown): boolean => {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return isObject(first) && aws.some((r) => r.format !== 'aws.cloudtrail' && r.is(first));
};

/**
 * An event of a type that is not known here. AWS renames some and adds others, and people send records on under names of their own:
 * a detail that looks like a record is one. Anything else is kept with its envelope: it has an id, a time, an account and resources,
 * and rules can read its detail.
 */
function openOther(event: Obj, detail: Obj): readonly Opened[] {
  const format = aws.find((r) => r.is(detail))?.format;
  if (format === undefined) return [{ value: event, at: '', format: 'aws.event' }];
  return format === 'aws.health' ? [{ value: event, at: '', format }] : [{ value: detail, at: '.detail', format }];
}

export const awsEnvelopes: readonly Envelope[] = [
  ...flowEnvelopes,
  {
    name: 'EventBridge event',
    is: (v) => textOf(v, 'detail-type') !== undefined && Object.hasOwn(v, 'detail'),
    open: openEvent,
  },
  {
    // What `get-findings` and the like give back, and a detail of Security Hub's by itself.
    name: 'list of findings',
    is: (v) => isFinding(own(v, 'findings') ?? own(v, 'Findings')),
    open(v) {
      const name = Object.hasOwn(v, 'findings') ? 'findings' : 'Findings';
      return (v[name] as unknown[]).map((value, i) => ({ value, at: `.${name}[${i}]` }));
    },
  },
  {
    name: 'CloudTrail log file',
    is: (v) => Array.isArray(Object.hasOwn(v, 'Records') ? v['Records'] : undefined),
    open: (v) => (v['Records'] as unknown[]).map((value, i) => ({ value, at: `.Records[${i}]` })),
  },
];
