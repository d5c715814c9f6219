// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Source } from '../source.ts';
import { eventbridge } from './aws/eventbridge/index.ts';
import { firehose } from './aws/firehose/index.ts';
import { s3 } from './aws/s3/index.ts';
import { sns } from './aws/sns/index.ts';
import { eventgrid } from './azure/eventgrid/index.ts';
import { monitor } from './azure/monitor/index.ts';
import { logpush } from './cloudflare/logpush/index.ts';
import { webhook as falcoWebhook } from './falco/webhook/index.ts';
import { auditlog } from './github/auditlog/index.ts';
import { webhook as githubWebhook } from './github/webhook/index.ts';
import { pubsub } from './google/pubsub/index.ts';
import { audit } from './kubernetes/audit/index.ts';
import { hook } from './okta/hook/index.ts';
import { logs } from './opentelemetry/logs/index.ts';
import { alertmanager } from './prometheus/alertmanager/index.ts';
import { hec } from './splunk/hec/index.ts';
import { cloudevents } from './standard/cloudevents/index.ts';
import { ocsf } from './standard/ocsf/index.ts';
import { syslog } from './standard/syslog/index.ts';
import { webhook as standardWebhook } from './standard/webhook/index.ts';
import { telemetry } from './vedette/telemetry/index.ts';

/** Every source there is, by id. */
export const sources: Record<string, Source> = {
  'aws.eventbridge': eventbridge,
  'aws.firehose': firehose,
  'aws.s3': s3,
  'aws.sns': sns,
  'azure.eventgrid': eventgrid,
  'azure.monitor': monitor,
  'cloudflare.logpush': logpush,
  'falco.webhook': falcoWebhook,
  'github.auditlog': auditlog,
  'github.webhook': githubWebhook,
  'google.pubsub': pubsub,
  'kubernetes.audit': audit,
  'okta.hook': hook,
  'opentelemetry.logs': logs,
  'prometheus.alertmanager': alertmanager,
  'splunk.hec': hec,
  'standard.cloudevents': cloudevents,
  'standard.ocsf': ocsf,
  'standard.syslog': syslog,
  'standard.webhook': standardWebhook,
  'vedette.telemetry': telemetry,
};
