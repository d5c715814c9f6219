import { createSign } from 'node:crypto';
import { utf8 } from '../../../../kit/bytes.ts';
import { sha256Hex } from '../../../../kit/crypto.ts';
import type { ClientInput, SourceClient } from '../../../client.ts';
import { parseJson, textOf, isObject } from '../../../read-json.ts';
import { canonical, type SnsType } from './message.ts';
import { topicOf } from './topic.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:vedette';
/** AWS names its certificates by 32 hex digits; this is none of AWS's. */
const CERTIFICATE = 'SimpleNotificationService-00000000000000000000000000000000.pem';

/** Ids of SNS are UUIDs, and stay the same over a message's retries. */
function uuidOf(text: string): string {
  const hex = sha256Hex(text);
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

const topicArnOf = ({ settings }: ClientInput): string => {
  const topics = settings['topics'];
  return (Array.isArray(topics) ? (topics as readonly string[])[0] : undefined) ?? TOPIC;
};

/** Where a message for a topic says its certificate is. */
export const certificateUrlOf = (topicArn: string): string =>
  `https://${topicOf(topicArn)?.host ?? 'sns.us-east-1.amazonaws.com'}/${CERTIFICATE}`;

/**
 * A message of any type, signed as SNS does, by version 2 (SHA-256) unless another is asked for. `fields` go before our own. Without
 * a private key it stays without a signature, as no source takes it.
 */
export function signedMessage(
  input: ClientInput,
  type: SnsType,
  fields: Readonly<Record<string, string>>,
  version: '1' | '2' = '2',
): Record<string, string> {
  const TopicArn = topicArnOf(input);
  const unsigned = {
    Type: type,
    MessageId: uuidOf(input.deliveryId),
    TopicArn,
    Timestamp: new Date(input.now).toISOString(),
    SignatureVersion: version,
    SigningCertURL: certificateUrlOf(TopicArn),
    ...fields,
  };
  const text = canonical(unsigned, type);
  if (text === undefined) throw new Error('an SNS message of this type needs more fields than these');
  if (!input.secret.startsWith('-----BEGIN')) return unsigned;
  const Signature = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
    .update(text)
    .sign(input.secret, 'base64');
  return { ...unsigned, Signature };
}

/** A record a message, as AWS services publish them; several as a list, since one request brings one message. */
export const client = {
  id: 'aws.sns',
  gzip: false,
  wrap(input) {
    const { records } = input;
    const content: unknown = records.length === 1 ? records[0] : records;
    const Message = typeof content === 'string' ? content : JSON.stringify(content);
    return {
      body: utf8(JSON.stringify(signedMessage(input, 'Notification', { Message }))),
      headers: { 'content-type': 'text/plain; charset=UTF-8' },
    };
  },
  /** The body signs itself; the headers repeat parts of it. */
  sign(body) {
    const read = parseJson(new TextDecoder().decode(body));
    const message = read.ok && isObject(read.value) ? read.value : {};
    return {
      'x-amz-sns-message-type': textOf(message, 'Type') ?? '',
      'x-amz-sns-message-id': textOf(message, 'MessageId') ?? '',
      'x-amz-sns-topic-arn': textOf(message, 'TopicArn') ?? '',
    };
  },
  samples: (now) => [
    {
      AlarmName: 'root-signed-in',
      AlarmDescription: 'The root user signed in to the console.',
      AWSAccountId: '123456789012',
      AlarmConfigurationUpdatedTimestamp: '2026-01-02T09:00:00.000+0000',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold crossed: 1 datapoint was greater than or equal to the threshold (1.0).',
      StateChangeTime: new Date(now).toISOString().replace('Z', '+0000'),
      Region: 'US East (N. Virginia)',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:root-signed-in',
      OldStateValue: 'OK',
      OKActions: [],
      AlarmActions: [TOPIC],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'RootSignIn',
        Namespace: 'TrailMetrics',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [],
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'notBreaching',
      },
    },
    {
      accountId: '123456789012',
      anomalyDetailsLink:
        'https://console.aws.amazon.com/cost-management/home#/anomaly-detection/monitors/m-1/anomalies/a-1',
      anomalyId: `0f4d5c2e-0000-4000-8000-${String(now).padStart(12, '0').slice(-12)}`,
      anomalyStartDate: new Date(now - 86_400_000).toISOString(),
      anomalyEndDate: new Date(now).toISOString(),
      anomalyScore: { currentScore: 0.81, maxScore: 0.81 },
      dimensionalValue: 'Amazon Elastic Compute Cloud - Compute',
      impact: { maxImpact: 612, totalActualSpend: 640, totalExpectedSpend: 28, totalImpact: 612 },
      monitorArn: 'arn:aws:ce::123456789012:anomalymonitor/3c1d2a7e-1111-4222-8333-444455556666',
      monitorName: 'services',
      monitorType: 'DIMENSIONAL',
      rootCauses: [
        {
          linkedAccount: '123456789012',
          linkedAccountName: 'example',
          region: 'ap-southeast-1',
          service: 'Amazon Elastic Compute Cloud - Compute',
          usageType: 'APS1-BoxUsage:p3.16xlarge',
          impact: { contribution: 612 },
        },
      ],
      subscriptionId: '7a6b5c4d-1111-4222-8333-444455556666',
      subscriptionName: 'to Vedette',
    },
    [
      'AWS Budget Notification January 10, 2026',
      'AWS Account 123456789012',
      '',
      'Dear AWS Customer,',
      '',
      'The ACTUAL Cost of your sandbox budget is greater than $80.00 for the current month.',
      '',
      'Budget Name: sandbox',
      'Budget Type: Cost',
      'Budgeted Amount: $100.00',
      'Alert Type: ACTUAL',
      'Alert Threshold: > $80.00',
      'ACTUAL Amount: $91.40',
      '',
    ].join('\n'),
    { note: 'a message of our own, in JSON of no known format', ticket: 42 },
  ],
} as const satisfies SourceClient;
