import type { Dice } from './random.ts';

type Fields = Record<string, unknown>;
interface Call {
  readonly source: string;
  readonly name: string;
  readonly request?: Fields | null;
  readonly response?: Fields;
  readonly error?: string;
  readonly reads?: true;
}
type Weighed = readonly (readonly [number, (d: Dice) => Call])[];

const ACCOUNT = '111122223333';
const arn = (rest: string): string => `arn:aws:${rest}`;
const call = (source: string, name: string, request: Fields | null = null, more: Partial<Call> = {}): Call => ({
  source,
  name,
  request,
  ...more,
});
const read = (source: string, name: string, request: Fields | null = null): Call =>
  call(source, name, request, { reads: true });

const bucket = (d: Dice): string => d.of(['acme-web-assets', 'acme-orders', 'acme-builds', 'acme-reports']);
const table = (d: Dice): string => d.of(['orders', 'carts', 'sessions']);
const serviceTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const narrowPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::acme-web-assets/*'] }],
});
const tlsOnly = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::acme-reports/*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};

/** An application: a few calls, all day long. */
const APPLICATION: Weighed = [
  [20, (d) => read('s3', 'GetObject', { bucketName: bucket(d), key: `img/${d.upTo(400)}.webp` })],
  [8, (d) => call('s3', 'PutObject', { bucketName: bucket(d), key: `2026/${d.upTo(9999)}.json` })],
  [2, (d) => call('s3', 'DeleteObject', { bucketName: 'acme-builds', key: `tmp/${d.upTo(9999)}` })],
  [20, (d) => read('dynamodb', 'GetItem', { tableName: table(d) })],
  [8, (d) => call('dynamodb', 'PutItem', { tableName: table(d) })],
  [6, () => read('kms', 'Decrypt', { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' })],
  [3, (d) => read('secretsmanager', 'GetSecretValue', { secretId: `prod/orders/${d.of(['db', 'mail'])}` })],
  [3, () => read('ssm', 'GetParameter', { name: '/orders/flags', withDecryption: true })],
  [3, () => call('sqs', 'SendMessage', { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/orders` })],
  [1, () => call('ses', 'SendEmail', { source: 'shop@example.com' })],
];
/** A pipeline that builds and deploys: many changes, by a role from the build service. */
const PIPELINE: Weighed = [
  [
    6,
    (d) =>
      call('cloudformation', 'UpdateStack', { stackName: `orders-${d.upTo(5)}`, capabilities: ['CAPABILITY_IAM'] }),
  ],
  [6, (d) => call('lambda', 'UpdateFunctionCode20150331v2', { functionName: `orders-${d.upTo(9)}`, publish: true })],
  [
    3,
    (d) =>
      call('lambda', 'UpdateFunctionConfiguration20150331v2', { functionName: `orders-${d.upTo(9)}`, timeout: 30 }),
  ],
  [
    3,
    () =>
      call('ecs', 'RegisterTaskDefinition', {
        family: 'web',
        containerDefinitions: [{ name: 'web', privileged: false }],
      }),
  ],
  [3, () => call('ecs', 'UpdateService', { cluster: 'web', service: 'web', desiredCount: 4 })],
  [4, () => call('ecr', 'PutImage', { repositoryName: 'web', imageTag: 'release' })],
  [
    2,
    (d) => call('iam', 'CreateRole', { roleName: `orders-fn-${d.upTo(99)}`, assumeRolePolicyDocument: serviceTrust }),
  ],
  [
    2,
    (d) =>
      call('iam', 'PutRolePolicy', {
        roleName: `orders-fn-${d.upTo(99)}`,
        policyName: 'read',
        policyDocument: narrowPolicy,
      }),
  ],
  [
    2,
    () =>
      call('iam', 'AttachRolePolicy', {
        roleName: 'orders-fn',
        policyArn: arn('iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'),
      }),
  ],
  [1, () => call('s3', 'PutBucketPolicy', { bucketName: 'acme-reports', bucketPolicy: tlsOnly })],
  [
    1,
    () =>
      call('s3', 'PutBucketVersioning', { bucketName: 'acme-reports', VersioningConfiguration: { Status: 'Enabled' } }),
  ],
  [
    1,
    () =>
      call('s3', 'PutBucketLifecycle', {
        bucketName: 'acme-builds',
        LifecycleConfiguration: { Rule: [{ Status: 'Enabled', ID: 'old', Expiration: { Days: 90 } }] },
      }),
  ],
  [
    1,
    () =>
      call('ec2', 'AuthorizeSecurityGroupIngress', {
        groupId: 'sg-1',
        ipPermissions: {
          items: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } }],
        },
      }),
  ],
  [1, () => call('logs', 'PutRetentionPolicy', { logGroupName: '/aws/lambda/orders', retentionInDays: 90 })],
  [
    1,
    () => call('rds', 'CreateDBSnapshot', { dBInstanceIdentifier: 'orders', dBSnapshotIdentifier: 'before-release' }),
  ],
  [3, () => call('codebuild', 'StartBuild', { projectName: 'web' })],
  [2, (d) => call('ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: `i-${d.hex(17)}` }] } })],
];
/** A person who signed in through the organisation and looks around. */
const PERSON: Weighed = [
  [10, () => read('ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} })],
  [5, () => read('ec2', 'DescribeSecurityGroups', { securityGroupSet: {} })],
  [6, () => read('s3', 'ListBuckets')],
  [5, () => read('monitoring', 'DescribeAlarms')],
  [5, () => read('logs', 'FilterLogEvents', { logGroupName: '/aws/lambda/orders' })],
  [4, () => read('lambda', 'ListFunctions20150331')],
  [3, () => read('iam', 'ListRoles')],
  [3, () => read('iam', 'GetRole', { roleName: 'orders-fn' })],
  [2, () => read('cloudtrail', 'LookupEvents', { maxResults: 50 })],
  [2, () => read('ce', 'GetCostAndUsage')],
  [2, () => read('sts', 'GetCallerIdentity')],
  [1, () => read('iam', 'ListAccessKeys', null)],
  [1, () => call('ec2', 'RebootInstances', { instancesSet: { items: [{ instanceId: 'i-0a1b2c3d4e5f60718' }] } })],
  [1, () => call('lambda', 'Invoke', { functionName: 'orders-1' })],
  [
    1,
    () =>
      call(
        'kms',
        'CreateGrant',
        { keyId: 'alias/orders', granteePrincipal: arn(`iam::${ACCOUNT}:role/orders-fn`) },
        { error: 'AccessDenied' },
      ),
  ],
  [1, () => call('ec2', 'DescribeRegions', null, { reads: true, error: 'Client.UnauthorizedOperation' })],
];
/** The vendor's own services, in the account's name. */
const SERVICE: Weighed = [
  [6, () => call('sts', 'AssumeRole', { roleArn: arn(`iam::${ACCOUNT}:role/orders-fn`), roleSessionName: 'orders' })],
  [
    2,
    (d) => call('ec2', 'RunInstances', { instanceType: 'm7g.large', minCount: 1, maxCount: 1, clientToken: d.hex(20) }),
  ],
  [2, () => call('ec2', 'TerminateInstances', { instancesSet: { items: [{ instanceId: 'i-0a1b2c3d4e5f60718' }] } })],
  [2, () => call('logs', 'CreateLogStream', { logGroupName: '/aws/lambda/orders' })],
  [2, () => call('ec2', 'CreateNetworkInterface', { subnetId: 'subnet-1' })],
  [1, () => call('ec2', 'CreateSnapshot', { volumeId: 'vol-1' })],
  [1, () => call('ec2', 'DeleteSnapshot', { snapshotId: 'snap-1' })],
  [2, () => call('config', 'PutEvaluations', { testMode: false })],
  [1, () => read('guardduty', 'ListDetectors')],
  [1, () => call('kms', 'GenerateDataKey', { keySpec: 'AES_256' })],
];

interface Who {
  readonly calls: Weighed;
  readonly identity: (d: Dice) => Fields;
  readonly address: (d: Dice) => string;
  readonly agent: string;
}
const session = (role: string, name: string, more: Fields = {}): Fields => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE${role.length}ROLE:${name}`,
  arn: arn(`sts::${ACCOUNT}:assumed-role/${role}/${name}`),
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLEEVERYDAY1',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: arn(`iam::${ACCOUNT}:role/${role}`), accountId: ACCOUNT, userName: role },
    attributes: { creationDate: '2026-11-02T08:00:00Z', mfaAuthenticated: 'false' },
  },
  ...more,
});
const WHO: readonly (readonly [number, Who])[] = [
  [
    55,
    {
      calls: APPLICATION,
      identity: () => session('orders-fn', 'orders'),
      address: (d) => `10.0.${d.upTo(4)}.${d.upTo(250)}`,
      agent: 'aws-sdk-nodejs/3.990 os/linux lang/js md/nodejs#24',
    },
  ],
  [
    15,
    {
      calls: PIPELINE,
      identity: () => session('deploy', 'build-4711'),
      address: () => 'codebuild.amazonaws.com',
      agent: 'APN/1.0 HashiCorp/1.0 Terraform/1.14',
    },
  ],
  [
    12,
    {
      calls: PERSON,
      identity: (d) =>
        session('AWSReservedSSO_Developer_0123456789abcdef', `${d.of(['ada', 'ben', 'cleo'])}@example.com`),
      address: () => '198.51.100.20',
      agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    },
  ],
  [
    18,
    {
      calls: SERVICE,
      identity: (d) => ({
        type: 'AWSService',
        invokedBy: d.of(['lambda.amazonaws.com', 'autoscaling.amazonaws.com', 'config.amazonaws.com']),
      }),
      address: () => 'lambda.amazonaws.com',
      agent: 'lambda.amazonaws.com',
    },
  ],
];

/** Sign-ins of an ordinary week: federated, or with a second factor. */
function signIn(d: Dice): Fields {
  const federated = d.next() < 0.8;
  return {
    userIdentity: federated
      ? session('AWSReservedSSO_Developer_0123456789abcdef', 'ada@example.com')
      : {
          type: 'IAMUser',
          principalId: 'AIDAEXAMPLE1',
          arn: arn(`iam::${ACCOUNT}:user/auditor`),
          accountId: ACCOUNT,
          userName: 'auditor',
        },
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    sourceIPAddress: '198.51.100.20',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: federated ? 'No' : 'Yes', LoginTo: 'https://console.aws.amazon.com/' },
  };
}

/** One record of an ordinary account at a time (ms). */
export function cloudtrailRecord(d: Dice, time: number): Fields {
  const common = {
    eventVersion: '1.09',
    eventTime: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    awsRegion: 'eu-west-1',
    requestID: d.hex(32),
    eventID: d.hex(32),
    recipientAccountId: ACCOUNT,
    managementEvent: true,
    eventCategory: 'Management',
  };
  if (d.next() < 0.005) return { ...common, ...signIn(d) };
  const who = d.weighed(WHO);
  const c = d.weighed(who.calls)(d);
  return {
    ...common,
    userIdentity: who.identity(d),
    eventSource: `${c.source}.amazonaws.com`,
    eventName: c.name,
    eventType: 'AwsApiCall',
    sourceIPAddress: who.address(d),
    userAgent: who.agent,
    readOnly: c.reads === true,
    requestParameters: c.request ?? null,
    responseElements: c.response ?? null,
    ...(c.error === undefined ? {} : { errorCode: c.error, errorMessage: 'not authorized' }),
  };
}
