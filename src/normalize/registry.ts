// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Normalizer } from './types.ts';
import { cloudtrail } from './aws/cloudtrail/index.ts';
import { guardduty } from './aws/guardduty/index.ts';
import { securityhub } from './aws/securityhub/index.ts';
import { vpcflow } from './aws/vpcflow/index.ts';
import { audit } from './kubernetes/audit/index.ts';
import { event } from './vedette/event/index.ts';

/** Record format → its normalizer. */
export const normalizers: Readonly<Record<string, Normalizer>> = {
  'aws.cloudtrail': cloudtrail,
  'aws.guardduty': guardduty,
  'aws.securityhub': securityhub,
  'aws.vpcflow': vpcflow,
  'kubernetes.audit': audit,
  'vedette.event': event,
};
