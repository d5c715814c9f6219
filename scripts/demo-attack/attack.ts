import { ACCOUNT, HOME_REGION, iamUser, type Step } from './step.ts';

const LEAKED = iamUser('ci-deployer', 'AIDA4VEDETTEDEMOCIDPL', 'AKIAVEDETTEDEMOCI7Q2');
const BACKDOOR_KEY = 'AKIAVEDETTEDEMOBD9X4';
const BACKDOOR = iamUser('support-sync', 'AIDA4VEDETTEDEMOSYNC1', BACKDOOR_KEY);
const FAR = 'ap-southeast-3';
const AT = { ip: '203.0.113.77', agent: 'Boto3/1.40.12 md/Botocore#1.40.12 ua/2.1 os/linux#6.8.0 lang/python#3.12.7' };
const INSTANCE = 'i-0b7d41c9e2fa85360';
const SUBNET = 'subnet-0f3a9c7715be2d804';
const VPC = 'vpc-0c41e8d20b96f7a35';
const GROUP = 'sg-09e2b7f45d18c6a03';
const ENI = 'eni-04c8e19d7ab350f62';

type Rest = Partial<Pick<Step, 'region' | 'request' | 'response' | 'error'>>;
const by =
  (identity: Record<string, unknown>) =>
  (atS: number, service: string, name: string, rest: Rest = {}): Step => ({
    atS,
    identity,
    source: `${service}.amazonaws.com`,
    name,
    region: ['iam', 'sts'].includes(service) ? 'us-east-1' : HOME_REGION,
    ...AT,
    ...rest,
  });
const leaked = by(LEAKED);
const backdoor = by(BACKDOOR);
const denied = (action: string, user = 'ci-deployer'): readonly [string, string] => [
  'AccessDenied',
  `User: arn:aws:iam::${ACCOUNT}:user/${user} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
];
const forbidden: readonly [string, string] = [
  'Client.UnauthorizedOperation',
  'You are not authorized to perform this operation.',
];

const reconnaissance: readonly Step[] = [
  leaked(0, 'sts', 'GetCallerIdentity'),
  leaked(9, 'iam', 'ListUsers', { request: { maxItems: 1000 } }),
  leaked(14, 'iam', 'ListAttachedUserPolicies', { request: { userName: 'ci-deployer' } }),
  leaked(19, 'iam', 'ListUserPolicies', { request: { userName: 'ci-deployer' } }),
  leaked(25, 'iam', 'ListGroupsForUser', { request: { userName: 'ci-deployer' } }),
  leaked(38, 'iam', 'GetAccountAuthorizationDetails', { request: { maxItems: 1000 } }),
  leaked(47, 'iam', 'ListRoles', { request: { maxItems: 1000 } }),
  leaked(52, 'iam', 'GetAccountPasswordPolicy', { error: denied('iam:GetAccountPasswordPolicy') }),
  leaked(61, 's3', 'ListBuckets', { request: { Host: 's3.eu-west-1.amazonaws.com' } }),
  leaked(75, 's3', 'GetBucketAcl', { request: { bucketName: 'acme-build-artifacts', acl: '' } }),
  leaked(79, 's3', 'GetBucketPolicy', {
    request: { bucketName: 'acme-payroll-export', policy: '' },
    error: denied('s3:GetBucketPolicy'),
  }),
  leaked(96, 'ec2', 'DescribeInstances', { request: { instancesSet: {}, filterSet: {} } }),
  leaked(103, 'ec2', 'DescribeSecurityGroups', { request: { securityGroupSet: {}, filterSet: {} } }),
  leaked(111, 'ec2', 'DescribeRegions', { request: { regionSet: {}, allRegions: true } }),
  leaked(121, 'ec2', 'DescribeSnapshots', { request: { ownersSet: { items: [{ owner: 'self' }] } }, error: forbidden }),
  leaked(137, 'secretsmanager', 'ListSecrets', { error: denied('secretsmanager:ListSecrets') }),
  leaked(151, 'organizations', 'DescribeOrganization', {
    region: 'us-east-1',
    error: denied('organizations:DescribeOrganization'),
  }),
  leaked(168, 'cloudtrail', 'DescribeTrails', { request: { trailNameList: [] } }),
  leaked(175, 'cloudtrail', 'GetTrailStatus', {
    request: { name: `arn:aws:cloudtrail:${HOME_REGION}:${ACCOUNT}:trail/acme-audit` },
  }),
];

const persistence: readonly Step[] = [
  leaked(301, 'iam', 'CreateUser', {
    request: { userName: 'support-sync' },
    response: {
      user: {
        path: '/',
        userName: 'support-sync',
        userId: 'AIDA4VEDETTEDEMOSYNC1',
        arn: `arn:aws:iam::${ACCOUNT}:user/support-sync`,
        createDate: 'Oct 13, 2026 2:19:08 AM',
      },
    },
  }),
  leaked(314, 'iam', 'CreateAccessKey', {
    request: { userName: 'support-sync' },
    response: {
      accessKey: {
        userName: 'support-sync',
        accessKeyId: BACKDOOR_KEY,
        status: 'Active',
        createDate: 'Oct 13, 2026 2:19:21 AM',
      },
    },
  }),
  leaked(329, 'iam', 'AttachUserPolicy', {
    request: { userName: 'support-sync', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  }),
  leaked(342, 'iam', 'ListAttachedUserPolicies', { request: { userName: 'support-sync' } }),
  leaked(356, 'iam', 'CreateLoginProfile', {
    request: { userName: 'ci-release' },
    error: denied('iam:CreateLoginProfile'),
  }),
  backdoor(428, 'sts', 'GetCallerIdentity'),
  backdoor(437, 'iam', 'ListAccountAliases'),
  backdoor(446, 'secretsmanager', 'ListSecrets', { request: { maxResults: 100 } }),
  backdoor(463, 's3', 'ListBuckets', { request: { Host: 's3.eu-west-1.amazonaws.com' } }),
  backdoor(480, 'cloudtrail', 'DescribeTrails', { request: { trailNameList: [] } }),
];

const evasion: readonly Step[] = [
  leaked(604, 'cloudtrail', 'StopLogging', {
    request: { name: `arn:aws:cloudtrail:${HOME_REGION}:${ACCOUNT}:trail/acme-audit` },
  }),
  leaked(611, 'cloudtrail', 'GetTrailStatus', {
    request: { name: `arn:aws:cloudtrail:${HOME_REGION}:${ACCOUNT}:trail/acme-audit` },
  }),
];

const impact: readonly Step[] = [
  backdoor(742, 'ec2', 'DescribeImages', { region: FAR, request: { ownersSet: { items: [{ owner: 'amazon' }] } } }),
  backdoor(751, 'ec2', 'DescribeSubnets', { region: FAR, request: { subnetSet: {}, filterSet: {} } }),
  backdoor(760, 'ec2', 'DescribeVpcs', { region: FAR, request: { vpcSet: {}, filterSet: {} } }),
  backdoor(774, 'ec2', 'DescribeSecurityGroups', { region: FAR, request: { securityGroupSet: {}, filterSet: {} } }),
  leaked(823, 'ec2', 'RunInstances', {
    region: FAR,
    request: {
      instancesSet: { items: [{ imageId: 'ami-0d5e21b7c94f63a80', minCount: 1, maxCount: 1 }] },
      instanceType: 'c6i.2xlarge',
      subnetId: SUBNET,
      groupSet: { items: [{ groupId: GROUP }] },
      blockDeviceMapping: {},
      monitoring: { enabled: false },
      disableApiTermination: false,
      disableApiStop: false,
      ebsOptimized: false,
      clientToken: '5b1f0a62-7c3d-4e18-9f44-d20c8a6be971',
    },
    response: {
      requestId: '9c27e4a1-83b5-4d06-a1f9-6e50d7c2b348',
      reservationId: 'r-06d3f1a8c95e7b240',
      ownerId: ACCOUNT,
      groupSet: {},
      instancesSet: {
        items: [
          {
            instanceId: INSTANCE,
            imageId: 'ami-0d5e21b7c94f63a80',
            instanceState: { code: 0, name: 'pending' },
            privateDnsName: `ip-10-61-4-23.${FAR}.compute.internal`,
            amiLaunchIndex: 0,
            productCodes: {},
            instanceType: 'c6i.2xlarge',
            launchTime: Date.UTC(2026, 9, 13, 2, 27, 50),
            placement: { availabilityZone: `${FAR}a`, tenancy: 'default' },
            monitoring: { state: 'disabled' },
            subnetId: SUBNET,
            vpcId: VPC,
            privateIpAddress: '10.61.4.23',
            stateReason: { code: 'pending', message: 'pending' },
            architecture: 'x86_64',
            rootDeviceType: 'ebs',
            rootDeviceName: '/dev/xvda',
            blockDeviceMapping: {},
            virtualizationType: 'hvm',
            hypervisor: 'xen',
            clientToken: '5b1f0a62-7c3d-4e18-9f44-d20c8a6be971',
            groupSet: { items: [{ groupId: GROUP, groupName: 'default' }] },
            sourceDestCheck: true,
            networkInterfaceSet: {
              items: [
                {
                  networkInterfaceId: ENI,
                  subnetId: SUBNET,
                  vpcId: VPC,
                  ownerId: ACCOUNT,
                  status: 'in-use',
                  macAddress: '06:5e:1f:a4:0c:92',
                  privateIpAddress: '10.61.4.23',
                  sourceDestCheck: true,
                  interfaceType: 'interface',
                  groupSet: { items: [{ groupId: GROUP, groupName: 'default' }] },
                  attachment: {
                    attachmentId: 'eni-attach-0a7c53e91bd86f204',
                    deviceIndex: 0,
                    networkCardIndex: 0,
                    status: 'attaching',
                    deleteOnTermination: true,
                  },
                  privateIpAddressesSet: { item: [{ privateIpAddress: '10.61.4.23', primary: true }] },
                  ipv6AddressesSet: {},
                  tagSet: {},
                },
              ],
            },
            ebsOptimized: false,
            cpuOptions: { coreCount: 4, threadsPerCore: 2 },
            metadataOptions: { state: 'pending', httpTokens: 'required', httpEndpoint: 'enabled' },
          },
        ],
      },
    },
  }),
  leaked(858, 'ec2', 'DescribeInstances', {
    region: FAR,
    request: { instancesSet: { items: [{ instanceId: INSTANCE }] }, filterSet: {} },
  }),
  backdoor(931, 'ec2', 'DescribeInstances', {
    region: FAR,
    request: { instancesSet: { items: [{ instanceId: INSTANCE }] }, filterSet: {} },
  }),
  backdoor(1080, 'iam', 'ListUsers', { request: { maxItems: 1000 } }),
];

/** The story: look around, come to stay, put out the lights, run a machine where nobody looks. */
export const attack: readonly Step[] = [...reconnaissance, ...persistence, ...evasion, ...impact];
