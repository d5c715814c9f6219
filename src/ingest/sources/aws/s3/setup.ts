import type { SourceSetup } from '../../../../contracts/source-about.ts';

const terraform = `# In the account and region of the buckets.
variable "vedette_secret" {
  type      = string
  sensitive = true
}
variable "vedette_issuer_host" {
  type        = string
  description = "Host of Vedette's issuer, without https:// (GET /api/v1/keyless tells it)"
}
variable "vedette_organisation" {
  type        = string
  description = "Your organisation's id at Vedette, such as org_acme"
}
variable "vedette_log_keys" {
  type        = list(string)
  default     = []
  description = "ARNs of the KMS keys that the objects are encrypted with; none for S3's own"
}

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}

locals {
  vedette_places  = split(",", "{{settings.buckets}}")
  vedette_buckets = distinct([for p in local.vedette_places : split("/", p)[0]])
}

# One provider an account: where infra/aws/access.yaml was applied it is there already; then import it.
resource "aws_iam_openid_connect_provider" "vedette" {
  url            = "https://\${var.vedette_issuer_host}"
  client_id_list = ["vedette:\${var.vedette_organisation}"]
}

resource "aws_iam_role" "vedette_puller" {
  name                 = reverse(split("/", "{{settings.roleArn}}"))[0]
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.vedette.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "\${var.vedette_issuer_host}:aud" = "vedette:\${var.vedette_organisation}"
        "\${var.vedette_issuer_host}:sub" = "org:\${var.vedette_organisation}:account:\${data.aws_caller_identity.here.account_id}:role:pull"
      } }
    }]
  })
}

resource "aws_iam_role_policy" "vedette_puller" {
  name = "vedette-pulling"
  role = aws_iam_role.vedette_puller.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = [for p in local.vedette_places : "arn:\${data.aws_partition.here.partition}:s3:::\${length(split("/", p)) > 1 ? p : "\${p}/"}*"]
    }], length(var.vedette_log_keys) == 0 ? [] : [{
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = var.vedette_log_keys
      Condition = { StringEquals = { "kms:ViaService" = "s3.{{settings.region}}.amazonaws.com" } }
    }])
  })
}

# This is the whole notification configuration of a bucket: where yours has one, set eventbridge there instead.
resource "aws_s3_bucket_notification" "vedette" {
  for_each    = toset(local.vedette_buckets)
  bucket      = each.value
  eventbridge = true
}

resource "aws_cloudwatch_event_connection" "vedette" {
  name               = "vedette-{{source}}"
  authorization_type = "API_KEY"
  auth_parameters {
    api_key {
      key   = "x-api-key"
      value = var.vedette_secret
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "vedette" {
  name                             = "vedette-{{source}}"
  connection_arn                   = aws_cloudwatch_event_connection.vedette.arn
  invocation_endpoint              = "{{url}}"
  http_method                      = "POST"
  invocation_rate_limit_per_second = 300
}

resource "aws_cloudwatch_event_rule" "vedette" {
  name = "vedette-{{source}}"
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail = {
      bucket = { name = local.vedette_buckets }
      object = { key = [{ suffix = ".gz" }] }
    }
  })
}

resource "aws_iam_role" "vedette_events" {
  name = "vedette-{{source}}-events"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "vedette_events" {
  name = "invoke"
  role = aws_iam_role.vedette_events.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "events:InvokeApiDestination"
      Resource = aws_cloudwatch_event_api_destination.vedette.arn
    }]
  })
}

resource "aws_cloudwatch_event_target" "vedette" {
  rule     = aws_cloudwatch_event_rule.vedette.name
  arn      = aws_cloudwatch_event_api_destination.vedette.arn
  role_arn = aws_iam_role.vedette_events.arn
  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }
}
`;

const cloudformation = `# The announcements; the role is in infra/aws/puller.yaml, a stack of its own:
#   aws cloudformation deploy --stack-name vedette-puller --template-file infra/aws/puller.yaml --capabilities CAPABILITY_NAMED_IAM \\
#     --parameter-overrides IssuerHost=… OrganisationId=… Bucket=… Prefix=…
# Both in the account and region of the buckets. EventBridge must be on for each bucket: Properties → Amazon EventBridge.
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  VedetteSecret:
    Type: String
    NoEcho: true
  Buckets:
    Type: CommaDelimitedList
    Description: Names of the buckets, without prefixes
Resources:
  Connection:
    Type: AWS::Events::Connection
    Properties:
      Name: vedette-{{source}}
      AuthorizationType: API_KEY
      AuthParameters:
        ApiKeyAuthParameters:
          ApiKeyName: x-api-key
          ApiKeyValue: !Ref VedetteSecret
  Destination:
    Type: AWS::Events::ApiDestination
    Properties:
      Name: vedette-{{source}}
      ConnectionArn: !GetAtt Connection.Arn
      InvocationEndpoint: '{{url}}'
      HttpMethod: POST
      InvocationRateLimitPerSecond: 300
  InvokeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: events.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: events:InvokeApiDestination
                Resource: !GetAtt Destination.Arn
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Name: vedette-{{source}}
      EventPattern:
        source: [aws.s3]
        detail-type: [Object Created]
        detail:
          bucket:
            name: !Ref Buckets
          object:
            key:
              - suffix: .gz
      Targets:
        - Id: vedette
          Arn: !GetAtt Destination.Arn
          RoleArn: !GetAtt InvokeRole.Arn
          RetryPolicy:
            MaximumEventAgeInSeconds: 86400
            MaximumRetryAttempts: 185
`;

const cli = `# VEDETTE_SECRET holds the source's secret, BUCKET one of {{settings.buckets}} without its prefix.
# The role {{settings.roleArn}}: infra/aws/puller.yaml.

# 1. EventBridge on for the bucket. This writes the whole notification configuration: what is there is kept.
aws s3api get-bucket-notification-configuration --bucket "$BUCKET" > notification.json
jq '. + {EventBridgeConfiguration: {}}' notification.json > with-eventbridge.json
aws s3api put-bucket-notification-configuration --bucket "$BUCKET" --notification-configuration file://with-eventbridge.json

# 2. Where the announcements go.
CONNECTION=$(aws events create-connection --region {{settings.region}} --name vedette-{{source}} \\
  --authorization-type API_KEY --query ConnectionArn --output text \\
  --auth-parameters "{\\"ApiKeyAuthParameters\\":{\\"ApiKeyName\\":\\"x-api-key\\",\\"ApiKeyValue\\":\\"$VEDETTE_SECRET\\"}}")
DESTINATION=$(aws events create-api-destination --region {{settings.region}} --name vedette-{{source}} \\
  --connection-arn "$CONNECTION" --http-method POST --invocation-endpoint '{{url}}' \\
  --invocation-rate-limit-per-second 300 --query ApiDestinationArn --output text)

# 3. A role with which EventBridge may call it.
aws iam create-role --role-name vedette-{{source}}-events --assume-role-policy-document \\
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
aws iam put-role-policy --role-name vedette-{{source}}-events --policy-name invoke --policy-document \\
  "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"events:InvokeApiDestination\\",\\"Resource\\":\\"$DESTINATION\\"}]}"
INVOKE=$(aws iam get-role --role-name vedette-{{source}}-events --query Role.Arn --output text)

# 4. The rule.
aws events put-rule --region {{settings.region}} --name vedette-{{source}} --event-pattern \\
  "{\\"source\\":[\\"aws.s3\\"],\\"detail-type\\":[\\"Object Created\\"],\\"detail\\":{\\"bucket\\":{\\"name\\":[\\"$BUCKET\\"]},\\"object\\":{\\"key\\":[{\\"suffix\\":\\".gz\\"}]}}}"
aws events put-targets --region {{settings.region}} --rule vedette-{{source}} \\
  --targets "Id=vedette,Arn=$DESTINATION,RoleArn=$INVOKE"
`;

const sns = `# Where a topic announces the objects (the trail's own, or one that the bucket notifies): add a source of kind aws.sns for the topic.
# This source then needs no EventBridge; it says which objects may be fetched, and with which role.
variable "vedette_sns_url" {
  type        = string
  description = "URL of the source of kind aws.sns"
}

data "aws_caller_identity" "topic" {}

locals {
  vedette_sns_buckets = distinct([for p in split(",", "{{settings.buckets}}") : split("/", p)[0]])
}

resource "aws_sns_topic" "vedette_objects" {
  name              = "vedette-{{source}}"
  signature_version = 2
}

resource "aws_sns_topic_policy" "vedette_objects" {
  arn = aws_sns_topic.vedette_objects.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.vedette_objects.arn
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.topic.account_id } }
    }]
  })
}

# The whole notification configuration of a bucket: where yours has one, add the topic there instead.
resource "aws_s3_bucket_notification" "vedette_objects" {
  for_each = toset(local.vedette_sns_buckets)
  bucket   = each.value
  topic {
    topic_arn     = aws_sns_topic.vedette_objects.arn
    events        = ["s3:ObjectCreated:*"]
    filter_suffix = ".gz"
  }
  depends_on = [aws_sns_topic_policy.vedette_objects]
}

resource "aws_sns_topic_subscription" "vedette_objects" {
  topic_arn              = aws_sns_topic.vedette_objects.arn
  protocol               = "https"
  endpoint               = var.vedette_sns_url
  endpoint_auto_confirms = true
}
`;

/** EventBridge by itself; by SNS an aws.sns source brings the announcements. */
export const SETUP = [
  { tool: 'Terraform', language: 'hcl', text: terraform },
  { tool: 'CloudFormation', language: 'yaml', text: cloudformation },
  { tool: 'AWS CLI', language: 'sh', text: cli },
  { tool: 'Terraform, announced by SNS', language: 'hcl', text: sns },
] as const satisfies readonly SourceSetup[];
