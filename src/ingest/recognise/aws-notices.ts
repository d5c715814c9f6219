import { textOf } from '../read-json.ts';
import type { Recogniser } from './recogniser.ts';

/**
 * What AWS services send to people and SNS topics: CloudWatch alarms, Cost Anomaly Detection's anomalies, and AWS Budgets' prose in
 * the SNS message that it came in.
 */
export const awsNotices: readonly Recogniser[] = [
  {
    format: 'aws.alarm',
    is: (v) =>
      textOf(v, 'AlarmName') !== undefined &&
      textOf(v, 'NewStateValue') !== undefined &&
      textOf(v, 'StateChangeTime') !== undefined,
  },
  {
    format: 'aws.costanomaly',
    is: (v) => textOf(v, 'anomalyId') !== undefined && textOf(v, 'monitorArn') !== undefined,
  },
  {
    format: 'aws.budget',
    is: (v) =>
      textOf(v, 'TopicArn') !== undefined && textOf(v, 'Message')?.startsWith('AWS Budget Notification') === true,
  },
];
