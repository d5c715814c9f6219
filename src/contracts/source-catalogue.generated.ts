// Written by scripts/generate-registries.ts from the sources' about.ts. Do not edit.
import type { SourceAbout } from './source-about.ts';

/** Every kind of source there is, by id. */
export const SOURCE_CATALOGUE: readonly SourceAbout[] = [
  {
    "id": "aws.eventbridge",
    "title": "Amazon EventBridge, API destination",
    "vendor": "AWS",
    "summary": "Findings of GuardDuty, Security Hub, Config, Inspector, Health, Access Analyzer and Macie, API calls and sign-ins as they happen, a rule a kind of event.",
    "proves": "The sender holds the API key set in the EventBridge connection.",
    "limits": "Nothing is signed, so whoever reads the connection’s secret can send the same. The event’s account is the payload’s word: one that is not among the source’s accounts is kept and marked. A detail-type without a format here is kept with its envelope as aws.event, and so is all that does not come from AWS itself (its source does not begin with aws.): whoever may put events on the bus chooses everything else. Where GuardDuty sends to Security Hub as well, send one of the two: the same finding by both roads counts twice.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "AWS account ids",
      "pattern": "[0-9]{12}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "variable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\nlocals {\n  vedette_patterns = {\n    guardduty       = { source = [\"aws.guardduty\"] }\n    securityhub     = { source = [\"aws.securityhub\"], detail-type = [\"Security Hub Findings - Imported\", \"Findings Imported V2\"] }\n    sign-in         = { source = [\"aws.signin\"], detail-type = [\"AWS Console Sign In via CloudTrail\"] }\n    iam-calls       = { source = [\"aws.iam\", \"aws.sts\"], detail-type = [\"AWS API Call via CloudTrail\"] }\n    config          = { source = [\"aws.config\"], detail-type = [\"Config Rules Compliance Change\"] }\n    inspector       = { source = [\"aws.inspector2\"], detail-type = [\"Inspector2 Finding\"] }\n    health          = { source = [\"aws.health\"] }\n    access-analyzer = { source = [\"aws.access-analyzer\"], detail-type = [\"Access Analyzer Finding\", \"Internal Access Finding\"] }\n    macie           = { source = [\"aws.macie\"] }\n  }\n}\n\nresource \"aws_cloudwatch_event_connection\" \"vedette\" {\n  name               = \"vedette-{{source}}\"\n  authorization_type = \"API_KEY\"\n\n  auth_parameters {\n    api_key {\n      key   = \"x-api-key\"\n      value = var.vedette_secret\n    }\n  }\n}\n\nresource \"aws_cloudwatch_event_api_destination\" \"vedette\" {\n  name                             = \"vedette-{{source}}\"\n  connection_arn                   = aws_cloudwatch_event_connection.vedette.arn\n  invocation_endpoint              = \"{{url}}\"\n  http_method                      = \"POST\"\n  invocation_rate_limit_per_second = 300\n}\n\ndata \"aws_iam_policy_document\" \"vedette_assume\" {\n  statement {\n    actions = [\"sts:AssumeRole\"]\n    principals {\n      type        = \"Service\"\n      identifiers = [\"events.amazonaws.com\"]\n    }\n  }\n}\n\ndata \"aws_iam_policy_document\" \"vedette_invoke\" {\n  statement {\n    actions   = [\"events:InvokeApiDestination\"]\n    resources = [aws_cloudwatch_event_api_destination.vedette.arn]\n  }\n}\n\nresource \"aws_iam_role\" \"vedette\" {\n  name               = \"vedette-{{source}}\"\n  assume_role_policy = data.aws_iam_policy_document.vedette_assume.json\n}\n\nresource \"aws_iam_role_policy\" \"vedette\" {\n  role   = aws_iam_role.vedette.id\n  policy = data.aws_iam_policy_document.vedette_invoke.json\n}\n\nresource \"aws_sqs_queue\" \"vedette_dead\" {\n  name                      = \"vedette-{{source}}-dead\"\n  message_retention_seconds = 1209600\n  sqs_managed_sse_enabled   = true\n}\n\ndata \"aws_iam_policy_document\" \"vedette_dead\" {\n  statement {\n    actions   = [\"sqs:SendMessage\"]\n    resources = [aws_sqs_queue.vedette_dead.arn]\n    principals {\n      type        = \"Service\"\n      identifiers = [\"events.amazonaws.com\"]\n    }\n    condition {\n      test     = \"ArnEquals\"\n      variable = \"aws:SourceArn\"\n      values   = [for rule in aws_cloudwatch_event_rule.vedette : rule.arn]\n    }\n  }\n}\n\nresource \"aws_sqs_queue_policy\" \"vedette_dead\" {\n  queue_url = aws_sqs_queue.vedette_dead.id\n  policy    = data.aws_iam_policy_document.vedette_dead.json\n}\n\nresource \"aws_cloudwatch_event_rule\" \"vedette\" {\n  for_each      = local.vedette_patterns\n  name          = \"vedette-{{source}}-${each.key}\"\n  event_pattern = jsonencode(each.value)\n}\n\nresource \"aws_cloudwatch_event_target\" \"vedette\" {\n  for_each = local.vedette_patterns\n  rule     = aws_cloudwatch_event_rule.vedette[each.key].name\n  arn      = aws_cloudwatch_event_api_destination.vedette.arn\n  role_arn = aws_iam_role.vedette.arn\n\n  retry_policy {\n    maximum_event_age_in_seconds = 86400\n    maximum_retry_attempts       = 185\n  }\n\n  dead_letter_config {\n    arn = aws_sqs_queue.vedette_dead.arn\n  }\n}\n"
      },
      {
        "tool": "CloudFormation",
        "language": "yaml",
        "text": "AWSTemplateFormatVersion: \"2010-09-09\"\nDescription: Findings and sign-ins to Vedette, source {{source}}\nParameters:\n  VedetteSecret:\n    Type: String\n    NoEcho: true\nResources:\n  Connection:\n    Type: AWS::Events::Connection\n    Properties:\n      Name: vedette-{{source}}\n      AuthorizationType: API_KEY\n      AuthParameters:\n        ApiKeyAuthParameters:\n          ApiKeyName: x-api-key\n          ApiKeyValue: !Ref VedetteSecret\n  Destination:\n    Type: AWS::Events::ApiDestination\n    Properties:\n      Name: vedette-{{source}}\n      ConnectionArn: !GetAtt Connection.Arn\n      InvocationEndpoint: \"{{url}}\"\n      HttpMethod: POST\n      InvocationRateLimitPerSecond: 300\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: events.amazonaws.com }\n            Action: sts:AssumeRole\n      Policies:\n        - PolicyName: invoke\n          PolicyDocument:\n            Version: \"2012-10-17\"\n            Statement:\n              - Effect: Allow\n                Action: events:InvokeApiDestination\n                Resource: !GetAtt Destination.Arn\n  Dead:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n      SqsManagedSseEnabled: true\n  DeadPolicy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Dead]\n      PolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: events.amazonaws.com }\n            Action: sqs:SendMessage\n            Resource: !GetAtt Dead.Arn\n            Condition:\n              ArnEquals:\n                aws:SourceArn: [!GetAtt Findings.Arn, !GetAtt SignIns.Arn]\n  Findings:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern:\n        source: [{ prefix: aws. }]\n        detail-type:\n          - GuardDuty Finding\n          - GuardDuty Malware Protection Object Scan Result\n          - Security Hub Findings - Imported\n          - Findings Imported V2\n          - Config Rules Compliance Change\n          - Inspector2 Finding\n          - AWS Health Event\n          - AWS Health Abuse Event\n          - Access Analyzer Finding\n          - Internal Access Finding\n          - Macie Finding\n      Targets:\n        - Id: vedette\n          Arn: !GetAtt Destination.Arn\n          RoleArn: !GetAtt Role.Arn\n          RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 }\n          DeadLetterConfig: { Arn: !GetAtt Dead.Arn }\n  SignIns:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern:\n        source: [{ prefix: aws. }]\n        detail-type:\n          - AWS Console Sign In via CloudTrail\n      Targets:\n        - Id: vedette\n          Arn: !GetAtt Destination.Arn\n          RoleArn: !GetAtt Role.Arn\n          RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 }\n          DeadLetterConfig: { Arn: !GetAtt Dead.Arn }\n"
      },
      {
        "tool": "AWS CLI",
        "language": "sh",
        "text": "# VEDETTE_SECRET holds the source's secret; nothing of it is printed. Needs jq.\nset -euo pipefail\nname=\"vedette-{{source}}\"\n\nconnection=$(jq -n --arg v \"$VEDETTE_SECRET\" '{ApiKeyAuthParameters: {ApiKeyName: \"x-api-key\", ApiKeyValue: $v}}' \\\n  | aws events create-connection --name \"$name\" --authorization-type API_KEY \\\n      --auth-parameters file:///dev/stdin --query ConnectionArn --output text)\n\ndestination=$(aws events create-api-destination --name \"$name\" --connection-arn \"$connection\" \\\n  --invocation-endpoint \"{{url}}\" --http-method POST --invocation-rate-limit-per-second 300 \\\n  --query ApiDestinationArn --output text)\n\nrole=$(aws iam create-role --role-name \"$name\" --query Role.Arn --output text \\\n  --assume-role-policy-document '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"events.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}')\naws iam put-role-policy --role-name \"$name\" --policy-name invoke --policy-document \\\n  \"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"events:InvokeApiDestination\\\",\\\"Resource\\\":\\\"$destination\\\"}]}\"\n\nrule=$(aws events put-rule --name \"$name\" --query RuleArn --output text --event-pattern '{\n  \"source\": [{\"prefix\": \"aws.\"}],\n  \"detail-type\": [\"GuardDuty Finding\", \"GuardDuty Malware Protection Object Scan Result\",\n    \"Security Hub Findings - Imported\", \"Findings Imported V2\", \"AWS Console Sign In via CloudTrail\",\n    \"Config Rules Compliance Change\", \"Inspector2 Finding\", \"AWS Health Event\", \"AWS Health Abuse Event\",\n    \"Access Analyzer Finding\", \"Internal Access Finding\", \"Macie Finding\"]}')\n\nqueue=$(aws sqs create-queue --queue-name \"$name-dead\" --query QueueUrl --output text \\\n  --attributes MessageRetentionPeriod=1209600,SqsManagedSseEnabled=true)\ndead=$(aws sqs get-queue-attributes --queue-url \"$queue\" --attribute-names QueueArn --query Attributes.QueueArn --output text)\njq -n --arg q \"$dead\" --arg r \"$rule\" '{Policy: ({Version: \"2012-10-17\", Statement: [{Effect: \"Allow\",\n  Principal: {Service: \"events.amazonaws.com\"}, Action: \"sqs:SendMessage\", Resource: $q,\n  Condition: {ArnEquals: {\"aws:SourceArn\": $r}}}]} | tojson)}' \\\n  | aws sqs set-queue-attributes --queue-url \"$queue\" --attributes file:///dev/stdin\n\njq -n --arg d \"$destination\" --arg r \"$role\" --arg q \"$dead\" '[{Id: \"vedette\", Arn: $d, RoleArn: $r,\n  RetryPolicy: {MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86400}, DeadLetterConfig: {Arn: $q}}]' \\\n  | aws events put-targets --rule \"$name\" --targets file:///dev/stdin\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "aws.guardduty",
      "aws.securityhub",
      "aws.cloudtrail",
      "ocsf.event",
      "aws.config",
      "aws.inspector",
      "aws.health",
      "aws.accessanalyzer",
      "aws.macie",
      "aws.alarm",
      "aws.costanomaly",
      "aws.event"
    ],
    "references": [
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html",
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html",
      "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html",
      "https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html",
      "https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html",
      "https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html"
    ]
  },
  {
    "id": "aws.firehose",
    "title": "Amazon Data Firehose, HTTP endpoint",
    "vendor": "AWS",
    "summary": "Logs in bulk: CloudTrail, VPC Flow Logs in any format, AWS WAF, Application Load Balancers, Route 53 Resolver queries, and whatever else CloudWatch Logs subscriptions carry: what is of no known format is kept as an event of your own.",
    "proves": "The sender holds the access key set in the Firehose stream.",
    "limits": "Whoever reads the stream’s access key can send the same. A record’s account is the payload’s word, and so is the owner that CloudWatch Logs names: one that is not among the source’s accounts is kept and marked. Load balancers’ entries name no account of their own and count as of the source’s one account, so give such a stream a source of its own. There is no signed time; a request id that came before is not stored again. Requests of more than 16 MiB, or 32 MiB once decompressed, are refused for good and stay in the stream’s bucket. One delivery is read up to 50,000 records and 32 MiB of what is compressed inside of it: buffer 1 MiB of what CloudWatch Logs brings, and at most 10 of what is not compressed.",
    "secret": "random",
    "settings": [
      {
        "name": "flowLogFormat",
        "label": "Format of VPC Flow Logs",
        "help": "The log format of custom flow logs as AWS writes it, found as LogFormat in the output of aws ec2 describe-flow-logs; it must have start or end. Flow logs of the default formats, of VPCs and transit gateways, and lines below a header need none. A stream’s own parameter (common attribute) flowLogFormat goes before it.",
        "type": "text",
        "pattern": "\\$\\{[a-z][a-z0-9-]{1,39}\\}( \\$\\{[a-z][a-z0-9-]{1,39}\\}){0,63}",
        "required": false,
        "example": "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${vpc-id} ${subnet-id} ${instance-id} ${tcp-flags} ${flow-direction}"
      }
    ],
    "accounts": {
      "label": "AWS account ids",
      "pattern": "[0-9]{12}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "Terraform: the stream",
        "language": "hcl",
        "text": "# terraform apply -var vedette_secret=…, or TF_VAR_vedette_secret; keep the state encrypted, the key stands in it.\nvariable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\ndata \"aws_caller_identity\" \"this\" {}\n\nresource \"aws_s3_bucket\" \"undelivered\" {\n  bucket_prefix = \"vedette-undelivered-\"\n}\n\nresource \"aws_s3_bucket_public_access_block\" \"undelivered\" {\n  bucket                  = aws_s3_bucket.undelivered.id\n  block_public_acls       = true\n  block_public_policy     = true\n  ignore_public_acls      = true\n  restrict_public_buckets = true\n}\n\nresource \"aws_s3_bucket_lifecycle_configuration\" \"undelivered\" {\n  bucket = aws_s3_bucket.undelivered.id\n  rule {\n    id     = \"gone-after-a-month\"\n    status = \"Enabled\"\n    filter {}\n    expiration {\n      days = 30\n    }\n  }\n}\n\nresource \"aws_cloudwatch_log_group\" \"delivery\" {\n  name              = \"/aws/kinesisfirehose/vedette-{{source}}\"\n  retention_in_days = 30\n}\n\nresource \"aws_cloudwatch_log_stream\" \"delivery\" {\n  name           = \"delivery\"\n  log_group_name = aws_cloudwatch_log_group.delivery.name\n}\n\nresource \"aws_iam_role\" \"delivery\" {\n  name = \"vedette-delivery-{{source}}\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Service = \"firehose.amazonaws.com\" }\n      Action    = \"sts:AssumeRole\"\n      Condition = { StringEquals = { \"sts:ExternalId\" = data.aws_caller_identity.this.account_id } }\n    }]\n  })\n}\n\nresource \"aws_iam_role_policy\" \"delivery\" {\n  name = \"keep-undelivered\"\n  role = aws_iam_role.delivery.id\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [\n      {\n        Effect = \"Allow\"\n        Action = [\n          \"s3:AbortMultipartUpload\",\n          \"s3:GetBucketLocation\",\n          \"s3:GetObject\",\n          \"s3:ListBucket\",\n          \"s3:ListBucketMultipartUploads\",\n          \"s3:PutObject\",\n        ]\n        Resource = [aws_s3_bucket.undelivered.arn, \"${aws_s3_bucket.undelivered.arn}/*\"]\n      },\n      {\n        Effect   = \"Allow\"\n        Action   = \"logs:PutLogEvents\"\n        Resource = \"${aws_cloudwatch_log_group.delivery.arn}:log-stream:*\"\n      },\n    ]\n  })\n}\n\nresource \"aws_kinesis_firehose_delivery_stream\" \"vedette\" {\n  # AWS WAF takes streams with this beginning only.\n  name        = \"aws-waf-logs-vedette-{{source}}\"\n  destination = \"http_endpoint\"\n\n  server_side_encryption {\n    enabled = true\n  }\n\n  http_endpoint_configuration {\n    name               = \"vedette\"\n    url                = \"{{url}}\"\n    access_key         = var.vedette_secret\n    role_arn           = aws_iam_role.delivery.arn\n    # What CloudWatch Logs brings is compressed: 1 MB of it is ten to twenty.\n    buffering_size     = 1\n    buffering_interval = 60\n    # Two hours, the longest; what fails until then goes to the bucket.\n    retry_duration = 7200\n    s3_backup_mode = \"FailedDataOnly\"\n\n    request_configuration {\n      content_encoding = \"GZIP\"\n      # For flow logs of another format than the source's setting says:\n      # common_attributes {\n      #   name  = \"flowLogFormat\"\n      #   value = \"$${version} $${account-id} …\"\n      # }\n    }\n\n    s3_configuration {\n      role_arn           = aws_iam_role.delivery.arn\n      bucket_arn         = aws_s3_bucket.undelivered.arn\n      compression_format = \"GZIP\"\n    }\n\n    cloudwatch_logging_options {\n      enabled         = true\n      log_group_name  = aws_cloudwatch_log_group.delivery.name\n      log_stream_name = aws_cloudwatch_log_stream.delivery.name\n    }\n  }\n\n  # Set by AWS when a service begins to deliver logs; without it here the next apply would take it away.\n  tags = { LogDeliveryEnabled = \"true\" }\n}\n"
      },
      {
        "tool": "Terraform: what is sent",
        "language": "hcl",
        "text": "# Keep the parts that you want. They need the stream of the first text.\nvariable \"vpc_id\" {\n  type = string\n}\nvariable \"web_acl_arn\" {\n  type = string\n}\nvariable \"load_balancer_arn\" {\n  type = string\n}\nvariable \"trail_log_group\" {\n  type        = string\n  description = \"The log group that your trail writes to\"\n}\n\n# VPC Flow Logs. For a custom log_format give the same text as flowLogFormat to the source.\nresource \"aws_flow_log\" \"vedette\" {\n  vpc_id                   = var.vpc_id\n  traffic_type             = \"ALL\"\n  log_destination_type     = \"kinesis-data-firehose\"\n  log_destination          = aws_kinesis_firehose_delivery_stream.vedette.arn\n  max_aggregation_interval = 60\n}\n\n# AWS WAF\nresource \"aws_wafv2_web_acl_logging_configuration\" \"vedette\" {\n  resource_arn            = var.web_acl_arn\n  log_destination_configs = [aws_kinesis_firehose_delivery_stream.vedette.arn]\n  redacted_fields {\n    single_header {\n      name = \"authorization\"\n    }\n  }\n  redacted_fields {\n    single_header {\n      name = \"cookie\"\n    }\n  }\n}\n\n# DNS queries of a VPC\nresource \"aws_route53_resolver_query_log_config\" \"vedette\" {\n  name            = \"vedette-{{source}}\"\n  destination_arn = aws_kinesis_firehose_delivery_stream.vedette.arn\n}\n\nresource \"aws_route53_resolver_query_log_config_association\" \"vedette\" {\n  resolver_query_log_config_id = aws_route53_resolver_query_log_config.vedette.id\n  resource_id                  = var.vpc_id\n}\n\n# A load balancer's requests; ALB_CONNECTION_LOGS for its connections\nresource \"aws_cloudwatch_log_delivery_source\" \"vedette\" {\n  name         = \"vedette-{{source}}\"\n  log_type     = \"ALB_ACCESS_LOGS\"\n  resource_arn = var.load_balancer_arn\n}\n\nresource \"aws_cloudwatch_log_delivery_destination\" \"vedette\" {\n  name          = \"vedette-{{source}}\"\n  output_format = \"json\"\n  delivery_destination_configuration {\n    destination_resource_arn = aws_kinesis_firehose_delivery_stream.vedette.arn\n  }\n}\n\nresource \"aws_cloudwatch_log_delivery\" \"vedette\" {\n  delivery_source_name     = aws_cloudwatch_log_delivery_source.vedette.name\n  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.vedette.arn\n}\n\n# CloudTrail, from the log group of a trail\nresource \"aws_iam_role\" \"subscription\" {\n  name = \"vedette-subscription-{{source}}\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Service = \"logs.amazonaws.com\" }\n      Action    = \"sts:AssumeRole\"\n      Condition = { StringEquals = { \"aws:SourceAccount\" = data.aws_caller_identity.this.account_id } }\n    }]\n  })\n}\n\nresource \"aws_iam_role_policy\" \"subscription\" {\n  name = \"put\"\n  role = aws_iam_role.subscription.id\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect   = \"Allow\"\n      Action   = [\"firehose:PutRecord\", \"firehose:PutRecordBatch\"]\n      Resource = aws_kinesis_firehose_delivery_stream.vedette.arn\n    }]\n  })\n}\n\nresource \"aws_cloudwatch_log_subscription_filter\" \"trail\" {\n  name            = \"vedette-{{source}}\"\n  log_group_name  = var.trail_log_group\n  filter_pattern  = \"\"\n  destination_arn = aws_kinesis_firehose_delivery_stream.vedette.arn\n  role_arn        = aws_iam_role.subscription.arn\n  depends_on      = [aws_iam_role_policy.subscription]\n}\n"
      },
      {
        "tool": "CloudFormation",
        "language": "yaml",
        "text": "AWSTemplateFormatVersion: '2010-09-09'\nDescription: A Firehose stream that delivers logs to Vedette\n\nParameters:\n  SourceSecret:\n    Type: String\n    NoEcho: true\n    MinLength: 16\n  VpcId:\n    Type: String\n    Default: ''\n    Description: VPC whose flows and DNS queries are sent; empty for none\n  WebAclArn:\n    Type: String\n    Default: ''\n    Description: Web ACL whose requests are sent; empty for none\n  TrailLogGroup:\n    Type: String\n    Default: ''\n    Description: Log group that a trail writes to; empty for none\n\nConditions:\n  WithVpc: !Not [!Equals [!Ref VpcId, '']]\n  WithWebAcl: !Not [!Equals [!Ref WebAclArn, '']]\n  WithTrail: !Not [!Equals [!Ref TrailLogGroup, '']]\n\nResources:\n  Undelivered:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties:\n      PublicAccessBlockConfiguration:\n        BlockPublicAcls: true\n        BlockPublicPolicy: true\n        IgnorePublicAcls: true\n        RestrictPublicBuckets: true\n      LifecycleConfiguration:\n        Rules:\n          - Id: gone-after-a-month\n            Status: Enabled\n            ExpirationInDays: 30\n  DeliveryLog:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      RetentionInDays: 30\n  DeliveryLogStream:\n    Type: AWS::Logs::LogStream\n    Properties:\n      LogGroupName: !Ref DeliveryLog\n      LogStreamName: delivery\n  DeliveryRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal: { Service: firehose.amazonaws.com }\n            Action: sts:AssumeRole\n            Condition:\n              StringEquals: { sts:ExternalId: !Ref AWS::AccountId }\n      Policies:\n        - PolicyName: keep-undelivered\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - Effect: Allow\n                Action:\n                  - s3:AbortMultipartUpload\n                  - s3:GetBucketLocation\n                  - s3:GetObject\n                  - s3:ListBucket\n                  - s3:ListBucketMultipartUploads\n                  - s3:PutObject\n                Resource:\n                  - !GetAtt Undelivered.Arn\n                  - !Sub ${Undelivered.Arn}/*\n              - Effect: Allow\n                Action: logs:PutLogEvents\n                Resource: !GetAtt DeliveryLog.Arn\n  Stream:\n    Type: AWS::KinesisFirehose::DeliveryStream\n    Properties:\n      # AWS WAF takes streams with this beginning only.\n      DeliveryStreamName: aws-waf-logs-vedette-{{source}}\n      DeliveryStreamType: DirectPut\n      DeliveryStreamEncryptionConfigurationInput:\n        KeyType: AWS_OWNED_CMK\n      Tags:\n        - { Key: LogDeliveryEnabled, Value: 'true' }\n      HttpEndpointDestinationConfiguration:\n        RoleARN: !GetAtt DeliveryRole.Arn\n        EndpointConfiguration:\n          Name: vedette\n          Url: '{{url}}'\n          AccessKey: !Ref SourceSecret\n        BufferingHints:\n          IntervalInSeconds: 60\n          # What CloudWatch Logs brings is compressed: 1 MB of it is ten to twenty.\n          SizeInMBs: 1\n        RequestConfiguration:\n          ContentEncoding: GZIP\n        RetryOptions:\n          DurationInSeconds: 7200\n        S3BackupMode: FailedDataOnly\n        S3Configuration:\n          RoleARN: !GetAtt DeliveryRole.Arn\n          BucketARN: !GetAtt Undelivered.Arn\n          CompressionFormat: GZIP\n        CloudWatchLoggingOptions:\n          Enabled: true\n          LogGroupName: !Ref DeliveryLog\n          LogStreamName: !Ref DeliveryLogStream\n\n  FlowLog:\n    Type: AWS::EC2::FlowLog\n    Condition: WithVpc\n    Properties:\n      ResourceType: VPC\n      ResourceId: !Ref VpcId\n      TrafficType: ALL\n      LogDestinationType: kinesis-data-firehose\n      LogDestination: !GetAtt Stream.Arn\n      MaxAggregationInterval: 60\n  QueryLog:\n    Type: AWS::Route53Resolver::ResolverQueryLoggingConfig\n    Condition: WithVpc\n    Properties:\n      Name: vedette-{{source}}\n      DestinationArn: !GetAtt Stream.Arn\n  QueryLogOfVpc:\n    Type: AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation\n    Condition: WithVpc\n    Properties:\n      ResolverQueryLogConfigId: !GetAtt QueryLog.Id\n      ResourceId: !Ref VpcId\n  WebAclLog:\n    Type: AWS::WAFv2::LoggingConfiguration\n    Condition: WithWebAcl\n    Properties:\n      ResourceArn: !Ref WebAclArn\n      LogDestinationConfigs:\n        - !GetAtt Stream.Arn\n      RedactedFields:\n        - SingleHeader: { Name: authorization }\n        - SingleHeader: { Name: cookie }\n  SubscriptionRole:\n    Type: AWS::IAM::Role\n    Condition: WithTrail\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal: { Service: logs.amazonaws.com }\n            Action: sts:AssumeRole\n            Condition:\n              StringEquals: { aws:SourceAccount: !Ref AWS::AccountId }\n      Policies:\n        - PolicyName: put\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - Effect: Allow\n                Action: [firehose:PutRecord, firehose:PutRecordBatch]\n                Resource: !GetAtt Stream.Arn\n  Subscription:\n    Type: AWS::Logs::SubscriptionFilter\n    Condition: WithTrail\n    Properties:\n      LogGroupName: !Ref TrailLogGroup\n      FilterPattern: ''\n      DestinationArn: !GetAtt Stream.Arn\n      RoleArn: !GetAtt SubscriptionRole.Arn\n\nOutputs:\n  StreamArn:\n    Value: !GetAtt Stream.Arn\n  UndeliveredBucket:\n    Value: !Ref Undelivered\n"
      },
      {
        "tool": "AWS CLI",
        "language": "sh",
        "text": "#!/usr/bin/env bash\n# The secret is read from VEDETTE_SECRET and goes into a file that only you can read, so that it stands in no list of processes.\nset -euo pipefail\numask 077\n: \"${VEDETTE_SECRET:?}\"\nREGION=${AWS_REGION:-$(aws configure get region)}\nACCOUNT=$(aws sts get-caller-identity --query Account --output text)\nSTREAM=aws-waf-logs-vedette-{{source}} # AWS WAF takes streams with this beginning only\nBUCKET=vedette-undelivered-$ACCOUNT-$REGION\nROLE=vedette-delivery-{{source}}\nWORK=$(mktemp -d)\ntrap 'rm -rf \"$WORK\"' EXIT\n\naws s3api create-bucket --bucket \"$BUCKET\" \\\n  $([ \"$REGION\" = us-east-1 ] || echo --create-bucket-configuration \"LocationConstraint=$REGION\")\naws s3api put-public-access-block --bucket \"$BUCKET\" --public-access-block-configuration \\\n  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true\n\naws iam create-role --role-name \"$ROLE\" --assume-role-policy-document '{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"firehose.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\",\n    \"Condition\": {\"StringEquals\": {\"sts:ExternalId\": \"'\"$ACCOUNT\"'\"}}}]}'\naws iam put-role-policy --role-name \"$ROLE\" --policy-name keep-undelivered --policy-document '{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": \"Allow\",\n    \"Action\": [\"s3:AbortMultipartUpload\", \"s3:GetBucketLocation\", \"s3:GetObject\", \"s3:ListBucket\",\n      \"s3:ListBucketMultipartUploads\", \"s3:PutObject\"],\n    \"Resource\": [\"arn:aws:s3:::'\"$BUCKET\"'\", \"arn:aws:s3:::'\"$BUCKET\"'/*\"]}]}'\nsleep 15 # until the role is known everywhere\n\ncat > \"$WORK/destination.json\" <<JSON\n{\n  \"EndpointConfiguration\": {\"Name\": \"vedette\", \"Url\": \"{{url}}\", \"AccessKey\": \"$VEDETTE_SECRET\"},\n  \"RoleARN\": \"arn:aws:iam::$ACCOUNT:role/$ROLE\",\n  \"BufferingHints\": {\"IntervalInSeconds\": 60, \"SizeInMBs\": 1},\n  \"RequestConfiguration\": {\"ContentEncoding\": \"GZIP\"},\n  \"RetryOptions\": {\"DurationInSeconds\": 7200},\n  \"S3BackupMode\": \"FailedDataOnly\",\n  \"S3Configuration\": {\n    \"RoleARN\": \"arn:aws:iam::$ACCOUNT:role/$ROLE\",\n    \"BucketARN\": \"arn:aws:s3:::$BUCKET\",\n    \"CompressionFormat\": \"GZIP\"\n  }\n}\nJSON\naws firehose create-delivery-stream --delivery-stream-name \"$STREAM\" --delivery-stream-type DirectPut \\\n  --delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK \\\n  --http-endpoint-destination-configuration \"file://$WORK/destination.json\"\nARN=arn:aws:firehose:$REGION:$ACCOUNT:deliverystream/$STREAM\n\n# What is sent; keep what you want once the stream is active.\nuntil [ \"$(aws firehose describe-delivery-stream --delivery-stream-name \"$STREAM\" \\\n  --query DeliveryStreamDescription.DeliveryStreamStatus --output text)\" = ACTIVE ]; do sleep 5; done\nif [ -n \"${VPC_ID:-}\" ]; then\n  aws ec2 create-flow-logs --resource-type VPC --resource-ids \"$VPC_ID\" --traffic-type ALL \\\n    --log-destination-type kinesis-data-firehose --log-destination \"$ARN\" --max-aggregation-interval 60\n  QUERIES=$(aws route53resolver create-resolver-query-log-config --name vedette-{{source}} \\\n    --destination-arn \"$ARN\" --creator-request-id vedette-{{source}} --query ResolverQueryLogConfig.Id --output text)\n  aws route53resolver associate-resolver-query-log-config \\\n    --resolver-query-log-config-id \"$QUERIES\" --resource-id \"$VPC_ID\"\nfi\nif [ -n \"${WEB_ACL_ARN:-}\" ]; then\n  aws wafv2 put-logging-configuration --logging-configuration \\\n    '{\"ResourceArn\": \"'\"$WEB_ACL_ARN\"'\", \"LogDestinationConfigs\": [\"'\"$ARN\"'\"],\n      \"RedactedFields\": [{\"SingleHeader\": {\"Name\": \"authorization\"}}, {\"SingleHeader\": {\"Name\": \"cookie\"}}]}'\nfi\nif [ -n \"${TRAIL_LOG_GROUP:-}\" ]; then\n  aws iam create-role --role-name vedette-subscription-{{source}} --assume-role-policy-document '{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logs.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\",\n      \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"'\"$ACCOUNT\"'\"}}}]}'\n  aws iam put-role-policy --role-name vedette-subscription-{{source}} --policy-name put --policy-document '{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"firehose:PutRecord\", \"firehose:PutRecordBatch\"], \"Resource\": \"'\"$ARN\"'\"}]}'\n  sleep 15\n  aws logs put-subscription-filter --log-group-name \"$TRAIL_LOG_GROUP\" --filter-name vedette-{{source}} \\\n    --filter-pattern '' --destination-arn \"$ARN\" --role-arn \"arn:aws:iam::$ACCOUNT:role/vedette-subscription-{{source}}\"\nfi\n"
      }
    ],
    "rhythmMinutes": 60,
    "formats": [
      "aws.cloudtrail",
      "aws.guardduty",
      "aws.securityhub",
      "aws.vpcflow",
      "aws.waf",
      "aws.alb",
      "aws.route53",
      "vedette.event"
    ],
    "references": [
      "https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html",
      "https://docs.aws.amazon.com/firehose/latest/dev/http_troubleshooting.html",
      "https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html",
      "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html",
      "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html",
      "https://docs.aws.amazon.com/waf/latest/developerguide/logging-kinesis.html",
      "https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html",
      "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html",
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#FirehoseExample"
    ]
  },
  {
    "id": "aws.s3",
    "title": "Log objects in Amazon S3, pulled",
    "vendor": "AWS",
    "summary": "CloudTrail and VPC flow-log files, and those of AWS WAF, Route 53 Resolver and application load balancers, that lie in your buckets: S3 announces each through EventBridge or SNS, and Vedette fetches it with a role of yours.",
    "proves": "The sender holds the API key set in the EventBridge connection. The records themselves come out of your bucket, read with your role.",
    "limits": "An announcement only names an object: what it says is never taken for a record, and what no source covers is not fetched. Whoever may write into the bucket under the prefix may write records; keep that to AWS’s own services. A record’s account is the file’s word: one that is not among the source’s accounts is kept and marked. An object is fetched once, whatever announces it and however often; one of up to 256 MiB, and 2 GiB unpacked. Flow logs must be kept as plain text: Parquet is left where it is and counted, as CloudTrail’s digests are.",
    "secret": "random",
    "settings": [
      {
        "name": "buckets",
        "label": "Buckets and prefixes",
        "help": "What this source covers: a bucket and, after a slash, how the keys begin. Only such objects are fetched, and the credentials open nothing else.",
        "type": "list",
        "pattern": "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9!_.'()=@+,:/-]{0,900})?",
        "required": true,
        "example": "example-trail-logs/AWSLogs/"
      },
      {
        "name": "roleArn",
        "label": "Role",
        "help": "ARN of the role that may read them. Vedette assumes it with a token of its issuer, or with the keys of an account that is registered here.",
        "type": "text",
        "pattern": "arn:(?:aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}",
        "required": true,
        "example": "arn:aws:iam::123456789012:role/vedette-puller"
      },
      {
        "name": "region",
        "label": "Region of the buckets",
        "help": "One source a region: objects are fetched from it, and keys of KMS are used in it.",
        "type": "text",
        "pattern": "[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}",
        "required": true,
        "example": "eu-west-1"
      },
      {
        "name": "bucketOwner",
        "label": "Owner of the buckets",
        "help": "Account that the buckets belong to, where it is not the role’s. S3 refuses if somebody else has taken a bucket’s name.",
        "type": "text",
        "pattern": "[0-9]{12}",
        "required": false,
        "example": "123456789012"
      },
      {
        "name": "keysOf",
        "label": "Account whose keys assume the role",
        "help": "A registered account with static keys, where it is not the role’s. Without one the role is assumed by a token.",
        "type": "text",
        "pattern": "[0-9]{12}",
        "required": false,
        "example": "123456789012"
      }
    ],
    "accounts": {
      "label": "AWS account ids",
      "pattern": "[0-9]{12}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "# In the account and region of the buckets.\nvariable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\nvariable \"vedette_issuer_host\" {\n  type        = string\n  description = \"Host of Vedette's issuer, without https:// (GET /api/v1/keyless tells it)\"\n}\nvariable \"vedette_organisation\" {\n  type        = string\n  description = \"Your organisation's id at Vedette, such as org_acme\"\n}\nvariable \"vedette_log_keys\" {\n  type        = list(string)\n  default     = []\n  description = \"ARNs of the KMS keys that the objects are encrypted with; none for S3's own\"\n}\n\ndata \"aws_caller_identity\" \"here\" {}\ndata \"aws_partition\" \"here\" {}\n\nlocals {\n  vedette_places  = split(\",\", \"{{settings.buckets}}\")\n  vedette_buckets = distinct([for p in local.vedette_places : split(\"/\", p)[0]])\n}\n\n# One provider an account: where infra/aws/access.yaml was applied it is there already; then import it.\nresource \"aws_iam_openid_connect_provider\" \"vedette\" {\n  url            = \"https://${var.vedette_issuer_host}\"\n  client_id_list = [\"vedette:${var.vedette_organisation}\"]\n}\n\nresource \"aws_iam_role\" \"vedette_puller\" {\n  name                 = reverse(split(\"/\", \"{{settings.roleArn}}\"))[0]\n  max_session_duration = 3600\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = aws_iam_openid_connect_provider.vedette.arn }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = { StringEquals = {\n        \"${var.vedette_issuer_host}:aud\" = \"vedette:${var.vedette_organisation}\"\n        \"${var.vedette_issuer_host}:sub\" = \"org:${var.vedette_organisation}:account:${data.aws_caller_identity.here.account_id}:role:pull\"\n      } }\n    }]\n  })\n}\n\nresource \"aws_iam_role_policy\" \"vedette_puller\" {\n  name = \"vedette-pulling\"\n  role = aws_iam_role.vedette_puller.id\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = concat([{\n      Effect   = \"Allow\"\n      Action   = [\"s3:GetObject\"]\n      Resource = [for p in local.vedette_places : \"arn:${data.aws_partition.here.partition}:s3:::${length(split(\"/\", p)) > 1 ? p : \"${p}/\"}*\"]\n    }], length(var.vedette_log_keys) == 0 ? [] : [{\n      Effect    = \"Allow\"\n      Action    = [\"kms:Decrypt\"]\n      Resource  = var.vedette_log_keys\n      Condition = { StringEquals = { \"kms:ViaService\" = \"s3.{{settings.region}}.amazonaws.com\" } }\n    }])\n  })\n}\n\n# This is the whole notification configuration of a bucket: where yours has one, set eventbridge there instead.\nresource \"aws_s3_bucket_notification\" \"vedette\" {\n  for_each    = toset(local.vedette_buckets)\n  bucket      = each.value\n  eventbridge = true\n}\n\nresource \"aws_cloudwatch_event_connection\" \"vedette\" {\n  name               = \"vedette-{{source}}\"\n  authorization_type = \"API_KEY\"\n  auth_parameters {\n    api_key {\n      key   = \"x-api-key\"\n      value = var.vedette_secret\n    }\n  }\n}\n\nresource \"aws_cloudwatch_event_api_destination\" \"vedette\" {\n  name                             = \"vedette-{{source}}\"\n  connection_arn                   = aws_cloudwatch_event_connection.vedette.arn\n  invocation_endpoint              = \"{{url}}\"\n  http_method                      = \"POST\"\n  invocation_rate_limit_per_second = 300\n}\n\nresource \"aws_cloudwatch_event_rule\" \"vedette\" {\n  name = \"vedette-{{source}}\"\n  event_pattern = jsonencode({\n    source        = [\"aws.s3\"]\n    \"detail-type\" = [\"Object Created\"]\n    detail = {\n      bucket = { name = local.vedette_buckets }\n      object = { key = [{ suffix = \".gz\" }] }\n    }\n  })\n}\n\nresource \"aws_iam_role\" \"vedette_events\" {\n  name = \"vedette-{{source}}-events\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Service = \"events.amazonaws.com\" }\n      Action    = \"sts:AssumeRole\"\n    }]\n  })\n}\n\nresource \"aws_iam_role_policy\" \"vedette_events\" {\n  name = \"invoke\"\n  role = aws_iam_role.vedette_events.id\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect   = \"Allow\"\n      Action   = \"events:InvokeApiDestination\"\n      Resource = aws_cloudwatch_event_api_destination.vedette.arn\n    }]\n  })\n}\n\nresource \"aws_cloudwatch_event_target\" \"vedette\" {\n  rule     = aws_cloudwatch_event_rule.vedette.name\n  arn      = aws_cloudwatch_event_api_destination.vedette.arn\n  role_arn = aws_iam_role.vedette_events.arn\n  retry_policy {\n    maximum_event_age_in_seconds = 86400\n    maximum_retry_attempts       = 185\n  }\n}\n"
      },
      {
        "tool": "CloudFormation",
        "language": "yaml",
        "text": "# The announcements; the role is in infra/aws/puller.yaml, a stack of its own:\n#   aws cloudformation deploy --stack-name vedette-puller --template-file infra/aws/puller.yaml --capabilities CAPABILITY_NAMED_IAM \\\n#     --parameter-overrides IssuerHost=… OrganisationId=… Bucket=… Prefix=…\n# Both in the account and region of the buckets. EventBridge must be on for each bucket: Properties → Amazon EventBridge.\nAWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  VedetteSecret:\n    Type: String\n    NoEcho: true\n  Buckets:\n    Type: CommaDelimitedList\n    Description: Names of the buckets, without prefixes\nResources:\n  Connection:\n    Type: AWS::Events::Connection\n    Properties:\n      Name: vedette-{{source}}\n      AuthorizationType: API_KEY\n      AuthParameters:\n        ApiKeyAuthParameters:\n          ApiKeyName: x-api-key\n          ApiKeyValue: !Ref VedetteSecret\n  Destination:\n    Type: AWS::Events::ApiDestination\n    Properties:\n      Name: vedette-{{source}}\n      ConnectionArn: !GetAtt Connection.Arn\n      InvocationEndpoint: '{{url}}'\n      HttpMethod: POST\n      InvocationRateLimitPerSecond: 300\n  InvokeRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal: { Service: events.amazonaws.com }\n            Action: sts:AssumeRole\n      Policies:\n        - PolicyName: invoke\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - Effect: Allow\n                Action: events:InvokeApiDestination\n                Resource: !GetAtt Destination.Arn\n  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n      Name: vedette-{{source}}\n      EventPattern:\n        source: [aws.s3]\n        detail-type: [Object Created]\n        detail:\n          bucket:\n            name: !Ref Buckets\n          object:\n            key:\n              - suffix: .gz\n      Targets:\n        - Id: vedette\n          Arn: !GetAtt Destination.Arn\n          RoleArn: !GetAtt InvokeRole.Arn\n          RetryPolicy:\n            MaximumEventAgeInSeconds: 86400\n            MaximumRetryAttempts: 185\n"
      },
      {
        "tool": "AWS CLI",
        "language": "sh",
        "text": "# VEDETTE_SECRET holds the source's secret, BUCKET one of {{settings.buckets}} without its prefix.\n# The role {{settings.roleArn}}: infra/aws/puller.yaml.\n\n# 1. EventBridge on for the bucket. This writes the whole notification configuration: what is there is kept.\naws s3api get-bucket-notification-configuration --bucket \"$BUCKET\" > notification.json\njq '. + {EventBridgeConfiguration: {}}' notification.json > with-eventbridge.json\naws s3api put-bucket-notification-configuration --bucket \"$BUCKET\" --notification-configuration file://with-eventbridge.json\n\n# 2. Where the announcements go.\nCONNECTION=$(aws events create-connection --region {{settings.region}} --name vedette-{{source}} \\\n  --authorization-type API_KEY --query ConnectionArn --output text \\\n  --auth-parameters \"{\\\"ApiKeyAuthParameters\\\":{\\\"ApiKeyName\\\":\\\"x-api-key\\\",\\\"ApiKeyValue\\\":\\\"$VEDETTE_SECRET\\\"}}\")\nDESTINATION=$(aws events create-api-destination --region {{settings.region}} --name vedette-{{source}} \\\n  --connection-arn \"$CONNECTION\" --http-method POST --invocation-endpoint '{{url}}' \\\n  --invocation-rate-limit-per-second 300 --query ApiDestinationArn --output text)\n\n# 3. A role with which EventBridge may call it.\naws iam create-role --role-name vedette-{{source}}-events --assume-role-policy-document \\\n  '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"events.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}'\naws iam put-role-policy --role-name vedette-{{source}}-events --policy-name invoke --policy-document \\\n  \"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"events:InvokeApiDestination\\\",\\\"Resource\\\":\\\"$DESTINATION\\\"}]}\"\nINVOKE=$(aws iam get-role --role-name vedette-{{source}}-events --query Role.Arn --output text)\n\n# 4. The rule.\naws events put-rule --region {{settings.region}} --name vedette-{{source}} --event-pattern \\\n  \"{\\\"source\\\":[\\\"aws.s3\\\"],\\\"detail-type\\\":[\\\"Object Created\\\"],\\\"detail\\\":{\\\"bucket\\\":{\\\"name\\\":[\\\"$BUCKET\\\"]},\\\"object\\\":{\\\"key\\\":[{\\\"suffix\\\":\\\".gz\\\"}]}}}\"\naws events put-targets --region {{settings.region}} --rule vedette-{{source}} \\\n  --targets \"Id=vedette,Arn=$DESTINATION,RoleArn=$INVOKE\"\n"
      },
      {
        "tool": "Terraform, announced by SNS",
        "language": "hcl",
        "text": "# Where a topic announces the objects (the trail's own, or one that the bucket notifies): add a source of kind aws.sns for the topic.\n# This source then needs no EventBridge; it says which objects may be fetched, and with which role.\nvariable \"vedette_sns_url\" {\n  type        = string\n  description = \"URL of the source of kind aws.sns\"\n}\n\ndata \"aws_caller_identity\" \"topic\" {}\n\nlocals {\n  vedette_sns_buckets = distinct([for p in split(\",\", \"{{settings.buckets}}\") : split(\"/\", p)[0]])\n}\n\nresource \"aws_sns_topic\" \"vedette_objects\" {\n  name              = \"vedette-{{source}}\"\n  signature_version = 2\n}\n\nresource \"aws_sns_topic_policy\" \"vedette_objects\" {\n  arn = aws_sns_topic.vedette_objects.arn\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Service = \"s3.amazonaws.com\" }\n      Action    = \"sns:Publish\"\n      Resource  = aws_sns_topic.vedette_objects.arn\n      Condition = { StringEquals = { \"aws:SourceAccount\" = data.aws_caller_identity.topic.account_id } }\n    }]\n  })\n}\n\n# The whole notification configuration of a bucket: where yours has one, add the topic there instead.\nresource \"aws_s3_bucket_notification\" \"vedette_objects\" {\n  for_each = toset(local.vedette_sns_buckets)\n  bucket   = each.value\n  topic {\n    topic_arn     = aws_sns_topic.vedette_objects.arn\n    events        = [\"s3:ObjectCreated:*\"]\n    filter_suffix = \".gz\"\n  }\n  depends_on = [aws_sns_topic_policy.vedette_objects]\n}\n\nresource \"aws_sns_topic_subscription\" \"vedette_objects\" {\n  topic_arn              = aws_sns_topic.vedette_objects.arn\n  protocol               = \"https\"\n  endpoint               = var.vedette_sns_url\n  endpoint_auto_confirms = true\n}\n"
      }
    ],
    "rhythmMinutes": 60,
    "formats": [
      "aws.cloudtrail",
      "aws.vpcflow",
      "aws.waf",
      "aws.route53",
      "aws.alb",
      "aws.s3-object"
    ],
    "references": [
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html",
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html",
      "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html",
      "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html",
      "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html",
      "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html",
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html"
    ]
  },
  {
    "id": "aws.sns",
    "title": "Amazon SNS, HTTPS endpoint",
    "vendor": "AWS",
    "summary": "CloudWatch alarms, AWS Budgets, cost anomalies, findings and whatever else is published to an SNS topic, signed by AWS.",
    "proves": "The sender holds the right to publish to one of the listed topics: SNS signed the message for that topic, within the last 70 minutes.",
    "limits": "What a message says is its publisher’s word: whoever may publish to the topic may send anything, so keep the topic’s policy narrow. The URL is no secret and need not be. Vedette trusts the certificate because it comes over TLS from SNS’s own host in the topic’s region. Whoever reads a message may unsubscribe the endpoint by its UnsubscribeURL: SNS’s notice of that is kept as an event, and the silence is noticed. Raw message delivery carries no signature and is refused; leave it off. So is a FIFO topic, which SNS does not deliver to HTTPS. A message over the limit of 256 KiB does not exist in SNS.",
    "secret": "none",
    "settings": [
      {
        "name": "topics",
        "label": "Topic ARNs",
        "help": "The topics that may send here, one ARN each, as the SNS console shows them. Any AWS customer can have SNS sign a message, so a message for any other topic is refused.",
        "type": "list",
        "pattern": "arn:(?:aws|aws-cn|aws-us-gov):sns:[a-z]{2}(?:-[a-z]{1,12}){1,2}-[0-9]{1,2}:[0-9]{12}:[A-Za-z0-9_-]{1,256}",
        "required": true,
        "example": "arn:aws:sns:us-east-1:123456789012:vedette"
      }
    ],
    "accounts": {
      "label": "AWS account ids",
      "pattern": "[0-9]{12}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "# Add the topic's ARN (output below) to the settings of {{name}} before you apply: an unlisted topic cannot subscribe.\nvariable \"topic_name\" {\n  type    = string\n  default = \"vedette\"\n}\n\ndata \"aws_caller_identity\" \"current\" {}\n\nresource \"aws_sns_topic\" \"vedette\" {\n  name              = var.topic_name\n  signature_version = 2 # SHA-256 instead of SHA-1\n}\n\n# Only these services, only for this account.\ndata \"aws_iam_policy_document\" \"vedette_topic\" {\n  statement {\n    effect    = \"Allow\"\n    actions   = [\"sns:Publish\"]\n    resources = [aws_sns_topic.vedette.arn]\n    principals {\n      type = \"Service\"\n      identifiers = [\n        \"cloudwatch.amazonaws.com\",\n        \"budgets.amazonaws.com\",\n        \"costalerts.amazonaws.com\",\n      ]\n    }\n    condition {\n      test     = \"StringEquals\"\n      variable = \"aws:SourceAccount\"\n      values   = [data.aws_caller_identity.current.account_id]\n    }\n  }\n}\n\nresource \"aws_sns_topic_policy\" \"vedette\" {\n  arn    = aws_sns_topic.vedette.arn\n  policy = data.aws_iam_policy_document.vedette_topic.json\n}\n\nresource \"aws_sns_topic_subscription\" \"vedette\" {\n  topic_arn              = aws_sns_topic.vedette.arn\n  protocol               = \"https\"\n  endpoint               = \"{{url}}\"\n  endpoint_auto_confirms = true  # Vedette confirms by itself\n  raw_message_delivery   = false # raw messages have no signature\n  delivery_policy = jsonencode({\n    healthyRetryPolicy = {\n      numRetries         = 50\n      numNoDelayRetries  = 1\n      numMinDelayRetries = 5\n      numMaxDelayRetries = 30\n      minDelayTarget     = 5\n      maxDelayTarget     = 60\n      backoffFunction    = \"exponential\"\n    }\n  })\n}\n\noutput \"topic_arn\" {\n  value = aws_sns_topic.vedette.arn\n}\n"
      },
      {
        "tool": "CloudFormation",
        "language": "yaml",
        "text": "# Add the topic's ARN to the settings of {{name}} before you create the stack: arn:aws:sns:<region>:<account>:vedette\nAWSTemplateFormatVersion: '2010-09-09'\nDescription: An SNS topic that delivers to Vedette\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: vedette\n      SignatureVersion: '2'\n  TopicPolicy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Topic]\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal:\n              Service:\n                - cloudwatch.amazonaws.com\n                - budgets.amazonaws.com\n                - costalerts.amazonaws.com\n            Action: sns:Publish\n            Resource: !Ref Topic\n            Condition:\n              StringEquals:\n                aws:SourceAccount: !Ref AWS::AccountId\n  Subscription:\n    Type: AWS::SNS::Subscription\n    DependsOn: TopicPolicy\n    Properties:\n      TopicArn: !Ref Topic\n      Protocol: https\n      Endpoint: '{{url}}'\n      RawMessageDelivery: false\n      DeliveryPolicy:\n        healthyRetryPolicy:\n          numRetries: 50\n          numNoDelayRetries: 1\n          numMinDelayRetries: 5\n          numMaxDelayRetries: 30\n          minDelayTarget: 5\n          maxDelayTarget: 60\n          backoffFunction: exponential\nOutputs:\n  TopicArn:\n    Value: !Ref Topic\n"
      },
      {
        "tool": "AWS CLI",
        "language": "sh",
        "text": "# For a topic that exists: its ARN must be in the settings of {{name}} first ({{settings.topics}}).\nTOPIC_ARN=arn:aws:sns:us-east-1:123456789012:vedette\n\n# Sign with SHA-256 instead of SHA-1.\naws sns set-topic-attributes --topic-arn \"$TOPIC_ARN\" \\\n  --attribute-name SignatureVersion --attribute-value 2\n\n# Vedette answers the confirmation by itself, within seconds. Do not switch raw message delivery on: raw messages have no\n# signature and are refused.\naws sns subscribe --topic-arn \"$TOPIC_ARN\" --protocol https \\\n  --notification-endpoint \"{{url}}\" \\\n  --attributes '{\"DeliveryPolicy\":\"{\\\"healthyRetryPolicy\\\":{\\\"numRetries\\\":50,\\\"numNoDelayRetries\\\":1,\\\"numMinDelayRetries\\\":5,\\\"numMaxDelayRetries\\\":30,\\\"minDelayTarget\\\":5,\\\"maxDelayTarget\\\":60,\\\"backoffFunction\\\":\\\"exponential\\\"}}\"}'\n\n# Confirmed once this shows an ARN instead of PendingConfirmation:\naws sns list-subscriptions-by-topic --topic-arn \"$TOPIC_ARN\" \\\n  --query \"Subscriptions[?Endpoint=='{{url}}'].SubscriptionArn\" --output text\n\n# Try it:\naws sns publish --topic-arn \"$TOPIC_ARN\" --subject \"Test\" --message \"Hello from SNS\"\n"
      }
    ],
    "rhythmMinutes": 0,
    "replayWindowSeconds": 4200,
    "formats": [
      "aws.alarm",
      "aws.budget",
      "aws.costanomaly",
      "aws.guardduty",
      "aws.securityhub",
      "aws.cloudtrail",
      "aws.config",
      "aws.inspector",
      "aws.health",
      "aws.accessanalyzer",
      "aws.macie",
      "aws.s3-object",
      "aws.event",
      "vedette.event"
    ],
    "references": [
      "https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
      "https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html",
      "https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html",
      "https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html",
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
      "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html",
      "https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html"
    ]
  },
  {
    "id": "azure.eventgrid",
    "title": "Azure Event Grid, webhook",
    "vendor": "Azure",
    "summary": "Changes to Azure resources as they happen; and, relayed out of an Event Hub, the Activity Log, Entra sign-ins, audits and risks, Defender alerts and the audit logs of AKS clusters.",
    "proves": "The sender holds the secret set as a delivery property of the event subscription; or, with tenant and audience set, the sender holds a token that Entra gave to Event Grid for that application.",
    "limits": "Whoever may read the event subscription’s full properties, or the relay’s settings, can send the same; a token of Entra cannot be read there, so set tenant and audience where you can (the relay then needs a source of its own). Neither signs the body. Subscriptions and tenants are the payload’s word: one that is not among the source’s accounts is kept and marked. Event Grid drops events after 401, 403, 400 and 413 unless a dead-letter container is set. Resource events carry neither reads nor what happens inside of a service, and no request bodies: rules that look into those need the exported Activity Log. Only the public cloud of Azure is known.",
    "secret": "random",
    "settings": [
      {
        "name": "tenant",
        "label": "Entra tenant id",
        "help": "Only for tokens of Entra instead of the secret: the tenant of the application that stands for this source. Give both or neither.",
        "type": "text",
        "pattern": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "required": false,
        "example": "7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11"
      },
      {
        "name": "audience",
        "label": "Entra application id or URI",
        "help": "Only for tokens of Entra instead of the secret: what the event subscription names as its application. Give both or neither.",
        "type": "text",
        "pattern": "[A-Za-z0-9][A-Za-z0-9:/._-]{0,199}",
        "required": false,
        "example": "2f6c1d9e-84b3-4a57-9c02-6e1f7d3a5b88"
      }
    ],
    "accounts": {
      "label": "Azure subscription ids and Entra tenant ids",
      "pattern": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
      "example": "0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9"
    },
    "setup": [
      {
        "tool": "Terraform, changes to resources of a subscription",
        "language": "hcl",
        "text": "variable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\ndata \"azurerm_subscription\" \"current\" {}\n\nresource \"azurerm_eventgrid_event_subscription\" \"vedette\" {\n  name                  = \"vedette-{{source}}\"\n  scope                 = data.azurerm_subscription.current.id\n  event_delivery_schema = \"EventGridSchema\"\n\n  included_event_types = [\n    \"Microsoft.Resources.ResourceWriteSuccess\",\n    \"Microsoft.Resources.ResourceWriteFailure\",\n    \"Microsoft.Resources.ResourceDeleteSuccess\",\n    \"Microsoft.Resources.ResourceDeleteFailure\",\n    \"Microsoft.Resources.ResourceActionSuccess\",\n    \"Microsoft.Resources.ResourceActionFailure\",\n  ]\n\n  webhook_endpoint {\n    url                               = \"{{url}}\"\n    max_events_per_batch              = 100\n    preferred_batch_size_in_kilobytes = 512\n    # With an Entra application instead of the secret; then leave delivery_property out:\n    # active_directory_tenant_id     = \"...\"\n    # active_directory_app_id_or_uri = \"...\"\n  }\n\n  delivery_property {\n    header_name = \"x-vedette-key\"\n    type        = \"Static\"\n    value       = var.vedette_secret\n    secret      = true\n  }\n\n  # Without a place for dead letters Event Grid drops what was refused:\n  # storage_blob_dead_letter_destination {\n  #   storage_account_id          = azurerm_storage_account.example.id\n  #   storage_blob_container_name = \"vedette-dead-letters\"\n  # }\n}\n"
      },
      {
        "tool": "Bicep, changes to resources of a subscription",
        "language": "text",
        "text": "// az deployment sub create --location westeurope --template-file vedette.bicep --parameters vedetteSecret=\"$VEDETTE_SECRET\"\ntargetScope = 'subscription'\n\n@secure()\nparam vedetteSecret string\n\nresource vedette 'Microsoft.EventGrid/eventSubscriptions@2022-06-15' = {\n  name: 'vedette-{{source}}'\n  properties: {\n    eventDeliverySchema: 'EventGridSchema'\n    destination: {\n      endpointType: 'WebHook'\n      properties: {\n        endpointUrl: '{{url}}'\n        maxEventsPerBatch: 100\n        preferredBatchSizeInKilobytes: 512\n        deliveryAttributeMappings: [\n          {\n            name: 'x-vedette-key'\n            type: 'Static'\n            properties: {\n              value: vedetteSecret\n              isSecret: true\n            }\n          }\n        ]\n      }\n    }\n  }\n}\n"
      },
      {
        "tool": "Azure CLI, changes to resources of a subscription",
        "language": "sh",
        "text": "# VEDETTE_SECRET holds the secret of the source.\naz eventgrid event-subscription create \\\n  --name \"vedette-{{source}}\" \\\n  --source-resource-id \"/subscriptions/$(az account show --query id --output tsv)\" \\\n  --endpoint-type webhook \\\n  --endpoint \"{{url}}\" \\\n  --event-delivery-schema eventgridschema \\\n  --max-events-per-batch 100 \\\n  --preferred-batch-size-in-kilobytes 512 \\\n  --delivery-attribute-mapping x-vedette-key static \"$VEDETTE_SECRET\" true\n"
      },
      {
        "tool": "Terraform, logs into an Event Hub",
        "language": "hcl",
        "text": "# Diagnostic settings and Defender for Cloud cannot call a webhook: they write to an Event Hub, and a function relays.\n# The function of the next text reads it; its connection needs \"listen\" only. An AKS cluster: the same diagnostic setting with the\n# cluster as target and the category kube-audit-admin.\ndata \"azurerm_subscription\" \"current\" {}\n\nresource \"azurerm_resource_group\" \"vedette\" {\n  name     = \"vedette-{{source}}\"\n  location = \"westeurope\"\n}\n\nresource \"azurerm_eventhub_namespace\" \"vedette\" {\n  # Namespaces are named in the world's DNS: change it if it is taken.\n  name                = \"vedette-logs\"\n  location            = azurerm_resource_group.vedette.location\n  resource_group_name = azurerm_resource_group.vedette.name\n  sku                 = \"Standard\"\n}\n\nresource \"azurerm_eventhub\" \"logs\" {\n  name              = \"logs\"\n  namespace_id      = azurerm_eventhub_namespace.vedette.id\n  partition_count   = 4\n  message_retention = 3\n}\n\nresource \"azurerm_eventhub_namespace_authorization_rule\" \"write\" {\n  name                = \"diagnostics\"\n  namespace_name      = azurerm_eventhub_namespace.vedette.name\n  resource_group_name = azurerm_resource_group.vedette.name\n  listen              = true\n  send                = true\n  manage              = true # Diagnostic settings ask for all three.\n}\n\nresource \"azurerm_monitor_diagnostic_setting\" \"activity\" {\n  name                           = \"vedette\"\n  target_resource_id             = data.azurerm_subscription.current.id\n  eventhub_authorization_rule_id = azurerm_eventhub_namespace_authorization_rule.write.id\n  eventhub_name                  = azurerm_eventhub.logs.name\n\n  dynamic \"enabled_log\" {\n    for_each = [\"Administrative\", \"Security\", \"Policy\"]\n    content {\n      category = enabled_log.value\n    }\n  }\n}\n\n# Needs a Security Administrator of the tenant, and Entra ID P1 for sign-ins.\nresource \"azurerm_monitor_aad_diagnostic_setting\" \"entra\" {\n  name                           = \"vedette\"\n  eventhub_authorization_rule_id = azurerm_eventhub_namespace_authorization_rule.write.id\n  eventhub_name                  = azurerm_eventhub.logs.name\n\n  dynamic \"enabled_log\" {\n    for_each = [\n      \"AuditLogs\", \"SignInLogs\", \"NonInteractiveUserSignInLogs\", \"ServicePrincipalSignInLogs\", \"ManagedIdentitySignInLogs\",\n      \"UserRiskEvents\", \"ServicePrincipalRiskEvents\",\n    ]\n    content {\n      category = enabled_log.value\n    }\n  }\n}\n\nresource \"azurerm_eventhub_authorization_rule\" \"defender\" {\n  name                = \"defender\"\n  namespace_name      = azurerm_eventhub_namespace.vedette.name\n  eventhub_name       = azurerm_eventhub.logs.name\n  resource_group_name = azurerm_resource_group.vedette.name\n  send                = true\n}\n\nresource \"azurerm_security_center_automation\" \"defender\" {\n  name                = \"ExportToEventHub\"\n  location            = azurerm_resource_group.vedette.location\n  resource_group_name = azurerm_resource_group.vedette.name\n  scopes              = [data.azurerm_subscription.current.id]\n\n  action {\n    type              = \"EventHub\"\n    resource_id       = azurerm_eventhub.logs.id\n    connection_string = azurerm_eventhub_authorization_rule.defender.primary_connection_string\n  }\n\n  source {\n    event_source = \"Alerts\"\n  }\n}\n"
      },
      {
        "tool": "Azure Function that relays the Event Hub (Node.js, model 4)",
        "language": "text",
        "text": "// Application settings: VEDETTE_URL = {{url}}, VEDETTE_SECRET (a Key Vault reference), LOGS__fullyQualifiedNamespace or LOGS.\n// host.json: \"extensions\": { \"eventHubs\": { \"maxEventBatchSize\": 100 } }\nconst { app } = require('@azure/functions');\n\napp.eventHub('vedette', {\n  connection: 'LOGS',\n  eventHubName: 'logs',\n  cardinality: 'many',\n  handler: async (messages) => {\n    // A message is { records: [...] } of a diagnostic setting, or one alert of Defender for Cloud.\n    const records = messages.flatMap((m) => (Array.isArray(m.records) ? m.records : [m]));\n    const response = await fetch(process.env.VEDETTE_URL, {\n      method: 'POST',\n      headers: { 'content-type': 'application/json', 'x-vedette-key': process.env.VEDETTE_SECRET },\n      body: JSON.stringify({ records }),\n    });\n    // An error makes the runtime come again with the same messages.\n    if (!response.ok) throw new Error('vedette answered ' + response.status);\n  },\n  retry: { strategy: 'exponentialBackoff', maxRetryCount: -1, minimumInterval: { seconds: 5 }, maximumInterval: { minutes: 5 } },\n});\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "azure.activitylogs",
      "azure.signinlogs",
      "azure.auditlogs",
      "azure.graphactivity",
      "azure.defender",
      "azure.alert",
      "azure.flow",
      "kubernetes.audit",
      "vedette.event"
    ],
    "references": [
      "https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-event-grid-events-schema",
      "https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-cloud-events-schema",
      "https://learn.microsoft.com/en-us/azure/event-grid/delivery-properties",
      "https://learn.microsoft.com/en-us/azure/event-grid/secure-webhook-delivery",
      "https://learn.microsoft.com/en-us/azure/event-grid/delivery-and-retry",
      "https://learn.microsoft.com/en-us/azure/event-grid/event-schema-subscriptions",
      "https://learn.microsoft.com/en-us/azure/azure-monitor/platform/diagnostic-settings",
      "https://learn.microsoft.com/en-us/azure/defender-for-cloud/alerts-schemas"
    ]
  },
  {
    "id": "azure.monitor",
    "title": "Azure Monitor, secure webhook of an action group",
    "vendor": "Azure",
    "summary": "Alerts of Azure Monitor in the common alert schema, and the activity that raised them.",
    "proves": "The sender holds a token that Entra gave to Azure Monitor’s action groups, for the application of this source in your tenant, within the last hour or so.",
    "limits": "The plain webhook action has no credential but its address, and this source does not take it: use the secure webhook. The token does not cover the body, and any action group whose author owns or was given a role on the application can send. Subscriptions are the payload’s word: one that is not among the source’s accounts is kept and marked. After some failures an action group leaves the address alone for fifteen minutes and does not send again what it missed. Alerts about machines (metrics, health) count as low, whatever their severity. Only the public cloud of Azure is known.",
    "secret": "none",
    "settings": [
      {
        "name": "tenant",
        "label": "Entra tenant id",
        "help": "The tenant of the application that stands for this source, as the overview of Microsoft Entra ID shows it.",
        "type": "text",
        "pattern": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "required": true,
        "example": "7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11"
      },
      {
        "name": "audience",
        "label": "Entra application id or URI",
        "help": "The application (client) id of the application that stands for this source, or its Application ID URI.",
        "type": "text",
        "pattern": "[A-Za-z0-9][A-Za-z0-9:/._-]{0,199}",
        "required": true,
        "example": "2f6c1d9e-84b3-4a57-9c02-6e1f7d3a5b88"
      }
    ],
    "accounts": {
      "label": "Azure subscription ids",
      "pattern": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
      "example": "0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "# Make the source first with your tenant and any application id, and set its audience to the output below afterwards.\ndata \"azuread_client_config\" \"current\" {}\n\nresource \"random_uuid\" \"role\" {}\n\nresource \"azuread_application\" \"vedette\" {\n  display_name = \"vedette-{{source}}\"\n  owners       = [data.azuread_client_config.current.object_id] # Whoever makes the action group must own it.\n\n  api {\n    requested_access_token_version = 2\n  }\n\n  app_role {\n    id                   = random_uuid.role.result\n    allowed_member_types = [\"Application\"]\n    display_name         = \"ActionGroupsSecureWebhook\"\n    description          = \"Action groups may send alerts\"\n    value                = \"ActionGroupsSecureWebhook\"\n  }\n}\n\nresource \"azuread_application_identifier_uri\" \"vedette\" {\n  application_id = azuread_application.vedette.id\n  identifier_uri = \"api://${azuread_application.vedette.client_id}\"\n}\n\nresource \"azuread_service_principal\" \"vedette\" {\n  client_id = azuread_application.vedette.client_id\n  owners    = [data.azuread_client_config.current.object_id]\n}\n\n# Microsoft's own application for action groups (\"AzNS AAD Webhook\"); the same id in every tenant.\nresource \"azuread_service_principal\" \"action_groups\" {\n  client_id    = \"461e8683-5575-4561-ac7f-899cc907d62a\"\n  use_existing = true\n}\n\nresource \"azuread_app_role_assignment\" \"action_groups\" {\n  app_role_id         = random_uuid.role.result\n  principal_object_id = azuread_service_principal.action_groups.object_id\n  resource_object_id  = azuread_service_principal.vedette.object_id\n}\n\nresource \"azurerm_monitor_action_group\" \"vedette\" {\n  name                = \"vedette-{{source}}\"\n  resource_group_name = \"monitoring\" # yours\n  short_name          = \"vedette\"\n\n  webhook_receiver {\n    name                    = \"vedette\"\n    service_uri             = \"{{url}}\"\n    use_common_alert_schema = true\n\n    aad_auth {\n      tenant_id      = \"{{settings.tenant}}\"\n      object_id      = azuread_application.vedette.object_id\n      identifier_uri = azuread_application_identifier_uri.vedette.identifier_uri\n    }\n  }\n}\n\noutput \"audience\" {\n  value = azuread_application.vedette.client_id\n}\n"
      },
      {
        "tool": "Azure portal",
        "language": "text",
        "text": "1. Microsoft Entra ID > App registrations: register an application of a single tenant, expose an API (api://<application id>),\n   and add an app role ActionGroupsSecureWebhook for applications. In its manifest set requestedAccessTokenVersion to 2.\n2. Give that role to the service principal \"AzNS AAD Webhook\" (461e8683-5575-4561-ac7f-899cc907d62a); Microsoft's page on action\n   groups has the PowerShell for it. Be an owner of the application.\n3. Here: tenant {{settings.tenant}}, audience {{settings.audience}} must be that application's.\n4. Monitor > Alerts > Action groups: add an action \"Secure Webhook\", choose the application, URI {{url}},\n   and switch the common alert schema on. \"Test\" sends an alert whose resources are made up.\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "azure.alert",
      "azure.activitylogs"
    ],
    "references": [
      "https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/action-groups",
      "https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-common-schema",
      "https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference"
    ]
  },
  {
    "id": "cloudflare.logpush",
    "title": "Cloudflare Logpush, HTTP destination",
    "vendor": "Cloudflare",
    "summary": "Batches of logs: audit logs, Access sign-ins, requests and firewall events of zones, and DNS, HTTP and network sessions of Gateway.",
    "proves": "The sender holds the key that the Logpush job sends in a header.",
    "limits": "Whoever may read the job (Logs Read) or its Terraform state can read the key and send the same. Most datasets do not say whose they are: their events belong to the source’s one account. Batches have no id and no signature; events repeated are told by their own ids, those without one by a digest of all that they say. A batch for which all of Logpush’s tries failed is dropped for good: its health page and the source’s silence tell.",
    "secret": "random",
    "settings": [
      {
        "name": "dataset",
        "label": "Dataset",
        "help": "Name of the dataset if the source takes one only. Left out, each job may say its own in its destination (?dataset=…), else records are told by their fields.",
        "type": "text",
        "pattern": "[a-z0-9_]{2,64}",
        "required": false,
        "example": "audit_logs_v2"
      }
    ],
    "accounts": {
      "label": "Cloudflare account ids",
      "pattern": "[0-9a-f]{32}",
      "example": "0123456789abcdef0123456789abcdef"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "variable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\nvariable \"cloudflare_account_id\" {\n  type = string\n}\n\nvariable \"cloudflare_zone_id\" {\n  type = string\n}\n\nlocals {\n  vedette_headers = \"header_Authorization=Bearer%20${var.vedette_secret}&header_Content-Type=application%2Fjson\"\n}\n\n# Who changed what in the account.\nresource \"cloudflare_logpush_job\" \"audit\" {\n  account_id         = var.cloudflare_account_id\n  name               = \"vedette-{{source}}-audit\"\n  dataset            = \"audit_logs_v2\"\n  destination_conf   = \"{{url}}?dataset=audit_logs_v2&${local.vedette_headers}\"\n  enabled            = true\n  max_upload_bytes   = 5000000\n  max_upload_records = 10000\n  output_options = {\n    output_type      = \"ndjson\"\n    timestamp_format = \"rfc3339\"\n    field_names = [\n      \"AccountID\", \"AccountName\", \"ActionDescription\", \"ActionResult\", \"ActionTimestamp\", \"ActionType\", \"ActorContext\",\n      \"ActorEmail\", \"ActorID\", \"ActorIPAddress\", \"ActorTokenDetails\", \"ActorType\", \"AuditLogID\", \"ResourceID\",\n      \"ResourceProduct\", \"ResourceScope\", \"ResourceType\", \"ZoneID\", \"ZoneName\",\n    ]\n  }\n}\n\n# Who signed in to what through Access.\nresource \"cloudflare_logpush_job\" \"access\" {\n  account_id         = var.cloudflare_account_id\n  name               = \"vedette-{{source}}-access\"\n  dataset            = \"access_requests\"\n  destination_conf   = \"{{url}}?dataset=access_requests&${local.vedette_headers}\"\n  enabled            = true\n  max_upload_bytes   = 5000000\n  max_upload_records = 10000\n  output_options = {\n    output_type      = \"ndjson\"\n    timestamp_format = \"rfc3339\"\n    field_names = [\n      \"Action\", \"Allowed\", \"AppDomain\", \"AppUUID\", \"Connection\", \"Country\", \"CreatedAt\", \"Email\", \"IPAddress\", \"RayID\", \"UserUID\",\n    ]\n  }\n}\n\n# What the firewall of a zone did.\nresource \"cloudflare_logpush_job\" \"firewall\" {\n  zone_id            = var.cloudflare_zone_id\n  name               = \"vedette-{{source}}-firewall\"\n  dataset            = \"firewall_events\"\n  destination_conf   = \"{{url}}?dataset=firewall_events&${local.vedette_headers}\"\n  enabled            = true\n  max_upload_bytes   = 5000000\n  max_upload_records = 10000\n  output_options = {\n    output_type      = \"ndjson\"\n    timestamp_format = \"rfc3339\"\n    field_names = [\n      \"Action\", \"ClientASN\", \"ClientCountry\", \"ClientIP\", \"ClientRequestHost\", \"ClientRequestMethod\", \"ClientRequestPath\",\n      \"ClientRequestQuery\", \"ClientRequestScheme\", \"ClientRequestUserAgent\", \"Datetime\", \"Description\", \"EdgeResponseStatus\",\n      \"MatchIndex\", \"RayID\", \"RuleID\", \"Source\",\n    ]\n  }\n}\n"
      },
      {
        "tool": "Cloudflare API",
        "language": "sh",
        "text": "# VEDETTE_SECRET: the source's secret. CLOUDFLARE_API_TOKEN needs Logs Write.\ncurl --fail-with-body \"https://api.cloudflare.com/client/v4/accounts/$CLOUDFLARE_ACCOUNT_ID/logpush/jobs\" \\\n  --header \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" \\\n  --json @- <<EOF\n{\n  \"name\": \"vedette-{{source}}-audit\",\n  \"dataset\": \"audit_logs_v2\",\n  \"destination_conf\": \"{{url}}?dataset=audit_logs_v2&header_Authorization=Bearer%20$VEDETTE_SECRET&header_Content-Type=application%2Fjson\",\n  \"enabled\": true,\n  \"max_upload_bytes\": 5000000,\n  \"max_upload_records\": 10000,\n  \"output_options\": {\n    \"output_type\": \"ndjson\",\n    \"timestamp_format\": \"rfc3339\",\n    \"field_names\": [\"AccountID\", \"ActionDescription\", \"ActionResult\", \"ActionTimestamp\", \"ActionType\", \"ActorContext\",\n      \"ActorEmail\", \"ActorID\", \"ActorIPAddress\", \"ActorType\", \"AuditLogID\", \"ResourceID\", \"ResourceProduct\", \"ResourceType\",\n      \"ZoneID\", \"ZoneName\"]\n  }\n}\nEOF\n"
      }
    ],
    "rhythmMinutes": 60,
    "formats": [
      "cloudflare.audit",
      "cloudflare.access",
      "cloudflare.http",
      "cloudflare.firewall",
      "cloudflare.dns",
      "cloudflare.network",
      "vedette.event"
    ],
    "references": [
      "https://developers.cloudflare.com/logs/logpush/logpush-job/enable-destinations/http/",
      "https://developers.cloudflare.com/logs/logpush/logpush-job/api-configuration/",
      "https://developers.cloudflare.com/logs/logpush/logpush-job/log-output-options/",
      "https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/",
      "https://developers.cloudflare.com/logs/logpush/logpush-health/"
    ]
  },
  {
    "id": "falco.webhook",
    "title": "Falco",
    "vendor": "Falco",
    "summary": "Alerts of Falco’s rules about hosts, containers and clusters, by Falcosidekick or by Falco itself.",
    "proves": "The sender holds the key that is set in Falcosidekick’s custom header or in Falco’s output URL.",
    "limits": "Whoever is root on a host that Falco runs on can read the key, silence Falco and send alerts of their own making. Alerts do not name their cluster: they belong to the source’s one account, so make one source a cluster. Neither sender keeps alerts that it could not deliver.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "the cluster’s or fleet’s name",
      "pattern": "[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}",
      "example": "production-eu-1"
    },
    "setup": [
      {
        "tool": "Helm (with Falcosidekick)",
        "language": "sh",
        "text": "# The chart falcosecurity/falco with Falcosidekick. VEDETTE_SECRET holds the source's secret.\n# The chart takes all of Falcosidekick's configuration from the secret that it is given.\nkubectl create namespace falco --dry-run=client -o yaml | kubectl apply -f -\nkubectl -n falco create secret generic falcosidekick-vedette \\\n  --from-literal=WEBHOOK_ADDRESS='{{url}}' \\\n  --from-literal=WEBHOOK_MINIMUMPRIORITY=notice \\\n  --from-literal=WEBHOOK_CUSTOMHEADERS=\"Authorization:Bearer $VEDETTE_SECRET\"\nhelm repo add falcosecurity https://falcosecurity.github.io/charts\nhelm upgrade --install falco falcosecurity/falco -n falco \\\n  --set falcosidekick.enabled=true \\\n  --set falcosidekick.config.existingSecret=falcosidekick-vedette\n"
      },
      {
        "tool": "Falcosidekick",
        "language": "sh",
        "text": "# The environment of falcosidekick; VEDETTE_SECRET holds the source's secret\nexport WEBHOOK_ADDRESS='{{url}}'\nexport WEBHOOK_CUSTOMHEADERS=\"Authorization:Bearer $VEDETTE_SECRET\"\nexport WEBHOOK_MINIMUMPRIORITY=notice\nfalcosidekick\n"
      },
      {
        "tool": "Falco without Falcosidekick",
        "language": "sh",
        "text": "# Falco by itself cannot set headers, but turns the name and password of its URL into one.\n# VEDETTE_SECRET holds the source's secret; the file is for root alone, since the secret stands in it.\numask 077\nurl='{{url}}'\ncat > /etc/falco/config.d/vedette.yaml <<EOF\njson_output: true\njson_include_output_property: true\njson_include_tags_property: true\nhttp_output:\n  enabled: true\n  url: \"https://vedette:$VEDETTE_SECRET@${url#https://}\"\n  user_agent: falcosecurity/falco\n  keep_alive: true\nEOF\nsystemctl restart falco\n"
      },
      {
        "tool": "curl",
        "language": "sh",
        "text": "# One alert by hand; the answer is 202. VEDETTE_SECRET holds the source's secret.\ncurl -sS -i '{{url}}' -H \"Authorization: Bearer $VEDETTE_SECRET\" -H 'Content-Type: application/json' --data '{\n  \"uuid\": \"'\"$(uuidgen)\"'\", \"rule\": \"Set-up check\", \"priority\": \"Informational\", \"source\": \"syscall\",\n  \"time\": \"'\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"'\", \"output\": \"set-up check\", \"output_fields\": {}, \"tags\": []\n}'\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "falco.event"
    ],
    "references": [
      "https://falco.org/docs/outputs/channels/",
      "https://falco.org/docs/outputs/formatting/",
      "https://github.com/falcosecurity/falcosidekick/blob/master/docs/outputs/webhook.md",
      "https://github.com/falcosecurity/falco/blob/master/userspace/falco/outputs_http.cpp"
    ]
  },
  {
    "id": "github.auditlog",
    "title": "GitHub audit log",
    "vendor": "GitHub",
    "summary": "Lines of the audit log of an organisation or enterprise, from its API, an export or a stream’s files.",
    "proves": "The sender holds the source’s key.",
    "limits": "Whoever holds the key can send lines of their own making. Addresses stand in the lines only where the enterprise discloses them, and git events only where they are asked for or streamed. The organisation is the line’s word: one that is not among the source’s accounts is kept and marked.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "GitHub organisations and enterprises",
      "pattern": "[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?",
      "example": "example-org"
    },
    "setup": [
      {
        "tool": "GitHub CLI and cron",
        "language": "sh",
        "text": "#!/bin/sh\n# From cron, every few minutes. ORG is the organisation, GH_TOKEN a token with read:audit_log, VEDETTE_SECRET the source's secret.\n# The API gives the audit log to organisations on GitHub Enterprise Cloud. Lines that come twice count once.\nset -eu\nstate=\"${XDG_STATE_HOME:-$HOME/.local/state}/vedette-{{source}}\"\nmkdir -p \"$state\"\nsince=\"$(cat \"$state/since\" 2>/dev/null || date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)\"\n# Lines reach the log late; so each turn begins ten minutes before the last one ended.\nnext=\"$(date -u -d '10 minutes ago' +%Y-%m-%dT%H:%M:%SZ)\"\ngh api --method GET --paginate \"orgs/$ORG/audit-log\" \\\n  -f include=all -f order=asc -F per_page=100 -f phrase=\"created:>=$since\" --jq '.[] | @json' > \"$state/lines\"\nif [ -s \"$state/lines\" ]; then\n  split -C 8m \"$state/lines\" \"$state/part.\"\n  for part in \"$state\"/part.*; do\n    curl -sS --fail --retry 5 '{{url}}' -H \"Authorization: Bearer $VEDETTE_SECRET\" \\\n      -H 'Content-Type: application/x-ndjson' --data-binary \"@$part\"\n    rm \"$part\"\n  done\nfi\nprintf '%s' \"$next\" > \"$state/since\"\n"
      },
      {
        "tool": "Files of an export or stream",
        "language": "sh",
        "text": "# Files of an export, or of a stream to a bucket (*.json.log.gz, a line an event). VEDETTE_SECRET holds the source's secret.\nfor file in *.json.log.gz; do\n  curl -sS --fail '{{url}}' -H \"Authorization: Bearer $VEDETTE_SECRET\" \\\n    -H 'Content-Type: application/x-ndjson' -H 'Content-Encoding: gzip' --data-binary \"@$file\"\ndone\n"
      },
      {
        "tool": "Audit-log streaming (Splunk)",
        "language": "text",
        "text": "GitHub streams an enterprise's audit log by itself, without cron, to a Splunk HTTP Event Collector, and Vedette takes Splunk's protocol:\n1. Make a Vedette source of the kind splunk.hec beside this one\n2. The enterprise's Settings > Audit log > Log streaming > Configure stream > Splunk\n3. Domain: the host of {{origin}}, port 443, token: that source's secret, SSL verification enabled\n4. Check endpoint, then Save\n"
      }
    ],
    "rhythmMinutes": 60,
    "formats": [
      "github.audit"
    ],
    "references": [
      "https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization",
      "https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/streaming-the-audit-log-for-your-enterprise",
      "https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization"
    ]
  },
  {
    "id": "github.webhook",
    "title": "GitHub webhook",
    "vendor": "GitHub",
    "summary": "Alerts about secrets, code and dependencies, and changes of members, repositories, protections and keys.",
    "proves": "The sender holds the webhook’s secret and signed these very bytes with it.",
    "limits": "The signature covers the body alone: no time, neither the delivery’s id nor the event’s name. Who captured a signed body could send it again under a new id (it counts once, by its content) or as another kind of event; so a change that is undone and made again with nothing else different counts once too. Addresses and tokens are not told: the audit log tells those. GitHub does not send a failed delivery again by itself; redeliver it from the webhook’s page.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "GitHub organisations (or owners of repositories)",
      "pattern": "[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?",
      "example": "example-org"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "variable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\nresource \"github_organization_webhook\" \"vedette\" {\n  active = true\n  configuration {\n    url          = \"{{url}}\"\n    content_type = \"json\"\n    insecure_ssl = false\n    secret       = var.vedette_secret\n  }\n  events = [\n    \"branch_protection_configuration\",\n    \"branch_protection_rule\",\n    \"code_scanning_alert\",\n    \"dependabot_alert\",\n    \"deploy_key\",\n    \"member\",\n    \"membership\",\n    \"meta\",\n    \"org_block\",\n    \"organization\",\n    \"personal_access_token_request\",\n    \"public\",\n    \"push\",\n    \"repository\",\n    \"repository_ruleset\",\n    \"secret_scanning_alert\",\n    \"security_and_analysis\",\n    \"team\",\n    \"team_add\",\n  ]\n}\n"
      },
      {
        "tool": "GitHub CLI",
        "language": "sh",
        "text": "# ORG is the organisation's name, VEDETTE_SECRET the source's secret. Needs: gh auth refresh -s admin:org_hook\ngh api \"orgs/$ORG/hooks\" --method POST --input - <<EOF | jq .id\n{\n  \"name\": \"web\",\n  \"active\": true,\n  \"events\": [\"branch_protection_configuration\", \"branch_protection_rule\", \"code_scanning_alert\", \"dependabot_alert\", \"deploy_key\", \"member\", \"membership\", \"meta\", \"org_block\", \"organization\", \"personal_access_token_request\", \"public\", \"push\", \"repository\", \"repository_ruleset\", \"secret_scanning_alert\", \"security_and_analysis\", \"team\", \"team_add\"],\n  \"config\": { \"url\": \"{{url}}\", \"content_type\": \"json\", \"insecure_ssl\": \"0\", \"secret\": \"$VEDETTE_SECRET\" }\n}\nEOF\n# GitHub has sent a ping by now; its answer:\ngh api \"orgs/$ORG/hooks/$(gh api \"orgs/$ORG/hooks\" --jq '.[] | select(.config.url == \"{{url}}\") | .id')/deliveries\" --jq '.[0] | {event, status_code}'\n"
      },
      {
        "tool": "GitHub settings",
        "language": "text",
        "text": "1. The organisation's Settings > Webhooks > Add webhook (for one repository: its own Settings > Webhooks)\n2. Payload URL: {{url}}\n   Content type: application/json\n   Secret: the source's secret\n   SSL verification: enabled\n3. Let me select individual events:\n   branch_protection_configuration, branch_protection_rule, code_scanning_alert, dependabot_alert, deploy_key, member, membership, meta, org_block, organization, personal_access_token_request, public, push, repository, repository_ruleset, secret_scanning_alert, security_and_analysis, team, team_add\n4. Add webhook; Recent Deliveries shows a ping that was answered with 202\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "github.webhook"
    ],
    "references": [
      "https://docs.github.com/en/webhooks/webhook-events-and-payloads",
      "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
      "https://docs.github.com/en/rest/orgs/webhooks",
      "https://registry.terraform.io/providers/integrations/github/latest/docs/resources/organization_webhook"
    ]
  },
  {
    "id": "google.pubsub",
    "title": "Google Cloud Pub/Sub, push",
    "vendor": "Google Cloud",
    "summary": "What Cloud Logging and Security Command Center put on a topic: audit logs, VPC flow and firewall logs, requests, findings; other JSON too.",
    "proves": "The sender holds an identity token that Google signed within the last hour for the push subscription’s service account and for this source.",
    "limits": "The token covers neither the body nor the message’s id, and Google sends the same one with many messages: whoever reads one in transit can send as the subscription until it expires. Whoever may act as the service account (iam.serviceAccounts.getOpenIdToken, or actAs with leave to make push subscriptions) can have tokens of their own made, and whoever may publish to the topic decides what the messages say. So the service account is for this push alone, and the topic takes messages of the log sink and the notification only. A record’s project is the payload’s word: one that is not among the source’s accounts is kept and marked. What is refused is sent again for days, so the set-up has a dead-letter topic.",
    "secret": "none",
    "settings": [
      {
        "name": "serviceAccount",
        "label": "Service account of the push subscription",
        "help": "Pub/Sub sends a token of this account with each message. Make one for this alone and give it no roles.",
        "type": "text",
        "pattern": "[a-z0-9][a-z0-9.-]{0,99}@[a-z0-9.-]{1,120}\\.gserviceaccount\\.com",
        "required": true,
        "example": "vedette-push@example-project.iam.gserviceaccount.com"
      },
      {
        "name": "audience",
        "label": "Audience of the token",
        "help": "What the subscription’s authentication names as audience. Leave it out if it names none: then it is the source’s URL.",
        "type": "text",
        "pattern": "[!-~]{1,300}",
        "required": false,
        "example": "https://ingest.example.com"
      },
      {
        "name": "subscriptions",
        "label": "Subscriptions",
        "help": "Full names of the subscriptions whose messages are taken, such as projects/P/subscriptions/S. Leave it out to take all that use the service account.",
        "type": "list",
        "pattern": "projects/[A-Za-z0-9.:_-]{1,100}/subscriptions/[A-Za-z0-9._~+%-]{3,255}",
        "required": false,
        "example": "projects/example-project/subscriptions/vedette"
      }
    ],
    "accounts": {
      "label": "Google Cloud project ids (projects/… with the number where only that is known); organizations/… and folders/… for logs of no project",
      "pattern": "(?:organizations|folders|projects)/[0-9]{1,20}|billingAccounts/[0-9A-F-]{1,24}|[a-z0-9][a-z0-9.:-]{2,62}",
      "example": "example-project"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "variable \"project\" {\n  type        = string\n  description = \"Project that holds the topic, the one of {{settings.serviceAccount}}\"\n}\n\nvariable \"organization\" {\n  type        = string\n  description = \"Number of the organisation whose logs and findings are sent\"\n}\n\nvariable \"audience\" {\n  type        = string\n  default     = \"\"\n  description = \"The source's audience, if it has one set; else the token's is the push endpoint's URL\"\n}\n\ndata \"google_project\" \"vedette\" {\n  project_id = var.project\n}\n\nlocals {\n  pubsub_agent = \"serviceAccount:service-${data.google_project.vedette.number}@gcp-sa-pubsub.iam.gserviceaccount.com\"\n}\n\n# The account that pushes. It needs no roles; Pub/Sub makes tokens in its name.\nresource \"google_service_account\" \"push\" {\n  project      = var.project\n  account_id   = split(\"@\", \"{{settings.serviceAccount}}\")[0]\n  display_name = \"Pushes to Vedette ({{name}})\"\n}\n\nresource \"google_service_account_iam_member\" \"push_token\" {\n  service_account_id = google_service_account.push.name\n  role               = \"roles/iam.serviceAccountTokenCreator\"\n  member             = local.pubsub_agent\n}\n\nresource \"google_pubsub_topic\" \"events\" {\n  project = var.project\n  name    = \"vedette-{{source}}\"\n}\n\n# Messages that Vedette refused time after time. Look at them with a pull subscription.\nresource \"google_pubsub_topic\" \"refused\" {\n  project = var.project\n  name    = \"vedette-{{source}}-refused\"\n}\n\nresource \"google_pubsub_subscription\" \"refused\" {\n  project                    = var.project\n  name                       = \"vedette-{{source}}-refused\"\n  topic                      = google_pubsub_topic.refused.id\n  message_retention_duration = \"604800s\"\n  expiration_policy {\n    ttl = \"\"\n  }\n}\n\nresource \"google_pubsub_subscription\" \"push\" {\n  project                    = var.project\n  name                       = \"vedette-{{source}}\"\n  topic                      = google_pubsub_topic.events.id\n  ack_deadline_seconds       = 30\n  message_retention_duration = \"604800s\"\n\n  push_config {\n    push_endpoint = \"{{url}}\"\n    oidc_token {\n      service_account_email = google_service_account.push.email\n      audience              = var.audience == \"\" ? null : var.audience\n    }\n  }\n\n  retry_policy {\n    minimum_backoff = \"10s\"\n    maximum_backoff = \"600s\"\n  }\n\n  dead_letter_policy {\n    dead_letter_topic     = google_pubsub_topic.refused.id\n    max_delivery_attempts = 100\n  }\n\n  expiration_policy {\n    ttl = \"\"\n  }\n\n  depends_on = [google_service_account_iam_member.push_token]\n}\n\nresource \"google_pubsub_topic_iam_member\" \"refused_publisher\" {\n  project = var.project\n  topic   = google_pubsub_topic.refused.name\n  role    = \"roles/pubsub.publisher\"\n  member  = local.pubsub_agent\n}\n\nresource \"google_pubsub_subscription_iam_member\" \"push_subscriber\" {\n  project      = var.project\n  subscription = google_pubsub_subscription.push.name\n  role         = \"roles/pubsub.subscriber\"\n  member       = local.pubsub_agent\n}\n\n# Audit logs, VPC flow logs and firewall logs of all projects below the organisation. Requests to load balancers come too with\n# OR (resource.type = \"http_load_balancer\" AND log_id(\"requests\")).\nresource \"google_logging_organization_sink\" \"events\" {\n  name             = \"vedette-{{source}}\"\n  org_id           = var.organization\n  include_children = true\n  destination      = \"pubsub.googleapis.com/${google_pubsub_topic.events.id}\"\n  filter           = \"log_id(\\\"cloudaudit.googleapis.com/activity\\\") OR log_id(\\\"cloudaudit.googleapis.com/data_access\\\") OR log_id(\\\"cloudaudit.googleapis.com/system_event\\\") OR log_id(\\\"cloudaudit.googleapis.com/policy\\\") OR log_id(\\\"compute.googleapis.com/vpc_flows\\\") OR log_id(\\\"compute.googleapis.com/firewall\\\")\"\n}\n\nresource \"google_pubsub_topic_iam_member\" \"sink\" {\n  project = var.project\n  topic   = google_pubsub_topic.events.name\n  role    = \"roles/pubsub.publisher\"\n  member  = google_logging_organization_sink.events.writer_identity\n}\n\n# Findings of Security Command Center.\nresource \"google_scc_v2_organization_notification_config\" \"findings\" {\n  config_id    = \"vedette-{{source}}\"\n  organization = var.organization\n  location     = \"global\"\n  pubsub_topic = google_pubsub_topic.events.id\n\n  streaming_config {\n    filter = \"state = \\\"ACTIVE\\\" OR state = \\\"INACTIVE\\\"\"\n  }\n}\n\nresource \"google_pubsub_topic_iam_member\" \"findings\" {\n  project = var.project\n  topic   = google_pubsub_topic.events.name\n  role    = \"roles/pubsub.publisher\"\n  member  = \"serviceAccount:${google_scc_v2_organization_notification_config.findings.service_account}\"\n}\n"
      },
      {
        "tool": "gcloud",
        "language": "sh",
        "text": "PROJECT=example-project\nNUMBER=$(gcloud projects describe \"$PROJECT\" --format='value(projectNumber)')\nAGENT=\"serviceAccount:service-$NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com\"\nACCOUNT=\"{{settings.serviceAccount}}\"\n\ngcloud iam service-accounts create \"${ACCOUNT%%@*}\" --project=\"$PROJECT\" --display-name='Pushes to Vedette'\ngcloud iam service-accounts add-iam-policy-binding \"$ACCOUNT\" --project=\"$PROJECT\" \\\n  --member=\"$AGENT\" --role=roles/iam.serviceAccountTokenCreator\n\ngcloud pubsub topics create vedette-{{source}} vedette-{{source}}-refused --project=\"$PROJECT\"\ngcloud pubsub topics add-iam-policy-binding vedette-{{source}}-refused --project=\"$PROJECT\" \\\n  --member=\"$AGENT\" --role=roles/pubsub.publisher\ngcloud pubsub subscriptions create vedette-{{source}}-refused --project=\"$PROJECT\" \\\n  --topic=vedette-{{source}}-refused --expiration-period=never\n\n# The audience is left out: then it is the endpoint's URL. Give --push-auth-token-audience if the source has one set.\ngcloud pubsub subscriptions create vedette-{{source}} --project=\"$PROJECT\" --topic=vedette-{{source}} \\\n  --push-endpoint='{{url}}' --push-auth-service-account=\"$ACCOUNT\" \\\n  --ack-deadline=30 --min-retry-delay=10s --max-retry-delay=600s --expiration-period=never \\\n  --dead-letter-topic=vedette-{{source}}-refused --max-delivery-attempts=100\ngcloud pubsub subscriptions add-iam-policy-binding vedette-{{source}} --project=\"$PROJECT\" \\\n  --member=\"$AGENT\" --role=roles/pubsub.subscriber\n\ngcloud logging sinks create vedette-{{source}} \\\n  \"pubsub.googleapis.com/projects/$PROJECT/topics/vedette-{{source}}\" --project=\"$PROJECT\" \\\n  --log-filter='log_id(\"cloudaudit.googleapis.com/activity\") OR log_id(\"cloudaudit.googleapis.com/data_access\") OR log_id(\"compute.googleapis.com/vpc_flows\")'\nWRITER=$(gcloud logging sinks describe vedette-{{source}} --project=\"$PROJECT\" --format='value(writerIdentity)')\ngcloud pubsub topics add-iam-policy-binding vedette-{{source}} --project=\"$PROJECT\" \\\n  --member=\"$WRITER\" --role=roles/pubsub.publisher\n\n# Findings of Security Command Center, for the whole organisation.\nORGANIZATION=000000000000\ngcloud scc notifications create vedette-{{source}} --organization=\"$ORGANIZATION\" --location=global \\\n  --pubsub-topic=\"projects/$PROJECT/topics/vedette-{{source}}\" --filter='state = \"ACTIVE\" OR state = \"INACTIVE\"'\nNOTIFIER=$(gcloud scc notifications describe vedette-{{source}} --organization=\"$ORGANIZATION\" --location=global \\\n  --format='value(serviceAccount)')\ngcloud pubsub topics add-iam-policy-binding vedette-{{source}} --project=\"$PROJECT\" \\\n  --member=\"serviceAccount:$NOTIFIER\" --role=roles/pubsub.publisher\n"
      }
    ],
    "rhythmMinutes": 60,
    "replayWindowSeconds": 3600,
    "formats": [
      "gcp.audit",
      "gcp.vpcflow",
      "gcp.firewall",
      "gcp.dns",
      "gcp.http",
      "gcp.scc",
      "gcp.threat",
      "vedette.event"
    ],
    "references": [
      "https://cloud.google.com/pubsub/docs/push",
      "https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
      "https://cloud.google.com/pubsub/docs/payload-unwrapping",
      "https://cloud.google.com/pubsub/docs/handling-failures",
      "https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry",
      "https://cloud.google.com/logging/docs/audit/understanding-audit-logs",
      "https://cloud.google.com/vpc/docs/about-flow-logs-records",
      "https://cloud.google.com/firewall/docs/firewall-rules-logging",
      "https://cloud.google.com/security-command-center/docs/how-to-notifications"
    ]
  },
  {
    "id": "kubernetes.audit",
    "title": "Kubernetes audit webhook",
    "vendor": "Kubernetes",
    "summary": "Every request to a cluster’s API, as kube-apiserver’s audit webhook backend sends it.",
    "proves": "The sender holds the token in the kubeconfig of the cluster’s audit webhook.",
    "limits": "Whoever can read files of the control plane can send the same. Audit events do not name their cluster: they belong to the source’s one account, so make one source a cluster. Addresses before the last in sourceIPs are the client’s word; only the last one is held against anybody. An event whose object nests more than 128 levels deep is kept as a bad record: log custom objects at level Metadata if that matters. kube-apiserver tries five times and then drops the batch. Managed clusters (EKS, GKE, AKS) do not let you set the webhook: take their audit logs from the cloud’s own log service.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "the cluster’s name",
      "pattern": "[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}",
      "example": "production-eu-1"
    },
    "setup": [
      {
        "tool": "Audit policy",
        "language": "yaml",
        "text": "# /etc/kubernetes/vedette/policy.yaml\napiVersion: audit.k8s.io/v1\nkind: Policy\n# Its outcome comes with a later stage; Vedette does not count this one.\nomitStages: [\"RequestReceived\"]\nrules:\n  # What the cluster's own parts do all day.\n  - level: None\n    users: [\"system:kube-proxy\", \"system:apiserver\", \"system:kube-scheduler\", \"system:kube-controller-manager\"]\n    verbs: [\"get\", \"list\", \"watch\"]\n  - level: None\n    userGroups: [\"system:nodes\"]\n    verbs: [\"get\", \"list\", \"watch\", \"update\", \"patch\"]\n  - level: None\n    resources:\n      - group: coordination.k8s.io\n        resources: [\"leases\"]\n      - group: \"\"\n        resources: [\"events\"]\n    verbs: [\"get\", \"list\", \"watch\", \"create\", \"update\", \"patch\"]\n  - level: None\n    nonResourceURLs: [\"/healthz*\", \"/readyz*\", \"/livez*\", \"/version\", \"/openapi*\"]\n  # Their contents are secrets: who touched them is enough.\n  - level: Metadata\n    resources:\n      - group: \"\"\n        resources: [\"secrets\", \"configmaps\", \"serviceaccounts/token\"]\n      - group: authentication.k8s.io\n        resources: [\"tokenreviews\"]\n  # The rules look into what was asked for: pods, roles, bindings, webhooks.\n  - level: Request\n    verbs: [\"create\", \"update\", \"patch\", \"delete\", \"deletecollection\"]\n  - level: Metadata\n"
      },
      {
        "tool": "Kubeconfig of the webhook",
        "language": "sh",
        "text": "# As root on every control-plane host. VEDETTE_SECRET holds the source's secret.\ninstall -d -m 0700 /etc/kubernetes/vedette\numask 077\ncat > /etc/kubernetes/vedette/webhook.kubeconfig <<EOF\napiVersion: v1\nkind: Config\nclusters:\n  - name: vedette\n    cluster:\n      server: {{url}}\nusers:\n  - name: kube-apiserver\n    user:\n      token: \"$VEDETTE_SECRET\"\ncontexts:\n  - name: vedette\n    context:\n      cluster: vedette\n      user: kube-apiserver\ncurrent-context: vedette\nEOF\n"
      },
      {
        "tool": "kube-apiserver (kubeadm)",
        "language": "yaml",
        "text": "# /etc/kubernetes/manifests/kube-apiserver.yaml, the parts to add; the kubelet restarts kube-apiserver by itself\nspec:\n  containers:\n    - name: kube-apiserver\n      command:\n        - kube-apiserver\n        - --audit-policy-file=/etc/kubernetes/vedette/policy.yaml\n        - --audit-webhook-config-file=/etc/kubernetes/vedette/webhook.kubeconfig\n        - --audit-webhook-mode=batch\n        - --audit-webhook-batch-max-wait=5s\n        - --audit-webhook-truncate-enabled=true\n      volumeMounts:\n        - name: vedette\n          mountPath: /etc/kubernetes/vedette\n          readOnly: true\n  volumes:\n    - name: vedette\n      hostPath:\n        path: /etc/kubernetes/vedette\n        type: Directory\n"
      },
      {
        "tool": "curl",
        "language": "sh",
        "text": "# One event by hand; the answer is 200 with an empty body. VEDETTE_SECRET holds the source's secret.\nnow=\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"\ncurl -sS -i '{{url}}' \\\n  -H \"Authorization: Bearer $VEDETTE_SECRET\" -H 'Content-Type: application/json' \\\n  --data '{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"items\":[{\"level\":\"Metadata\",\"auditID\":\"'\"$(uuidgen)\"'\",\n  \"stage\":\"ResponseComplete\",\"verb\":\"get\",\"requestURI\":\"/version\",\"user\":{\"username\":\"set-up\"},\"sourceIPs\":[\"192.0.2.1\"],\n  \"responseStatus\":{\"code\":200},\"requestReceivedTimestamp\":\"'\"$now\"'\",\"stageTimestamp\":\"'\"$now\"'\"}]}'\n\n# What kube-apiserver could not deliver:\nkubectl get --raw /metrics | grep -E '^apiserver_audit_(event|error)_total'\n"
      }
    ],
    "rhythmMinutes": 15,
    "formats": [
      "kubernetes.audit"
    ],
    "references": [
      "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
      "https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/",
      "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/"
    ]
  },
  {
    "id": "okta.hook",
    "title": "Okta event hook",
    "vendor": "Okta",
    "summary": "System Log events as they happen: sign-ins, users, factors, privileges, applications, policies.",
    "proves": "The sender holds the secret that is set in the event hook’s authorization header.",
    "limits": "Nothing is signed: whoever learns the secret can send events of their own making, and a delivery that was seen can be sent again, though each event counts once. Events do not name their organisation: they belong to the source’s one account, so make one source an Okta organisation. Okta delivers only types that can be hooked and gives up after one more try: a log stream (Splunk or EventBridge) is complete.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "the Okta organisation’s domain",
      "pattern": "[A-Za-z0-9][A-Za-z0-9.-]{0,63}",
      "example": "example.okta.com"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "# Add what your organisation can hook of: group.privilege.grant, policy.lifecycle.deactivate, policy.rule.deactivate, security.threat.detected, system.api_token.create, system.idp.lifecycle.create, user.mfa.attempt_bypass, user.session.access_admin_app, user.session.impersonation.grant, zone.deactivate\n# (marked event-hook-eligible in https://developer.okta.com/docs/reference/api/event-types/; one that is not makes Okta refuse the hook)\nvariable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\nresource \"okta_event_hook\" \"vedette\" {\n  name = \"vedette-{{source}}\"\n  events = [\n    \"user.session.start\",\n    \"user.authentication.sso\",\n    \"user.mfa.factor.activate\",\n    \"user.mfa.factor.deactivate\",\n    \"user.mfa.factor.reset_all\",\n    \"user.lifecycle.create\",\n    \"user.lifecycle.activate\",\n    \"user.lifecycle.suspend\",\n    \"user.lifecycle.deactivate\",\n    \"user.lifecycle.delete.initiated\",\n    \"user.account.lock\",\n    \"user.account.update_password\",\n    \"user.account.reset_password\",\n    \"user.account.privilege.grant\",\n    \"user.account.privilege.revoke\",\n    \"user.account.report_suspicious_activity_by_enduser\",\n    \"group.user_membership.add\",\n    \"group.user_membership.remove\",\n    \"application.lifecycle.create\",\n    \"application.lifecycle.update\",\n    \"application.user_membership.add\",\n  ]\n  channel = {\n    type    = \"HTTP\"\n    version = \"1.0.0\"\n    uri     = \"{{url}}\"\n  }\n  auth = {\n    type  = \"HEADER\"\n    key   = \"Authorization\"\n    value = var.vedette_secret\n  }\n}\n\nresource \"okta_event_hook_verification\" \"vedette\" {\n  event_hook_id = okta_event_hook.vedette.id\n}\n"
      },
      {
        "tool": "Okta admin console",
        "language": "text",
        "text": "1. Admin Console > Workflow > Event Hooks > Create Event Hook\n2. Endpoint URL: {{url}}\n3. Authentication field: Authorization\n   Authentication secret: the source's secret\n4. Choose the events: user.session.start, user.authentication.sso, user.mfa.factor.activate, user.mfa.factor.deactivate, user.mfa.factor.reset_all, user.lifecycle.create, user.lifecycle.activate, user.lifecycle.suspend, user.lifecycle.deactivate, user.lifecycle.delete.initiated, user.account.lock, user.account.update_password, user.account.reset_password, user.account.privilege.grant, user.account.privilege.revoke, user.account.report_suspicious_activity_by_enduser, group.user_membership.add, group.user_membership.remove, application.lifecycle.create, application.lifecycle.update, application.user_membership.add;\n   where they are offered also group.privilege.grant, policy.lifecycle.deactivate, policy.rule.deactivate, security.threat.detected, system.api_token.create, system.idp.lifecycle.create, user.mfa.attempt_bypass, user.session.access_admin_app, user.session.impersonation.grant, zone.deactivate.\n   Not every event can be hooked, and not every outcome of those; a log stream brings all.\n5. Create hook & continue, then Verify\n"
      },
      {
        "tool": "curl",
        "language": "sh",
        "text": "# Add what your organisation can hook of: group.privilege.grant, policy.lifecycle.deactivate, policy.rule.deactivate, security.threat.detected, system.api_token.create, system.idp.lifecycle.create, user.mfa.attempt_bypass, user.session.access_admin_app, user.session.impersonation.grant, zone.deactivate\n# (marked event-hook-eligible in https://developer.okta.com/docs/reference/api/event-types/; one that is not makes Okta refuse the hook)\n# OKTA_ORG_URL is such as https://example.okta.com, OKTA_API_TOKEN a token of a super admin, VEDETTE_SECRET the source's secret\nhook=\"$(curl -sS -X POST \"$OKTA_ORG_URL/api/v1/eventHooks\" \\\n  -H \"Authorization: SSWS $OKTA_API_TOKEN\" -H 'Content-Type: application/json' --data @- <<EOF | jq -r .id\n{\n  \"name\": \"vedette-{{source}}\",\n  \"events\": { \"type\": \"EVENT_TYPE\", \"items\": [\n    \"user.session.start\",\n    \"user.authentication.sso\",\n    \"user.mfa.factor.activate\",\n    \"user.mfa.factor.deactivate\",\n    \"user.mfa.factor.reset_all\",\n    \"user.lifecycle.create\",\n    \"user.lifecycle.activate\",\n    \"user.lifecycle.suspend\",\n    \"user.lifecycle.deactivate\",\n    \"user.lifecycle.delete.initiated\",\n    \"user.account.lock\",\n    \"user.account.update_password\",\n    \"user.account.reset_password\",\n    \"user.account.privilege.grant\",\n    \"user.account.privilege.revoke\",\n    \"user.account.report_suspicious_activity_by_enduser\",\n    \"group.user_membership.add\",\n    \"group.user_membership.remove\",\n    \"application.lifecycle.create\",\n    \"application.lifecycle.update\",\n    \"application.user_membership.add\"\n  ] },\n  \"channel\": { \"type\": \"HTTP\", \"version\": \"1.0.0\", \"config\": {\n    \"uri\": \"{{url}}\",\n    \"authScheme\": { \"type\": \"HEADER\", \"key\": \"Authorization\", \"value\": \"$VEDETTE_SECRET\" }\n  } }\n}\nEOF\n)\"\n# Okta asks the URL for its challenge back; from then on it delivers.\ncurl -sS -X POST \"$OKTA_ORG_URL/api/v1/eventHooks/$hook/lifecycle/verify\" -H \"Authorization: SSWS $OKTA_API_TOKEN\" | jq .verificationStatus\n"
      }
    ],
    "rhythmMinutes": 240,
    "formats": [
      "okta.systemlog"
    ],
    "references": [
      "https://developer.okta.com/docs/concepts/event-hooks/",
      "https://developer.okta.com/docs/reference/api/event-hooks/",
      "https://developer.okta.com/docs/reference/api/system-log/",
      "https://registry.terraform.io/providers/okta/okta/latest/docs/resources/event_hook"
    ]
  },
  {
    "id": "opentelemetry.logs",
    "title": "OpenTelemetry logs, OTLP/HTTP",
    "vendor": "Any",
    "summary": "Log records of OpenTelemetry SDKs and collectors, as JSON or protobuf; records of known formats are found in their bodies.",
    "proves": "The sender holds the token of the source.",
    "limits": "The token covers no content and no time, and OTLP has no delivery id: a record that is sent twice counts once if it is the same in every field, or has `log.record.uid`.",
    "secret": "addressed",
    "settings": [],
    "accounts": {
      "label": "accounts that its records may name (`cloud.account.id`)",
      "pattern": "[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "OpenTelemetry Collector",
        "language": "yaml",
        "text": "exporters:\n  otlphttp/vedette:\n    logs_endpoint: {{url}}/v1/logs\n    compression: gzip\n    headers:\n      authorization: Bearer ${env:VEDETTE_SECRET}\n\nservice:\n  pipelines:\n    logs:\n      exporters: [otlphttp/vedette]\n"
      },
      {
        "tool": "SDK environment",
        "language": "sh",
        "text": "export OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=\"{{url}}/v1/logs\"\nexport OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=\"http/protobuf\"\nexport OTEL_EXPORTER_OTLP_LOGS_COMPRESSION=\"gzip\"\nexport OTEL_EXPORTER_OTLP_LOGS_HEADERS=\"authorization=Bearer%20$VEDETTE_SECRET\"\n"
      },
      {
        "tool": "Only an address can be set",
        "language": "text",
        "text": "Base endpoint: {{origin}}\nThe secret names its source, so that {{origin}}/v1/logs with `authorization: Bearer …` is enough.\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "otel.log",
      "syslog.cef"
    ],
    "references": [
      "https://opentelemetry.io/docs/specs/otlp/#otlphttp",
      "https://opentelemetry.io/docs/specs/otel/logs/data-model/"
    ]
  },
  {
    "id": "prometheus.alertmanager",
    "title": "Prometheus Alertmanager",
    "vendor": "Prometheus",
    "summary": "Alerts as they fire and resolve, of Prometheus, Mimir, Loki and Grafana’s own Alertmanager.",
    "proves": "The sender holds the token set in Alertmanager’s webhook receiver.",
    "limits": "Whoever reads Alertmanager’s configuration can send the same. Alerts name no account, so they belong to the source’s one account: give each environment a source of its own. There is no signed time unless Grafana signs with a timestamp, so a captured request could be sent again; the same alert with the same start then counts once. An alert becomes a finding by its severity label (critical, high, medium, low and their like); one without stays an event. Leave max_alerts at 0, or alerts beyond it are not sent.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "the name of the cluster or environment",
      "pattern": "[A-Za-z0-9._:@/-]{1,64}",
      "example": "production"
    },
    "setup": [
      {
        "tool": "alertmanager.yml",
        "language": "yaml",
        "text": "# The secret of {{name}}, and nothing else, stands in /etc/alertmanager/vedette-secret (mode 0400).\nroute:\n  routes:\n    - receiver: vedette\n      matchers:\n        - severity=~\"critical|high|warning\"\n      continue: true\n      group_by: ['...'] # an alert by itself, at once\n      group_wait: 0s\n      group_interval: 1m\n      repeat_interval: 12h\n\nreceivers:\n  - name: vedette\n    webhook_configs:\n      - url: '{{url}}'\n        send_resolved: true\n        max_alerts: 0\n        http_config:\n          authorization:\n            type: Bearer\n            credentials_file: /etc/alertmanager/vedette-secret\n"
      },
      {
        "tool": "Prometheus Operator",
        "language": "yaml",
        "text": "# First: kubectl create secret generic vedette --namespace monitoring --from-file=secret=./vedette-secret\napiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: vedette\n  namespace: monitoring\nspec:\n  route:\n    receiver: vedette\n    groupBy: ['...']\n    groupWait: 0s\n    groupInterval: 1m\n    repeatInterval: 12h\n  receivers:\n    - name: vedette\n      webhookConfigs:\n        - url: '{{url}}'\n          sendResolved: true\n          httpConfig:\n            authorization:\n              type: Bearer\n              credentials:\n                name: vedette\n                key: secret\n"
      },
      {
        "tool": "Grafana, contact point by file",
        "language": "yaml",
        "text": "# /etc/grafana/provisioning/alerting/vedette.yaml; Grafana's environment variable VEDETTE_SECRET holds the secret of {{name}}.\n# In the UI: a contact point of type Webhook with this URL, and the secret as Authorization credentials. To sign instead of showing the\n# secret, give it as HMAC secret, leave the signature's header as it is, and set the timestamp's to X-Grafana-Alerting-Timestamp.\napiVersion: 1\ncontactPoints:\n  - orgId: 1\n    name: vedette\n    receivers:\n      - uid: vedette\n        type: webhook\n        disableResolveMessage: false\n        settings:\n          url: '{{url}}'\n          httpMethod: POST\n          authorization_scheme: Bearer\n          authorization_credentials: $VEDETTE_SECRET\n"
      },
      {
        "tool": "curl, for a try",
        "language": "sh",
        "text": "# VEDETTE_SECRET holds the secret of {{name}}.\ncurl --fail-with-body \"{{url}}\" \\\n  --header \"authorization: Bearer $VEDETTE_SECRET\" --header \"content-type: application/json\" \\\n  --data '{\"version\":\"4\",\"groupKey\":\"{}\",\"receiver\":\"vedette\",\"status\":\"firing\",\"alerts\":[{\"status\":\"firing\",\"labels\":{\"alertname\":\"Try\",\"severity\":\"low\"},\"annotations\":{},\"startsAt\":\"'\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"'\",\"endsAt\":\"0001-01-01T00:00:00Z\",\"generatorURL\":\"\",\"fingerprint\":\"0000000000000001\"}]}'\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "prometheus.alert"
    ],
    "references": [
      "https://prometheus.io/docs/alerting/latest/configuration/#webhook_config",
      "https://prometheus.io/docs/alerting/latest/notifications/#data",
      "https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/",
      "https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1alpha1.AlertmanagerConfig"
    ]
  },
  {
    "id": "splunk.hec",
    "title": "Splunk HTTP Event Collector",
    "vendor": "Any",
    "summary": "Whatever can send to Splunk can send here: the event and raw endpoints, with acknowledgement ids.",
    "proves": "The sender holds the token of the source.",
    "limits": "The token covers no content and no time: whoever reads it can send anything, again and again. HEC has no delivery id, so an event that is sent twice counts once only if it brings an id of its own or is the same in every byte.",
    "secret": "addressed",
    "settings": [],
    "accounts": {
      "label": "accounts that its records may name",
      "pattern": "[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "Address and token",
        "language": "text",
        "text": "HEC URL:    {{origin}}\nToken:      the secret of the source (it names the source, so that no path is needed)\nEndpoints:  /services/collector/event  /services/collector/raw  /services/collector/ack  /services/collector/health\nSenders that take a whole URL may use {{url}}/services/collector/event as well.\nThe token goes in the header: `Authorization: Splunk …`, or as the password of Basic with any user name. Never in the URL.\n"
      },
      {
        "tool": "OpenTelemetry Collector",
        "language": "yaml",
        "text": "exporters:\n  splunk_hec:\n    endpoint: {{origin}}/services/collector\n    token: ${env:VEDETTE_SECRET}\n    source: otel\n    sourcetype: _json\n"
      },
      {
        "tool": "Vector",
        "language": "yaml",
        "text": "sinks:\n  vedette:\n    type: splunk_hec_logs\n    inputs: ['*']\n    # Only scheme, host and port: Vector adds the paths itself, and asks for acknowledgements.\n    endpoint: '{{origin}}'\n    default_token: '${VEDETTE_SECRET}'\n    compression: gzip\n    encoding:\n      codec: json\n"
      },
      {
        "tool": "Docker log driver",
        "language": "sh",
        "text": "# Docker adds the path itself. In /etc/docker/daemon.json the same options stand under \"log-opts\".\ndocker run --log-driver=splunk \\\n  --log-opt splunk-url={{origin}} \\\n  --log-opt splunk-token=\"$VEDETTE_SECRET\" \\\n  --log-opt splunk-format=json --log-opt splunk-gzip=true \\\n  alpine echo hello\n"
      },
      {
        "tool": "Fluent Bit",
        "language": "yaml",
        "text": "pipeline:\n  outputs:\n    - name: splunk\n      match: '*'\n      # Host and port of {{origin}}\n      host: ${VEDETTE_HOST}\n      port: 443\n      tls: on\n      tls.verify: on\n      splunk_token: ${VEDETTE_SECRET}\n      compress: gzip\n"
      },
      {
        "tool": "Terraform (Amazon Data Firehose with Splunk as destination)",
        "language": "hcl",
        "text": "variable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\n# In aws_kinesis_firehose_delivery_stream, with destination = \"splunk\":\nsplunk_configuration {\n  hec_endpoint               = \"{{origin}}\"\n  hec_endpoint_type          = \"Event\"\n  hec_token                  = var.vedette_secret\n  hec_acknowledgment_timeout = 180\n  s3_backup_mode             = \"FailedEventsOnly\"\n}\n"
      },
      {
        "tool": "curl",
        "language": "sh",
        "text": "curl -sS \"{{origin}}/services/collector/event\" \\\n  -H \"Authorization: Splunk $VEDETTE_SECRET\" \\\n  -d '{\"sourcetype\":\"_json\",\"event\":{\"action\":\"test\"}}'\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "vedette.event",
      "syslog.cef",
      "aws.cloudtrail"
    ],
    "references": [
      "https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector",
      "https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector",
      "https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck"
    ]
  },
  {
    "id": "standard.cloudevents",
    "title": "CloudEvents over HTTP",
    "vendor": "Any",
    "summary": "CloudEvents 1.0 in binary, structured and batched mode, with records of any known format or events of one’s own as data.",
    "proves": "The sender holds the source’s secret, which it sends as bearer token, or as the password of Basic.",
    "limits": "The token does not cover the body, and does not change with time: whoever reads it can send, until the secret is rotated. An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked. Data that is no JSON is kept as it is, unread; an event without `time` counts as of its arrival. Only version 1.0 is taken. The handshake of the web hook specification (OPTIONS) protects others from being flooded and is no credential.",
    "secret": "random",
    "settings": [
      {
        "name": "origins",
        "label": "Origins that may ask for deliveries",
        "help": "Names by which senders introduce themselves in the OPTIONS handshake (WebHook-Request-Origin). Without any, every name is granted; deliveries need the secret in any case.",
        "type": "list",
        "pattern": "[a-z0-9][a-z0-9.-]{0,252}",
        "required": false,
        "example": "events.example.com"
      }
    ],
    "accounts": {
      "label": "accounts that its records may name",
      "pattern": "[A-Za-z0-9._:@/-]{1,64}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "curl, structured mode",
        "language": "sh",
        "text": "# VEDETTE_SECRET holds the secret of the source.\ncurl --fail-with-body \"{{url}}\" \\\n  --header \"authorization: Bearer $VEDETTE_SECRET\" \\\n  --header \"content-type: application/cloudevents+json\" \\\n  --data '{\n    \"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/try\", \"type\": \"com.example.try\",\n    \"time\": \"'\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"'\", \"data\": { \"user\": \"mara@example.com\" }\n  }'\n"
      },
      {
        "tool": "Knative, trigger with an authorizing relay",
        "language": "text",
        "text": "Knative's brokers send CloudEvents in binary mode and cannot add a header of your own: put a small relay (or an ingress that adds\n\"authorization: Bearer $VEDETTE_SECRET\" out of a Kubernetes secret) between the trigger and {{url}}.\nHeaders that must arrive unchanged: ce-specversion, ce-id, ce-source, ce-type, ce-time, content-type.\n"
      },
      {
        "tool": "JavaScript, SDK of CloudEvents",
        "language": "text",
        "text": "import { CloudEvent, emitterFor, HTTP, Mode } from 'cloudevents';\n\nconst emit = emitterFor(\n  async ({ headers, body }) => {\n    const response = await fetch('{{url}}', {\n      method: 'POST',\n      headers: { ...headers, authorization: 'Bearer ' + process.env.VEDETTE_SECRET },\n      body,\n    });\n    if (!response.ok) throw new Error('vedette answered ' + response.status);\n  },\n  { binding: HTTP, mode: Mode.STRUCTURED },\n);\nawait emit(new CloudEvent({ source: '/payments', type: 'com.example.login', data: { user: 'mara@example.com' } }));\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "vedette.event",
      "aws.cloudtrail",
      "aws.guardduty",
      "aws.securityhub",
      "azure.activitylogs",
      "azure.signinlogs",
      "azure.auditlogs",
      "azure.defender",
      "azure.alert"
    ],
    "references": [
      "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md",
      "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md",
      "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md"
    ]
  },
  {
    "id": "standard.ocsf",
    "title": "Native OCSF",
    "vendor": "Any",
    "summary": "Events that are in the Open Cybersecurity Schema Framework already: one, a list, or one a line.",
    "proves": "The sender holds the bearer token.",
    "limits": "Nothing is signed, so whoever reads the token can send the same. The product that an event names is not believed; its account (cloud.account.uid) is kept and marked unless it is among the source’s accounts.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "accounts as cloud.account.uid has them",
      "pattern": "[A-Za-z0-9._:@/-]{1,64}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "curl",
        "language": "sh",
        "text": "# events.ndjson holds one OCSF event a line; VEDETTE_SECRET the source's secret.\ngzip -c events.ndjson | curl --fail-with-body \"{{url}}\" \\\n  -H \"Authorization: Bearer $VEDETTE_SECRET\" \\\n  -H \"Content-Type: application/x-ndjson\" \\\n  -H \"Content-Encoding: gzip\" \\\n  --data-binary @-\n"
      },
      {
        "tool": "Vector",
        "language": "yaml",
        "text": "# vector.yaml: \"ocsf\" is the transform or source that yields OCSF events.\nsinks:\n  vedette:\n    type: http\n    inputs: [ocsf]\n    uri: \"{{url}}\"\n    method: post\n    compression: gzip\n    encoding:\n      codec: json\n    framing:\n      method: newline_delimited\n    request:\n      headers:\n        Content-Type: application/x-ndjson\n    auth:\n      strategy: bearer\n      token: \"${VEDETTE_SECRET}\"\n    batch:\n      max_bytes: 1000000\n"
      },
      {
        "tool": "Security Lake, by a function of yours",
        "language": "text",
        "text": "Security Lake tells its subscribers of new objects; the objects are Parquet, which this source does not read.\nLet a function turn the rows of an object into JSON and send them in lists of at most 20,000:\n\nPOST {{url}}\nAuthorization: Bearer (the source's secret)\nContent-Type: application/json\n\n{\"events\": [ … ]}\n\nAn answer of 202 means that the events are stored. 429 and 503 say in Retry-After when to send again; the same event\ntwice counts once, by metadata.uid.\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "ocsf.event"
    ],
    "references": [
      "https://schema.ocsf.io/1.5.0",
      "https://github.com/ocsf/ocsf-schema"
    ]
  },
  {
    "id": "standard.syslog",
    "title": "Syslog, CEF and LEEF over HTTP",
    "vendor": "Any",
    "summary": "Lines of syslog (RFC 5424 and RFC 3164), CEF and LEEF, in the body of a POST, a line each, or as JSON that a shipper has made of them.",
    "proves": "The sender holds the token set in its log shipper.",
    "limits": "Whoever reads the shipper’s configuration can send the same, and whoever may write to the machine’s log may write any line: syslog proves nothing of its authors. Lines name no account, so they belong to the source’s one account. Old syslog has no year and no time zone: the year is that of the delivery, or of the year before where the line would lie more than a day ahead, and the zone is the setting below. Lines without a time get the delivery’s, and count again if they are sent again. UDP and TCP syslog, and octet counting, are the shipper’s business.",
    "secret": "random",
    "settings": [
      {
        "name": "utcOffset",
        "label": "UTC offset",
        "help": "Where the senders’ clocks stand whose lines do not say, such as +01:00; UTC if left empty. Lines with an offset of their own are not touched.",
        "type": "text",
        "pattern": "[+-][0-9]{2}:[0-9]{2}",
        "required": false,
        "example": "+01:00"
      }
    ],
    "accounts": {
      "label": "the name of the network or environment",
      "pattern": "[A-Za-z0-9._:@/-]{1,64}",
      "example": "head-office"
    },
    "setup": [
      {
        "tool": "rsyslog",
        "language": "text",
        "text": "# /etc/rsyslog.d/60-vedette.conf, mode 0600: it holds the secret of {{name}} in place of VEDETTE_SECRET.\n# Needs the package rsyslog-omhttp. {{url}} stands here in its parts: server, and restpath without its first slash.\nmodule(load=\"imudp\")\ninput(type=\"imudp\" port=\"514\")   # devices send here; leave out for this machine's own log\nmodule(load=\"omhttp\")\n\ntemplate(name=\"vedette\" type=\"string\" string=\"<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% %APP-NAME% %PROCID% %MSGID% %STRUCTURED-DATA% %msg%\")\n\naction(\n  type=\"omhttp\"\n  name=\"vedette\"\n  server=\"ingest.example.com\"\n  serverport=\"443\"\n  restpath=\"in/{{source}}\"\n  usehttps=\"on\"\n  template=\"vedette\"\n  httpcontenttype=\"text/plain; charset=utf-8\"\n  httpheaders=[\"Authorization: Bearer VEDETTE_SECRET\"]\n  batch=\"on\"\n  batch.format=\"newline\"\n  batch.maxsize=\"1000\"\n  batch.maxbytes=\"4194304\"\n  compress=\"on\"\n  retry=\"on\"\n  queue.type=\"LinkedList\"\n  queue.filename=\"vedette\"\n  queue.maxdiskspace=\"1g\"\n  queue.saveonshutdown=\"on\"\n  action.resumeretrycount=\"-1\"\n)\n"
      },
      {
        "tool": "Vector",
        "language": "yaml",
        "text": "# vector.yaml; the environment variable VEDETTE_SECRET holds the secret of {{name}}.\nsources:\n  devices:\n    type: socket      # not \"syslog\": the lines are sent on as they came\n    mode: udp\n    address: 0.0.0.0:514\n    decoding:\n      codec: bytes\n\nsinks:\n  vedette:\n    type: http\n    inputs: [devices]\n    uri: '{{url}}'\n    method: post\n    compression: gzip\n    encoding:\n      codec: text\n    framing:\n      method: newline_delimited\n    auth:\n      strategy: bearer\n      token: '${VEDETTE_SECRET}'\n    request:\n      headers:\n        content-type: text/plain\n    batch:\n      max_bytes: 4000000\n      timeout_secs: 5\n"
      },
      {
        "tool": "Fluent Bit",
        "language": "yaml",
        "text": "# fluent-bit.yaml; the environment variable VEDETTE_SECRET holds the secret of {{name}}. host and uri are the parts of {{url}}.\n# Lines go as JSON: the whole line in \"log\", or its parts where a parser has read it, are both understood.\nservice:\n  flush: 5\n\npipeline:\n  inputs:\n    - name: tail\n      path: /var/log/syslog\n      tag: syslog\n  outputs:\n    - name: http\n      match: syslog\n      host: ingest.example.com\n      port: 443\n      uri: /in/{{source}}\n      tls: on\n      format: json_lines\n      compress: gzip\n      header: Authorization Bearer ${VEDETTE_SECRET}\n      retry_limit: no_limits\n"
      },
      {
        "tool": "curl, for a try",
        "language": "sh",
        "text": "# VEDETTE_SECRET holds the secret of {{name}}.\nprintf '<13>1 %s %s try - - - Hello from syslog\\n' \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\" \"$(hostname)\" |\n  curl --fail-with-body \"{{url}}\" --data-binary @- \\\n    --header \"authorization: Bearer $VEDETTE_SECRET\" --header \"content-type: text/plain\"\n"
      }
    ],
    "rhythmMinutes": 15,
    "formats": [
      "syslog.line",
      "syslog.cef",
      "vedette.event",
      "falco.event",
      "kubernetes.audit"
    ],
    "references": [
      "https://www.rfc-editor.org/rfc/rfc5424",
      "https://www.rfc-editor.org/rfc/rfc3164",
      "https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors/cef-implementation-standard",
      "https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components",
      "https://www.rsyslog.com/doc/configuration/modules/omhttp.html",
      "https://vector.dev/docs/reference/configuration/sinks/http",
      "https://docs.fluentbit.io/manual/pipeline/outputs/http"
    ]
  },
  {
    "id": "standard.webhook",
    "title": "Standard Webhooks",
    "vendor": "Any",
    "summary": "Records of any known format, and JSON objects of one’s own, signed.",
    "proves": "The sender holds the signing secret, and signed these very bytes within the last five minutes.",
    "limits": "A secret that the sender issued is as good as the sender keeps it: whoever else has it can sign too, and where one secret serves several addresses, what went to one can be repeated at another. Only symmetric signatures are read (v1, whsec_), those by public keys are not (v1a, whpk_). Headers may also bear Svix’s names (svix-id, svix-timestamp, svix-signature). A message without a time has that of its signature. An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked.",
    "secret": "webhook",
    "settings": [],
    "accounts": {
      "label": "accounts that its records may name",
      "pattern": "[A-Za-z0-9._:@/-]{1,64}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "A sender that issues its secret",
        "language": "text",
        "text": "Clerk, Resend, OpenAI and everybody who sends through Svix issue the secret themselves,\nonce they know the address. Svix's header names (svix-id, svix-timestamp,\nsvix-signature) are read as the standard's own: there is nothing to set.\n\n1. Give the sender this address as the endpoint of a new webhook:\n\n   {{url}}\n\n2. It shows the endpoint's signing secret: whsec_ and base64, at Supabase v1,whsec_.\n   Give it to Vedette, in the console under Keys with Rotate, or at a terminal, which\n   asks for it without showing it:\n\n   vedette sources rotate {{source}} --secret-file -\n\n3. Have the sender send a test message, and see that the newest key is in use. Then end\n   the one that was made with the source:\n\n   vedette sources show {{source}}\n   vedette sources end-old-key {{source}}\n\nWhat is sent before step 2 is refused with 401; most senders repeat it. When the sender\nrotates its secret later, repeat step 2: the one before stays good for a day.\n\nStripe's secrets begin with whsec_ too, but its signatures (Stripe-Signature) are none of\nthis standard: they are not read.\n"
      },
      {
        "tool": "A sender that takes a secret",
        "language": "text",
        "text": "Give it the address, and the secret that Vedette showed when the source was made:\n\n   URL      {{url}}\n   secret   the text that begins with whsec_, whole; a sender that wants base64 alone\n            takes what follows whsec_\n\n`vedette sources rotate {{source}}` makes a new secret; the one before stays good for\na day.\n"
      },
      {
        "tool": "Node.js",
        "language": "text",
        "text": "import { Webhook } from 'standardwebhooks';\n\nconst id = `msg_${crypto.randomUUID()}`;\nconst at = new Date();\nconst body = JSON.stringify({ event_id: 'e-1', time: at.toISOString(), event_type: 'login.failed', user: 'mara' });\nawait fetch('{{url}}', {\n  method: 'POST',\n  headers: {\n    'content-type': 'application/json',\n    'webhook-id': id,\n    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),\n    'webhook-signature': new Webhook(process.env.VEDETTE_SECRET).sign(id, at, body),\n  },\n  body,\n});\n"
      },
      {
        "tool": "curl",
        "language": "sh",
        "text": "id=\"msg_$(uuidgen)\"; at=\"$(date +%s)\"; body='{\"event_id\":\"e-1\",\"time\":\"'\"$(date -u +%FT%TZ)\"'\",\"event_type\":\"login.failed\"}'\nkey=\"$(printf %s \"${VEDETTE_SECRET#whsec_}\" | base64 -d | od -An -v -tx1 | tr -d ' \\n')\"\nsig=\"$(printf %s \"$id.$at.$body\" | openssl dgst -sha256 -mac HMAC -macopt \"hexkey:$key\" -binary | base64)\"\ncurl -sS \"{{url}}\" -H 'Content-Type: application/json' \\\n  -H \"webhook-id: $id\" -H \"webhook-timestamp: $at\" -H \"webhook-signature: v1,$sig\" -d \"$body\"\n"
      }
    ],
    "rhythmMinutes": 0,
    "replayWindowSeconds": 300,
    "formats": [
      "vedette.event",
      "aws.cloudtrail",
      "aws.guardduty",
      "aws.securityhub"
    ],
    "references": [
      "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
      "https://docs.svix.com/receiving/verifying-payloads/how-manual"
    ]
  },
  {
    "id": "vedette.telemetry",
    "title": "Telemetry of agents and devices",
    "vendor": "Any",
    "summary": "Small events of one’s own agents and devices at one address, `POST /telemetry`: `{event_id, source, event_type, payload}`.",
    "proves": "The sender holds the token of the source.",
    "limits": "The token covers no content and no time. `source` is what the sender calls itself and proves nothing; give each device a source of its own where that matters. An `event_id` counts once.",
    "secret": "addressed",
    "settings": [],
    "accounts": {
      "label": "accounts that its records may name",
      "pattern": "[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}",
      "example": "plant-3"
    },
    "setup": [
      {
        "tool": "curl",
        "language": "sh",
        "text": "curl -sS \"{{origin}}/telemetry\" \\\n  -H \"Authorization: Bearer $VEDETTE_SECRET\" \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"event_id\":\"'\"$(uuidgen)\"'\",\"source\":\"{{name}}\",\"event_type\":\"heartbeat\",\"payload\":{\"up\":true}}'\n"
      },
      {
        "tool": "Vector",
        "language": "yaml",
        "text": "sinks:\n  vedette:\n    type: http\n    inputs: [events]\n    uri: {{origin}}/telemetry\n    method: post\n    compression: gzip\n    framing: { method: newline_delimited }\n    encoding: { codec: json }\n    auth: { strategy: bearer, token: \"${VEDETTE_SECRET}\" }\n    request: { headers: { content-type: application/x-ndjson } }\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "vedette.event"
    ],
    "references": [
      "https://www.rfc-editor.org/rfc/rfc6750"
    ]
  }
];
