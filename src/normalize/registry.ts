// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Normalizer } from './types.ts';
import { alarm } from './aws/alarm/index.ts';
import { alb } from './aws/alb/index.ts';
import { budget } from './aws/budget/index.ts';
import { cloudtrail } from './aws/cloudtrail/index.ts';
import { costanomaly } from './aws/costanomaly/index.ts';
import { guardduty } from './aws/guardduty/index.ts';
import { route53 } from './aws/route53/index.ts';
import { securityhub } from './aws/securityhub/index.ts';
import { vpcflow as awsVpcflow } from './aws/vpcflow/index.ts';
import { waf } from './aws/waf/index.ts';
import { activitylogs } from './azure/activitylogs/index.ts';
import { alert } from './azure/alert/index.ts';
import { auditlogs } from './azure/auditlogs/index.ts';
import { defender } from './azure/defender/index.ts';
import { signinlogs } from './azure/signinlogs/index.ts';
import { event as falcoEvent } from './falco/event/index.ts';
import { audit as gcpAudit } from './gcp/audit/index.ts';
import { scc } from './gcp/scc/index.ts';
import { vpcflow as gcpVpcflow } from './gcp/vpcflow/index.ts';
import { audit as kubernetesAudit } from './kubernetes/audit/index.ts';
import { event as ocsfEvent } from './ocsf/event/index.ts';
import { log } from './otel/log/index.ts';
import { event as vedetteEvent } from './vedette/event/index.ts';

/** Record format → its normalizer. */
export const normalizers: Readonly<Record<string, Normalizer>> = {
  'aws.alarm': alarm,
  'aws.alb': alb,
  'aws.budget': budget,
  'aws.cloudtrail': cloudtrail,
  'aws.costanomaly': costanomaly,
  'aws.guardduty': guardduty,
  'aws.route53': route53,
  'aws.securityhub': securityhub,
  'aws.vpcflow': awsVpcflow,
  'aws.waf': waf,
  'azure.activitylogs': activitylogs,
  'azure.alert': alert,
  'azure.auditlogs': auditlogs,
  'azure.defender': defender,
  'azure.signinlogs': signinlogs,
  'falco.event': falcoEvent,
  'gcp.audit': gcpAudit,
  'gcp.scc': scc,
  'gcp.vpcflow': gcpVpcflow,
  'kubernetes.audit': kubernetesAudit,
  'ocsf.event': ocsfEvent,
  'otel.log': log,
  'vedette.event': vedetteEvent,
};
