const PROJECT = 'example-project';
const iso = (ms: number): string => new Date(ms).toISOString();

const auditOf = (now: number) => ({
  protoPayload: {
    '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
    status: {},
    authenticationInfo: { principalEmail: 'mara@example.com', principalSubject: 'user:mara@example.com' },
    requestMetadata: { callerIp: '198.51.100.7', callerSuppliedUserAgent: 'google-cloud-sdk gcloud/530.0.0' },
    serviceName: 'iam.googleapis.com',
    methodName: 'google.iam.admin.v1.CreateServiceAccountKey',
    authorizationInfo: [
      {
        resource: `projects/-/serviceAccounts/100000000000000000002`,
        permission: 'iam.serviceAccountKeys.create',
        granted: true,
      },
    ],
    resourceName: 'projects/-/serviceAccounts/100000000000000000002',
    request: { name: `projects/-/serviceAccounts/builder@${PROJECT}.iam.gserviceaccount.com` },
    response: {
      name: `projects/${PROJECT}/serviceAccounts/builder@${PROJECT}.iam.gserviceaccount.com/keys/5f0c7d1e2b3a49586978a0b1c2d3e4f506172839`,
    },
  },
  insertId: `sample-audit-${now}`,
  resource: {
    type: 'service_account',
    labels: {
      project_id: PROJECT,
      email_id: `builder@${PROJECT}.iam.gserviceaccount.com`,
      unique_id: '100000000000000000002',
    },
  },
  timestamp: iso(now),
  severity: 'NOTICE',
  logName: `projects/${PROJECT}/logs/cloudaudit.googleapis.com%2Factivity`,
  receiveTimestamp: iso(now + 1_000),
});

const signInOf = (now: number) => ({
  protoPayload: {
    '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
    authenticationInfo: { principalEmail: 'mara@example.com' },
    requestMetadata: { callerIp: '198.51.100.7' },
    serviceName: 'login.googleapis.com',
    methodName: 'google.login.LoginService.loginFailure',
    resourceName: 'organizations/100000000001',
    metadata: {
      '@type': 'type.googleapis.com/ccc_hosted_reporting.ActivityProto',
      event: [{ eventName: 'login_failure', eventType: 'login' }],
    },
  },
  insertId: `sample-login-${now}`,
  resource: { type: 'audited_resource', labels: { service: 'login.googleapis.com' } },
  timestamp: iso(now),
  severity: 'NOTICE',
  logName: 'organizations/100000000001/logs/cloudaudit.googleapis.com%2Fdata_access',
});

const flowOf = (now: number) => ({
  jsonPayload: {
    reporter: 'SRC',
    connection: { src_ip: '192.0.2.10', src_port: 48_112, dest_ip: '203.0.113.25', dest_port: 443, protocol: 6 },
    bytes_sent: '8420',
    packets_sent: '31',
    start_time: iso(now - 5_000),
    end_time: iso(now),
    src_instance: { project_id: PROJECT, zone: 'europe-west1-b', region: 'europe-west1', vm_name: 'shop-1' },
    src_vpc: { project_id: PROJECT, vpc_name: 'default', subnetwork_name: 'default' },
  },
  insertId: `sample-flow-${now}`,
  resource: {
    type: 'gce_subnetwork',
    labels: { project_id: PROJECT, location: 'europe-west1-b', subnetwork_name: 'default' },
  },
  timestamp: iso(now),
  logName: `projects/${PROJECT}/logs/compute.googleapis.com%2Fvpc_flows`,
});

const firewallOf = (now: number) => ({
  jsonPayload: {
    connection: { src_ip: '203.0.113.25', src_port: 50_112, dest_ip: '192.0.2.10', dest_port: 22, protocol: 6 },
    disposition: 'DENIED',
    rule_details: { reference: 'network:default/firewall:no-ssh', direction: 'INGRESS', action: 'DENY', priority: 900 },
    instance: { project_id: PROJECT, zone: 'europe-west1-b', region: 'europe-west1', vm_name: 'shop-1' },
  },
  insertId: `sample-firewall-${now}`,
  resource: { type: 'gce_subnetwork', labels: { project_id: PROJECT, location: 'europe-west1-b' } },
  timestamp: iso(now),
  logName: `projects/${PROJECT}/logs/compute.googleapis.com%2Ffirewall`,
});

const requestOf = (now: number) => ({
  httpRequest: {
    requestMethod: 'POST',
    requestUrl: 'https://shop.example.com/login?next=%2F',
    requestSize: '512',
    status: 403,
    responseSize: '250',
    userAgent: 'Mozilla/5.0',
    remoteIp: '198.51.100.7',
  },
  jsonPayload: { enforcedSecurityPolicy: { name: 'edge', outcome: 'DENY', priority: 1_000 } },
  insertId: `sample-request-${now}`,
  resource: { type: 'http_load_balancer', labels: { project_id: PROJECT, zone: 'global' } },
  timestamp: iso(now),
  severity: 'WARNING',
  logName: `projects/${PROJECT}/logs/requests`,
});

const finding = (now: number, name: string, more: Record<string, unknown>) => ({
  notificationConfigName: 'organizations/100000000001/locations/global/notificationConfigs/vedette',
  finding: {
    name: `organizations/100000000001/sources/2001/locations/global/findings/${name}`,
    parent: 'organizations/100000000001/sources/2001/locations/global',
    state: 'ACTIVE',
    mute: 'UNMUTED',
    eventTime: iso(now),
    createTime: iso(now),
    ...more,
  },
  resource: {
    name: `//compute.googleapis.com/projects/${PROJECT}/zones/europe-west1-b/instances/3000000000000000003`,
    displayName: 'shop-1',
    type: 'google.compute.Instance',
    cloudProvider: 'GOOGLE_CLOUD_PLATFORM',
    location: 'europe-west1-b',
    gcpMetadata: {
      project: '//cloudresourcemanager.googleapis.com/projects/400000000004',
      projectDisplayName: PROJECT,
    },
  },
});
const INSTANCE = `//compute.googleapis.com/projects/${PROJECT}/zones/europe-west1-b/instances/3000000000000000003`;

/** One of each class of finding, beside log entries of each format and a message of no known one. */
const queryOf = (now: number) => ({
  insertId: `sample-query-${now}`,
  logName: `projects/${PROJECT}/logs/dns.googleapis.com%2Fdns_queries`,
  timestamp: iso(now),
  resource: { type: 'dns_query', labels: { project_id: PROJECT, location: 'europe-west1', source_type: 'gce-vm' } },
  severity: 'INFO',
  jsonPayload: {
    queryName: 'bad.example.com.',
    queryType: 'A',
    responseCode: 'NOERROR',
    rdata: 'bad.example.com.\t300\tIN\ta\t203.0.113.66',
    protocol: 'UDP',
    sourceIP: '10.132.0.5',
    vmInstanceName: '123456789012.web-1',
    vmProjectId: PROJECT,
    vmZoneName: 'europe-west1-b',
  },
});

const threatOf = (now: number) => ({
  insertId: `sample-threat-${now}`,
  logName: `projects/${PROJECT}/logs/ids.googleapis.com%2Fthreat`,
  timestamp: iso(now),
  resource: { type: 'ids.googleapis.com/Endpoint', labels: { location: 'europe-west1-b', id: 'edge' } },
  jsonPayload: {
    alert_severity: 'HIGH',
    alert_time: iso(now),
    name: 'Sample: path traversal',
    threat_id: '30852',
    type: 'vulnerability',
    category: 'info-leak',
    ip_protocol: 'tcp',
    source_ip_address: '203.0.113.8',
    source_port: '40112',
    destination_ip_address: '192.0.2.10',
    destination_port: '80',
  },
});

export const samplesOf = (now: number): readonly unknown[] => [
  auditOf(now),
  signInOf(now),
  flowOf(now),
  firewallOf(now),
  requestOf(now),
  queryOf(now),
  threatOf(now),
  finding(now, 'sample-threat', {
    category: 'Malware: Bad Domain',
    findingClass: 'THREAT',
    severity: 'HIGH',
    resourceName: INSTANCE,
    description: 'A machine looked a domain up that malware uses.',
    indicator: { domains: ['bad.example.com'], ipAddresses: ['203.0.113.66'] },
    mitreAttack: { primaryTactic: 'COMMAND_AND_CONTROL', primaryTechniques: ['APPLICATION_LAYER_PROTOCOL', 'DNS'] },
  }),
  finding(now, 'sample-misconfiguration', {
    category: 'PUBLIC_IP_ADDRESS',
    findingClass: 'MISCONFIGURATION',
    severity: 'MEDIUM',
    resourceName: INSTANCE,
    compliances: [{ standard: 'cis', version: '2.0', ids: ['4.9'] }],
  }),
  finding(now, 'sample-vulnerability', {
    category: 'OS_VULNERABILITY',
    findingClass: 'VULNERABILITY',
    severity: 'CRITICAL',
    resourceName: INSTANCE,
    vulnerability: { cve: { id: 'CVE-2026-0001', references: [{ uri: 'https://example.com/CVE-2026-0001' }] } },
  }),
  { order: 4711, note: 'a message of one’s own' },
];
