/** Logs and findings of a whole organisation by one topic; dead letters are kept, so that a refused message is not lost. */
export const terraform = `variable "project" {
  type        = string
  description = "Project that holds the topic, the one of {{settings.serviceAccount}}"
}

variable "organization" {
  type        = string
  description = "Number of the organisation whose logs and findings are sent"
}

variable "audience" {
  type        = string
  default     = ""
  description = "The source's audience, if it has one set; else the token's is the push endpoint's URL"
}

data "google_project" "vedette" {
  project_id = var.project
}

locals {
  pubsub_agent = "serviceAccount:service-\${data.google_project.vedette.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

# The account that pushes. It needs no roles; Pub/Sub makes tokens in its name.
resource "google_service_account" "push" {
  project      = var.project
  account_id   = split("@", "{{settings.serviceAccount}}")[0]
  display_name = "Pushes to Vedette ({{name}})"
}

resource "google_service_account_iam_member" "push_token" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}

resource "google_pubsub_topic" "events" {
  project = var.project
  name    = "vedette-{{source}}"
}

# Messages that Vedette refused time after time. Look at them with a pull subscription.
resource "google_pubsub_topic" "refused" {
  project = var.project
  name    = "vedette-{{source}}-refused"
}

resource "google_pubsub_subscription" "refused" {
  project                    = var.project
  name                       = "vedette-{{source}}-refused"
  topic                      = google_pubsub_topic.refused.id
  message_retention_duration = "604800s"
  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_subscription" "push" {
  project                    = var.project
  name                       = "vedette-{{source}}"
  topic                      = google_pubsub_topic.events.id
  ack_deadline_seconds       = 30
  message_retention_duration = "604800s"

  push_config {
    push_endpoint = "{{url}}"
    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = var.audience == "" ? null : var.audience
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.refused.id
    max_delivery_attempts = 100
  }

  expiration_policy {
    ttl = ""
  }

  depends_on = [google_service_account_iam_member.push_token]
}

resource "google_pubsub_topic_iam_member" "refused_publisher" {
  project = var.project
  topic   = google_pubsub_topic.refused.name
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "push_subscriber" {
  project      = var.project
  subscription = google_pubsub_subscription.push.name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

# Audit logs, VPC flow logs and firewall logs of all projects below the organisation. Requests to load balancers come too with
# OR (resource.type = "http_load_balancer" AND log_id("requests")).
resource "google_logging_organization_sink" "events" {
  name             = "vedette-{{source}}"
  org_id           = var.organization
  include_children = true
  destination      = "pubsub.googleapis.com/\${google_pubsub_topic.events.id}"
  filter           = "log_id(\\"cloudaudit.googleapis.com/activity\\") OR log_id(\\"cloudaudit.googleapis.com/data_access\\") OR log_id(\\"cloudaudit.googleapis.com/system_event\\") OR log_id(\\"cloudaudit.googleapis.com/policy\\") OR log_id(\\"compute.googleapis.com/vpc_flows\\") OR log_id(\\"compute.googleapis.com/firewall\\")"
}

resource "google_pubsub_topic_iam_member" "sink" {
  project = var.project
  topic   = google_pubsub_topic.events.name
  role    = "roles/pubsub.publisher"
  member  = google_logging_organization_sink.events.writer_identity
}

# Findings of Security Command Center.
resource "google_scc_v2_organization_notification_config" "findings" {
  config_id    = "vedette-{{source}}"
  organization = var.organization
  location     = "global"
  pubsub_topic = google_pubsub_topic.events.id

  streaming_config {
    filter = "state = \\"ACTIVE\\" OR state = \\"INACTIVE\\""
  }
}

resource "google_pubsub_topic_iam_member" "findings" {
  project = var.project
  topic   = google_pubsub_topic.events.name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:\${google_scc_v2_organization_notification_config.findings.service_account}"
}
`;

/** The same for the audit logs of one project. */
export const gcloud = `PROJECT=example-project
NUMBER=$(gcloud projects describe "$PROJECT" --format='value(projectNumber)')
AGENT="serviceAccount:service-$NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com"
ACCOUNT="{{settings.serviceAccount}}"

gcloud iam service-accounts create "\${ACCOUNT%%@*}" --project="$PROJECT" --display-name='Pushes to Vedette'
gcloud iam service-accounts add-iam-policy-binding "$ACCOUNT" --project="$PROJECT" \\
  --member="$AGENT" --role=roles/iam.serviceAccountTokenCreator

gcloud pubsub topics create vedette-{{source}} vedette-{{source}}-refused --project="$PROJECT"
gcloud pubsub topics add-iam-policy-binding vedette-{{source}}-refused --project="$PROJECT" \\
  --member="$AGENT" --role=roles/pubsub.publisher
gcloud pubsub subscriptions create vedette-{{source}}-refused --project="$PROJECT" \\
  --topic=vedette-{{source}}-refused --expiration-period=never

# The audience is left out: then it is the endpoint's URL. Give --push-auth-token-audience if the source has one set.
gcloud pubsub subscriptions create vedette-{{source}} --project="$PROJECT" --topic=vedette-{{source}} \\
  --push-endpoint='{{url}}' --push-auth-service-account="$ACCOUNT" \\
  --ack-deadline=30 --min-retry-delay=10s --max-retry-delay=600s --expiration-period=never \\
  --dead-letter-topic=vedette-{{source}}-refused --max-delivery-attempts=100
gcloud pubsub subscriptions add-iam-policy-binding vedette-{{source}} --project="$PROJECT" \\
  --member="$AGENT" --role=roles/pubsub.subscriber

gcloud logging sinks create vedette-{{source}} \\
  "pubsub.googleapis.com/projects/$PROJECT/topics/vedette-{{source}}" --project="$PROJECT" \\
  --log-filter='log_id("cloudaudit.googleapis.com/activity") OR log_id("cloudaudit.googleapis.com/data_access") OR log_id("compute.googleapis.com/vpc_flows")'
WRITER=$(gcloud logging sinks describe vedette-{{source}} --project="$PROJECT" --format='value(writerIdentity)')
gcloud pubsub topics add-iam-policy-binding vedette-{{source}} --project="$PROJECT" \\
  --member="$WRITER" --role=roles/pubsub.publisher

# Findings of Security Command Center, for the whole organisation.
ORGANIZATION=000000000000
gcloud scc notifications create vedette-{{source}} --organization="$ORGANIZATION" --location=global \\
  --pubsub-topic="projects/$PROJECT/topics/vedette-{{source}}" --filter='state = "ACTIVE" OR state = "INACTIVE"'
NOTIFIER=$(gcloud scc notifications describe vedette-{{source}} --organization="$ORGANIZATION" --location=global \\
  --format='value(serviceAccount)')
gcloud pubsub topics add-iam-policy-binding vedette-{{source}} --project="$PROJECT" \\
  --member="serviceAccount:$NOTIFIER" --role=roles/pubsub.publisher
`;
