import type { SourceSetup } from '../../../../contracts/source-about.ts';

/** The delivery policy keeps retries within SNS's hour, so that a message that comes late is still of its time. */
export const SETUP: readonly SourceSetup[] = [
  {
    tool: 'Terraform',
    language: 'hcl',
    text: `# Add the topic's ARN (output below) to the settings of {{name}} before you apply: an unlisted topic cannot subscribe.
variable "topic_name" {
  type    = string
  default = "vedette"
}

data "aws_caller_identity" "current" {}

resource "aws_sns_topic" "vedette" {
  name              = var.topic_name
  signature_version = 2 # SHA-256 instead of SHA-1
}

# Only these services, only for this account.
data "aws_iam_policy_document" "vedette_topic" {
  statement {
    effect    = "Allow"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.vedette.arn]
    principals {
      type = "Service"
      identifiers = [
        "cloudwatch.amazonaws.com",
        "budgets.amazonaws.com",
        "costalerts.amazonaws.com",
      ]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "vedette" {
  arn    = aws_sns_topic.vedette.arn
  policy = data.aws_iam_policy_document.vedette_topic.json
}

resource "aws_sns_topic_subscription" "vedette" {
  topic_arn              = aws_sns_topic.vedette.arn
  protocol               = "https"
  endpoint               = "{{url}}"
  endpoint_auto_confirms = true  # Vedette confirms by itself
  raw_message_delivery   = false # raw messages have no signature
  delivery_policy = jsonencode({
    healthyRetryPolicy = {
      numRetries         = 50
      numNoDelayRetries  = 1
      numMinDelayRetries = 5
      numMaxDelayRetries = 30
      minDelayTarget     = 5
      maxDelayTarget     = 60
      backoffFunction    = "exponential"
    }
  })
}

output "topic_arn" {
  value = aws_sns_topic.vedette.arn
}
`,
  },
  {
    tool: 'CloudFormation',
    language: 'yaml',
    text: `# Add the topic's ARN to the settings of {{name}} before you create the stack: arn:aws:sns:<region>:<account>:vedette
AWSTemplateFormatVersion: '2010-09-09'
Description: An SNS topic that delivers to Vedette
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: vedette
      SignatureVersion: '2'
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service:
                - cloudwatch.amazonaws.com
                - budgets.amazonaws.com
                - costalerts.amazonaws.com
            Action: sns:Publish
            Resource: !Ref Topic
            Condition:
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
  Subscription:
    Type: AWS::SNS::Subscription
    DependsOn: TopicPolicy
    Properties:
      TopicArn: !Ref Topic
      Protocol: https
      Endpoint: '{{url}}'
      RawMessageDelivery: false
      DeliveryPolicy:
        healthyRetryPolicy:
          numRetries: 50
          numNoDelayRetries: 1
          numMinDelayRetries: 5
          numMaxDelayRetries: 30
          minDelayTarget: 5
          maxDelayTarget: 60
          backoffFunction: exponential
Outputs:
  TopicArn:
    Value: !Ref Topic
`,
  },
  {
    tool: 'AWS CLI',
    language: 'sh',
    text: `# For a topic that exists: its ARN must be in the settings of {{name}} first ({{settings.topics}}).
TOPIC_ARN=arn:aws:sns:us-east-1:123456789012:vedette

# Sign with SHA-256 instead of SHA-1.
aws sns set-topic-attributes --topic-arn "$TOPIC_ARN" \\
  --attribute-name SignatureVersion --attribute-value 2

# Vedette answers the confirmation by itself, within seconds. Do not switch raw message delivery on: raw messages have no
# signature and are refused.
aws sns subscribe --topic-arn "$TOPIC_ARN" --protocol https \\
  --notification-endpoint "{{url}}" \\
  --attributes '{"DeliveryPolicy":"{\\"healthyRetryPolicy\\":{\\"numRetries\\":50,\\"numNoDelayRetries\\":1,\\"numMinDelayRetries\\":5,\\"numMaxDelayRetries\\":30,\\"minDelayTarget\\":5,\\"maxDelayTarget\\":60,\\"backoffFunction\\":\\"exponential\\"}}"}'

# Confirmed once this shows an ARN instead of PendingConfirmation:
aws sns list-subscriptions-by-topic --topic-arn "$TOPIC_ARN" \\
  --query "Subscriptions[?Endpoint=='{{url}}'].SubscriptionArn" --output text

# Try it:
aws sns publish --topic-arn "$TOPIC_ARN" --subject "Test" --message "Hello from SNS"
`,
  },
];
