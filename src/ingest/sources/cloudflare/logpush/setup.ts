/** Version 5 of the provider. Headers stand in the destination as `header_…`, URL-encoded; a destination by HTTP has no ownership challenge. */
export const terraform = `variable "vedette_secret" {
  type      = string
  sensitive = true
}

variable "cloudflare_account_id" {
  type = string
}

variable "cloudflare_zone_id" {
  type = string
}

locals {
  vedette_headers = "header_Authorization=Bearer%20\${var.vedette_secret}&header_Content-Type=application%2Fjson"
}

# Who changed what in the account.
resource "cloudflare_logpush_job" "audit" {
  account_id         = var.cloudflare_account_id
  name               = "vedette-{{source}}-audit"
  dataset            = "audit_logs_v2"
  destination_conf   = "{{url}}?dataset=audit_logs_v2&\${local.vedette_headers}"
  enabled            = true
  max_upload_bytes   = 5000000
  max_upload_records = 10000
  output_options = {
    output_type      = "ndjson"
    timestamp_format = "rfc3339"
    field_names = [
      "AccountID", "AccountName", "ActionDescription", "ActionResult", "ActionTimestamp", "ActionType", "ActorContext",
      "ActorEmail", "ActorID", "ActorIPAddress", "ActorTokenDetails", "ActorType", "AuditLogID", "ResourceID",
      "ResourceProduct", "ResourceScope", "ResourceType", "ZoneID", "ZoneName",
    ]
  }
}

# Who signed in to what through Access.
resource "cloudflare_logpush_job" "access" {
  account_id         = var.cloudflare_account_id
  name               = "vedette-{{source}}-access"
  dataset            = "access_requests"
  destination_conf   = "{{url}}?dataset=access_requests&\${local.vedette_headers}"
  enabled            = true
  max_upload_bytes   = 5000000
  max_upload_records = 10000
  output_options = {
    output_type      = "ndjson"
    timestamp_format = "rfc3339"
    field_names = [
      "Action", "Allowed", "AppDomain", "AppUUID", "Connection", "Country", "CreatedAt", "Email", "IPAddress", "RayID", "UserUID",
    ]
  }
}

# What the firewall of a zone did.
resource "cloudflare_logpush_job" "firewall" {
  zone_id            = var.cloudflare_zone_id
  name               = "vedette-{{source}}-firewall"
  dataset            = "firewall_events"
  destination_conf   = "{{url}}?dataset=firewall_events&\${local.vedette_headers}"
  enabled            = true
  max_upload_bytes   = 5000000
  max_upload_records = 10000
  output_options = {
    output_type      = "ndjson"
    timestamp_format = "rfc3339"
    field_names = [
      "Action", "ClientASN", "ClientCountry", "ClientIP", "ClientRequestHost", "ClientRequestMethod", "ClientRequestPath",
      "ClientRequestQuery", "ClientRequestScheme", "ClientRequestUserAgent", "Datetime", "Description", "EdgeResponseStatus",
      "MatchIndex", "RayID", "RuleID", "Source",
    ]
  }
}
`;

/** One job; other datasets of the account or, with /zones/$CLOUDFLARE_ZONE_ID, of a zone likewise. */
export const curl = `# VEDETTE_SECRET: the source's secret. CLOUDFLARE_API_TOKEN needs Logs Write.
curl --fail-with-body "https://api.cloudflare.com/client/v4/accounts/$CLOUDFLARE_ACCOUNT_ID/logpush/jobs" \\
  --header "Authorization: Bearer $CLOUDFLARE_API_TOKEN" \\
  --json @- <<EOF
{
  "name": "vedette-{{source}}-audit",
  "dataset": "audit_logs_v2",
  "destination_conf": "{{url}}?dataset=audit_logs_v2&header_Authorization=Bearer%20$VEDETTE_SECRET&header_Content-Type=application%2Fjson",
  "enabled": true,
  "max_upload_bytes": 5000000,
  "max_upload_records": 10000,
  "output_options": {
    "output_type": "ndjson",
    "timestamp_format": "rfc3339",
    "field_names": ["AccountID", "ActionDescription", "ActionResult", "ActionTimestamp", "ActionType", "ActorContext",
      "ActorEmail", "ActorID", "ActorIPAddress", "ActorType", "AuditLogID", "ResourceID", "ResourceProduct", "ResourceType",
      "ZoneID", "ZoneName"]
  }
}
EOF
`;
