import type { Dice } from './random.ts';

type Fields = Record<string, unknown>;
const iso = (time: number): string => new Date(time).toISOString();

const KUBERNETES: readonly (readonly [number, (d: Dice) => Fields])[] = [
  [
    30,
    () => ({
      verb: 'watch',
      user: system('system:kube-controller-manager'),
      objectRef: { resource: 'pods', apiVersion: 'v1' },
    }),
  ],
  [
    20,
    (d) => ({
      verb: 'update',
      user: system(`system:node:ip-10-0-0-${d.upTo(9)}`, 'system:nodes'),
      objectRef: { resource: 'leases', namespace: 'kube-node-lease', apiGroup: 'coordination.k8s.io' },
    }),
  ],
  [
    10,
    (d) => ({
      verb: 'patch',
      user: system(`system:node:ip-10-0-0-${d.upTo(9)}`, 'system:nodes'),
      objectRef: { resource: 'pods', subresource: 'status', namespace: 'shop' },
    }),
  ],
  [
    8,
    () => ({
      verb: 'get',
      user: account('shop', 'web'),
      objectRef: { resource: 'configmaps', namespace: 'shop', name: 'flags' },
    }),
  ],
  [
    3,
    () => ({
      verb: 'get',
      user: account('shop', 'web'),
      objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' },
    }),
  ],
  [
    4,
    (d) => ({
      verb: 'create',
      user: account('kube-system', 'replicaset-controller'),
      objectRef: { resource: 'pods', namespace: 'shop', name: `web-${d.hex(5)}` },
      requestObject: pod,
    }),
  ],
  [
    3,
    () => ({
      verb: 'patch',
      user: account('argocd', 'argocd-application-controller'),
      objectRef: { resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'web' },
      requestObject: { spec: { template: pod } },
    }),
  ],
  [
    3,
    () => ({
      verb: 'create',
      user: person,
      objectRef: { resource: 'selfsubjectaccessreviews', apiGroup: 'authorization.k8s.io' },
    }),
  ],
  [6, () => ({ verb: 'list', user: person, objectRef: { resource: 'pods', namespace: 'shop' } })],
  [
    3,
    () => ({
      verb: 'get',
      user: person,
      objectRef: { resource: 'pods', subresource: 'log', namespace: 'shop', name: 'web-1' },
    }),
  ],
  [
    1,
    () => ({
      verb: 'get',
      user: person,
      objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' },
      responseStatus: { code: 403 },
    }),
  ],
  [
    2,
    () => ({
      verb: 'create',
      user: system('system:kube-scheduler'),
      objectRef: { resource: 'pods', subresource: 'binding', namespace: 'shop' },
    }),
  ],
  [
    1,
    () => ({
      verb: 'create',
      user: account('kube-system', 'job-controller'),
      objectRef: { resource: 'pods', namespace: 'shop', name: 'report' },
      requestObject: pod,
    }),
  ],
  [
    1,
    () => ({
      verb: 'get',
      user: { username: 'system:anonymous', groups: ['system:unauthenticated'] },
      requestURI: '/livez',
      objectRef: undefined,
    }),
  ],
];
const system = (username: string, group = 'system:authenticated'): Fields => ({ username, groups: [group] });
const account = (namespace: string, name: string): Fields => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});
const person: Fields = { username: 'ada@example.com', groups: ['developers', 'system:authenticated'] };
const pod: Fields = {
  spec: {
    serviceAccountName: 'web',
    containers: [
      {
        name: 'web',
        image: 'registry.example.com/web:1.4',
        securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true },
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  },
};

/** One record of an ordinary cluster's audit log. */
export const kubernetesRecord = (d: Dice, time: number): Fields => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: d.hex(32),
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/pods',
  sourceIPs: [`10.0.0.${d.upTo(250)}`],
  userAgent: 'kube-controller-manager/v1.33.0 (linux/arm64)',
  responseStatus: { code: 200 },
  requestReceivedTimestamp: iso(time),
  stageTimestamp: iso(time + 3),
  annotations: { 'authorization.k8s.io/decision': 'allow' },
  ...d.weighed(KUBERNETES)(d),
});

/** One record of an ordinary network: clients, replies, name servers, refused scans. */
export function flowRecord(d: Dice, time: number): Fields {
  const inside = `10.0.${d.upTo(4)}.${d.upTo(250)}`;
  const outside = `203.0.113.${d.upTo(250)}`;
  const [srcaddr, dstaddr, srcport, dstport, protocol, action, packets] = d.weighed<
    readonly [string, string, number, number, number, string, number]
  >([
    [30, [outside, inside, 40_000 + d.upTo(9_999), 443, 6, 'ACCEPT', 12]],
    [25, [inside, outside, 443, 40_000 + d.upTo(9_999), 6, 'ACCEPT', 20]],
    [20, [inside, `10.0.9.${d.upTo(20)}`, 33_000 + d.upTo(9_999), 5432, 6, 'ACCEPT', 40]],
    [12, [inside, '10.0.0.2', 33_000 + d.upTo(9_999), 53, 17, 'ACCEPT', 1]],
    [8, [inside, outside, 33_000 + d.upTo(9_999), 443, 6, 'ACCEPT', 60]],
    [10, [outside, inside, 40_000 + d.upTo(9_999), d.of([22, 23, 445, 3389, 6379]), 6, 'REJECT', 1]],
  ]);
  const start = Math.floor(time / 1_000);
  return {
    version: '2',
    'account-id': '111122223333',
    'interface-id': `eni-${d.hex(17)}`,
    srcaddr,
    dstaddr,
    srcport: String(srcport),
    dstport: String(dstport),
    protocol: String(protocol),
    packets: String(packets),
    bytes: String(packets * (40 + d.upTo(900))),
    start: String(start),
    end: String(start + 60),
    action,
    'log-status': 'OK',
  };
}

/** One entry of an ordinary GitHub organisation's audit log. */
export const githubRecord = (d: Dice, time: number): Fields => ({
  '@timestamp': time,
  _document_id: d.hex(22),
  actor: d.of(['ada', 'ben', 'cleo', 'deploy-bot[bot]']),
  org: 'acme',
  repo: `acme/${d.of(['web', 'orders', 'infra'])}`,
  created_at: time,
  visibility: 'private',
  ...d.weighed<Fields>([
    [40, { action: 'git.fetch', transport_protocol_name: 'ssh' }],
    [20, { action: 'git.push', transport_protocol_name: 'http' }],
    [4, { action: 'git.clone', transport_protocol_name: 'http' }],
    [20, { action: 'workflows.completed_workflow_run', conclusion: 'success' }],
    [10, { action: 'pull_request.merge' }],
    [6, { action: 'pull_request_review.submit' }],
    [3, { action: 'repo.create', visibility: 'private' }],
    [2, { action: 'org.add_member', permission: 'read' }],
    [2, { action: 'issue_comment.update' }],
    [8, { action: 'workflows.prepared_workflow_job' }],
    [2, { action: 'repo.create_actions_secret' }],
    [2, { action: 'org.sso_response' }],
    [2, { action: 'org.credential_authorized' }],
    [2, { action: 'oauth_access.regenerate' }],
    [2, { action: 'team.add_member' }],
    [1, { action: 'repository_ruleset.create', ruleset_enforcement: 'enabled' }],
    [1, { action: 'protected_branch.create' }],
    [1, { action: 'deploy_key.create', read_only: 'true' }],
    [1, { action: 'repository_vulnerability_alert.create' }],
    [1, { action: 'enterprise.self_hosted_runner_online' }],
  ]),
});

/** One entry of an ordinary Okta tenant's System Log. */
export const oktaRecord = (d: Dice, time: number): Fields => {
  const [eventType, result] = d.weighed<readonly [string, string]>([
    [40, ['user.authentication.sso', 'SUCCESS']],
    [20, ['user.session.start', 'SUCCESS']],
    [15, ['user.authentication.auth_via_mfa', 'SUCCESS']],
    [10, ['policy.evaluate_sign_on', 'ALLOW']],
    [3, ['user.session.start', 'FAILURE']],
    [3, ['user.account.update_password', 'SUCCESS']],
    [3, ['application.user_membership.add', 'SUCCESS']],
    [5, ['user.session.end', 'SUCCESS']],
    [4, ['policy.evaluate_sign_on', 'CHALLENGE']],
    [4, ['app.oauth2.token.grant.access_token', 'SUCCESS']],
    [3, ['group.user_membership.add', 'SUCCESS']],
    [2, ['user.lifecycle.create', 'SUCCESS']],
    [2, ['user.mfa.factor.activate', 'SUCCESS']],
    [2, ['system.push.send_factor_verify_push', 'SUCCESS']],
    [1, ['security.request.blocked', 'DENY']],
    [1, ['user.session.access_admin_app', 'SUCCESS']],
  ]);
  const user = `${d.of(['ada', 'ben', 'cleo', 'dora', 'emil'])}@example.com`;
  return {
    uuid: d.hex(32),
    published: iso(time),
    eventType,
    version: '0',
    severity: 'INFO',
    displayMessage: 'everyday',
    actor: { id: '00u1', type: 'User', alternateId: user, displayName: user },
    client: {
      ipAddress: '198.51.100.20',
      geographicalContext: { country: 'Germany' },
      userAgent: { rawUserAgent: 'Mozilla/5.0' },
    },
    outcome: { result },
    securityContext: { isProxy: false },
    target: [{ type: 'AppInstance', alternateId: 'Wiki', displayName: 'Wiki' }],
    debugContext: { debugData: { requestUri: '/app/wiki' } },
  };
};

/** One record of an ordinary Azure tenant: activity, directory audit or sign-in. */
export const azureActivity = (d: Dice, time: number): Fields => ({
  time: iso(time),
  correlationId: d.hex(32),
  callerIpAddress: '198.51.100.20',
  category: 'Administrative',
  resultType: d.of(['Start', 'Success', 'Success']),
  identity: { claims: { name: 'deploy' } },
  operationName: d.of([
    'MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION',
    'MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION',
    'MICROSOFT.WEB/SITES/CONFIG/WRITE',
    'MICROSOFT.RESOURCES/DEPLOYMENTS/WRITE',
    'MICROSOFT.STORAGE/STORAGEACCOUNTS/LISTKEYS/ACTION',
    'MICROSOFT.STORAGE/STORAGEACCOUNTS/WRITE',
    'MICROSOFT.COMPUTE/SNAPSHOTS/WRITE',
    'MICROSOFT.COMPUTE/RESTOREPOINTCOLLECTIONS/RESTOREPOINTS/WRITE',
    'MICROSOFT.COMPUTE/VIRTUALMACHINES/EXTENSIONS/WRITE',
    'MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/JOIN/ACTION',
    'MICROSOFT.NETWORK/DNSZONES/A/WRITE',
    'MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE',
    'MICROSOFT.AUTHORIZATION/POLICIES/AUDIT/ACTION',
    'MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/WRITE',
    'MICROSOFT.KEYVAULT/VAULTS/SECRETS/WRITE',
    'MICROSOFT.SECURITY/ASSESSMENTS/WRITE',
    'MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/LISTCLUSTERUSERCREDENTIAL/ACTION',
    'MICROSOFT.RESOURCES/TAGS/WRITE',
  ]),
  resourceId: '/SUBSCRIPTIONS/1/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.WEB/SITES/SHOP',
});
const signedIn = (d: Dice): Fields => ({
  userPrincipalName: `${d.of(['ada', 'ben'])}@example.com`,
  authenticationRequirement: 'multiFactorAuthentication',
});
const oneFactor = (name: string): Fields => ({
  userPrincipalName: `${name}@example.com`,
  authenticationRequirement: 'singleFactorAuthentication',
});
export const entraSignIn = (d: Dice, time: number): Fields => ({
  time: iso(time),
  category: 'SignInLogs',
  properties: {
    id: d.hex(32),
    createdDateTime: iso(time),
    ipAddress: '198.51.100.20',
    conditionalAccessStatus: 'success',
    ...d.weighed<Fields>([
      [80, { ...signedIn(d), appDisplayName: d.of(['Office 365', 'Azure Portal']), clientAppUsed: 'Browser' }],
      [10, { ...signedIn(d), appDisplayName: 'Microsoft Teams', clientAppUsed: 'Mobile Apps and Desktop clients' }],
      [
        4,
        {
          ...oneFactor('scanner.floor2'),
          clientAppUsed: 'Authenticated SMTP',
          appDisplayName: 'Office 365 Exchange Online',
        },
      ],
      [6, { ...oneFactor('ada'), clientAppUsed: 'Mobile Apps and Desktop clients', appDisplayName: 'Windows Sign In' }],
    ]),
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    status: {
      errorCode: d.weighed([
        [20, 0],
        [1, 50126],
      ]),
    },
  },
});
export const entraAudit = (d: Dice, time: number): Fields => ({
  time: iso(time),
  category: 'AuditLogs',
  operationName: d.of([
    'Add member to group',
    'Remove member from group',
    'Add user',
    'Update user',
    'Update device',
    'Register device',
    'Change user password',
    'Reset password (self-service)',
    'User registered security info',
    'Change user license',
    'Invite external user',
    'Add service principal',
    'Update service principal',
    'Add member to role completed (PIM activation)',
    'Update StsRefreshTokenValidFrom Timestamp',
  ]),
  properties: {
    id: d.hex(32),
    activityDateTime: iso(time),
    activityDisplayName: 'Update user',
    result: 'success',
    initiatedBy: { user: { userPrincipalName: 'helpdesk@example.com' } },
    targetResources: [{ type: 'User', userPrincipalName: 'ben@example.com', modifiedProperties: [] }],
  },
});

/** One record of an ordinary Google Cloud project. */
export const gcpRecord = (d: Dice, time: number): Fields => {
  const [serviceName, methodName] = d.of([
    ['compute.googleapis.com', 'v1.compute.instances.list'],
    ['compute.googleapis.com', 'v1.compute.instances.start'],
    ['storage.googleapis.com', 'storage.objects.get'],
    ['storage.googleapis.com', 'storage.objects.create'],
    ['bigquery.googleapis.com', 'google.cloud.bigquery.v2.JobService.InsertJob'],
    ['k8s.io', 'io.k8s.core.v1.pods.list'],
    ['run.googleapis.com', 'google.cloud.run.v1.Services.ReplaceService'],
    ['secretmanager.googleapis.com', 'google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion'],
    ['compute.googleapis.com', 'v1.compute.instances.insert'],
    ['compute.googleapis.com', 'v1.compute.disks.createSnapshot'],
    ['compute.googleapis.com', 'v1.compute.instances.setLabels'],
    ['iam.googleapis.com', 'google.iam.admin.v1.CreateServiceAccount'],
    ['iamcredentials.googleapis.com', 'GenerateAccessToken'],
    ['iap.googleapis.com', 'AuthorizeUser'],
    ['cloudbuild.googleapis.com', 'google.devtools.cloudbuild.v1.CloudBuild.CreateBuild'],
    ['cloudsql.googleapis.com', 'cloudsql.instances.connect'],
    ['k8s.io', 'io.k8s.apps.v1.deployments.patch'],
    ['dns.googleapis.com', 'dns.changes.create'],
  ] as const);
  return {
    insertId: d.hex(16),
    timestamp: iso(time),
    logName: 'projects/shop/logs/cloudaudit.googleapis.com%2Fdata_access',
    resource: { type: 'project', labels: { project_id: 'shop' } },
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      serviceName,
      methodName,
      resourceName: 'projects/shop/things/1',
      authenticationInfo: { principalEmail: d.of(['ada@example.com', 'deploy@shop.iam.gserviceaccount.com']) },
      requestMetadata: { callerIp: '198.51.100.20', callerSuppliedUserAgent: 'google-cloud-sdk' },
      authorizationInfo: [{ permission: 'things.get', granted: true }],
      status: {},
    },
  };
};
