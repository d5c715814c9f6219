import type { SourceSetup } from '../../../../contracts/source-about.ts';

/** Patterns of one rule each: a rule takes five targets, an account 300 rules a bus. */
const terraform: SourceSetup = {
  tool: 'Terraform',
  language: 'hcl',
  text: `variable "vedette_secret" {
  type      = string
  sensitive = true
}

locals {
  vedette_patterns = {
    guardduty       = { source = ["aws.guardduty"] }
    securityhub     = { source = ["aws.securityhub"], detail-type = ["Security Hub Findings - Imported", "Findings Imported V2"] }
    sign-in         = { source = ["aws.signin"], detail-type = ["AWS Console Sign In via CloudTrail"] }
    iam-calls       = { source = ["aws.iam", "aws.sts"], detail-type = ["AWS API Call via CloudTrail"] }
    config          = { source = ["aws.config"], detail-type = ["Config Rules Compliance Change"] }
    inspector       = { source = ["aws.inspector2"], detail-type = ["Inspector2 Finding"] }
    health          = { source = ["aws.health"] }
    access-analyzer = { source = ["aws.access-analyzer"], detail-type = ["Access Analyzer Finding", "Internal Access Finding"] }
    macie           = { source = ["aws.macie"] }
  }
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

data "aws_iam_policy_document" "vedette_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "vedette_invoke" {
  statement {
    actions   = ["events:InvokeApiDestination"]
    resources = [aws_cloudwatch_event_api_destination.vedette.arn]
  }
}

resource "aws_iam_role" "vedette" {
  name               = "vedette-{{source}}"
  assume_role_policy = data.aws_iam_policy_document.vedette_assume.json
}

resource "aws_iam_role_policy" "vedette" {
  role   = aws_iam_role.vedette.id
  policy = data.aws_iam_policy_document.vedette_invoke.json
}

resource "aws_sqs_queue" "vedette_dead" {
  name                      = "vedette-{{source}}-dead"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

data "aws_iam_policy_document" "vedette_dead" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.vedette_dead.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [for rule in aws_cloudwatch_event_rule.vedette : rule.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "vedette_dead" {
  queue_url = aws_sqs_queue.vedette_dead.id
  policy    = data.aws_iam_policy_document.vedette_dead.json
}

resource "aws_cloudwatch_event_rule" "vedette" {
  for_each      = local.vedette_patterns
  name          = "vedette-{{source}}-\${each.key}"
  event_pattern = jsonencode(each.value)
}

resource "aws_cloudwatch_event_target" "vedette" {
  for_each = local.vedette_patterns
  rule     = aws_cloudwatch_event_rule.vedette[each.key].name
  arn      = aws_cloudwatch_event_api_destination.vedette.arn
  role_arn = aws_iam_role.vedette.arn

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = aws_sqs_queue.vedette_dead.arn
  }
}
`,
};

const cloudformation: SourceSetup = {
  tool: 'CloudFormation',
  language: 'yaml',
  text: `AWSTemplateFormatVersion: "2010-09-09"
Description: Findings and sign-ins to Vedette, source {{source}}
Parameters:
  VedetteSecret:
    Type: String
    NoEcho: true
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
      InvocationEndpoint: "{{url}}"
      HttpMethod: POST
      InvocationRateLimitPerSecond: 300
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: events.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: events:InvokeApiDestination
                Resource: !GetAtt Destination.Arn
  Dead:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
      SqsManagedSseEnabled: true
  DeadPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dead]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: events.amazonaws.com }
            Action: sqs:SendMessage
            Resource: !GetAtt Dead.Arn
            Condition:
              ArnEquals:
                aws:SourceArn: [!GetAtt Findings.Arn, !GetAtt SignIns.Arn]
  Findings:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [{ prefix: aws. }]
        detail-type:
          - GuardDuty Finding
          - GuardDuty Malware Protection Object Scan Result
          - Security Hub Findings - Imported
          - Findings Imported V2
          - Config Rules Compliance Change
          - Inspector2 Finding
          - AWS Health Event
          - AWS Health Abuse Event
          - Access Analyzer Finding
          - Internal Access Finding
          - Macie Finding
      Targets:
        - Id: vedette
          Arn: !GetAtt Destination.Arn
          RoleArn: !GetAtt Role.Arn
          RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 }
          DeadLetterConfig: { Arn: !GetAtt Dead.Arn }
  SignIns:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [{ prefix: aws. }]
        detail-type:
          - AWS Console Sign In via CloudTrail
      Targets:
        - Id: vedette
          Arn: !GetAtt Destination.Arn
          RoleArn: !GetAtt Role.Arn
          RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 }
          DeadLetterConfig: { Arn: !GetAtt Dead.Arn }
`,
};

const cli: SourceSetup = {
  tool: 'AWS CLI',
  language: 'sh',
  text: `# VEDETTE_SECRET holds the source's secret; nothing of it is printed. Needs jq.
set -euo pipefail
name="vedette-{{source}}"

connection=$(jq -n --arg v "$VEDETTE_SECRET" '{ApiKeyAuthParameters: {ApiKeyName: "x-api-key", ApiKeyValue: $v}}' \\
  | aws events create-connection --name "$name" --authorization-type API_KEY \\
      --auth-parameters file:///dev/stdin --query ConnectionArn --output text)

destination=$(aws events create-api-destination --name "$name" --connection-arn "$connection" \\
  --invocation-endpoint "{{url}}" --http-method POST --invocation-rate-limit-per-second 300 \\
  --query ApiDestinationArn --output text)

role=$(aws iam create-role --role-name "$name" --query Role.Arn --output text \\
  --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}]}')
aws iam put-role-policy --role-name "$name" --policy-name invoke --policy-document \\
  "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"events:InvokeApiDestination\\",\\"Resource\\":\\"$destination\\"}]}"

rule=$(aws events put-rule --name "$name" --query RuleArn --output text --event-pattern '{
  "source": [{"prefix": "aws."}],
  "detail-type": ["GuardDuty Finding", "GuardDuty Malware Protection Object Scan Result",
    "Security Hub Findings - Imported", "Findings Imported V2", "AWS Console Sign In via CloudTrail",
    "Config Rules Compliance Change", "Inspector2 Finding", "AWS Health Event", "AWS Health Abuse Event",
    "Access Analyzer Finding", "Internal Access Finding", "Macie Finding"]}')

queue=$(aws sqs create-queue --queue-name "$name-dead" --query QueueUrl --output text \\
  --attributes MessageRetentionPeriod=1209600,SqsManagedSseEnabled=true)
dead=$(aws sqs get-queue-attributes --queue-url "$queue" --attribute-names QueueArn --query Attributes.QueueArn --output text)
jq -n --arg q "$dead" --arg r "$rule" '{Policy: ({Version: "2012-10-17", Statement: [{Effect: "Allow",
  Principal: {Service: "events.amazonaws.com"}, Action: "sqs:SendMessage", Resource: $q,
  Condition: {ArnEquals: {"aws:SourceArn": $r}}}]} | tojson)}' \\
  | aws sqs set-queue-attributes --queue-url "$queue" --attributes file:///dev/stdin

jq -n --arg d "$destination" --arg r "$role" --arg q "$dead" '[{Id: "vedette", Arn: $d, RoleArn: $r,
  RetryPolicy: {MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86400}, DeadLetterConfig: {Arn: $q}}]' \\
  | aws events put-targets --rule "$name" --targets file:///dev/stdin
`,
};

export const setup: readonly SourceSetup[] = [terraform, cloudformation, cli];
