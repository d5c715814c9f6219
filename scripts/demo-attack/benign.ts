import { ACCOUNT, HOME_REGION, roleSession, type Step } from './step.ts';

const OPERATOR = roleSession('platform-operator', 'AROA4VEDETTEDEMOOPER1', 'alice', 'ASIAVEDETTEDEMOOP1A3', true);
const WEB = roleSession('web-frontend', 'AROA4VEDETTEDEMOWEB01', 'i-01f6c2a97d3b4e850', 'ASIAVEDETTEDEMOWB2C5');
const TERRAFORM = roleSession('terraform', 'AROA4VEDETTEDEMOTRRF1', 'network-plan', 'ASIAVEDETTEDEMOTF3D7');
const OFFICE = '198.51.100.24';
const NAT = '198.51.100.140';
const CLI = 'aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/macos#25.0.0 md/arch#arm64 lang/python#3.13.7';
const SDK = 'aws-sdk-js/3.890.0 ua/2.1 os/linux#6.12 lang/js md/nodejs#24.11.0';
const TF = 'APN/1.0 HashiCorp/1.0 Terraform/1.13.3 terraform-provider-aws/6.14.0';

const call = (
  atS: number,
  identity: Record<string, unknown>,
  service: string,
  name: string,
  rest: Partial<Step> = {},
): Step => ({
  atS,
  identity,
  source: `${service}.amazonaws.com`,
  name,
  region: HOME_REGION,
  ip: identity === WEB ? NAT : OFFICE,
  agent: identity === WEB ? SDK : identity === TERRAFORM ? TF : CLI,
  ...rest,
});
const byService = (atS: number, service: string, source: string, name: string, request: unknown): Step =>
  call(atS, { type: 'AWSService', invokedBy: `${service}.amazonaws.com` }, source, name, {
    request,
    ip: `${service}.amazonaws.com`,
    agent: `${service}.amazonaws.com`,
  });
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** Ordinary work of people, machines and AWS itself in the same minutes. */
export const benign: readonly Step[] = [
  call(4, WEB, 'ssm', 'UpdateInstanceInformation', {
    request: { instanceId: 'i-01f6c2a97d3b4e850', agentVersion: '3.3.2299.0', agentStatus: 'Active' },
  }),
  byService(21, 'lambda', 'sts', 'AssumeRole', { roleArn: role('invoice-worker'), roleSessionName: 'invoice-worker' }),
  call(44, WEB, 'kms', 'Decrypt', { request: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } }),
  call(71, OPERATOR, 'ec2', 'DescribeInstances', { request: { instancesSet: {}, filterSet: {} } }),
  call(90, OPERATOR, 'ec2', 'DescribeVolumes', { request: { volumeSet: {}, filterSet: {} } }),
  byService(118, 'config', 's3', 'GetBucketAcl', { bucketName: 'acme-config-history', acl: '' }),
  call(142, WEB, 'secretsmanager', 'GetSecretValue', { request: { secretId: 'web/session-signing' } }),
  call(190, TERRAFORM, 'ec2', 'DescribeVpcs', { request: { vpcSet: {}, filterSet: {} } }),
  call(198, TERRAFORM, 'ec2', 'DescribeRouteTables', { request: { routeTableIdSet: {}, filterSet: {} } }),
  call(207, TERRAFORM, 'ec2', 'AuthorizeSecurityGroupIngress', {
    request: {
      groupId: 'sg-02b8c4d6e1f739a50',
      ipPermissions: {
        items: [
          {
            ipProtocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            groups: {},
            ipRanges: { items: [{ cidrIp: '10.20.0.0/16' }] },
            ipv6Ranges: {},
            prefixListIds: {},
          },
        ],
      },
    },
    response: { requestId: 'f3a1c2d4-5b60-4e79-8a91-b2c3d4e5f607', _return: true, securityGroupRuleSet: {} },
  }),
  byService(262, 'cloudtrail', 's3', 'GetBucketAcl', { bucketName: 'acme-audit-log', acl: '' }),
  call(290, WEB, 'kms', 'GenerateDataKey', { request: { keySpec: 'AES_256', keyId: 'alias/web' } }),
  call(335, OPERATOR, 'cloudwatch', 'DescribeAlarms', { request: { stateValue: 'ALARM' } }),
  call(377, WEB, 'kms', 'Decrypt', { request: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } }),
  byService(402, 'lambda', 'sts', 'AssumeRole', { roleArn: role('invoice-worker'), roleSessionName: 'invoice-worker' }),
  call(455, TERRAFORM, 'iam', 'GetRole', { region: 'us-east-1', request: { roleName: 'web-frontend' } }),
  call(470, TERRAFORM, 'iam', 'ListRolePolicies', { region: 'us-east-1', request: { roleName: 'web-frontend' } }),
  call(529, WEB, 'ssm', 'UpdateInstanceInformation', {
    request: { instanceId: 'i-01f6c2a97d3b4e850', agentVersion: '3.3.2299.0', agentStatus: 'Active' },
  }),
  call(588, OPERATOR, 'ecs', 'DescribeServices', { request: { cluster: 'web', services: ['frontend'] } }),
  call(640, OPERATOR, 'ecs', 'UpdateService', {
    request: { cluster: 'web', service: 'frontend', desiredCount: 4 },
    response: { service: { serviceName: 'frontend', desiredCount: 4, runningCount: 3 } },
  }),
  byService(699, 'autoscaling', 'sts', 'AssumeRole', {
    roleArn: role('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'),
    roleSessionName: 'AutoScaling',
  }),
  call(715, WEB, 'secretsmanager', 'GetSecretValue', { request: { secretId: 'web/session-signing' } }),
  call(806, OPERATOR, 'logs', 'DescribeLogGroups', { request: { logGroupNamePrefix: '/ecs/frontend' } }),
  call(889, WEB, 'kms', 'Decrypt', { request: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } }),
  call(1002, OPERATOR, 's3', 'PutBucketTagging', {
    request: {
      bucketName: 'acme-build-artifacts',
      tagging: '',
      Tagging: { TagSet: { Tag: { Key: 'team', Value: 'platform' } } },
    },
  }),
  byService(1120, 'config', 's3', 'GetBucketAcl', { bucketName: 'acme-config-history', acl: '' }),
  call(1241, OPERATOR, 'ec2', 'DescribeInstanceStatus', { request: { instancesSet: {}, filterSet: {} } }),
  call(1302, WEB, 'ssm', 'UpdateInstanceInformation', {
    request: { instanceId: 'i-01f6c2a97d3b4e850', agentVersion: '3.3.2299.0', agentStatus: 'Active' },
  }),
];
