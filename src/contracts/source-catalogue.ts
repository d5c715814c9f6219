// Written by scripts/generate-registries.ts from the sources' about.ts. Do not edit.
import type { SourceAbout } from './source-about.ts';

/** Every kind of source there is, by id. */
export const SOURCE_CATALOGUE: readonly SourceAbout[] = [
  {
    "id": "aws.eventbridge",
    "title": "Amazon EventBridge, API destination",
    "vendor": "AWS",
    "summary": "Findings and API calls as they happen, a rule a kind of event.",
    "proves": "The sender holds the API key set in the EventBridge connection.",
    "limits": "Whoever reads the connection’s secret can send the same. The event’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.",
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
        "text": "variable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\nresource \"aws_cloudwatch_event_connection\" \"vedette\" {\n  name               = \"vedette-{{source}}\"\n  authorization_type = \"API_KEY\"\n  auth_parameters {\n    api_key {\n      key   = \"x-api-key\"\n      value = var.vedette_secret\n    }\n  }\n}\n\nresource \"aws_cloudwatch_event_api_destination\" \"vedette\" {\n  name                             = \"vedette-{{source}}\"\n  connection_arn                   = aws_cloudwatch_event_connection.vedette.arn\n  invocation_endpoint              = \"{{url}}\"\n  http_method                      = \"POST\"\n  invocation_rate_limit_per_second = 300\n}\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "aws.guardduty",
      "aws.securityhub",
      "aws.cloudtrail"
    ],
    "references": [
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html"
    ]
  },
  {
    "id": "aws.firehose",
    "title": "Amazon Data Firehose, HTTP endpoint",
    "vendor": "AWS",
    "summary": "Logs in bulk: CloudTrail and whatever CloudWatch Logs subscriptions carry.",
    "proves": "The sender holds the access key set in the Firehose stream.",
    "limits": "Whoever reads the stream’s access key can send the same. A record’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "AWS account ids",
      "pattern": "[0-9]{12}",
      "example": "123456789012"
    },
    "setup": [],
    "rhythmMinutes": 60,
    "formats": [
      "aws.cloudtrail",
      "aws.guardduty",
      "aws.securityhub",
      "aws.vpcflow"
    ],
    "references": [
      "https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html"
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
    "id": "google.pubsub",
    "title": "Google Cloud Pub/Sub, push",
    "vendor": "Google Cloud",
    "summary": "What Cloud Logging and Security Command Center put on a topic: audit logs, VPC flow logs, findings; other JSON too.",
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
      "label": "Google Cloud project ids; organizations/… and folders/… for logs that are of no project",
      "pattern": "(?:organizations|folders)/[0-9]{1,20}|billingAccounts/[0-9A-F-]{1,24}|[a-z0-9][a-z0-9.:-]{2,62}",
      "example": "example-project"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "variable \"project\" {\n  type        = string\n  description = \"Project that holds the topic, the one of {{settings.serviceAccount}}\"\n}\n\nvariable \"organization\" {\n  type        = string\n  description = \"Number of the organisation whose logs and findings are sent\"\n}\n\ndata \"google_project\" \"vedette\" {\n  project_id = var.project\n}\n\nlocals {\n  pubsub_agent = \"serviceAccount:service-${data.google_project.vedette.number}@gcp-sa-pubsub.iam.gserviceaccount.com\"\n}\n\n# The account that pushes. It needs no roles; Pub/Sub makes tokens in its name.\nresource \"google_service_account\" \"push\" {\n  project      = var.project\n  account_id   = split(\"@\", \"{{settings.serviceAccount}}\")[0]\n  display_name = \"Pushes to Vedette ({{name}})\"\n}\n\nresource \"google_service_account_iam_member\" \"push_token\" {\n  service_account_id = google_service_account.push.name\n  role               = \"roles/iam.serviceAccountTokenCreator\"\n  member             = local.pubsub_agent\n}\n\nresource \"google_pubsub_topic\" \"events\" {\n  project = var.project\n  name    = \"vedette-{{source}}\"\n}\n\n# Messages that Vedette refused time after time. Look at them with a pull subscription.\nresource \"google_pubsub_topic\" \"refused\" {\n  project = var.project\n  name    = \"vedette-{{source}}-refused\"\n}\n\nresource \"google_pubsub_subscription\" \"refused\" {\n  project                    = var.project\n  name                       = \"vedette-{{source}}-refused\"\n  topic                      = google_pubsub_topic.refused.id\n  message_retention_duration = \"604800s\"\n  expiration_policy {\n    ttl = \"\"\n  }\n}\n\nresource \"google_pubsub_subscription\" \"push\" {\n  project                    = var.project\n  name                       = \"vedette-{{source}}\"\n  topic                      = google_pubsub_topic.events.id\n  ack_deadline_seconds       = 30\n  message_retention_duration = \"604800s\"\n\n  push_config {\n    push_endpoint = \"{{url}}\"\n    oidc_token {\n      service_account_email = google_service_account.push.email\n      # Empty: the endpoint's URL, as the source expects it where it has no audience set.\n      audience = \"{{settings.audience}}\"\n    }\n  }\n\n  retry_policy {\n    minimum_backoff = \"10s\"\n    maximum_backoff = \"600s\"\n  }\n\n  dead_letter_policy {\n    dead_letter_topic     = google_pubsub_topic.refused.id\n    max_delivery_attempts = 100\n  }\n\n  expiration_policy {\n    ttl = \"\"\n  }\n\n  depends_on = [google_service_account_iam_member.push_token]\n}\n\nresource \"google_pubsub_topic_iam_member\" \"refused_publisher\" {\n  project = var.project\n  topic   = google_pubsub_topic.refused.name\n  role    = \"roles/pubsub.publisher\"\n  member  = local.pubsub_agent\n}\n\nresource \"google_pubsub_subscription_iam_member\" \"push_subscriber\" {\n  project      = var.project\n  subscription = google_pubsub_subscription.push.name\n  role         = \"roles/pubsub.subscriber\"\n  member       = local.pubsub_agent\n}\n\n# Audit logs and VPC flow logs of all projects below the organisation.\nresource \"google_logging_organization_sink\" \"events\" {\n  name             = \"vedette-{{source}}\"\n  org_id           = var.organization\n  include_children = true\n  destination      = \"pubsub.googleapis.com/${google_pubsub_topic.events.id}\"\n  filter           = \"log_id(\\\"cloudaudit.googleapis.com/activity\\\") OR log_id(\\\"cloudaudit.googleapis.com/data_access\\\") OR log_id(\\\"cloudaudit.googleapis.com/system_event\\\") OR log_id(\\\"cloudaudit.googleapis.com/policy\\\") OR log_id(\\\"compute.googleapis.com/vpc_flows\\\")\"\n}\n\nresource \"google_pubsub_topic_iam_member\" \"sink\" {\n  project = var.project\n  topic   = google_pubsub_topic.events.name\n  role    = \"roles/pubsub.publisher\"\n  member  = google_logging_organization_sink.events.writer_identity\n}\n\n# Findings of Security Command Center.\nresource \"google_scc_v2_organization_notification_config\" \"findings\" {\n  config_id    = \"vedette-{{source}}\"\n  organization = var.organization\n  location     = \"global\"\n  pubsub_topic = google_pubsub_topic.events.id\n\n  streaming_config {\n    filter = \"state = \\\"ACTIVE\\\" OR state = \\\"INACTIVE\\\"\"\n  }\n}\n\nresource \"google_pubsub_topic_iam_member\" \"findings\" {\n  project = var.project\n  topic   = google_pubsub_topic.events.name\n  role    = \"roles/pubsub.publisher\"\n  member  = \"serviceAccount:${google_scc_v2_organization_notification_config.findings.service_account}\"\n}\n"
      },
      {
        "tool": "gcloud",
        "language": "sh",
        "text": "PROJECT=example-project\nNUMBER=$(gcloud projects describe \"$PROJECT\" --format='value(projectNumber)')\nAGENT=\"serviceAccount:service-$NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com\"\nACCOUNT=\"{{settings.serviceAccount}}\"\n\ngcloud iam service-accounts create \"${ACCOUNT%%@*}\" --project=\"$PROJECT\" --display-name='Pushes to Vedette'\ngcloud iam service-accounts add-iam-policy-binding \"$ACCOUNT\" --project=\"$PROJECT\" \\\n  --member=\"$AGENT\" --role=roles/iam.serviceAccountTokenCreator\n\ngcloud pubsub topics create vedette-{{source}} vedette-{{source}}-refused --project=\"$PROJECT\"\ngcloud pubsub topics add-iam-policy-binding vedette-{{source}}-refused --project=\"$PROJECT\" \\\n  --member=\"$AGENT\" --role=roles/pubsub.publisher\ngcloud pubsub subscriptions create vedette-{{source}}-refused --project=\"$PROJECT\" \\\n  --topic=vedette-{{source}}-refused --expiration-period=never\n\n# The audience is left out: then it is the endpoint's URL. Give --push-auth-token-audience if the source has one set.\ngcloud pubsub subscriptions create vedette-{{source}} --project=\"$PROJECT\" --topic=vedette-{{source}} \\\n  --push-endpoint='{{url}}' --push-auth-service-account=\"$ACCOUNT\" \\\n  --ack-deadline=30 --min-retry-delay=10s --max-retry-delay=600s --expiration-period=never \\\n  --dead-letter-topic=vedette-{{source}}-refused --max-delivery-attempts=100\ngcloud pubsub subscriptions add-iam-policy-binding vedette-{{source}} --project=\"$PROJECT\" \\\n  --member=\"$AGENT\" --role=roles/pubsub.subscriber\n\ngcloud logging sinks create vedette-{{source}} \\\n  \"pubsub.googleapis.com/projects/$PROJECT/topics/vedette-{{source}}\" --project=\"$PROJECT\" \\\n  --log-filter='log_id(\"cloudaudit.googleapis.com/activity\") OR log_id(\"cloudaudit.googleapis.com/data_access\") OR log_id(\"compute.googleapis.com/vpc_flows\")'\nWRITER=$(gcloud logging sinks describe vedette-{{source}} --project=\"$PROJECT\" --format='value(writerIdentity)')\ngcloud pubsub topics add-iam-policy-binding vedette-{{source}} --project=\"$PROJECT\" \\\n  --member=\"$WRITER\" --role=roles/pubsub.publisher\n\n# Findings of Security Command Center, for the whole organisation.\ngcloud scc notifications create vedette-{{source}} --organization=\"$ORGANIZATION\" --location=global \\\n  --pubsub-topic=\"projects/$PROJECT/topics/vedette-{{source}}\" --filter='state = \"ACTIVE\" OR state = \"INACTIVE\"'\n"
      }
    ],
    "rhythmMinutes": 60,
    "replayWindowSeconds": 3600,
    "formats": [
      "gcp.audit",
      "gcp.vpcflow",
      "gcp.scc",
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
      "https://cloud.google.com/security-command-center/docs/how-to-notifications"
    ]
  },
  {
    "id": "kubernetes.audit",
    "title": "Kubernetes audit webhook",
    "vendor": "Kubernetes",
    "summary": "Every request to a cluster’s API, as kube-apiserver’s audit webhook backend sends it.",
    "proves": "The sender holds the token in the kubeconfig of the cluster’s audit webhook.",
    "limits": "Whoever can read files of the control plane can send the same. Audit events do not name their cluster: they belong to the source’s one account, so make one source a cluster. Addresses before the last in sourceIPs are the client’s word; only the last one is held against anybody. kube-apiserver tries five times and then drops the batch. Managed clusters (EKS, GKE, AKS) do not let you set the webhook: take their audit logs from the cloud’s own log service.",
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
      "otel.log"
    ],
    "references": [
      "https://opentelemetry.io/docs/specs/otlp/#otlphttp",
      "https://opentelemetry.io/docs/specs/otel/logs/data-model/"
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
        "text": "HEC URL:    {{origin}}\nToken:      the secret of the source (it names the source, so that no path is needed)\nEndpoints:  /services/collector/event  /services/collector/raw  /services/collector/ack  /services/collector/health\nSenders that take a whole URL may use {{url}}/services/collector/event as well.\n"
      },
      {
        "tool": "OpenTelemetry Collector",
        "language": "yaml",
        "text": "exporters:\n  splunk_hec:\n    endpoint: {{origin}}/services/collector\n    token: ${env:VEDETTE_SECRET}\n    source: otel\n    sourcetype: _json\n"
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
      "aws.cloudtrail"
    ],
    "references": [
      "https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector",
      "https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector",
      "https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck"
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
    "id": "standard.webhook",
    "title": "Standard Webhooks",
    "vendor": "Any",
    "summary": "Records of any known format, and JSON objects of one’s own, signed.",
    "proves": "The sender holds the signing secret, and signed these very bytes within the last five minutes.",
    "limits": "An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked.",
    "secret": "webhook",
    "settings": [],
    "accounts": {
      "label": "accounts that its records may name",
      "pattern": "[A-Za-z0-9._:@/-]{1,64}",
      "example": "123456789012"
    },
    "setup": [],
    "rhythmMinutes": 0,
    "replayWindowSeconds": 300,
    "formats": [
      "vedette.event",
      "aws.cloudtrail",
      "aws.guardduty",
      "aws.securityhub"
    ],
    "references": [
      "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
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
