// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Source } from '../source.ts';
import { eventbridge } from './aws/eventbridge/index.ts';
import { firehose } from './aws/firehose/index.ts';
import { audit } from './kubernetes/audit/index.ts';
import { webhook } from './standard/webhook/index.ts';

/** Every source there is, by id. */
export const sources: Record<string, Source> = {
  'aws.eventbridge': eventbridge,
  'aws.firehose': firehose,
  'kubernetes.audit': audit,
  'standard.webhook': webhook,
};
