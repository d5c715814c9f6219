/**
 * What OCSF 1.5.0 says of its event classes, as facts alone: an extract of the schema for the classes that our normalizers write or
 * take over, in a notation of our own (`notation.ts`).
 *
 * Read: constraints, profiles and base event of https://github.com/ocsf/ocsf-lib-py at 95f1cc44cd9f44544c322a0308e17a90a124e9be,
 * `schema_cache/schema-1.5.0.json`, the compiled schema 1.5.0; attributes, requirements and numbers of each class of
 * https://github.com/mcm/typescript-ocsf at 1bb16c1ff9ca7d9256fb98b1598080f0ff9cd274, `src/v1_5`, generated from ocsf-schema's tag
 * v1.5.0. Both Apache-2.0, as is the schema (https://github.com/ocsf/ocsf-schema, https://schema.ocsf.io/1.5.0).
 */
export interface ClassFacts {
  readonly name: string;
  /** Numbers of `activity_id` besides 0 and 99, such as `1-4,6` */
  readonly activities: string;
  readonly attributes: string;
  readonly atLeastOne?: readonly string[];
  readonly justOne?: readonly string[];
  /** Profiles that it knows besides those of every class */
  readonly profiles?: readonly string[];
}

/** Attributes of every class. `status_id` is Success and Failure unless a class says otherwise. */
export const BASE = `activity_id!:i activity_name:s category_name:s category_uid!:i class_name:s class_uid!:i count:i duration:i
end_time:t enrichments:enrichment* message:s metadata!:metadata observables:observable* raw_data:s raw_data_size:i severity:s
severity_id!:i{1-6} start_time:t status:s status_code:s status_detail:s status_id:i{1-2} time!:t timezone_offset:i type_name:s
type_uid!:i unmapped:o`;

/** Profiles of every class. */
export const COMMON_PROFILES: readonly string[] = ['cloud', 'host', 'osint', 'security_control'];

/**
 * What a profile adds to an event that names it in `metadata.profiles`. Left out, as no normalizer uses them: `data_classification`,
 * `datetime`, `linux/linux_users` and `trace`.
 */
export const PROFILES: Readonly<Record<string, string>> = {
  cloud: 'api:api cloud!:cloud',
  // Adds to endpoints, devices and processes alone.
  container: '',
  host: 'actor:actor device:device',
  incident: `assignee:user assignee_group:group impact:s impact_id:i{1-4} impact_score:i is_suspected_breach:b priority:s
priority_id:i{1-4} src_url:s ticket:ticket tickets:ticket* verdict:s verdict_id:i{1-10}`,
  load_balancer: 'load_balancer:load_balancer',
  network_proxy: `proxy_connection_info:network_connection_info proxy_endpoint:network_proxy proxy_http_request:http_request
proxy_http_response:http_response proxy_tls:tls proxy_traffic:network_traffic`,
  osint: 'osint!:osint*',
  security_control: `action:s action_id:i{1-4} attacks:attack* authorizations:authorization* confidence:s confidence_id:i{1-3}
confidence_score:i disposition:s disposition_id:i{1-27} firewall_rule:firewall_rule is_alert:b malware:malware*
malware_scan_info:malware_scan_info policy:policy risk_details:s risk_level:s risk_level_id:i{1-4} risk_score:i`,
};

const FINDING = `comment:s confidence:s confidence_id:i{1-3} confidence_score:i device:device finding_info!:finding_info
status_id:i{1-5} vendor_attributes:vendor_attributes`;
const RISK = 'is_alert:b risk_details:s risk_level:s risk_level_id:i{1-4} risk_score:i';
const IMPACT = 'impact:s impact_id:i{1-4} impact_score:i';
const IAM = 'actor:actor http_request:http_request http_response:http_response src_endpoint:network_endpoint';
const NETWORK = `app_name:s connection_info:network_connection_info dst_endpoint:network_endpoint
ja4_fingerprint_list:ja4_fingerprint* proxy:network_proxy src_endpoint:network_endpoint tls:tls traffic:network_traffic`;
const ENDS = ['dst_endpoint', 'src_endpoint'];
const OF_NETWORK = ['container', 'load_balancer', 'network_proxy'];
const OF_FINDING = ['container', 'incident'];
const OF_HOST = ['container'];

export const CLASSES: Readonly<Record<number, ClassFacts>> = {
  0: { name: 'base_event', activities: '', attributes: '' },
  1001: {
    name: 'file_activity',
    activities: '1-14',
    attributes: `actor!:actor device!:device access_mask:i component:s connection_uid:s create_mask:s file!:file file_diff:s
file_result:file`,
    profiles: OF_HOST,
  },
  1005: {
    name: 'module_activity',
    activities: '1-2',
    attributes: 'actor!:actor device!:device module!:module',
    profiles: OF_HOST,
  },
  1006: {
    name: 'scheduled_job_activity',
    activities: '1-6',
    attributes: 'actor:actor device!:device job!:job',
    profiles: OF_HOST,
  },
  1007: {
    name: 'process_activity',
    activities: '1-5',
    attributes: `actor:actor device!:device actual_permissions:i exit_code:i injection_type:s injection_type_id:i{1-3} module:module
process!:process requested_permissions:i`,
    profiles: OF_HOST,
  },
  2001: {
    name: 'security_finding',
    activities: '1-3',
    attributes: `${IMPACT} analytic:analytic attacks:attack* cis_csc:cis_csc* compliance:compliance confidence:s confidence_id:i{1-3}
confidence_score:i data_sources:s* evidence:j finding!:finding kill_chain:kill_chain_phase* malware:malware* nist:s* process:process
resources:resource_details* risk_level:s risk_level_id:i{1-4} risk_score:i state:s state_id!:i{1-4} vulnerabilities:vulnerability*`,
    profiles: OF_HOST,
  },
  2002: {
    name: 'vulnerability_finding',
    activities: '1-3',
    attributes: `${FINDING} resource:resource_details resources:resource_details* vulnerabilities!:vulnerability*`,
    profiles: OF_FINDING,
  },
  2003: {
    name: 'compliance_finding',
    activities: '1-3',
    attributes: `${FINDING} compliance!:compliance evidences:evidences* remediation:remediation resource:resource_details
resources:resource_details*`,
    profiles: OF_FINDING,
  },
  2004: {
    name: 'detection_finding',
    activities: '1-3',
    attributes: `${FINDING} ${RISK} ${IMPACT} anomaly_analyses:anomaly_analysis* evidences:evidences* malware:malware*
malware_scan_info:malware_scan_info remediation:remediation resources:resource_details* vulnerabilities:vulnerability*`,
    profiles: OF_FINDING,
  },
  2005: {
    name: 'incident_finding',
    activities: '1-3',
    attributes: `${IMPACT} assignee:user assignee_group:group attacks:attack* comment:s confidence:s confidence_id:i{1-3}
confidence_score:i desc:s finding_info_list!:finding_info* is_suspected_breach:b priority:s priority_id:i{1-4} src_url:s
status_id!:i{1-5} ticket:ticket tickets:ticket* vendor_attributes:vendor_attributes verdict:s verdict_id:i{1-10}`,
    atLeastOne: ['assignee', 'assignee_group'],
    profiles: OF_FINDING,
  },
  2006: {
    name: 'data_security_finding',
    activities: '1-4',
    attributes: `${FINDING} ${RISK} ${IMPACT} actor:actor data_security:data_security database:database databucket:databucket
dst_endpoint:network_endpoint file:file resources:resource_details* src_endpoint:network_endpoint table:table`,
    profiles: OF_FINDING,
  },
  2007: {
    name: 'application_security_posture_finding',
    activities: '1-3',
    attributes: `${FINDING} application:application compliance:compliance remediation:remediation resources:resource_details*
vulnerabilities:vulnerability*`,
    atLeastOne: ['application', 'compliance', 'remediation', 'vulnerabilities'],
    profiles: OF_FINDING,
  },
  3001: {
    name: 'account_change',
    activities: '1-12',
    attributes: `${IAM} policies:policy* policy:policy user!:user user_result:user`,
    profiles: OF_HOST,
  },
  3002: {
    name: 'authentication',
    activities: '1-6',
    attributes: `${IAM} auth_factors:auth_factor* auth_protocol:s auth_protocol_id:i{1-12} authentication_token:authentication_token
certificate:certificate dst_endpoint:network_endpoint is_cleartext:b is_mfa:b is_new_logon:b is_remote:b logon_process:process
logon_type:s logon_type_id:i{1-5,7-13} service:service session:session user!:user`,
    atLeastOne: ['service', 'dst_endpoint'],
    profiles: OF_HOST,
  },
  3003: {
    name: 'authorize_session',
    activities: '1-2',
    attributes: `${IAM} dst_endpoint:network_endpoint group:group privileges:s* session:session user!:user`,
    justOne: ['privileges', 'group'],
    profiles: OF_HOST,
  },
  3004: {
    name: 'entity_management',
    activities: '1-13',
    attributes: `${IAM} access_list:s* access_mask:i comment:s entity!:managed_entity entity_result:managed_entity`,
    profiles: OF_HOST,
  },
  3005: {
    name: 'user_access',
    activities: '1-2',
    attributes: `${IAM} privileges!:s* resource:resource_details resources:resource_details* user!:user`,
    profiles: OF_HOST,
  },
  3006: {
    name: 'group_management',
    activities: '1-6',
    attributes: `${IAM} group!:group privileges:s* resource:resource_details user:user`,
    profiles: OF_HOST,
  },
  4001: {
    name: 'network_activity',
    activities: '1-7',
    attributes: `${NETWORK} url:url`,
    atLeastOne: ENDS,
    profiles: OF_NETWORK,
  },
  4002: {
    name: 'http_activity',
    activities: '1-8',
    attributes: `${NETWORK} file:file http_cookies:http_cookie* http_request:http_request http_response:http_response http_status:i`,
    atLeastOne: ['http_request', 'http_response'],
    profiles: OF_NETWORK,
  },
  4003: {
    name: 'dns_activity',
    activities: '1-2,6',
    attributes: `${NETWORK} answers:dns_answer* query:dns_query query_time:t rcode:s rcode_id:i{1-11,16-25} response_time:t`,
    atLeastOne: ENDS,
    profiles: OF_NETWORK,
  },
  4007: {
    name: 'ssh_activity',
    activities: '1-7',
    attributes: `${NETWORK} auth_type:s auth_type_id:i{1-6} client_hassh:hassh file:file protocol_ver:s server_hassh:hassh`,
    atLeastOne: ENDS,
    profiles: OF_NETWORK,
  },
  4009: {
    name: 'email_activity',
    activities: '1-4',
    attributes: `attempt:i banner:s command:s direction:s direction_id!:i{1-3} dst_endpoint:network_endpoint email!:email
email_auth:email_auth message_trace_uid:s protocol_name:s smtp_hello:s src_endpoint:network_endpoint`,
    profiles: OF_HOST,
  },
  5001: { name: 'inventory_info', activities: '1-2', attributes: 'actor:actor device!:device', profiles: OF_HOST },
  5023: {
    name: 'cloud_resources_inventory_info',
    activities: '1-2',
    attributes: `cloud:cloud container:container database:database databucket:databucket idp:idp region:s
resources:resource_details* table:table`,
    atLeastOne: ['cloud', 'container', 'database', 'databucket', 'idp', 'resources', 'table'],
    profiles: OF_HOST,
  },
  6001: {
    name: 'web_resources_activity',
    activities: '1-8',
    attributes: `dst_endpoint:network_endpoint http_request:http_request http_response:http_response src_endpoint:network_endpoint
tls:tls web_resources!:web_resource* web_resources_result:web_resource*`,
    profiles: ['container', 'network_proxy'],
  },
  6002: { name: 'application_lifecycle', activities: '1-8', attributes: 'app!:product', profiles: OF_HOST },
  6003: {
    name: 'api_activity',
    activities: '1-4',
    attributes: `actor!:actor api!:api dst_endpoint:network_endpoint http_request:http_request http_response:http_response
resources:resource_details* src_endpoint!:network_endpoint`,
    profiles: OF_HOST,
  },
  6004: {
    name: 'web_resource_access_activity',
    activities: '1-4',
    attributes: `http_request!:http_request http_response:http_response proxy:network_proxy src_endpoint:network_endpoint tls:tls
web_resources!:web_resource*`,
    profiles: ['container', 'network_proxy'],
  },
  6005: {
    name: 'datastore_activity',
    activities: '1-10',
    attributes: `actor!:actor database:database databucket:databucket dst_endpoint:network_endpoint http_request:http_request
http_response:http_response query_info:query_info src_endpoint!:network_endpoint table:table type:s type_id:i{1-3}`,
    atLeastOne: ['database', 'databucket', 'table'],
    profiles: OF_HOST,
  },
  6006: {
    name: 'file_hosting',
    activities: '1-17',
    attributes: `access_list:s* access_mask:i access_result:j actor!:actor connection_info:network_connection_info
dst_endpoint:network_endpoint expiration_time:t file!:file file_result:file share:s share_type:s share_type_id:i{1-3}
src_endpoint!:network_endpoint`,
    profiles: OF_HOST,
  },
  6007: {
    name: 'scan_activity',
    activities: '1-10',
    attributes: `command_uid:s num_detections:i num_files:i num_folders:i num_network_items:i num_processes:i num_registry_items:i
num_resolutions:i num_skipped_items:i num_trusted_items:i policy:policy scan!:scan schedule_uid:s total:i`,
    profiles: OF_HOST,
  },
};
