/** AWS's own policies that the simulator knows. Theirs are longer; these say the same of the services simulated here. */
const allow = (action: string | string[], resource = '*') => ({ Effect: 'Allow', Action: action, Resource: resource });
const document = (...Statement: unknown[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

const READ = [
  'iam:Get*',
  'iam:List*',
  'iam:Simulate*',
  'ec2:Describe*',
  'ec2:Get*',
  'sts:GetCallerIdentity',
  'wafv2:Get*',
  'wafv2:List*',
  's3:Get*',
  's3:List*',
  'lambda:Get*',
  'lambda:List*',
  'cloudtrail:Describe*',
  'cloudtrail:Get*',
  'cloudtrail:List*',
];

export const AWS_MANAGED: Readonly<Record<string, string>> = {
  AdministratorAccess: document(allow('*')),
  PowerUserAccess: document({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
  ReadOnlyAccess: document(allow(READ)),
  SecurityAudit: document(allow(READ)),
  ViewOnlyAccess: document(allow(['ec2:Describe*', 'iam:List*'])),
  IAMFullAccess: document(allow('iam:*')),
  IAMReadOnlyAccess: document(allow(['iam:Get*', 'iam:List*', 'iam:Simulate*'])),
  IAMUserChangePassword: document(allow('iam:ChangePassword', 'arn:aws:iam::*:user/${aws:username}')),
  AmazonEC2FullAccess: document(allow('ec2:*')),
  AmazonEC2ReadOnlyAccess: document(allow('ec2:Describe*')),
  AmazonS3FullAccess: document(allow('s3:*')),
  AmazonS3ReadOnlyAccess: document(allow(['s3:Get*', 's3:List*'])),
  AWSLambda_FullAccess: document(allow('lambda:*')),
  AWSCloudTrail_FullAccess: document(allow('cloudtrail:*')),
  AWSWAFFullAccess: document(allow('wafv2:*')),
  AmazonSSMManagedInstanceCore: document(allow('ssm:UpdateInstanceInformation')),
};

/** The text of a policy `arn:aws:iam::aws:policy/…`, if it is one that is known. */
export function awsManaged(arn: string): { name: string; document: string } | undefined {
  const path = /^arn:aws(?:-[a-z-]+)?:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const name = path?.split('/').at(-1);
  return name !== undefined && Object.hasOwn(AWS_MANAGED, name) ? { name, document: AWS_MANAGED[name]! } : undefined;
}
