// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { SourceClient } from '../client.ts';
import { client as awsEventbridge } from './aws/eventbridge/client.ts';
import { client as awsFirehose } from './aws/firehose/client.ts';
import { client as kubernetesAudit } from './kubernetes/audit/client.ts';
import { client as standardWebhook } from './standard/webhook/client.ts';

/** The sender's side of every source, by id. */
export const clients: Readonly<Record<string, SourceClient>> = {
  'aws.eventbridge': awsEventbridge,
  'aws.firehose': awsFirehose,
  'kubernetes.audit': kubernetesAudit,
  'standard.webhook': standardWebhook,
};
