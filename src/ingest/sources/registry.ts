// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Source } from '../source.ts';
import { eventbridge } from './aws/eventbridge/index.ts';
import { firehose } from './aws/firehose/index.ts';
import { sns } from './aws/sns/index.ts';
import { webhook as falcoWebhook } from './falco/webhook/index.ts';
import { pubsub } from './google/pubsub/index.ts';
import { audit } from './kubernetes/audit/index.ts';
import { logs } from './opentelemetry/logs/index.ts';
import { hec } from './splunk/hec/index.ts';
import { ocsf } from './standard/ocsf/index.ts';
import { webhook as standardWebhook } from './standard/webhook/index.ts';
import { telemetry } from './vedette/telemetry/index.ts';

/** Every source there is, by id. */
export const sources: Record<string, Source> = {
  'aws.eventbridge': eventbridge,
  'aws.firehose': firehose,
  'aws.sns': sns,
  'falco.webhook': falcoWebhook,
  'google.pubsub': pubsub,
  'kubernetes.audit': audit,
  'opentelemetry.logs': logs,
  'splunk.hec': hec,
  'standard.ocsf': ocsf,
  'standard.webhook': standardWebhook,
  'vedette.telemetry': telemetry,
};
