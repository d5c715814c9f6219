/* Words of the generated rules: API names are a verb and a noun, as AWS makes them. */
export const SERVICES = (
  'iam sts ec2 s3 kms cloudtrail guardduty config lambda rds ssm secretsmanager logs sns sqs dynamodb eks ecs ecr ' +
  'cloudformation cloudfront route53 organizations securityhub elasticache redshift athena glue kinesis events monitoring ' +
  'apigateway acm backup bedrock codebuild cognito-idp elasticloadbalancing elasticmapreduce sagemaker ses signin wafv2 workspaces'
).split(' ');
export const VERBS = (
  'Create Delete Update Put Get List Describe Attach Detach Modify Stop Start Disable Enable Add Remove Associate ' +
  'Disassociate Register Deregister Import Export Share Restore'
).split(' ');
export const NOUNS: readonly (readonly string[])[] = [
  'User Role Policy AccessKey LoginProfile Group InstanceProfile MFADevice'.split(' '),
  'Instances Snapshot SecurityGroup Image Volume Subnet Vpc FlowLogs'.split(' '),
  'Bucket BucketPolicy Object ObjectAcl BucketLogging Replication PublicAccessBlock Lifecycle'.split(' '),
  'Trail Detector Recorder Key Alias Grant Rule Filter'.split(' '),
  'Function Layer EventSourceMapping Table Stream Topic Queue Cluster'.split(' '),
  'DBInstance DBSnapshot DBCluster Parameter Document Association Session Command'.split(' '),
  'Stack ChangeSet Distribution HostedZone Certificate Domain Endpoint Repository'.split(' '),
];
/** Texts that are sought within values; a few of them stand in the events. */
export const WORDS = (
  'administratoraccess poweruser readonly backdoor exfil miner shadow passwd authorized-keys kubectl terraform ' +
  'curl-agent wget-agent python-requests powershell nmap-scan sqlmap hydra mimikatz cobalt beacon tunnel ngrok ' +
  'base64-decode reverse-shell crontab systemd-unit ld-preload etc-shadow dev-tcp bash-history chmod-777 iptables-flush ' +
  'authentication-failure invalid-user session-opened permission-denied segfault kernel-panic out-of-memory root-login ' +
  'switchport-mode snmp-community enable-secret no-logging copy-running erase-startup debug-all span-session archive-config ' +
  'union-select script-alert dot-dot-slash jndi-ldap cmd-exec xp-cmdshell waitfor-delay sleep-benchmark information-schema ' +
  'anomalous-token leaked-credential impossible-travel legacy-client risky-user device-code consent-grant mailbox-rule ' +
  'public-read world-writable wildcard-principal star-action cross-account external-id pass-role assume-any ' +
  'ci-deployer instance-role deploy-bot audit-reader'
).split(' ');
/** Fields of other senders. */
export const OTHER_FIELDS = (
  'operationName.value properties.message category resourceId eventType outcome.result displayMessage actor.alternateId ' +
  'data.protoPayload.methodName protoPayload.methodName protoPayload.serviceName action actor_type repository verb ' +
  'objectRef.resource objectRef.subresource user.username responseStatus.code riskEventType ResultType ActivityDetails ' +
  'ConditionalAccessStatus AuthenticationRequirement eventService event_name eventSource.type auditType.category'
).split(' ');
export const LINUX_FIELDS =
  'CommandLine Image ParentImage c-uri cs-user-agent query_name name exe comm a0 a1 path filename'.split(' ');
