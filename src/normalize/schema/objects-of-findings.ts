import type { ObjectFacts } from './notation.ts';

const NAMED = ['name', 'uid'];
const MITRE: ObjectFacts = { attributes: 'name:s src_url:s uid:s', atLeastOne: NAMED };
const PACKAGE = `architecture:s cpe_name:s epoch:i hash:fingerprint license:s license_url:s name!:s package_manager:s
package_manager_url:s purl:s release:s src_url:s type:s type_id:i{1-2} uid:s vendor_name:s version!:s`;
const CLASSIFIED = `category:s category_id:i{1-6} classifier_details:classifier_details confidentiality:s confidentiality_id:i{1-6}
discovery_details:discovery_details* policy:policy size:i src_url:s status:s status_details:s* status_id:i{1-3} total:i uid:s`;
const SCAN = 'name:s type:s type_id!:i{1-7} uid:s';
const INSTALLED = 'install_state:s install_state_id:i{1-3} is_superseded:b';

/** Facts of the objects that findings are made of; see `objects.ts` for what was read. */
export const FINDING_OBJECTS: Readonly<Record<string, ObjectFacts>> = {
  advisory: {
    attributes: `${INSTALLED} avg_timespan:timespan bulletin:s classification:s created_time:t desc:s modified_time:t os:os
product:product references:s* related_cves:cve* related_cwes:cwe* size:i src_url:s title:s uid!:s`,
  },
  affected_code: {
    attributes: `end_column:i end_line:i file!:file owner:user remediation:remediation rule:rule start_column:i start_line:i`,
  },
  affected_package: { attributes: `${PACKAGE} fixed_in_version:s path:s remediation:remediation` },
  analytic: {
    attributes: `algorithm:s category:s desc:s name:s related_analytics:analytic* type:s type_id!:i{1-11} uid:s version:s`,
    atLeastOne: NAMED,
  },
  application: {
    attributes: `criticality:s data:j desc:s group:group hostname:s labels:s* name:s owner:user region:s@cloud resource_relationship:graph
risk_level:s risk_level_id:i{1-4} risk_score:i sbom:sbom tags:key_value_object* type:s uid:s uid_alt:s url:url version:s`,
    atLeastOne: NAMED,
  },
  assessment: { attributes: 'category:s desc:s meets_criteria!:b name:s policy:policy uid:s', atLeastOne: NAMED },
  attack: {
    attributes:
      'mitigation:mitigation sub_technique:sub_technique tactic:tactic tactics:tactic* technique:technique version:s',
    atLeastOne: ['tactic', 'technique', 'sub_technique'],
  },
  check: {
    attributes: `desc:s name:s severity:s severity_id:i{1-6} standards:s* status:s status_id:i{1-3} uid:s version:s`,
  },
  cis_control: { attributes: 'desc:s name!:s version:s' },
  cis_csc: { attributes: 'control!:s version:s' },
  classifier_details: { attributes: 'name:s type!:s uid:s' },
  compliance: {
    attributes: `assessments:assessment* category:s checks:check* compliance_references:kb_article* compliance_standards:kb_article*
control:s control_parameters:key_value_object* desc:s requirements:s* standards:s* status:s status_code:s status_detail:s
status_details:s* status_id:i{1-3}`,
  },
  cve: {
    attributes: `created_time:t cvss:cvss* cwe:cwe cwe_uid:s cwe_url:s desc:s epss:epss modified_time:t product:product references:s*
related_cwes:cwe* title:s type:s uid!:s`,
  },
  cvss: {
    attributes: `base_score!:f depth:s{Base|Environmental|Temporal} metrics:metric* overall_score:f severity:s src_url:s vector_string:s
vendor_name:s version!:s`,
  },
  cwe: { attributes: 'caption:s src_url:s uid!:s' },
  d3f_tactic: MITRE,
  d3f_technique: MITRE,
  d3fend: {
    attributes: 'd3f_tactic:d3f_tactic d3f_technique:d3f_technique version:s',
    atLeastOne: ['d3f_tactic', 'd3f_technique'],
  },
  data_classification: { attributes: CLASSIFIED, atLeastOne: ['category_id', 'confidentiality_id'] },
  data_security: {
    attributes: `${CLASSIFIED} data_lifecycle_state:s data_lifecycle_state_id:i{1-3} detection_pattern:s detection_system:s
detection_system_id:i{1-12} pattern_match:s`,
    atLeastOne: ['data_lifecycle_state_id', 'detection_pattern', 'detection_system_id', 'policy'],
  },
  discovery_details: {
    attributes: 'count:i occurrence_details:occurrence_details occurrences:occurrence_details* type:s value:s',
  },
  epss: { attributes: 'created_time:t percentile:f score!:s version:s' },
  evidences: {
    attributes: `actor:actor api:api connection_info:network_connection_info container:container data:j database:database
databucket:databucket device:device dst_endpoint:network_endpoint email:email file:file http_request:http_request
http_response:http_response ja4_fingerprint_list:ja4_fingerprint* job:job name:s process:process query:dns_query
resources:resource_details* script:script src_endpoint:network_endpoint tls:tls uid:s url:url user:user verdict:s verdict_id:i{1-10}`,
    atLeastOne: [
      'actor',
      'api',
      'connection_info',
      'data',
      'database',
      'databucket',
      'device',
      'dst_endpoint',
      'email',
      'file',
      'process',
      'query',
      'resources',
      'src_endpoint',
      'url',
      'user',
      'job',
      'script',
    ],
  },
  finding: {
    attributes: `created_time:t desc:s first_seen_time:t last_seen_time:t modified_time:t product:product product_uid:s
related_events:related_event* remediation:remediation src_url:s supporting_data:j title!:s types:s* uid!:s`,
  },
  finding_info: {
    attributes: `analytic:analytic attacks:attack* created_time:t data_sources:s* desc:s first_seen_time:t kill_chain:kill_chain_phase*
last_seen_time:t modified_time:t product:product product_uid:s related_analytics:analytic* related_events:related_event*
related_events_count:i src_url:s tags:key_value_object* title:s traits:trait* types:s* uid!:s uid_alt:s`,
  },
  firewall_rule: {
    attributes: `category:s condition:s desc:s duration:i match_details:s* match_location:s name:s rate_limit:i sensitivity:s type:s uid:s
version:s`,
    atLeastOne: NAMED,
  },
  kb_article: {
    attributes: `${INSTALLED} avg_timespan:timespan bulletin:s classification:s created_time:t os:os product:product severity:s size:i
src_url:s title:s uid!:s`,
  },
  kill_chain_phase: { attributes: 'phase:s phase_id!:i{1-7}' },
  malware: {
    attributes: `classification_ids!:i{1-22}* classifications:s* cves:cve* files:file* name:s num_infected:i path:s provider:s severity:s
severity_id:i{1-6} uid:s`,
    atLeastOne: NAMED,
  },
  malware_scan_info: {
    attributes: `${SCAN} end_time:t num_files:i num_infected:i num_volumes:i size:i start_time:t unique_malware_count:i`,
    atLeastOne: NAMED,
  },
  mitigation: { attributes: 'countermeasures:d3fend* name:s src_url:s uid:s', atLeastOne: NAMED },
  observable: { attributes: 'name:s reputation:reputation type:s type_id!:i{1-46} value:s' },
  occurrence_details: {
    attributes: `cell_name:s column_name:s column_number:i end_line:i json_path:s page_number:i record_index_in_array:i row_number:i
start_line:i`,
    atLeastOne: [
      'cell_name',
      'column_name',
      'column_number',
      'end_line',
      'json_path',
      'page_number',
      'record_index_in_array',
      'row_number',
      'start_line',
    ],
  },
  package: { attributes: PACKAGE },
  related_event: {
    attributes: `attacks:attack* count:i created_time:t desc:s first_seen_time:t kill_chain:kill_chain_phase* last_seen_time:t
modified_time:t observables:observable* product:product product_uid:s severity:s severity_id:i{1-6} tags:key_value_object* title:s
traits:trait* type:s type_name:s type_uid:i uid!:s`,
  },
  remediation: {
    attributes: 'cis_controls:cis_control* desc!:s kb_article_list:kb_article* kb_articles:s* references:s*',
  },
  reputation: { attributes: 'base_score!:f provider:s score:s score_id!:i{1-10}' },
  rule: { attributes: 'category:s desc:s name:s type:s uid:s version:s', atLeastOne: NAMED },
  scan: { attributes: SCAN, atLeastOne: NAMED },
  sub_technique: MITRE,
  tactic: MITRE,
  technique: MITRE,
  ticket: {
    attributes: 'src_url:s status:s status_details:s* status_id:i{1-8} title:s type:s type_id:i{1-2} uid:s',
    atLeastOne: ['src_url', 'uid'],
  },
  timespan: {
    attributes: `duration:i duration_days:i duration_hours:i duration_mins:i duration_months:i duration_secs:i duration_weeks:i
duration_years:i end_time:t start_time:t type:s type_id:i{1-9}`,
    atLeastOne: [
      'duration',
      'duration_days',
      'duration_hours',
      'duration_mins',
      'duration_months',
      'duration_secs',
      'duration_weeks',
      'duration_years',
      'end_time',
      'start_time',
    ],
  },
  trait: { attributes: 'category:s name:s type:s uid:s values:s*', atLeastOne: NAMED },
  vendor_attributes: { attributes: 'severity:s severity_id:i{1-6}' },
  vulnerability: {
    attributes: `advisory:advisory affected_code:affected_code* affected_packages:affected_package* category:s cve:cve cwe:cwe
dependency_chain:s desc:s exploit_last_seen_time:t exploit_ref_url:s exploit_requirement:s exploit_type:s first_seen_time:t
fix_available:b fix_coverage:s fix_coverage_id:i{1-3} is_exploit_available:b is_fix_available:b kb_article_list:kb_article*
kb_articles:s* last_seen_time:t packages:package* references:s* related_vulnerabilities:s* remediation:remediation severity:s title:s
vendor_name:s`,
    justOne: ['cve', 'advisory', 'cwe'],
  },
};
