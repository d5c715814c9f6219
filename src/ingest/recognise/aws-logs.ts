import { isObject, textOf } from '../read-json.ts';
import type { Recogniser } from './recogniser.ts';

/**
 * Logs of AWS services that are no audit trail: AWS WAF (https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html),
 * Route 53 Resolver (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html), and VPC Flow Logs
 * and load balancers' logs that a forwarder has made objects of, by AWS's names.
 */
export const awsLogs: readonly Recogniser[] = [
  {
    format: 'aws.waf',
    is: (v) =>
      textOf(v, 'webaclId') !== undefined &&
      textOf(v, 'action') !== undefined &&
      Object.hasOwn(v, 'httpRequest') &&
      isObject(v['httpRequest']),
  },
  {
    format: 'aws.route53',
    is: (v) =>
      textOf(v, 'query_timestamp') !== undefined &&
      textOf(v, 'query_name') !== undefined &&
      textOf(v, 'query_type') !== undefined &&
      (textOf(v, 'vpc_id') ?? textOf(v, 'srcaddr')) !== undefined,
  },
  {
    format: 'aws.vpcflow',
    is: (v) =>
      textOf(v, 'srcaddr') !== undefined &&
      textOf(v, 'dstaddr') !== undefined &&
      textOf(v, 'action') !== undefined &&
      (textOf(v, 'start') ?? textOf(v, 'end')) !== undefined &&
      (textOf(v, 'interface-id') ?? textOf(v, 'log-status')) !== undefined,
  },
  {
    format: 'aws.alb',
    is: (v) =>
      textOf(v, 'time') !== undefined &&
      textOf(v, 'client_ip') !== undefined &&
      ((textOf(v, 'elb') !== undefined && textOf(v, 'elb_status_code') !== undefined) ||
        (textOf(v, 'tls_verify_status') !== undefined && textOf(v, 'listener_port') !== undefined)),
  },
];
