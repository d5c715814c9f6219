/** Records as Azure makes them, our own writing: one of every form that the normalizers read. */

const TENANT = '7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11';
const SUBSCRIPTION = '0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9';
const ADMIN = { id: '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70', upn: 'ida@example.com', ip: '198.51.100.23' };
const APP = { id: 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34', sp: '91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26' };
const VAULT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-keys`;

const iso = (now: number): string => new Date(now).toISOString();
const id = (now: number, n: number): string =>
  `${now.toString(16).padStart(12, '0').slice(-8)}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const claims = {
  aud: 'https://management.core.windows.net/',
  appid: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c',
  'http://schemas.microsoft.com/identity/claims/objectidentifier': ADMIN.id,
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': ADMIN.upn,
  'http://schemas.microsoft.com/claims/authnmethodsreferences': 'pwd,mfa',
  ipaddr: ADMIN.ip,
  name: 'Ida Example',
};

/** Activity Log as diagnostic settings export it: ids in capitals. */
export const exportedActivity = (now: number) => ({
  time: iso(now),
  resourceId: VAULT.toUpperCase(),
  operationName: 'MICROSOFT.KEYVAULT/VAULTS/DELETE',
  category: 'Administrative',
  resultType: 'Success',
  resultSignature: 'Succeeded.OK',
  durationMs: '1204',
  callerIpAddress: ADMIN.ip,
  correlationId: id(now, 1),
  identity: {
    authorization: { scope: VAULT, action: 'Microsoft.KeyVault/vaults/delete', evidence: { role: 'Owner' } },
    claims,
  },
  level: 'Information',
  location: 'global',
  tenantId: TENANT,
  properties: { statusCode: 'OK', eventCategory: 'Administrative', entity: VAULT },
});

/** What Event Grid tells of a change to a resource. */
export const resourceEvent = (now: number) => ({
  id: id(now, 2),
  topic: `/subscriptions/${SUBSCRIPTION}`,
  subject: VAULT,
  eventType: 'Microsoft.Resources.ResourceWriteSuccess',
  eventTime: iso(now),
  dataVersion: '2',
  metadataVersion: '1',
  data: {
    authorization: { scope: VAULT, action: 'Microsoft.KeyVault/vaults/write', evidence: { role: 'Owner' } },
    claims,
    correlationId: id(now, 3),
    httpRequest: { clientRequestId: id(now, 4), clientIpAddress: ADMIN.ip, method: 'PUT' },
    resourceProvider: 'Microsoft.KeyVault',
    resourceUri: VAULT,
    operationName: 'Microsoft.KeyVault/vaults/write',
    status: 'Succeeded',
    subscriptionId: SUBSCRIPTION,
    tenantId: TENANT,
  },
});

export const signIn = (now: number) => ({
  time: iso(now),
  resourceId: `/tenants/${TENANT}/providers/Microsoft.aadiam`,
  operationName: 'Sign-in activity',
  operationVersion: '1.0',
  category: 'SignInLogs',
  tenantId: TENANT,
  resultType: '0',
  durationMs: 0,
  callerIpAddress: ADMIN.ip,
  correlationId: id(now, 5),
  identity: 'Ida Example',
  location: 'PT',
  properties: {
    id: id(now, 6),
    createdDateTime: iso(now),
    userDisplayName: 'Ida Example',
    userPrincipalName: ADMIN.upn,
    userId: ADMIN.id,
    appId: APP.id,
    appDisplayName: 'Shop console',
    resourceDisplayName: 'Windows Azure Service Management API',
    ipAddress: ADMIN.ip,
    clientAppUsed: 'Browser',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    isInteractive: true,
    authenticationRequirement: 'multiFactorAuthentication',
    conditionalAccessStatus: 'success',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    status: { errorCode: 0 },
    location: { city: 'Porto', countryOrRegion: 'PT' },
    deviceDetail: { operatingSystem: 'Linux', browser: 'Firefox 143.0', isCompliant: true, isManaged: true },
    homeTenantId: TENANT,
    resourceTenantId: TENANT,
  },
});

export const servicePrincipalSignIn = (now: number) => ({
  time: iso(now),
  resourceId: `/tenants/${TENANT}/providers/Microsoft.aadiam`,
  operationName: 'Sign-in activity',
  category: 'ServicePrincipalSignInLogs',
  tenantId: TENANT,
  resultType: '7000215',
  resultDescription: 'Invalid client secret is provided.',
  callerIpAddress: '203.0.113.40',
  properties: {
    id: id(now, 7),
    createdDateTime: iso(now),
    appId: APP.id,
    servicePrincipalId: APP.sp,
    servicePrincipalName: 'Shop deploy',
    resourceDisplayName: 'Microsoft Graph',
    ipAddress: '203.0.113.40',
    status: { errorCode: 7_000_215, failureReason: 'Invalid client secret is provided.' },
  },
});

export const audit = (now: number) => ({
  time: iso(now),
  resourceId: `/tenants/${TENANT}/providers/Microsoft.aadiam`,
  operationName: 'Add member to role',
  operationVersion: '1.0',
  category: 'AuditLogs',
  tenantId: TENANT,
  durationMs: 0,
  callerIpAddress: ADMIN.ip,
  correlationId: id(now, 8),
  properties: {
    id: `Directory_${id(now, 9)}`,
    category: 'RoleManagement',
    correlationId: id(now, 8),
    result: 'success',
    resultReason: '',
    activityDisplayName: 'Add member to role',
    activityDateTime: iso(now),
    loggedByService: 'Core Directory',
    operationType: 'Assign',
    initiatedBy: { user: { id: ADMIN.id, userPrincipalName: ADMIN.upn, ipAddress: ADMIN.ip } },
    targetResources: [
      {
        id: 'b8d4f6a2-9c31-4e75-a0d8-7f2e5c1b9a63',
        displayName: null,
        type: 'User',
        userPrincipalName: 'noor@example.com',
        modifiedProperties: [{ displayName: 'Role.DisplayName', oldValue: null, newValue: '"Helpdesk Administrator"' }],
      },
    ],
    additionalDetails: [{ key: 'User-Agent', value: 'Mozilla/5.0' }],
  },
});

/** Entra audit as Graph gives it. */
export const graphAudit = (now: number) => ({
  id: `Directory_${id(now, 10)}`,
  category: 'ApplicationManagement',
  correlationId: id(now, 11),
  result: 'success',
  activityDisplayName: 'Update application',
  activityDateTime: iso(now),
  loggedByService: 'Core Directory',
  operationType: 'Update',
  initiatedBy: { user: null, app: { appId: APP.id, displayName: 'Shop deploy', servicePrincipalId: APP.sp } },
  targetResources: [
    { id: '5e9a1c7d-3b46-4f28-9d05-8a6c2e4f7b19', displayName: 'Shop', type: 'Application', modifiedProperties: [] },
  ],
  additionalDetails: [],
});

/** Defender for Cloud, continuous export. */
export const cloudAlert = (now: number) => ({
  VendorName: 'Microsoft',
  AlertType: 'KV_OperationVolumeAnomaly',
  ProductName: 'Microsoft Defender for Cloud',
  StartTimeUtc: iso(now - 600_000),
  EndTimeUtc: iso(now - 60_000),
  TimeGenerated: iso(now),
  ProcessingEndTime: iso(now),
  Severity: 'Medium',
  Status: 'New',
  SystemAlertId: `2518_${id(now, 12)}`,
  CompromisedEntity: 'shop-keys',
  Intent: 'CredentialAccess',
  AlertDisplayName: 'More reads of the key vault than usual',
  Description: 'The vault was read far more often than in the last weeks.',
  AzureResourceId: VAULT,
  AzureResourceSubscriptionId: SUBSCRIPTION,
  ExtendedProperties: {},
  Entities: [
    { $id: '1', Type: 'ip', Address: '203.0.113.40' },
    { $id: '2', Type: 'account', Name: 'ida', UPNSuffix: 'example.com', AadUserId: ADMIN.id },
  ],
});

/** Defender XDR, by Graph. */
export const xdrAlert = (now: number) => ({
  id: `da${now}_1`,
  providerAlertId: `da${now}_1`,
  incidentId: '28282',
  status: 'new',
  severity: 'high',
  serviceSource: 'microsoftDefenderForIdentity',
  detectionSource: 'azureAdIdentityProtection',
  productName: 'Microsoft Entra ID Protection',
  detectorId: 'AnomalousToken',
  tenantId: TENANT,
  title: 'Anomalous token',
  description: 'A token was used in a way that is not usual.',
  category: 'InitialAccess',
  mitreTechniques: ['T1078.004', 'T1550.001'],
  createdDateTime: iso(now),
  lastUpdateDateTime: iso(now),
  firstActivityDateTime: iso(now - 60_000),
  lastActivityDateTime: iso(now),
  evidence: [
    {
      '@odata.type': '#microsoft.graph.security.userEvidence',
      roles: ['compromised'],
      userAccount: { azureAdUserId: ADMIN.id, userPrincipalName: ADMIN.upn },
    },
    { '@odata.type': '#microsoft.graph.security.ipEvidence', roles: ['source'], ipAddress: '203.0.113.40' },
  ],
});

/** A risk of Entra ID Protection, exported. */
export const riskEvent = (now: number) => ({
  time: iso(now),
  resourceId: `/tenants/${TENANT}/providers/microsoft.aadiam`,
  operationName: 'User Risk Detection',
  operationVersion: '1.0',
  category: 'UserRiskEvents',
  tenantId: TENANT,
  properties: {
    id: `risk-${now}`,
    requestId: id(now, 17),
    correlationId: id(now, 18),
    riskEventType: 'unlikelyTravel',
    riskState: 'atRisk',
    riskLevel: 'medium',
    riskDetail: 'none',
    source: 'IdentityProtection',
    detectionTimingType: 'offline',
    activity: 'signin',
    ipAddress: '203.0.113.40',
    activityDateTime: iso(now - 60_000),
    detectedDateTime: iso(now),
    lastUpdatedDateTime: iso(now),
    userId: ADMIN.id,
    userDisplayName: 'Ida Example',
    userPrincipalName: ADMIN.upn,
  },
});

/** An audit event of a cluster of Azure Kubernetes Service: Kubernetes' own, as text. */
export const clusterAudit = (now: number) => ({
  time: iso(now),
  resourceId: `/SUBSCRIPTIONS/${SUBSCRIPTION.toUpperCase()}/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/SHOP`,
  operationName: 'Microsoft.ContainerService/managedClusters/diagnosticLogs/Read',
  category: 'kube-audit-admin',
  properties: {
    log: JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: id(now, 22),
      stage: 'ResponseComplete',
      requestURI: '/api/v1/namespaces/shop/secrets/db',
      verb: 'delete',
      user: { username: ADMIN.upn, groups: ['system:authenticated'] },
      sourceIPs: [ADMIN.ip],
      userAgent: 'kubectl/v1.33',
      objectRef: { resource: 'secrets', namespace: 'shop', name: 'db', apiVersion: 'v1' },
      responseStatus: { code: 200 },
      requestReceivedTimestamp: iso(now - 5),
      stageTimestamp: iso(now),
    }),
    stream: 'stdout',
    pod: 'kube-apiserver-1',
  },
});

/** A sign-in as Log Analytics exports its table's rows. */
export const signInRow = (now: number) => ({
  TimeGenerated: iso(now),
  Type: 'SigninLogs',
  TenantId: id(now, 19),
  AADTenantId: TENANT,
  OperationName: 'Sign-in activity',
  Category: 'SignInLogs',
  ResultType: '50126',
  Id: id(now, 20),
  CreatedDateTime: iso(now),
  CorrelationId: id(now, 21),
  UserPrincipalName: ADMIN.upn,
  UserId: ADMIN.id,
  AppId: APP.id,
  AppDisplayName: 'Shop console',
  IPAddress: '203.0.113.40',
  ClientAppUsed: 'Browser',
  IsInteractive: true,
  AuthenticationRequirement: 'singleFactorAuthentication',
  Status: '{"errorCode":50126,"failureReason":"Error validating credentials"}',
  DeviceDetail: { operatingSystem: 'Linux' },
});

/** Azure Monitor alert in the common schema, about an activity. */
export const commonAlert = (now: number) => ({
  schemaId: 'azureMonitorCommonAlertSchema',
  data: {
    essentials: {
      alertId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.AlertsManagement/alerts/${id(now, 13)}`,
      alertRule: 'key vault deleted',
      severity: 'Sev1',
      signalType: 'Activity Log',
      monitorCondition: 'Fired',
      monitoringService: 'Activity Log - Administrative',
      alertTargetIDs: [VAULT.toLowerCase()],
      firedDateTime: iso(now),
      description: 'A key vault was deleted',
      essentialsVersion: '1.0',
      alertContextVersion: '1.0',
    },
    alertContext: {
      authorization: { action: 'Microsoft.KeyVault/vaults/delete', scope: VAULT },
      channels: 'Operation',
      caller: ADMIN.upn,
      correlationId: id(now, 14),
      eventSource: 'Administrative',
      eventTimestamp: iso(now - 120_000),
      eventDataId: id(now, 15),
      level: 'Informational',
      operationName: 'Microsoft.KeyVault/vaults/delete',
      operationId: id(now, 16),
      properties: { entity: VAULT },
      status: 'Succeeded',
      subStatus: 'OK',
      submissionTimestamp: iso(now - 60_000),
    },
    customProperties: {},
  },
});

/** A call of Microsoft Graph by an application. */
export const graphCall = (now: number) => ({
  time: new Date(now).toISOString(),
  resourceId: `/TENANTS/${TENANT.toUpperCase()}/PROVIDERS/MICROSOFT.AADIAM`,
  tenantId: TENANT,
  operationName: 'Microsoft Graph Activity',
  operationVersion: 'v1.0',
  category: 'MicrosoftGraphActivityLogs',
  resultSignature: '201',
  callerIpAddress: '203.0.113.60',
  level: 'Informational',
  properties: {
    timeGenerated: new Date(now).toISOString(),
    requestId: '4e8d2c61-9b3f-4a75-8c10-d7e5f3a19b42',
    apiVersion: 'v1.0',
    requestMethod: 'POST',
    requestUri:
      'https://graph.microsoft.com/v1.0/servicePrincipals/91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26/appRoleAssignments',
    responseStatusCode: 201,
    tenantId: TENANT,
    appId: 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34',
    servicePrincipalId: '2c9e7a41-5f3b-4d86-a1c0-8e6d4b2f9a15',
    userId: null,
    ipAddress: '203.0.113.60',
    userAgent: 'python-requests/2.32',
    roles: 'AppRoleAssignment.ReadWrite.All',
  },
});

/** A minute of a virtual network's flow log, with one flow that its rules refused. */
export const flowLog = (now: number) => ({
  time: iso(now),
  flowLogGUID: id(now, 17),
  macAddress: '000D3AF87856',
  category: 'FlowLogFlowEvent',
  flowLogResourceID: `/SUBSCRIPTIONS/${SUBSCRIPTION.toUpperCase()}/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.NETWORK/NETWORKWATCHERS/W/FLOWLOGS/F`,
  flowLogVersion: 4,
  operationName: 'FlowLogFlowEvent',
  targetResourceID: `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop`,
  flowRecords: {
    flows: [
      {
        aclID: id(now, 18),
        flowGroups: [
          { rule: 'UserRule_no-ssh', flowTuples: [`${now},203.0.113.40,192.0.2.14,40112,22,6,I,D,NX,0,0,0,0`] },
        ],
      },
    ],
  },
});
