const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
const BUCKET = 'example-ledger';

/** Times near the sample's, as AWS writes them. */
const iso = (now: number, seconds = 0): string => new Date(now + seconds * 1_000).toISOString();
/** The same for the same moment and number; not the id of anything. */
const idOf = (now: number, n: number): string =>
  `${(now % 0xffff_ffff).toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** An event as a rule's target gets it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
const enveloped = (
  now: number,
  n: number,
  source: string,
  type: string,
  detail: unknown,
  resources: readonly string[] = [],
) => ({
  version: '0',
  id: idOf(now, n),
  'detail-type': type,
  source,
  account: ACCOUNT,
  time: iso(now),
  region: REGION,
  resources,
  detail,
});

const trail = (now: number, n: number, more: object) => ({
  eventVersion: '1.09',
  eventTime: iso(now),
  eventID: idOf(now, n),
  awsRegion: REGION,
  recipientAccountId: ACCOUNT,
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::${ACCOUNT}:user/reader`,
    accountId: ACCOUNT,
    userName: 'reader',
  },
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.17',
  ...more,
});

const guardduty = (now: number, id: string, more: object) => ({
  schemaVersion: '2.0',
  accountId: ACCOUNT,
  region: REGION,
  partition: 'aws',
  id,
  arn: `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/example/finding/${id}`,
  createdAt: iso(now, -600),
  updatedAt: iso(now),
  ...more,
});

const bruteForce = (now: number) =>
  guardduty(now, idOf(now, 3), {
    type: 'UnauthorizedAccess:EC2/SSHBruteForce',
    severity: 5,
    title: 'Somebody tries passwords on an instance',
    description: 'An address tries one password after another.',
    resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-0123456789abcdef0' } },
    service: {
      serviceName: 'guardduty',
      archived: false,
      eventFirstSeen: iso(now, -900),
      eventLastSeen: iso(now, -60),
      action: {
        actionType: 'NETWORK_CONNECTION',
        networkConnectionAction: { remoteIpDetails: { ipAddressV4: '203.0.113.9' } },
      },
    },
  });

const sequence = (now: number) =>
  guardduty(now, idOf(now, 4), {
    type: 'AttackSequence:IAM/CompromisedCredentials',
    severity: 9,
    title: 'A key of one user is used for one thing after another',
    description: 'Several signals of the same key within a day.',
    resource: { resourceType: 'AttackSequence' },
    service: {
      serviceName: 'guardduty',
      featureName: 'Correlation',
      archived: false,
      detection: {
        sequence: {
          uid: `sequence-${now}`,
          description: 'Several signals of the same key within a day.',
          actors: [
            {
              id: 'actor-1',
              user: {
                name: 'deployer',
                uid: 'AIDAEXAMPLE',
                type: 'IAMUser',
                credentialUid: `AKIA${'B'.repeat(16)}`,
                account: { uid: ACCOUNT, name: 'example' },
              },
            },
          ],
          endpoints: [{ id: 'endpoint-1', ip: '203.0.113.66' }],
          resources: [
            { uid: `arn:aws:s3:::${BUCKET}`, name: BUCKET, resourceType: 'S3_BUCKET', accountId: ACCOUNT },
            {
              uid: `AKIA${'B'.repeat(16)}`,
              resourceType: 'ACCESS_KEY',
              accountId: ACCOUNT,
              data: { accessKey: { userName: 'deployer', userType: 'IAMUser', principalId: 'AIDAEXAMPLE' } },
            },
          ],
          sequenceIndicators: [
            { key: 'ATTACK_TACTIC', values: ['Defense Evasion', 'Exfiltration'] },
            { key: 'ATTACK_TECHNIQUE', values: ['T1562.008', 'T1530'] },
            { key: 'TOR_IP', values: ['203.0.113.66'] },
          ],
          signals: [
            {
              uid: 'signal-1',
              type: 'CLOUD_TRAIL',
              name: 'cloudtrail:StopLogging',
              count: 1,
              firstSeenAt: iso(now, -900),
              lastSeenAt: iso(now, -900),
            },
          ],
        },
      },
    },
  });

const asff = (now: number) => ({
  SchemaVersion: '2018-10-08',
  Id: `arn:aws:securityhub:${REGION}:${ACCOUNT}:finding/${idOf(now, 5)}`,
  ProductArn: `arn:aws:securityhub:${REGION}::product/aws/securityhub`,
  GeneratorId: 'example/S3.1',
  AwsAccountId: ACCOUNT,
  Region: REGION,
  Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
  CreatedAt: iso(now, -600),
  UpdatedAt: iso(now),
  Severity: { Label: 'MEDIUM' },
  Title: 'A bucket lets everybody read',
  Description: 'The bucket has no block of public access.',
  Resources: [{ Type: 'AwsS3Bucket', Id: `arn:aws:s3:::${BUCKET}`, Region: REGION }],
  Compliance: { Status: 'FAILED' },
  Workflow: { Status: 'NEW' },
  RecordState: 'ACTIVE',
});

/** A finding as the newer Security Hub sends it, which is OCSF. */
const hub = (now: number) => ({
  activity_id: 1,
  category_uid: 2,
  class_uid: 2004,
  type_uid: 200401,
  severity_id: 4,
  status_id: 1,
  time: now,
  metadata: {
    uid: idOf(now, 6),
    version: '1.6.0',
    product: { name: 'GuardDuty', vendor_name: 'AWS', uid: `arn:aws:securityhub:${REGION}::productv2/aws/guardduty` },
    profiles: ['cloud'],
  },
  cloud: { provider: 'AWS', region: REGION, account: { uid: ACCOUNT, type: 'AWS Account' } },
  finding_info: {
    uid: idOf(now, 6),
    title: 'A bucket is read from an odd place',
    types: ['Exfiltration:S3/AnomalousBehavior'],
    created_time: now - 600_000,
    modified_time: now,
  },
  resources: [{ uid: `arn:aws:s3:::${BUCKET}`, type: 'AWS::S3::Bucket', region: REGION }],
  vendor_attributes: { severity_id: 4 },
});

const compliance = (now: number) => ({
  messageType: 'ComplianceChangeNotification',
  configRuleName: 's3-bucket-level-public-access-prohibited',
  configRuleARN: `arn:aws:config:${REGION}:${ACCOUNT}:config-rule/config-rule-example`,
  resourceType: 'AWS::S3::Bucket',
  resourceId: BUCKET,
  awsAccountId: ACCOUNT,
  awsRegion: REGION,
  newEvaluationResult: { complianceType: 'NON_COMPLIANT', resultRecordedTime: iso(now, -5) },
  oldEvaluationResult: { complianceType: 'COMPLIANT', resultRecordedTime: iso(now, -86_400) },
  notificationCreationTime: iso(now, -4),
});

const changed = (now: number) => ({
  messageType: 'ConfigurationItemChangeNotification',
  notificationCreationTime: iso(now, -4),
  configurationItem: {
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-0123456789abcdef0',
    awsAccountId: ACCOUNT,
    awsRegion: REGION,
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: iso(now, -5),
    configurationStateId: `${now}`,
  },
  configurationItemDiff: { changeType: 'UPDATE', changedProperties: {} },
});

/** Inspector's own way to write a time. */
const inspectorTime = (now: number): string =>
  new Date(now)
    .toLocaleString('en-US', { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'medium' })
    .replaceAll(/\s/g, ' ');

const inspector = (now: number, more: object) => ({
  awsAccountId: ACCOUNT,
  findingArn: `arn:aws:inspector2:${REGION}:${ACCOUNT}:finding/${idOf(now, 9)}`,
  status: 'ACTIVE',
  severity: 'HIGH',
  firstObservedAt: inspectorTime(now - 60_000),
  lastObservedAt: inspectorTime(now),
  updatedAt: inspectorTime(now),
  resources: [{ id: 'i-0123456789abcdef0', type: 'AWS_EC2_INSTANCE', region: REGION }],
  ...more,
});

const health = (now: number) => ({
  eventArn: `arn:aws:health:global::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED_${now}`,
  service: 'RISK',
  eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
  eventTypeCategory: 'issue',
  eventScopeCode: 'ACCOUNT_SPECIFIC',
  communicationId: `${now}-1`,
  startTime: new Date(now - 60_000).toUTCString(),
  lastUpdatedTime: new Date(now).toUTCString(),
  statusCode: 'open',
  eventRegion: 'global',
  eventDescription: [{ language: 'en_US', latestDescription: 'A key lies where anybody can read it.' }],
  affectedEntities: [{ entityValue: `AKIA${'C'.repeat(16)}`, status: 'IMPAIRED' }],
  affectedAccount: ACCOUNT,
  page: '1',
  totalPages: '1',
});

const analyzer = (now: number, more: object) => ({
  version: '1.0',
  id: idOf(now, 11),
  status: 'ACTIVE',
  resourceType: 'AWS::S3::Bucket',
  resource: `arn:aws:s3:::${BUCKET}`,
  accountId: ACCOUNT,
  region: REGION,
  createdAt: iso(now, -60),
  analyzedAt: iso(now, -50),
  updatedAt: iso(now, -40),
  isDeleted: false,
  ...more,
});

const macie = (now: number, n: number, more: object) => ({
  schemaVersion: '1.0',
  id: idOf(now, n),
  accountId: ACCOUNT,
  partition: 'aws',
  region: REGION,
  severity: { score: 3, description: 'High' },
  createdAt: iso(now, -60),
  updatedAt: iso(now),
  count: 1,
  archived: false,
  resourcesAffected: {
    s3Bucket: { arn: `arn:aws:s3:::${BUCKET}`, name: BUCKET },
    s3Object: { key: 'people/list.csv', path: `${BUCKET}/people/list.csv` },
  },
  ...more,
});

/** Events of every detail-type that this source knows a format for, and one that it does not. */
export const samplesOf = (now: number): readonly unknown[] => {
  let n = 100;
  const event = (source: string, type: string, detail: unknown, resources?: readonly string[]) =>
    enveloped(now, n++, source, type, detail, resources);
  return [
    event(
      'aws.iam',
      'AWS API Call via CloudTrail',
      trail(now, 1, { eventSource: 'iam.amazonaws.com', eventName: 'ListUsers' }),
    ),
    event(
      'aws.signin',
      'AWS Console Sign In via CloudTrail',
      trail(now, 2, {
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        responseElements: { ConsoleLogin: 'Success' },
        additionalEventData: { MFAUsed: 'No' },
      }),
    ),
    event('aws.guardduty', 'GuardDuty Finding', bruteForce(now)),
    event('aws.guardduty', 'GuardDuty Finding', sequence(now)),
    event('aws.guardduty', 'GuardDuty Malware Protection Object Scan Result', {
      schemaVersion: '1.0',
      scanStatus: 'COMPLETED',
      resourceType: 'S3_OBJECT',
      s3ObjectDetails: { bucketName: BUCKET, objectKey: 'in/invoice.exe', eTag: 'example', versionId: 'null' },
      scanResultDetails: { scanResultStatus: 'THREATS_FOUND', threats: [{ name: 'EICAR-Test-File' }] },
    }),
    event('aws.securityhub', 'Security Hub Findings - Imported', { findings: [asff(now)] }),
    event('aws.securityhub', 'Findings Imported V2', { findings: [hub(now)] }),
    event('aws.config', 'Config Rules Compliance Change', compliance(now)),
    event('aws.config', 'Config Configuration Item Change', changed(now)),
    event(
      'aws.inspector2',
      'Inspector2 Finding',
      inspector(now, {
        type: 'PACKAGE_VULNERABILITY',
        title: 'CVE-2021-44228 - log4j-core',
        description: 'A lookup runs code from elsewhere.',
        packageVulnerabilityDetails: {
          vulnerabilityId: 'CVE-2021-44228',
          referenceUrls: ['https://nvd.nist.gov/vuln/detail/CVE-2021-44228'],
        },
      }),
      ['i-0123456789abcdef0'],
    ),
    event('aws.health', 'AWS Health Event', health(now)),
    event(
      'aws.access-analyzer',
      'Access Analyzer Finding',
      analyzer(now, {
        principal: { AWS: 'arn:aws:iam::999988887777:root' },
        action: ['s3:GetObject'],
        isPublic: false,
      }),
    ),
    event(
      'aws.access-analyzer',
      'Unused Access Finding for IAM entities',
      analyzer(now, {
        findingType: 'UnusedIAMRole',
        resourceType: 'AWS::IAM::Role',
        resource: `arn:aws:iam::${ACCOUNT}:role/forgotten`,
      }),
    ),
    event(
      'aws.macie',
      'Macie Finding',
      macie(now, 13, {
        type: 'SensitiveData:S3Object/Personal',
        title: 'An object holds names and numbers of people',
        category: 'CLASSIFICATION',
        classificationDetails: { result: { status: { code: 'COMPLETE' } } },
      }),
    ),
    event(
      'aws.macie',
      'Macie Finding',
      macie(now, 14, {
        type: 'Policy:IAMUser/S3BucketPublic',
        title: 'A bucket was opened to everybody',
        category: 'POLICY',
        policyDetails: {
          actor: {
            ipAddressDetails: { ipAddressV4: '198.51.100.7' },
            userIdentity: {
              type: 'IAMUser',
              iamUser: { arn: `arn:aws:iam::${ACCOUNT}:user/reader`, userName: 'reader' },
            },
          },
        },
      }),
    ),
    event(
      'aws.cloudwatch',
      'CloudWatch Alarm State Change',
      {
        alarmName: 'root-signs-in',
        state: { value: 'ALARM', reason: 'Threshold crossed: 1 datapoint', timestamp: new Date(now).toISOString() },
        previousState: { value: 'OK' },
        configuration: {
          description: 'The account’s root signed in',
          metrics: [{ id: 'm1', metricStat: { metric: { namespace: 'Trail', name: 'RootSignIn', dimensions: {} } } }],
        },
      },
      [`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:root-signs-in`],
    ),
    event('aws.ce', 'Anomaly Detected', {
      accountId: ACCOUNT,
      anomalyId: 'b1c2d3e4-0000-4000-8000-000000000001',
      anomalyStartDate: new Date(now).toISOString(),
      anomalyEndDate: new Date(now).toISOString(),
      dimensionalValue: 'Amazon Elastic Compute Cloud - Compute',
      monitorArn: `arn:aws:ce::${ACCOUNT}:anomalymonitor/b1c2d3e4-0000-4000-8000-000000000002`,
      monitorName: 'services',
      impact: { maxImpact: 240, totalImpact: 310 },
      rootCauses: [{ service: 'Amazon Elastic Compute Cloud - Compute', region: REGION, linkedAccount: ACCOUNT }],
    }),
    event(
      'aws.ec2',
      'EC2 Instance State-change Notification',
      { 'instance-id': 'i-0123456789abcdef0', state: 'stopped' },
      [`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0123456789abcdef0`],
    ),
  ];
};
