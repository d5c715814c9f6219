import type { ObjectFacts } from './notation.ts';
import { FINDING_OBJECTS } from './objects-of-findings.ts';
import { HOST_OBJECTS } from './objects-of-hosts.ts';

/**
 * What OCSF 1.5.0 says of its objects, as facts alone, in a notation of our own (`notation.ts`): an extract of the objects that our
 * normalizers write or take over, and of those that these refer to and that we may need next. Attributes of the profiles
 * `data_classification`, `datetime` and `linux/linux_users` are left out.
 *
 * Read: https://github.com/ocsf/ocsf-lib-py at 95f1cc44cd9f44544c322a0308e17a90a124e9be, `schema_cache/schema-1.5.0.json`, the
 * compiled schema 1.5.0. Only `affected_code`, `analytic`, `application`, `cis_csc`, `email_auth`, `environment_variable`, `evidences`,
 * `finding`, `hassh`, `ja4_fingerprint`, `query_info` and `service` are read of https://github.com/mcm/typescript-ocsf, `src/v1_5`, at
 * 1bb16c1ff9ca7d9256fb98b1598080f0ff9cd274 or what is stored nearest before it, which tells no constraints: those of `evidences` are of
 * https://github.com/ocsf/ocsf-schema, `objects/evidences.json` at 0ce0c415517b412aa7b220df9604e4a61f784f92, those of `application`, with
 * its profile, of `objects/application.json` at 35502d201dd40622f2fbbba3c2c794a434b3b057, a later version; `analytic` and `service` extend
 * `_entity`, which wants a name or a uid. Of `cis_csc`, `finding` and `query_info` we know of none.
 */
const NAMED = ['name', 'uid'];
const TAGGED = 'labels:s* tags:key_value_object*';

const ENDPOINT = `agent_list:agent* container:container@container domain:s hostname:s hw_info:device_hw_info instance_uid:s
interface_name:s interface_uid:s ip:ip location:location mac:mac name:s namespace_pid:i@container os:os owner:user subnet_uid:s type:s
type_id:i{1-15} uid:s vlan_uid:s vpc_uid:s zone:s`;
const NETWORK_ENDPOINT: ObjectFacts = {
  attributes: `${ENDPOINT} autonomous_system:autonomous_system intermediate_ips:ip* isp:s isp_org:s port:port
proxy_endpoint:network_proxy svc_name:s`,
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
};
const RESOURCE = `${TAGGED} agent_list:agent* cloud_partition:s@cloud created_time:t criticality:s data:j group:group hostname:s ip:ip
is_backed_up:b modified_time:t name:s namespace:s owner:user region:s@cloud resource_relationship:graph type:s uid:s uid_alt:s version:s
zone:s@cloud`;
const SOLD = 'created_time:t desc:s groups:group* modified_time:t name:s size:i uid:s';

/** Of people, services, clouds and connections. */
const OF_ALL: Readonly<Record<string, ObjectFacts>> = {
  account: { attributes: `${TAGGED} name:s type:s type_id:i{1-18} uid:s`, atLeastOne: NAMED },
  actor: {
    attributes: `app_name:s app_uid:s authorizations:authorization* idp:idp invoked_by:s process:process session:session user:user`,
    atLeastOne: ['process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid'],
  },
  api: { attributes: 'group:group operation!:s request:request response:response service:service version:s' },
  auth_factor: {
    attributes: `device:device email_addr:mail factor_type:s factor_type_id!:i{1-11} is_hotp:b is_totp:b phone_number:s provider:s
security_questions:s*`,
  },
  authentication_token: {
    attributes: `created_time:t encryption_details:encryption_details expiration_time:t is_renewable:b kerberos_flags:s type:s
type_id:i{1-5}`,
  },
  authorization: { attributes: 'decision:s policy:policy' },
  autonomous_system: { attributes: 'name:s number:i', atLeastOne: ['number', 'name'] },
  certificate: {
    attributes: `created_time:t expiration_time:t fingerprints:fingerprint* is_self_signed:b issuer!:s sans:san* serial_number!:s
subject:s uid:s version:s`,
  },
  cloud: { attributes: 'account:account cloud_partition:s org:organization project_uid:s provider!:s region:s zone:s' },
  database: { attributes: `${SOLD} type:s type_id!:i{1-6}`, atLeastOne: NAMED },
  databucket: {
    attributes: `${RESOURCE} desc:s encryption_details:encryption_details file:file groups:group* is_encrypted:b is_public:b size:i
type_id!:i{1-3}`,
    atLeastOne: NAMED,
  },
  dns_answer: { attributes: 'class:s flag_ids:i{1-6}* flags:s* packet_uid:i rdata!:s ttl:i type:s' },
  dns_query: { attributes: 'class:s hostname!:s opcode:s opcode_id:i{1-6} packet_uid:i type:s' },
  email: {
    attributes: `cc:mail* cc_mailboxes:s* delivered_to:mail delivered_to_list:mail* files:file* from:mail from_mailbox:s
http_headers:http_header* is_read:b message_uid:s raw_header:s reply_to:mail reply_to_mailboxes:s* size:i smtp_from:mail
smtp_to:mail* subject:s to:mail* to_mailboxes:s* uid:s urls:url* x_originating_ip:ip*`,
    atLeastOne: ['from', 'to'],
  },
  email_auth: {
    attributes: 'dkim:s dkim_domain:s dkim_signature:s dmarc:s dmarc_override:s dmarc_policy:s spf:s',
  },
  encryption_details: { attributes: 'algorithm:s algorithm_id:i{1-6} key_length:i key_uid:s type:s' },
  endpoint_connection: {
    attributes: 'code:i network_endpoint:network_endpoint',
    atLeastOne: ['network_endpoint', 'code'],
  },
  enrichment: {
    attributes: `created_time:t data!:j desc:s name!:s provider:s reputation:reputation short_desc:s src_url:s type:s value!:s`,
  },
  extension: { attributes: 'name!:s uid!:s version!:s' },
  feature: { attributes: 'name:s uid:s version:s', atLeastOne: NAMED },
  group: { attributes: 'desc:s domain:s name:s privileges:s* type:s uid:s', atLeastOne: NAMED },
  hassh: { attributes: 'algorithm:s fingerprint!:fingerprint' },
  http_cookie: {
    attributes: `domain:s expiration_time:t http_only:b is_http_only:b is_secure:b name!:s path:s samesite:s secure:b value!:s`,
  },
  http_header: { attributes: 'name!:s value!:s' },
  http_request: {
    attributes: `args:s body_length:i http_headers:http_header* http_method:s{OPTIONS|GET|HEAD|POST|PUT|DELETE|TRACE|CONNECT} length:i
referrer:s uid:s url:url user_agent:s version:s x_forwarded_for:ip*`,
  },
  http_response: {
    attributes: 'body_length:i code!:i content_type:s http_headers:http_header* latency:i length:i message:s status:s',
  },
  idp: {
    attributes: `auth_factors:auth_factor* domain:s fingerprint:fingerprint has_mfa:b issuer:s name:s protocol_name:s scim:scim sso:sso
state:s state_id:i{1-4} tenant_uid:s uid:s url_string:s`,
    atLeastOne: NAMED,
  },
  ja4_fingerprint: {
    attributes: 'section_a:s section_b:s section_c:s section_d:s type:s type_id!:i{1-9} value!:s',
  },
  key_value_object: { attributes: 'name!:s value:s values:s*', atLeastOne: ['value', 'values'] },
  load_balancer: {
    attributes: `classification:s code:i dst_endpoint:network_endpoint endpoint_connections:endpoint_connection* error_message:s ip:ip
message:s metrics:metric* name:s status_detail:s uid:s`,
    atLeastOne: NAMED,
  },
  location: {
    attributes: `aerial_height:s city:s continent:s coordinates:f* country:s desc:s geodetic_altitude:s geodetic_vertical_accuracy:s
geohash:s horizontal_accuracy:s is_on_premises:b isp:s lat:f long:f postal_code:s pressure_altitude:s provider:s region:s`,
    atLeastOne: ['city', 'country', 'postal_code', 'region'],
  },
  logger: {
    attributes: `device:device event_uid:s log_level:s log_name:s log_provider:s log_version:s logged_time:t name:s product:product
transmit_time:t uid:s version:s`,
    atLeastOne: NAMED,
  },
  managed_entity: {
    attributes: `data:j device:device email:email group:group location:location name:s org:organization policy:policy type:s
type_id:i{1-7} uid:s user:user version:s`,
    atLeastOne: ['name', 'uid', 'device', 'group', 'org', 'policy', 'user'],
  },
  metadata: {
    attributes: `correlation_uid:s debug:s* event_code:s extension:extension extensions:extension* labels:s* log_level:s log_name:s
log_provider:s log_version:s logged_time:t loggers:logger* modified_time:t original_time:s processed_time:t product!:product profiles:s*
sequence:i tags:key_value_object* tenant_uid:s transformation_info_list:transformation_info* uid:s version!:s`,
  },
  metric: { attributes: 'name!:s value!:s' },
  network_connection_info: {
    attributes: `boundary:s boundary_id:i{1-11} community_uid:s direction:s direction_id!:i{1-3} flag_history:s protocol_name:s
protocol_num:i protocol_ver:s protocol_ver_id:i{4,6} session:session tcp_flags:i uid:s`,
  },
  network_endpoint: NETWORK_ENDPOINT,
  network_proxy: NETWORK_ENDPOINT,
  network_traffic: {
    attributes: `bytes:i bytes_in:i bytes_missed:i bytes_out:i chunks:i chunks_in:i chunks_out:i packets:i packets_in:i packets_out:i`,
  },
  organization: { attributes: 'name:s ou_name:s ou_uid:s uid:s', atLeastOne: NAMED },
  policy: { attributes: 'data:j desc:s group:group is_applied:b name:s uid:s version:s', atLeastOne: NAMED },
  product: {
    attributes: 'cpe_name:s feature:feature lang:s name:s path:s uid:s url_string:s vendor_name:s version:s',
    atLeastOne: NAMED,
  },
  query_info: { attributes: 'bytes:i data:j name:s query_string!:s query_time:t uid:s' },
  request: { attributes: 'containers:container* data:j flags:s* uid!:s' },
  resource_details: { attributes: RESOURCE, atLeastOne: NAMED },
  response: {
    attributes: 'code:i containers:container* data:j error:s error_message:s flags:s* message:s',
  },
  san: { attributes: 'name!:s type!:s' },
  service: { attributes: `${TAGGED} name:s uid:s version:s`, atLeastOne: NAMED },
  session: {
    attributes: `count:i created_time:t credential_uid:s expiration_reason:s expiration_time:t is_mfa:b is_remote:b is_vpn:b issuer:s
terminal:s uid:s uid_alt:s uuid:uuid`,
  },
  table: { attributes: SOLD, atLeastOne: NAMED },
  tls: {
    attributes: `alert:i certificate:certificate certificate_chain:s* cipher:s client_ciphers:s* extension_list:tls_extension*
handshake_dur:i ja3_hash:fingerprint ja3s_hash:fingerprint key_length:i sans:san* server_ciphers:s* sni:s
tls_extension_list:tls_extension* version!:s`,
  },
  transformation_info: {
    attributes: 'lang:s name:s product:product time:t uid:s url_string:s',
    atLeastOne: NAMED,
  },
  url: {
    attributes: `categories:s* category_ids:i* domain:s hostname:s path:s port:port query_string:s resource_type:s scheme:s subdomain:s
url_string:s`,
    atLeastOne: ['url_string', 'path'],
  },
  user: {
    attributes: `account:account credential_uid:s display_name:s domain:s email_addr:mail forward_addr:mail full_name:s groups:group*
has_mfa:b ldap_person:ldap_person name:s org:organization phone_number:s risk_level:s risk_level_id:i{1-4} risk_score:i type:s
type_id:i{1-3} uid:s uid_alt:s`,
    atLeastOne: ['account', 'name', 'uid'],
  },
  web_resource: {
    attributes: `${TAGGED} created_time:t data:j desc:s modified_time:t name:s type:s uid:s uid_alt:s url_string:s`,
    atLeastOne: NAMED,
  },
};

export const OBJECTS: Readonly<Record<string, ObjectFacts>> = { ...OF_ALL, ...FINDING_OBJECTS, ...HOST_OBJECTS };

/** Objects of the schema that facts above name, and that are not taken down. An event that has one of them is not proven valid. */
export const UNREAD_OBJECTS: ReadonlySet<string> = new Set([
  'anomaly_analysis',
  'digital_signature',
  'graph',
  'ldap_person',
  'osint',
  'sbom',
  'scim',
  'script',
  'sso',
  'tls_extension',
]);
