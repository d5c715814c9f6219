// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { SourceClient } from '../client.ts';
import { client as awsEventbridge } from './aws/eventbridge/client.ts';
import { client as awsFirehose } from './aws/firehose/client.ts';
import { client as awsS3 } from './aws/s3/client.ts';
import { client as awsSns } from './aws/sns/client.ts';
import { client as azureEventgrid } from './azure/eventgrid/client.ts';
import { client as azureMonitor } from './azure/monitor/client.ts';
import { client as cloudflareLogpush } from './cloudflare/logpush/client.ts';
import { client as falcoWebhook } from './falco/webhook/client.ts';
import { client as githubAuditlog } from './github/auditlog/client.ts';
import { client as githubWebhook } from './github/webhook/client.ts';
import { client as googlePubsub } from './google/pubsub/client.ts';
import { client as kubernetesAudit } from './kubernetes/audit/client.ts';
import { client as oktaHook } from './okta/hook/client.ts';
import { client as opentelemetryLogs } from './opentelemetry/logs/client.ts';
import { client as prometheusAlertmanager } from './prometheus/alertmanager/client.ts';
import { client as splunkHec } from './splunk/hec/client.ts';
import { client as standardCloudevents } from './standard/cloudevents/client.ts';
import { client as standardOcsf } from './standard/ocsf/client.ts';
import { client as standardSyslog } from './standard/syslog/client.ts';
import { client as standardWebhook } from './standard/webhook/client.ts';
import { client as vedetteTelemetry } from './vedette/telemetry/client.ts';

/** The sender's side of every source, by id. */
export const clients: Readonly<Record<string, SourceClient>> = {
  'aws.eventbridge': awsEventbridge,
  'aws.firehose': awsFirehose,
  'aws.s3': awsS3,
  'aws.sns': awsSns,
  'azure.eventgrid': azureEventgrid,
  'azure.monitor': azureMonitor,
  'cloudflare.logpush': cloudflareLogpush,
  'falco.webhook': falcoWebhook,
  'github.auditlog': githubAuditlog,
  'github.webhook': githubWebhook,
  'google.pubsub': googlePubsub,
  'kubernetes.audit': kubernetesAudit,
  'okta.hook': oktaHook,
  'opentelemetry.logs': opentelemetryLogs,
  'prometheus.alertmanager': prometheusAlertmanager,
  'splunk.hec': splunkHec,
  'standard.cloudevents': standardCloudevents,
  'standard.ocsf': standardOcsf,
  'standard.syslog': standardSyslog,
  'standard.webhook': standardWebhook,
  'vedette.telemetry': vedetteTelemetry,
};
