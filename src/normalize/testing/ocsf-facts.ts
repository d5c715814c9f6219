/**
 * What OCSF 1.5.0 says of its classes and objects, as facts alone: names, what is required, types, and the numbers of enumerations
 * (https://schema.ocsf.io/1.5.0, https://github.com/ocsf/ocsf-schema, Apache-2.0). Taken down by hand from the schema's files for
 * all that our normalizers write; a class that is written as `open` is known by its number and activities only.
 *
 * An attribute is `name:type`. After the name `!` says required. Types: `s` string, `i` integer, `f` number, `t` time in ms,
 * `b` boolean, `j` anything, else the name of an object; `*` after it says a list; `i{1-3,9}` an enumeration, in which 0 (unknown) and
 * 99 (other) count always.
 */
export interface ClassFacts {
  readonly name: string;
  /** Numbers of `activity_id` besides 0 and 99, such as `1-4,6` */
  readonly activities: string;
  readonly attributes?: string;
  readonly atLeastOne?: readonly string[];
  /** Attributes are not listed here. */
  readonly open?: true;
}
export interface ObjectFacts {
  readonly attributes: string;
  readonly atLeastOne?: readonly string[];
}

/** Attributes of every class. `status_id` is Success and Failure unless a class says otherwise. */
export const BASE = `activity_id!:i activity_name:s category_name:s category_uid!:i class_name:s class_uid!:i count:i duration:i
end_time:t enrichments:j* message:s metadata!:metadata observables:j* raw_data:s raw_data_size:i severity:s severity_id!:i{1-6}
start_time:t status:s status_code:s status_detail:s status_id:i{1-2} time!:t timezone_offset:i type_name:s type_uid!:i unmapped:j`;

/** What a profile adds, once `metadata.profiles` names it. */
export const PROFILES: Readonly<Record<string, string>> = {
  cloud: 'cloud!:cloud api:api',
  container: 'container:container namespace_pid:i',
  host: 'actor:actor device:device',
  incident:
    'assignee:user assignee_group:group priority:s priority_id:i{1-4} src_url:s status:s ticket:j verdict:s verdict_id:i{1-10}',
  load_balancer: 'load_balancer:j',
  network_proxy:
    'proxy_connection_info:network_connection_info proxy_endpoint:j proxy_http_request:http_request proxy_http_response:j proxy_tls:j proxy_traffic:network_traffic',
  osint: 'osint!:j*',
  security_control: `action:s action_id:i{1-4} attacks:attack* authorizations:j* confidence:s confidence_id:i{1-3} confidence_score:i
disposition:s disposition_id:i{1-27} firewall_rule:firewall_rule is_alert:b malware:j* policy:policy risk_details:s risk_level:s
risk_level_id:i{0-4} risk_score:i`,
};

const FINDING = `comment:s confidence:s confidence_id:i{1-3} confidence_score:i device:device finding_info!:finding_info
status_id:i{1-5} vendor_attributes:j`;
const IAM = 'actor:actor http_request:http_request http_response:http_response src_endpoint:network_endpoint';
const NETWORK = `app_name:s connection_info:network_connection_info dst_endpoint:network_endpoint ja4_fingerprint_list:j* proxy:j
src_endpoint:network_endpoint tls:j traffic:network_traffic`;
const HOST = 'actor!:actor device!:device';
const RISK =
  'impact:s impact_id:i{1-4} impact_score:i is_alert:b risk_details:s risk_level:s risk_level_id:i{0-4} risk_score:i';

export const CLASSES: Readonly<Record<number, ClassFacts>> = {
  0: { name: 'base_event', activities: '0', attributes: '' },
  1001: {
    name: 'file_activity',
    activities: '1-14',
    attributes: `${HOST} access_mask:i component:s connection_uid:s create_mask:s file!:file file_diff:s file_result:file`,
  },
  1002: { name: 'kernel_extension_activity', activities: '1-2', open: true },
  1003: { name: 'kernel_activity', activities: '1-4', open: true },
  1004: { name: 'memory_activity', activities: '1-10', open: true },
  1005: { name: 'module_activity', activities: '1-3', open: true },
  1006: { name: 'scheduled_job_activity', activities: '1-6', attributes: 'actor:actor device!:device job!:j' },
  1007: {
    name: 'process_activity',
    activities: '1-5',
    attributes: `actor:actor device!:device actual_permissions:i exit_code:i injection_type:s injection_type_id:i{1-3} module:j
process!:process requested_permissions:i`,
  },
  1008: { name: 'event_log_actvity', activities: '1-10', open: true },
  1009: { name: 'script_activity', activities: '1', open: true },
  2001: { name: 'security_finding', activities: '1-3', open: true },
  2002: {
    name: 'vulnerability_finding',
    activities: '1-3',
    attributes: `${FINDING} resource:resource_details resources:resource_details* vulnerabilities!:vulnerability*`,
  },
  2003: {
    name: 'compliance_finding',
    activities: '1-3',
    attributes: `${FINDING} compliance!:compliance evidences:j* remediation:remediation resource:resource_details
resources:resource_details*`,
  },
  2004: {
    name: 'detection_finding',
    activities: '1-3',
    attributes: `${FINDING} ${RISK} anomaly_analyses:j* evidences:j* malware:malware* malware_scan_info:j remediation:remediation
resources:resource_details* vulnerabilities:vulnerability*`,
  },
  2005: {
    name: 'incident_finding',
    activities: '1-3',
    attributes: `${RISK} assignee:user assignee_group:group attacks:attack* comment:s confidence:s confidence_id:i{1-3}
confidence_score:i desc:s finding_info_list!:finding_info* is_suspected_breach:b priority:s priority_id:i{1-4} resolution:s
resolution_id:i src_url:s status_id!:i{1-5} ticket:j tickets:j* vendor_attributes:j verdict:s verdict_id:i{1-10}`,
  },
  2006: {
    name: 'data_security_finding',
    activities: '1-4',
    attributes: `${FINDING} ${RISK} actor:actor data_security:j database:j databucket:databucket dst_endpoint:network_endpoint file:file
resources:resource_details* src_endpoint:network_endpoint table:j`,
  },
  2007: { name: 'application_security_posture_finding', activities: '1-3', open: true },
  3001: {
    name: 'account_change',
    activities: '1-12',
    attributes: `${IAM} policies:policy* policy:policy user!:user user_result:user`,
  },
  3002: {
    name: 'authentication',
    activities: '1-6',
    attributes: `${IAM} auth_factors:j* auth_protocol:s auth_protocol_id:i{1-12} authentication_token:j certificate:j
dst_endpoint:network_endpoint is_cleartext:b is_mfa:b is_new_logon:b is_remote:b logon_process:process logon_type:s
logon_type_id:i{1-5,7-13} service:service session:session user!:user`,
    atLeastOne: ['service', 'dst_endpoint'],
  },
  3003: {
    name: 'authorize_session',
    activities: '1-2',
    attributes: `${IAM} dst_endpoint:network_endpoint group:group privileges:s* session:session user!:user`,
    atLeastOne: ['privileges', 'group'],
  },
  3004: {
    name: 'entity_management',
    activities: '1-13',
    attributes: `${IAM} access_list:s* access_mask:i comment:s entity!:managed_entity entity_result:managed_entity`,
  },
  3005: {
    name: 'user_access',
    activities: '1-2',
    attributes: `${IAM} privileges!:s* resource:resource_details resources:resource_details* user!:user`,
  },
  3006: {
    name: 'group_management',
    activities: '1-6',
    attributes: `${IAM} group!:group privileges:s* resource:resource_details user:user`,
  },
  4001: { name: 'network_activity', activities: '1-7', attributes: `${NETWORK} url:url` },
  4002: {
    name: 'http_activity',
    activities: '1-8',
    attributes: `${NETWORK} file:file http_cookies:j* http_request:http_request http_response:http_response http_status:i`,
    atLeastOne: ['http_request', 'http_response'],
  },
  4003: {
    name: 'dns_activity',
    activities: '1-2,6',
    attributes: `${NETWORK} answers:dns_answer* query:dns_query query_time:t rcode:s rcode_id:i{0-11,16-25} response_time:t`,
  },
  4004: { name: 'dhcp_activity', activities: '1-10', open: true },
  4005: { name: 'rdp_activity', activities: '1-7', open: true },
  4006: { name: 'smb_activity', activities: '1-9', open: true },
  4007: { name: 'ssh_activity', activities: '1-7', open: true },
  4008: { name: 'ftp_activity', activities: '1-6', open: true },
  4009: { name: 'email_activity', activities: '1-4', open: true },
  4010: { name: 'network_file_activity', activities: '1-14', open: true },
  4011: { name: 'email_file_activity', activities: '1-3', open: true },
  4012: { name: 'email_url_activity', activities: '1-3', open: true },
  4013: { name: 'ntp_activity', activities: '1-7', open: true },
  4014: { name: 'tunnel_activity', activities: '1-7', open: true },
  5001: { name: 'inventory_info', activities: '1-2', attributes: 'actor:actor device!:device' },
  5002: {
    name: 'config_state',
    activities: '1-2',
    attributes: 'actor:actor assessments:j* cis_benchmark_result:j device!:device',
  },
  5003: { name: 'user_inventory', activities: '1-2', attributes: 'actor:actor user!:user' },
  5004: { name: 'patch_state', activities: '1-2', open: true },
  ...Object.fromEntries(
    [5006, 5007, 5008, 5009, 5010, 5011, 5012, 5013, 5014, 5015, 5016, 5017, 5018, 5022].map((uid) => [
      uid,
      { name: 'query', activities: '1', open: true },
    ]),
  ),
  5019: { name: 'device_config_state_change', activities: '1-2', open: true },
  5020: { name: 'software_info', activities: '1-2', open: true },
  5021: { name: 'osint_inventory_info', activities: '1-2', open: true },
  5023: {
    name: 'cloud_resources_inventory_info',
    activities: '1-2',
    attributes:
      'cloud:cloud container:container database:j databucket:databucket idp:j region:s resources:resource_details* table:j',
  },
  6001: {
    name: 'web_resources_activity',
    activities: '1-8',
    attributes: `dst_endpoint:network_endpoint http_request:http_request http_response:http_response src_endpoint:network_endpoint tls:j
web_resources!:web_resource* web_resources_result:web_resource*`,
  },
  6002: { name: 'application_lifecycle', activities: '1-8', attributes: 'app!:product' },
  6003: {
    name: 'api_activity',
    activities: '1-4',
    attributes: `actor!:actor api!:api dst_endpoint:network_endpoint http_request:http_request http_response:http_response
resources:resource_details* src_endpoint!:network_endpoint`,
  },
  6004: { name: 'web_resource_access_activity', activities: '1-4', open: true },
  6005: { name: 'datastore_activity', activities: '1-10', open: true },
  6006: { name: 'file_hosting', activities: '1-17', open: true },
  6007: {
    name: 'scan_activity',
    activities: '1-10',
    attributes: `command_uid:s num_detections:i num_files:i num_folders:i num_network_items:i num_processes:i num_registry_items:i
num_resolutions:i num_skipped_items:i num_trusted_items:i policy:policy scan!:scan schedule_uid:s total:i`,
  },
  6008: { name: 'application_error', activities: '1-2', attributes: '' },
};

/** Objects and dictionaries. A name that is not here is not looked into. */
const ENDPOINT = `agent_list:j* domain:s hostname:s hw_info:j instance_uid:s interface_name:s interface_uid:s ip:s location:j mac:s
name:s os:os owner:user subnet_uid:s type:s uid:s vlan_uid:s vpc_uid:s zone:s container:container namespace_pid:i`;
const RESOURCE = `agent_list:j* cloud_partition:s created_time:t criticality:s data:j group:group hostname:s ip:s is_backed_up:b
labels:s* modified_time:t name:s namespace:s owner:user region:s resource_relationship:j tags:j* type:s uid:s uid_alt:s version:s zone:s`;
const NAMED = ['name', 'uid'];

export const OBJECTS: Readonly<Record<string, ObjectFacts>> = {
  account: { attributes: 'labels:s* name:s tags:j* type:s type_id:i{1-18} uid:s', atLeastOne: NAMED },
  actor: {
    attributes: 'app_name:s app_uid:s authorizations:j* idp:j invoked_by:s process:process session:session user:user',
    atLeastOne: ['process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid'],
  },
  api: { attributes: 'group:group operation!:s request:request response:response service:service version:s' },
  attack: {
    attributes: 'mitigation:j sub_technique:mitre tactic:mitre tactics:mitre* technique:mitre version:s',
    atLeastOne: ['tactic', 'technique', 'sub_technique'],
  },
  cloud: { attributes: 'account:account cloud_partition:s org:j project_uid:s provider!:s region:s zone:s' },
  compliance: {
    attributes: `assessments:j* category:s checks:j* compliance_references:j* compliance_standards:j* control:s control_parameters:j*
desc:s requirements:s* standards:s* status:s status_code:s status_detail:s status_details:s* status_id:i{1-3}`,
  },
  container: {
    attributes:
      'hash:j image:image labels:s* name:s network_driver:s orchestrator:s pod_uuid:s runtime:s size:i tag:s tags:j* uid:s',
    atLeastOne: NAMED,
  },
  cve: {
    attributes: `created_time:t cvss:cvss* cwe:j cwe_uid:s cwe_url:s desc:s epss:epss modified_time:t product:product references:s*
related_cwes:j* title:s type:s uid!:s`,
  },
  cvss: {
    attributes:
      'base_score!:f depth:s metrics:j* overall_score:f severity:s src_url:s vector_string:s vendor_name:s version!:s',
  },
  databucket: {
    attributes: `${RESOURCE} desc:s encryption_details:j file:file groups:group* is_encrypted:b is_public:b size:i type_id!:i{1-3}`,
    atLeastOne: NAMED,
  },
  device: {
    attributes: `${ENDPOINT} autoscale_uid:s boot_time:t boot_uid:s created_time:t desc:s eid:s first_seen_time:t groups:group* hypervisor:s
image:image iccid:s imei:s imei_list:s* is_backed_up:b is_compliant:b is_managed:b is_mobile_account_active:b is_personal:b is_shared:b
is_supervised:b is_trusted:b last_seen_time:t meid:s model:s modified_time:t network_interfaces:j* org:j os_machine_uuid:s region:s
risk_level:s risk_level_id:i{0-4} risk_score:i subnet:s type_id!:i{1-15} udid:s uid_alt:s vendor_name:s`,
    atLeastOne: ['ip', 'uid', 'name', 'hostname', 'instance_uid', 'interface_uid', 'interface_name'],
  },
  dns_answer: { attributes: 'class:s flag_ids:i* flags:s* packet_uid:i rdata!:s ttl:i type:s' },
  dns_query: { attributes: 'class:s hostname!:s opcode:s opcode_id:i{0-6} packet_uid:i type:s' },
  epss: { attributes: 'created_time:t percentile:f score!:s version:s' },
  feature: { attributes: 'name:s uid:s version:s', atLeastOne: NAMED },
  file: {
    attributes: `accessed_time:t accessor:user attributes:i company_name:s confidentiality:s confidentiality_id:i{1-6} created_time:t
creator:user desc:s drive_type:s drive_type_id:i{1-5} encryption_details:j ext:s hashes:j* internal_name:s is_deleted:b is_encrypted:b
is_public:b is_system:b mime_type:s modified_time:t modifier:user name!:s owner:user parent_folder:s path:s product:product
security_descriptor:s signature:j size:i storage_class:s tags:j* type:s type_id!:i{1-7} uid:s uri:s url:url version:s volume:s
xattributes:j`,
  },
  finding_info: {
    attributes: `analytic:j attacks:attack* created_time:t data_sources:s* desc:s first_seen_time:t kill_chain:j* last_seen_time:t
modified_time:t product:product product_uid:s related_analytics:j* related_events:j* related_events_count:i src_url:s tags:j* title:s
traits:j* types:s* uid!:s uid_alt:s`,
  },
  firewall_rule: {
    attributes: `category:s condition:s desc:s duration:i match_details:s* match_location:s name:s rate_limit:i sensitivity:s type:s uid:s
version:s`,
  },
  group: { attributes: 'desc:s domain:s name:s privileges:s* type:s uid:s', atLeastOne: NAMED },
  http_request: {
    attributes: `args:s body_length:i http_headers:j* http_method:s length:i referrer:s uid:s url:url user_agent:s version:s
x_forwarded_for:s*`,
  },
  http_response: {
    attributes: 'body_length:i code!:i content_type:s http_headers:j* latency:i length:i message:s status:s',
  },
  image: { attributes: 'labels:s* name:s path:s tag:s tags:j* uid!:s' },
  malware: {
    attributes: `classification_ids!:i* classifications:s* cves:cve* files:file* name:s num_infected:i path:s provider:s severity:s
severity_id:i{1-6} uid:s`,
  },
  managed_entity: {
    attributes:
      'data:j device:device email:j group:group location:j name:s org:j policy:policy type:s type_id:i{1-7} uid:s user:user version:s',
    atLeastOne: ['name', 'uid', 'device', 'group', 'org', 'policy', 'user', 'location', 'email'],
  },
  metadata: {
    attributes: `correlation_uid:s debug:s* event_code:s extension:j extensions:j* labels:s* log_level:s log_name:s log_provider:s
log_version:s logged_time:t loggers:j* modified_time:t original_time:s processed_time:t product!:product profiles:s* sequence:i tags:j*
tenant_uid:s transformation_info_list:j* uid:s version!:s`,
  },
  mitre: { attributes: 'name:s src_url:s uid:s', atLeastOne: NAMED },
  network_connection_info: {
    attributes: `boundary:s boundary_id:i{1-11} community_uid:s direction:s direction_id!:i{1-3} flag_history:s protocol_name:s
protocol_num:i protocol_ver:s protocol_ver_id:i{4,6} session:session tcp_flags:i uid:s`,
  },
  network_endpoint: {
    attributes: `${ENDPOINT} autonomous_system:j intermediate_ips:s* isp:s isp_org:s port:i proxy_endpoint:j svc_name:s type_id:i{1-15}`,
    atLeastOne: [
      'ip',
      'uid',
      'name',
      'hostname',
      'svc_name',
      'instance_uid',
      'interface_uid',
      'interface_name',
      'domain',
    ],
  },
  network_traffic: {
    attributes: `bytes:i bytes_in:i bytes_missed:i bytes_out:i chunks:i chunks_in:i chunks_out:i packets:i packets_in:i packets_out:i
timespan:j`,
  },
  os: {
    attributes:
      'build:s country:s cpe_name:s cpu_bits:i edition:s kernel_release:s lang:s name!:s sp_name:s sp_ver:i type:s type_id!:i{100-101,200-201,300-302,400-402} version:s',
  },
  policy: { attributes: 'data:j desc:s group:group is_applied:b name:s uid:s version:s', atLeastOne: NAMED },
  process: {
    attributes: `ancestry:j* cmd_line:s container:container cpid:s created_time:t environment_variables:j* file:file integrity:s
integrity_id:i{1-6} lineage:s* loaded_modules:s* name:s namespace_pid:i parent_process:process path:s pid:i sandbox:s session:session
terminated_time:t tid:i uid:s user:user working_directory:s xattributes:j`,
    atLeastOne: ['pid', 'uid', 'cpid'],
  },
  product: {
    attributes: 'cpe_name:s feature:feature lang:s name:s path:s uid:s url_string:s vendor_name:s version:s',
    atLeastOne: NAMED,
  },
  remediation: { attributes: 'cis_controls:j* desc!:s kb_article_list:j* kb_articles:s* references:s*' },
  request: { attributes: 'containers:container* data:j flags:s* uid!:s' },
  resource_details: { attributes: RESOURCE, atLeastOne: NAMED },
  response: { attributes: 'code:i containers:container* data:j error:s error_message:s flags:s* message:s' },
  scan: { attributes: 'name:s type:s type_id!:i{1-7} uid:s' },
  service: { attributes: 'labels:s* name:s tags:j* uid:s version:s', atLeastOne: NAMED },
  session: {
    attributes: `count:i created_time:t credential_uid:s expiration_reason:s expiration_time:t is_mfa:b is_remote:b is_vpn:b issuer:s
terminal:s uid:s uid_alt:s uuid:s`,
  },
  url: {
    attributes: `categories:s* category_ids:i* domain:s hostname:s path:s port:i query_string:s resource_type:s scheme:s subdomain:s
url_string:s`,
    atLeastOne: ['url_string', 'path'],
  },
  user: {
    attributes: `account:account credential_uid:s display_name:s domain:s email_addr:s forward_addr:s full_name:s groups:group* has_mfa:b
ldap_person:j name:s org:j phone_number:s risk_level:s risk_level_id:i{0-4} risk_score:i type:s type_id:i{1-3} uid:s uid_alt:s`,
    atLeastOne: ['account', 'name', 'uid'],
  },
  vulnerability: {
    attributes: `advisory:j affected_code:j* affected_packages:affected_package* category:s cve:cve cwe:j dependency_chain:s desc:s
exploit_last_seen_time:t exploit_ref_url:s exploit_requirement:s exploit_type:s first_seen_time:t fix_available:b fix_coverage:s
fix_coverage_id:i{1-3} is_exploit_available:b is_fix_available:b kb_article_list:j* kb_articles:s* last_seen_time:t packages:j*
references:s* related_vulnerabilities:s* remediation:remediation severity:s title:s vendor_name:s`,
    atLeastOne: ['advisory', 'cve', 'cwe'],
  },
  affected_package: {
    attributes: `architecture:s cpe_name:s epoch:i fixed_in_version:s hash:j license:s license_url:s name!:s package_manager:s
package_manager_url:s path:s purl:s release:s remediation:remediation src_url:s type:s type_id:i uid:s vendor_name:s version!:s`,
  },
  web_resource: {
    attributes:
      'created_time:t data:j desc:s labels:s* modified_time:t name:s tags:j* type:s uid:s uid_alt:s url_string:s',
    atLeastOne: ['name', 'uid', 'url_string'],
  },
};
