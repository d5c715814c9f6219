// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Normalizer } from './types.ts';
import { accessanalyzer } from './aws/accessanalyzer/index.ts';
import { alarm } from './aws/alarm/index.ts';
import { alb } from './aws/alb/index.ts';
import { budget } from './aws/budget/index.ts';
import { cloudtrail } from './aws/cloudtrail/index.ts';
import { config } from './aws/config/index.ts';
import { costanomaly } from './aws/costanomaly/index.ts';
import { event as awsEvent } from './aws/event/index.ts';
import { guardduty } from './aws/guardduty/index.ts';
import { health } from './aws/health/index.ts';
import { inspector } from './aws/inspector/index.ts';
import { macie } from './aws/macie/index.ts';
import { route53 } from './aws/route53/index.ts';
import { s3Object } from './aws/s3-object/index.ts';
import { securityhub } from './aws/securityhub/index.ts';
import { vpcflow as awsVpcflow } from './aws/vpcflow/index.ts';
import { waf } from './aws/waf/index.ts';
import { activitylogs } from './azure/activitylogs/index.ts';
import { alert as azureAlert } from './azure/alert/index.ts';
import { auditlogs } from './azure/auditlogs/index.ts';
import { defender } from './azure/defender/index.ts';
import { flow } from './azure/flow/index.ts';
import { graphactivity } from './azure/graphactivity/index.ts';
import { signinlogs } from './azure/signinlogs/index.ts';
import { access } from './cloudflare/access/index.ts';
import { audit as cloudflareAudit } from './cloudflare/audit/index.ts';
import { dns as cloudflareDns } from './cloudflare/dns/index.ts';
import { firewall as cloudflareFirewall } from './cloudflare/firewall/index.ts';
import { http as cloudflareHttp } from './cloudflare/http/index.ts';
import { network } from './cloudflare/network/index.ts';
import { event as falcoEvent } from './falco/event/index.ts';
import { audit as gcpAudit } from './gcp/audit/index.ts';
import { dns as gcpDns } from './gcp/dns/index.ts';
import { firewall as gcpFirewall } from './gcp/firewall/index.ts';
import { http as gcpHttp } from './gcp/http/index.ts';
import { scc } from './gcp/scc/index.ts';
import { threat } from './gcp/threat/index.ts';
import { vpcflow as gcpVpcflow } from './gcp/vpcflow/index.ts';
import { audit as githubAudit } from './github/audit/index.ts';
import { webhook } from './github/webhook/index.ts';
import { audit as kubernetesAudit } from './kubernetes/audit/index.ts';
import { event as ocsfEvent } from './ocsf/event/index.ts';
import { systemlog } from './okta/systemlog/index.ts';
import { log } from './otel/log/index.ts';
import { alert as prometheusAlert } from './prometheus/alert/index.ts';
import { cef } from './syslog/cef/index.ts';
import { line } from './syslog/line/index.ts';
import { event as vedetteEvent } from './vedette/event/index.ts';

/** Record format → its normalizer. */
export const normalizers: Readonly<Record<string, Normalizer>> = {
  'aws.accessanalyzer': accessanalyzer,
  'aws.alarm': alarm,
  'aws.alb': alb,
  'aws.budget': budget,
  'aws.cloudtrail': cloudtrail,
  'aws.config': config,
  'aws.costanomaly': costanomaly,
  'aws.event': awsEvent,
  'aws.guardduty': guardduty,
  'aws.health': health,
  'aws.inspector': inspector,
  'aws.macie': macie,
  'aws.route53': route53,
  'aws.s3-object': s3Object,
  'aws.securityhub': securityhub,
  'aws.vpcflow': awsVpcflow,
  'aws.waf': waf,
  'azure.activitylogs': activitylogs,
  'azure.alert': azureAlert,
  'azure.auditlogs': auditlogs,
  'azure.defender': defender,
  'azure.flow': flow,
  'azure.graphactivity': graphactivity,
  'azure.signinlogs': signinlogs,
  'cloudflare.access': access,
  'cloudflare.audit': cloudflareAudit,
  'cloudflare.dns': cloudflareDns,
  'cloudflare.firewall': cloudflareFirewall,
  'cloudflare.http': cloudflareHttp,
  'cloudflare.network': network,
  'falco.event': falcoEvent,
  'gcp.audit': gcpAudit,
  'gcp.dns': gcpDns,
  'gcp.firewall': gcpFirewall,
  'gcp.http': gcpHttp,
  'gcp.scc': scc,
  'gcp.threat': threat,
  'gcp.vpcflow': gcpVpcflow,
  'github.audit': githubAudit,
  'github.webhook': webhook,
  'kubernetes.audit': kubernetesAudit,
  'ocsf.event': ocsfEvent,
  'okta.systemlog': systemlog,
  'otel.log': log,
  'prometheus.alert': prometheusAlert,
  'syslog.cef': cef,
  'syslog.line': line,
  'vedette.event': vedetteEvent,
};
