import type { SourceAbout } from '../../../../contracts/source-about.ts';

const GUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

export const about = {
  id: 'azure.monitor',
  title: 'Azure Monitor, secure webhook of an action group',
  vendor: 'Azure',
  summary: 'Alerts of Azure Monitor in the common alert schema, and the activity that raised them.',
  proves:
    'The sender holds a token that Entra gave to Azure Monitor’s action groups, for the application of this source in your tenant, within the last hour or so.',
  limits:
    'The plain webhook action has no credential but its address, and this source does not take it: use the secure webhook. The token does not cover the body, and any action group whose author owns or was given a role on the application can send. Subscriptions are the payload’s word: one that is not among the source’s accounts is kept and marked. After some failures an action group leaves the address alone for fifteen minutes and does not send again what it missed. Alerts about machines (metrics, health) count as low, whatever their severity. Only the public cloud of Azure is known.',
  secret: 'none',
  settings: [
    {
      name: 'tenant',
      label: 'Entra tenant id',
      help: 'The tenant of the application that stands for this source, as the overview of Microsoft Entra ID shows it.',
      type: 'text',
      pattern: GUID,
      required: true,
      example: '7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11',
    },
    {
      name: 'audience',
      label: 'Entra application id or URI',
      help: 'The application (client) id of the application that stands for this source, or its Application ID URI.',
      type: 'text',
      pattern: '[A-Za-z0-9][A-Za-z0-9:/._-]{0,199}',
      required: true,
      example: '2f6c1d9e-84b3-4a57-9c02-6e1f7d3a5b88',
    },
  ],
  accounts: {
    label: 'Azure subscription ids',
    pattern: GUID,
    example: '0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9',
  },
  setup: [
    {
      tool: 'Terraform',
      language: 'hcl',
      text: `# Make the source first with your tenant and any application id, and set its audience to the output below afterwards.
data "azuread_client_config" "current" {}

resource "random_uuid" "role" {}

resource "azuread_application" "vedette" {
  display_name = "vedette-{{source}}"
  owners       = [data.azuread_client_config.current.object_id] # Whoever makes the action group must own it.

  api {
    requested_access_token_version = 2
  }

  app_role {
    id                   = random_uuid.role.result
    allowed_member_types = ["Application"]
    display_name         = "ActionGroupsSecureWebhook"
    description          = "Action groups may send alerts"
    value                = "ActionGroupsSecureWebhook"
  }
}

resource "azuread_application_identifier_uri" "vedette" {
  application_id = azuread_application.vedette.id
  identifier_uri = "api://\${azuread_application.vedette.client_id}"
}

resource "azuread_service_principal" "vedette" {
  client_id = azuread_application.vedette.client_id
  owners    = [data.azuread_client_config.current.object_id]
}

# Microsoft's own application for action groups ("AzNS AAD Webhook"); the same id in every tenant.
resource "azuread_service_principal" "action_groups" {
  client_id    = "461e8683-5575-4561-ac7f-899cc907d62a"
  use_existing = true
}

resource "azuread_app_role_assignment" "action_groups" {
  app_role_id         = random_uuid.role.result
  principal_object_id = azuread_service_principal.action_groups.object_id
  resource_object_id  = azuread_service_principal.vedette.object_id
}

resource "azurerm_monitor_action_group" "vedette" {
  name                = "vedette-{{source}}"
  resource_group_name = "monitoring" # yours
  short_name          = "vedette"

  webhook_receiver {
    name                    = "vedette"
    service_uri             = "{{url}}"
    use_common_alert_schema = true

    aad_auth {
      tenant_id      = "{{settings.tenant}}"
      object_id      = azuread_application.vedette.object_id
      identifier_uri = azuread_application_identifier_uri.vedette.identifier_uri
    }
  }
}

output "audience" {
  value = azuread_application.vedette.client_id
}
`,
    },
    {
      tool: 'Azure portal',
      language: 'text',
      text: `1. Microsoft Entra ID > App registrations: register an application of a single tenant, expose an API (api://<application id>),
   and add an app role ActionGroupsSecureWebhook for applications. In its manifest set requestedAccessTokenVersion to 2.
2. Give that role to the service principal "AzNS AAD Webhook" (461e8683-5575-4561-ac7f-899cc907d62a); Microsoft's page on action
   groups has the PowerShell for it. Be an owner of the application.
3. Here: tenant {{settings.tenant}}, audience {{settings.audience}} must be that application's.
4. Monitor > Alerts > Action groups: add an action "Secure Webhook", choose the application, URI {{url}},
   and switch the common alert schema on. "Test" sends an alert whose resources are made up.
`,
    },
  ],
  rhythmMinutes: 0,
  formats: ['azure.alert', 'azure.activitylogs'],
  references: [
    'https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/action-groups',
    'https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-common-schema',
    'https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference',
  ],
} as const satisfies SourceAbout;
