import type { SourceAbout } from '../../../../contracts/source-about.ts';

const GUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

export const about = {
  id: 'azure.eventgrid',
  title: 'Azure Event Grid, webhook',
  vendor: 'Azure',
  summary:
    'Changes to Azure resources as they happen; and, relayed out of an Event Hub, the Activity Log, Entra sign-ins, audits and risks, Defender alerts and the audit logs of AKS clusters.',
  proves:
    'The sender holds the secret set as a delivery property of the event subscription; or, with tenant and audience set, the sender holds a token that Entra gave to Event Grid for that application.',
  limits:
    'Whoever may read the event subscription’s full properties, or the relay’s settings, can send the same; a token of Entra cannot be read there, so set tenant and audience where you can (the relay then needs a source of its own). Neither signs the body. Subscriptions and tenants are the payload’s word: one that is not among the source’s accounts is kept and marked. Event Grid drops events after 401, 403, 400 and 413 unless a dead-letter container is set. Resource events carry neither reads nor what happens inside of a service, and no request bodies: rules that look into those need the exported Activity Log. Only the public cloud of Azure is known.',
  secret: 'random',
  settings: [
    {
      name: 'tenant',
      label: 'Entra tenant id',
      help: 'Only for tokens of Entra instead of the secret: the tenant of the application that stands for this source. Give both or neither.',
      type: 'text',
      pattern: GUID,
      required: false,
      example: '7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11',
    },
    {
      name: 'audience',
      label: 'Entra application id or URI',
      help: 'Only for tokens of Entra instead of the secret: what the event subscription names as its application. Give both or neither.',
      type: 'text',
      pattern: '[A-Za-z0-9][A-Za-z0-9:/._-]{0,199}',
      required: false,
      example: '2f6c1d9e-84b3-4a57-9c02-6e1f7d3a5b88',
    },
  ],
  accounts: {
    label: 'Azure subscription ids and Entra tenant ids',
    pattern: GUID,
    example: '0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9',
  },
  setup: [
    {
      tool: 'Terraform, changes to resources of a subscription',
      language: 'hcl',
      text: `variable "vedette_secret" {
  type      = string
  sensitive = true
}

data "azurerm_subscription" "current" {}

resource "azurerm_eventgrid_event_subscription" "vedette" {
  name                  = "vedette-{{source}}"
  scope                 = data.azurerm_subscription.current.id
  event_delivery_schema = "EventGridSchema"

  included_event_types = [
    "Microsoft.Resources.ResourceWriteSuccess",
    "Microsoft.Resources.ResourceWriteFailure",
    "Microsoft.Resources.ResourceDeleteSuccess",
    "Microsoft.Resources.ResourceDeleteFailure",
    "Microsoft.Resources.ResourceActionSuccess",
    "Microsoft.Resources.ResourceActionFailure",
  ]

  webhook_endpoint {
    url                               = "{{url}}"
    max_events_per_batch              = 100
    preferred_batch_size_in_kilobytes = 512
    # With an Entra application instead of the secret; then leave delivery_property out:
    # active_directory_tenant_id     = "..."
    # active_directory_app_id_or_uri = "..."
  }

  delivery_property {
    header_name = "x-vedette-key"
    type        = "Static"
    value       = var.vedette_secret
    secret      = true
  }

  # Without a place for dead letters Event Grid drops what was refused:
  # storage_blob_dead_letter_destination {
  #   storage_account_id          = azurerm_storage_account.example.id
  #   storage_blob_container_name = "vedette-dead-letters"
  # }
}
`,
    },
    {
      tool: 'Bicep, changes to resources of a subscription',
      language: 'text',
      text: `// az deployment sub create --location westeurope --template-file vedette.bicep --parameters vedetteSecret="$VEDETTE_SECRET"
targetScope = 'subscription'

@secure()
param vedetteSecret string

resource vedette 'Microsoft.EventGrid/eventSubscriptions@2022-06-15' = {
  name: 'vedette-{{source}}'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: '{{url}}'
        maxEventsPerBatch: 100
        preferredBatchSizeInKilobytes: 512
        deliveryAttributeMappings: [
          {
            name: 'x-vedette-key'
            type: 'Static'
            properties: {
              value: vedetteSecret
              isSecret: true
            }
          }
        ]
      }
    }
  }
}
`,
    },
    {
      tool: 'Azure CLI, changes to resources of a subscription',
      language: 'sh',
      text: `# VEDETTE_SECRET holds the secret of the source.
az eventgrid event-subscription create \\
  --name "vedette-{{source}}" \\
  --source-resource-id "/subscriptions/$(az account show --query id --output tsv)" \\
  --endpoint-type webhook \\
  --endpoint "{{url}}" \\
  --event-delivery-schema eventgridschema \\
  --max-events-per-batch 100 \\
  --preferred-batch-size-in-kilobytes 512 \\
  --delivery-attribute-mapping x-vedette-key static "$VEDETTE_SECRET" true
`,
    },
    {
      tool: 'Terraform, logs into an Event Hub',
      language: 'hcl',
      text: `# Diagnostic settings and Defender for Cloud cannot call a webhook: they write to an Event Hub, and a function relays.
# The function of the next text reads it; its connection needs "listen" only. An AKS cluster: the same diagnostic setting with the
# cluster as target and the category kube-audit-admin.
data "azurerm_subscription" "current" {}

resource "azurerm_resource_group" "vedette" {
  name     = "vedette-{{source}}"
  location = "westeurope"
}

resource "azurerm_eventhub_namespace" "vedette" {
  # Namespaces are named in the world's DNS: change it if it is taken.
  name                = "vedette-logs"
  location            = azurerm_resource_group.vedette.location
  resource_group_name = azurerm_resource_group.vedette.name
  sku                 = "Standard"
}

resource "azurerm_eventhub" "logs" {
  name              = "logs"
  namespace_id      = azurerm_eventhub_namespace.vedette.id
  partition_count   = 4
  message_retention = 3
}

resource "azurerm_eventhub_namespace_authorization_rule" "write" {
  name                = "diagnostics"
  namespace_name      = azurerm_eventhub_namespace.vedette.name
  resource_group_name = azurerm_resource_group.vedette.name
  listen              = true
  send                = true
  manage              = true # Diagnostic settings ask for all three.
}

resource "azurerm_monitor_diagnostic_setting" "activity" {
  name                           = "vedette"
  target_resource_id             = data.azurerm_subscription.current.id
  eventhub_authorization_rule_id = azurerm_eventhub_namespace_authorization_rule.write.id
  eventhub_name                  = azurerm_eventhub.logs.name

  dynamic "enabled_log" {
    for_each = ["Administrative", "Security", "Policy"]
    content {
      category = enabled_log.value
    }
  }
}

# Needs a Security Administrator of the tenant, and Entra ID P1 for sign-ins.
resource "azurerm_monitor_aad_diagnostic_setting" "entra" {
  name                           = "vedette"
  eventhub_authorization_rule_id = azurerm_eventhub_namespace_authorization_rule.write.id
  eventhub_name                  = azurerm_eventhub.logs.name

  dynamic "enabled_log" {
    for_each = [
      "AuditLogs", "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs",
      "UserRiskEvents", "ServicePrincipalRiskEvents",
    ]
    content {
      category = enabled_log.value
    }
  }
}

resource "azurerm_eventhub_authorization_rule" "defender" {
  name                = "defender"
  namespace_name      = azurerm_eventhub_namespace.vedette.name
  eventhub_name       = azurerm_eventhub.logs.name
  resource_group_name = azurerm_resource_group.vedette.name
  send                = true
}

resource "azurerm_security_center_automation" "defender" {
  name                = "ExportToEventHub"
  location            = azurerm_resource_group.vedette.location
  resource_group_name = azurerm_resource_group.vedette.name
  scopes              = [data.azurerm_subscription.current.id]

  action {
    type              = "EventHub"
    resource_id       = azurerm_eventhub.logs.id
    connection_string = azurerm_eventhub_authorization_rule.defender.primary_connection_string
  }

  source {
    event_source = "Alerts"
  }
}
`,
    },
    {
      tool: 'Azure Function that relays the Event Hub (Node.js, model 4)',
      language: 'text',
      text: `// Application settings: VEDETTE_URL = {{url}}, VEDETTE_SECRET (a Key Vault reference), LOGS__fullyQualifiedNamespace or LOGS.
// host.json: "extensions": { "eventHubs": { "maxEventBatchSize": 100 } }
const { app } = require('@azure/functions');

app.eventHub('vedette', {
  connection: 'LOGS',
  eventHubName: 'logs',
  cardinality: 'many',
  handler: async (messages) => {
    // A message is { records: [...] } of a diagnostic setting, or one alert of Defender for Cloud.
    const records = messages.flatMap((m) => (Array.isArray(m.records) ? m.records : [m]));
    const response = await fetch(process.env.VEDETTE_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-vedette-key': process.env.VEDETTE_SECRET },
      body: JSON.stringify({ records }),
    });
    // An error makes the runtime come again with the same messages.
    if (!response.ok) throw new Error('vedette answered ' + response.status);
  },
  retry: { strategy: 'exponentialBackoff', maxRetryCount: -1, minimumInterval: { seconds: 5 }, maximumInterval: { minutes: 5 } },
});
`,
    },
  ],
  rhythmMinutes: 0,
  formats: [
    'azure.activitylogs',
    'azure.signinlogs',
    'azure.auditlogs',
    'azure.graphactivity',
    'azure.defender',
    'azure.alert',
    'azure.flow',
    'kubernetes.audit',
    'vedette.event',
  ],
  references: [
    'https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-event-grid-events-schema',
    'https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-cloud-events-schema',
    'https://learn.microsoft.com/en-us/azure/event-grid/delivery-properties',
    'https://learn.microsoft.com/en-us/azure/event-grid/secure-webhook-delivery',
    'https://learn.microsoft.com/en-us/azure/event-grid/delivery-and-retry',
    'https://learn.microsoft.com/en-us/azure/event-grid/event-schema-subscriptions',
    'https://learn.microsoft.com/en-us/azure/azure-monitor/platform/diagnostic-settings',
    'https://learn.microsoft.com/en-us/azure/defender-for-cloud/alerts-schemas',
  ],
} as const satisfies SourceAbout;
