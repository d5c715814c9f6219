import type { Dice } from './random.ts';

type Fields = Record<string, unknown>;
/** How often, which service, which call, with which parameters; a call that starts with `!` is refused. */
type Row = readonly [weight: number, source: string, call: string, request?: Fields | ((d: Dice) => Fields)];
interface Who {
  readonly identity: (d: Dice) => Fields;
  readonly address: string;
  readonly agent: string;
  readonly rows: readonly Row[];
}

const ACCOUNT = '111122223333';
const LOGS = '444455556666';
const iam = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`;
const json = (value: unknown): string => JSON.stringify(value);
const statement = (more: Fields): Fields => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
const trust = (principal: Fields, action = 'sts:AssumeRole', condition?: Fields): string =>
  json(statement({ Principal: principal, Action: action, ...(condition && { Condition: condition }) }));
const one = (id: string, value: string): Fields => ({ items: [{ [id]: value }] });
const range = (port: number, cidrIp: string): Fields => ({
  groupId: 'sg-1',
  ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: { items: [{ cidrIp }] } }] },
});

function session(role: string, name: string, context: Fields = {}, path = ''): Fields {
  return {
    type: 'AssumedRole',
    principalId: `AROA${role.toUpperCase().slice(0, 8)}:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIAEXAMPLEEVERYDAY2',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: iam(`role/${path}${role}`), accountId: ACCOUNT, userName: role },
      attributes: { creationDate: '2026-11-02T08:00:00Z', mfaAuthenticated: 'false' },
      ...context,
    },
  };
}
const user = (name: string): Fields => ({
  type: 'IAMUser',
  principalId: `AIDA${name.toUpperCase()}`,
  arn: iam(`user/${name}`),
  accountId: ACCOUNT,
  accessKeyId: 'AKIAEXAMPLEEVERYDAY1',
  userName: name,
});
const onInstance = { ec2RoleDelivery: '2.0' };
const fromCluster = {
  webIdFederationData: {
    federatedProvider: iam('oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE'),
    attributes: {},
  },
};
const person = (d: Dice, set: string): Fields =>
  session(
    `AWSReservedSSO_${set}_0123456789abcdef`,
    `${d.of(['ada', 'ben', 'cleo', 'dora'])}@example.com`,
    {},
    'aws-reserved/sso.amazonaws.com/',
  );

/** What products for posture and monitoring ask for, every few minutes, of everything there is. */
const INVENTORY: readonly Row[] = [
  [20, 'ec2', 'DescribeInstances'],
  [10, 'ec2', 'DescribeSecurityGroups'],
  [8, 'ec2', 'DescribeVolumes'],
  [6, 'ec2', 'DescribeSnapshots'],
  [6, 's3', 'GetBucketPolicy', { bucketName: 'acme-orders' }],
  [6, 's3', 'GetBucketAcl', { bucketName: 'acme-orders' }],
  [4, 's3', '!GetBucketTagging', { bucketName: 'acme-orders' }],
  [4, 's3', 'ListBuckets'],
  [6, 'iam', 'ListAttachedRolePolicies', { roleName: 'web' }],
  [6, 'iam', 'GetRolePolicy', { roleName: 'web', policyName: 'read' }],
  [3, 'iam', 'ListUsers'],
  [3, 'iam', 'ListRoles'],
  [2, 'iam', 'GetAccountAuthorizationDetails', { maxItems: 1_000, marker: 'EXAMPLE' }],
  [1, 'iam', 'GetAccountAuthorizationDetails', { maxItems: 1_000 }],
  [1, 'iam', 'GetCredentialReport'],
  [1, 'iam', 'GetAccountPasswordPolicy'],
  [6, 'lambda', 'ListFunctions20150331'],
  [4, 'lambda', 'GetFunction20150331v2', { functionName: 'orders-1' }],
  [6, 'rds', 'DescribeDBInstances'],
  [3, 'rds', 'DescribeDBSnapshots'],
  [3, 'kms', 'ListKeys'],
  [4, 'kms', 'GetKeyPolicy', { keyId: 'a', policyName: 'default' }],
  [2, 'secretsmanager', 'ListSecrets'],
  [2, 'ssm', 'DescribeParameters'],
  [2, 'cloudtrail', 'DescribeTrails'],
  [2, 'guardduty', 'ListDetectors'],
  [3, 'ec2', 'DescribeInstanceAttribute', { attribute: 'userData', instanceId: 'i-0a1b2c3d4e5f60718' }],
  [2, 'organizations', '!ListAccounts'],
  [2, 'sqs', '!ListQueues'],
  [4, 'monitoring', 'GetMetricData'],
];

/** Infrastructure code: it reads everything that it keeps, and changes a little. */
const DEPLOY: readonly Row[] = [
  [8, 'sts', 'GetCallerIdentity'],
  [40, 'iam', 'GetRole', { roleName: 'web' }],
  [30, 's3', 'GetBucketPolicy', { bucketName: 'acme-orders' }],
  [30, 'ec2', 'DescribeVpcs'],
  [20, 'kms', 'GetKeyPolicy', { keyId: 'a', policyName: 'default' }],
  [20, 'lambda', 'GetFunction20150331v2', { functionName: 'orders-1' }],
  [6, 'secretsmanager', 'GetSecretValue', (d) => ({ secretId: `prod/orders/${d.of(['db', 'mail'])}` })],
  [6, 'ssm', 'GetParameter', { name: '/orders/url', withDecryption: true }],
  [4, 'ec2', 'DescribeInstanceAttribute', { attribute: 'userData', instanceId: 'i-0a1b2c3d4e5f60718' }],
  [
    6,
    'iam',
    'CreateRole',
    { roleName: 'web', assumeRolePolicyDocument: trust({ Service: 'ecs-tasks.amazonaws.com' }) },
  ],
  [2, 'iam', 'CreateRole', { roleName: 'support', assumeRolePolicyDocument: trust({ AWS: iam('root') }) }],
  [2, 'iam', 'CreateRole', { roleName: 'dns', assumeRolePolicyDocument: clusterTrust() }],
  [
    2,
    'iam',
    'UpdateAssumeRolePolicy',
    { roleName: 'web', policyDocument: trust({ AWS: [iam('role/a'), iam('role/b')] }) },
  ],
  [
    4,
    'iam',
    'AttachRolePolicy',
    { roleName: 'web', policyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore' },
  ],
  [2, 'iam', 'AttachRolePolicy', { roleName: 'web', policyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' }],
  [
    4,
    'iam',
    'PutRolePolicy',
    { roleName: 'web', policyName: 'p', policyDocument: json(statement({ Action: ['s3:*'], Resource: '*' })) },
  ],
  [
    2,
    'iam',
    'CreatePolicy',
    { policyName: 'pass', policyDocument: json(statement({ Action: 'iam:PassRole', Resource: iam('role/web') })) },
  ],
  [2, 'iam', 'DetachRolePolicy', { roleName: 'web', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  [2, 'iam', 'CreateInstanceProfile', { instanceProfileName: 'web' }],
  [2, 'iam', 'AddRoleToInstanceProfile', { instanceProfileName: 'web', roleName: 'web' }],
  [4, 'ec2', 'AuthorizeSecurityGroupIngress', range(443, '0.0.0.0/0')],
  [3, 'ec2', 'AuthorizeSecurityGroupIngress', range(5432, '10.0.0.0/8')],
  [
    2,
    'ec2',
    'AuthorizeSecurityGroupIngress',
    { groupId: 'sg-1', ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0' },
  ],
  [2, 'ec2', 'RevokeSecurityGroupIngress', range(22, '0.0.0.0/0')],
  [
    2,
    'ec2',
    'CreateLaunchTemplateVersion',
    { CreateLaunchTemplateVersionRequest: { LaunchTemplateData: { UserData: 'aGk=' } } },
  ],
  [
    2,
    'ec2',
    'CreateNetworkAclEntry',
    { networkAclId: 'acl-1', egress: true, ruleAction: 'allow', aclProtocol: '-1', cidrBlock: '0.0.0.0/0' },
  ],
  [2, 's3', 'CreateBucket', { bucketName: 'acme-new' }],
  [2, 's3', 'DeleteBucket', { bucketName: 'acme-ci-4711' }],
  [
    2,
    's3',
    'PutBucketPublicAccessBlock',
    {
      bucketName: 'acme-new',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
  ],
  [
    2,
    's3',
    'PutBucketPolicy',
    {
      bucketName: 'acme-new',
      bucketPolicy: statement({
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::acme-new/*',
        Condition: { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/E1` } },
      }),
    },
  ],
  [
    1,
    's3',
    'PutBucketPolicy',
    {
      bucketName: 'acme-new',
      bucketPolicy: statement({
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::acme-new/*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } },
      }),
    },
  ],
  [
    2,
    's3',
    'PutBucketLifecycle',
    {
      bucketName: 'acme-new',
      LifecycleConfiguration: { Rule: { Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } } },
    },
  ],
  [
    2,
    'kms',
    'CreateKey',
    { policy: json(statement({ Principal: { AWS: iam('root') }, Action: 'kms:*', Resource: '*' })) },
  ],
  [1, 'kms', 'CreateGrant', { keyId: 'a', granteePrincipal: iam('role/web'), operations: ['Decrypt'] }],
  [
    3,
    'lambda',
    'UpdateFunctionConfiguration20150331v2',
    { functionName: 'orders-1', layers: [`arn:aws:lambda:eu-west-1:${ACCOUNT}:layer:common:7`] },
  ],
  [
    3,
    'lambda',
    'AddPermission20150331v2',
    {
      functionName: 'orders-1',
      action: 'lambda:InvokeFunction',
      principal: 's3.amazonaws.com',
      sourceAccount: ACCOUNT,
    },
  ],
  [2, 'rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', allocatedStorage: 200 }],
  [
    2,
    'eks',
    'AssociateAccessPolicy',
    {
      name: 'shop',
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy',
      accessScope: { type: 'namespace', namespaces: ['shop'] },
    },
  ],
  [2, 'logs', 'PutRetentionPolicy', { logGroupName: '/aws/lambda/orders', retentionInDays: 14 }],
  [
    2,
    'sqs',
    'CreateQueue',
    {
      queueName: 'orders',
      attributes: {
        Policy: json(
          statement({
            Principal: '*',
            Action: 'sqs:SendMessage',
            Resource: '*',
            Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${ACCOUNT}:orders` } },
          }),
        ),
      },
    },
  ],
  [
    2,
    'events',
    'PutTargets',
    { rule: 'nightly', targets: [{ id: '1', arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders-1` }] },
  ],
  [2, 'monitoring', 'PutMetricAlarm', { alarmName: 'errors', actionsEnabled: true }],
  [1, 'dynamodb', 'DeleteTable', { tableName: 'orders-pr-17' }],
  [3, 'cloudformation', 'CreateChangeSet', { stackName: 'orders', capabilities: ['CAPABILITY_NAMED_IAM'] }],
];
function clusterTrust(): string {
  const provider = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
  const who = { Federated: iam(`oidc-provider/${provider}`) };
  return trust(who, 'sts:AssumeRoleWithWebIdentity', {
    StringEquals: { [`${provider}:sub`]: 'system:serviceaccount:shop:dns' },
  });
}

/** Developers and operators who signed in and click or type. */
const CONSOLE: readonly Row[] = [
  [20, 'ec2', 'DescribeInstances'],
  [10, 'cloudformation', 'DescribeStacks'],
  [10, 'logs', 'StartQuery'],
  [10, 'monitoring', 'DescribeAlarms'],
  [6, 's3', 'ListBuckets'],
  [6, 'iam', 'ListRoles'],
  [3, 'iam', 'ListUsers'],
  [4, 'ssm', 'StartSession', { target: 'i-0a1b2c3d4e5f60718' }],
  [2, 'ssm', 'TerminateSession', { sessionId: 'ada-1' }],
  [2, 'ecs', 'ExecuteCommand', { cluster: 'web', task: 't', command: '/bin/sh', interactive: true }],
  [2, 'ec2-instance-connect', 'SendSSHPublicKey', { instanceId: 'i-0a1b2c3d4e5f60718', instanceOSUser: 'ec2-user' }],
  [3, 'secretsmanager', 'GetSecretValue', { secretId: 'dev/orders/db' }],
  [3, 'secretsmanager', 'DescribeSecret', { secretId: 'dev/orders/db' }],
  [2, 'ssm', 'GetParameters', { names: ['/dev/orders/url', '/dev/orders/flags'], withDecryption: true }],
  [2, 'ec2', 'StopInstances', { instancesSet: one('instanceId', 'i-0a1b2c3d4e5f60718') }],
  [2, 'ec2', 'StartInstances', { instancesSet: one('instanceId', 'i-0a1b2c3d4e5f60718') }],
  [2, 'ec2', 'DescribeInstanceAttribute', { attribute: 'userData', instanceId: 'i-0a1b2c3d4e5f60718' }],
  [2, 'athena', 'StartQueryExecution', { workGroup: 'primary' }],
  [1, 'cloudshell', 'CreateSession'],
  [1, 'iam', '!CreateRole'],
  [1, 'ec2', '!RunInstances'],
  [2, 'bedrock', 'InvokeModel', { modelId: 'example.model-v1' }],
  [4, 'sts', 'GetCallerIdentity'],
];

/** Nodes of a cluster, its controllers, and the agents on machines. */
const NODES: readonly Row[] = [
  [20, 'ecr', 'GetAuthorizationToken'],
  [20, 'ec2', 'DescribeInstances'],
  [10, 'ec2', 'AssignPrivateIpAddresses', { networkInterfaceId: 'eni-1' }],
  [10, 'ec2', 'CreateNetworkInterface', { subnetId: 'subnet-1' }],
  [10, 'eks', 'DescribeCluster', { name: 'shop' }],
  [20, 'ssm', 'UpdateInstanceInformation'],
  [6, 'ssm', 'GetParametersByPath', { path: '/prod/web', recursive: true, withDecryption: true }],
  [6, 's3', 'GetObject', { bucketName: 'acme-builds', key: 'web.tgz' }],
];
const CONTROLLERS: readonly Row[] = [
  [10, 'route53', 'ChangeResourceRecordSets', { hostedZoneId: 'Z1' }],
  [10, 'ec2', 'CreateFleet', { CreateFleetRequest: { Type: 'instant' } }],
  [6, 'ec2', 'TerminateInstances', { instancesSet: one('instanceId', 'i-0a1b2c3d4e5f60718') }],
  [6, 'ec2', 'AuthorizeSecurityGroupIngress', range(443, '0.0.0.0/0')],
  [4, 'ec2', 'CreateLaunchTemplate', { CreateLaunchTemplateRequest: { LaunchTemplateData: { UserData: 'aGk=' } } }],
  [10, 'secretsmanager', 'BatchGetSecretValue', { secretIdList: ['prod/orders/db', 'prod/orders/mail'] }],
  [10, 'secretsmanager', 'ListSecrets', { filters: [{ key: 'name', values: ['prod/'] }] }],
  [4, 'sts', 'AssumeRole', { roleArn: iam('role/controllers'), roleSessionName: 'again' }],
  [4, 'ec2', 'CreateSnapshot', { volumeId: 'vol-1' }],
  [4, 'ec2', 'DeleteSnapshot', { snapshotId: 'snap-1' }],
];
const TASKS: readonly Row[] = [
  [20, 'kms', 'Decrypt', { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }],
  [10, 'secretsmanager', 'GetSecretValue', { secretId: 'prod/orders/db' }],
  [8, 'ssm', 'GetParameters', { names: ['/prod/orders/db-password', '/prod/orders/api-token'], withDecryption: true }],
  [8, 's3', 'DeleteObject', (d) => ({ bucketName: 'acme-builds', key: `tmp/${d.upTo(9_999)}` })],
  [4, 's3', 'DeleteObjects', { bucketName: 'acme-builds' }],
  [4, 'sts', 'AssumeRole', { roleArn: iam('role/web-task'), roleSessionName: 'again' }],
  [4, 'bedrock', 'InvokeModel', { modelId: 'example.model-v1' }],
  [4, 'ses', 'SendEmail', { source: 'shop@example.com' }],
  [3, 'rds', 'CreateDBSnapshot', { dBInstanceIdentifier: 'orders' }],
  [2, 'rds', 'DeleteDBSnapshot', { dBSnapshotIdentifier: 'orders-old' }],
  [2, 'codebuild', 'StartBuild', { projectName: 'web' }],
];
/** Programs outside that still run on the key of a user. */
const KEYS: readonly Row[] = [
  [10, 'sts', 'GetCallerIdentity'],
  [30, 's3', 'PutObject', (d) => ({ bucketName: 'acme-builds', key: `${d.upTo(9_999)}` })],
  [10, 's3', 'ListObjects', { bucketName: 'acme-builds' }],
  [3, 's3', 'DeleteObject', (d) => ({ bucketName: 'acme-builds', key: `${d.upTo(9_999)}` })],
  [10, 'ecr', 'GetAuthorizationToken'],
  [6, 'ecs', 'UpdateService', { cluster: 'web', service: 'web' }],
  [4, 'sts', 'AssumeRole', { roleArn: iam('role/deploy'), roleSessionName: 'ci' }],
  [4, 'cloudfront', 'CreateInvalidation', { distributionId: 'E1' }],
  [4, 'ses', 'SendRawEmail'],
];
const IN_HOUSE: readonly Row[] = [
  [10, 'config', 'PutEvaluations'],
  [10, 'iam', 'GetAccountAuthorizationDetails'],
  [10, 's3', 'GetBucketPolicy', { bucketName: 'acme-orders' }],
  [6, 'ec2', 'CreateSnapshot', { volumeId: 'vol-1' }],
  [6, 'ec2', 'DeleteSnapshot', { snapshotId: 'snap-1' }],
  [4, 'ec2', 'ModifySnapshotAttribute', { snapshotId: 'snap-1', createVolumePermission: { add: one('userId', LOGS) } }],
  [6, 'iam', 'CreateRole', { roleName: 'x', assumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${LOGS}:root` }) }],
  [6, 'kms', 'CreateGrant', { keyId: 'a', granteePrincipal: 'rds.eu-west-1.amazonaws.com' }],
];

const SDK = 'aws-sdk-go-v2/1.40.1 os/linux lang/go#1.25';
const WHO: readonly (readonly [number, Who])[] = [
  [24, { identity: () => session('posture-scanner', 'scan'), address: '198.51.100.70', agent: SDK, rows: INVENTORY }],
  [
    12,
    {
      identity: () => session('monitoring-integration', 'collect'),
      address: '198.51.100.71',
      agent: SDK,
      rows: INVENTORY,
    },
  ],
  [
    14,
    {
      identity: () => session('github-deploy', 'GitHubActions', fromCluster),
      address: '198.51.100.80',
      agent: 'APN/1.0 HashiCorp/1.0 Terraform/1.14 terraform-provider-aws/6.2',
      rows: DEPLOY,
    },
  ],
  [
    6,
    {
      identity: (d) => person(d, 'Developer'),
      address: '198.51.100.20',
      agent: 'Mozilla/5.0 (X11; Linux x86_64)',
      rows: CONSOLE,
    },
  ],
  [
    2,
    {
      identity: (d) => person(d, 'AdministratorAccess'),
      address: '198.51.100.20',
      agent: 'aws-cli/2.31.4',
      rows: CONSOLE,
    },
  ],
  [
    12,
    { identity: (d) => session('nodes', `i-0${d.hex(16)}`, onInstance), address: '10.0.3.4', agent: SDK, rows: NODES },
  ],
  [
    8,
    {
      identity: () => session('controllers', '1793600000', fromCluster),
      address: '198.51.100.90',
      agent: SDK,
      rows: CONTROLLERS,
    },
  ],
  [
    14,
    {
      identity: () => session('web-task', '0123456789abcdef'),
      address: '198.51.100.91',
      agent: 'aws-sdk-java/2.38 exec-env/AWS_ECS_FARGATE',
      rows: TASKS,
    },
  ],
  [3, { identity: () => user('ci'), address: '198.51.100.92', agent: 'aws-cli/2.31.4', rows: KEYS }],
  [
    5,
    {
      identity: () => ({ ...session('AWSServiceRoleForBackup', 'backup'), invokedBy: 'backup.amazonaws.com' }),
      address: 'backup.amazonaws.com',
      agent: 'backup.amazonaws.com',
      rows: IN_HOUSE,
    },
  ],
];

/** One record of a busy account at a time (ms): scanners, infrastructure code, a cluster, people and keys. */
export function busyAccountRecord(d: Dice, time: number): Fields {
  const who = d.weighed(WHO);
  const [, source, named, request] = d.weighed(who.rows.map((row) => [row[0], row] as const));
  const refused = named.startsWith('!');
  const eventName = refused ? named.slice(1) : named;
  return {
    eventVersion: '1.11',
    eventTime: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    awsRegion: 'eu-west-1',
    requestID: d.hex(32),
    eventID: d.hex(32),
    eventType: 'AwsApiCall',
    recipientAccountId: ACCOUNT,
    managementEvent: true,
    eventCategory: 'Management',
    userIdentity: who.identity(d),
    eventSource: `${source}.amazonaws.com`,
    eventName,
    sourceIPAddress: who.address,
    userAgent: who.agent,
    readOnly: /^(Get|List|Describe|BatchGet)/.test(eventName),
    requestParameters: refused ? null : ((typeof request === 'function' ? request(d) : request) ?? null),
    responseElements: null,
    ...(refused && { errorCode: 'AccessDenied', errorMessage: 'not authorized' }),
  };
}
