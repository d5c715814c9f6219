import type { SourceAbout } from '../../../../contracts/source-about.ts';

/** Events that say something about security; all others may be sent too, and are kept. */
const EVENTS = [
  'branch_protection_configuration',
  'branch_protection_rule',
  'code_scanning_alert',
  'dependabot_alert',
  'deploy_key',
  'member',
  'membership',
  'meta',
  'org_block',
  'organization',
  'personal_access_token_request',
  'public',
  'push',
  'repository',
  'repository_ruleset',
  'secret_scanning_alert',
  'security_and_analysis',
  'team',
  'team_add',
];

const TERRAFORM = `variable "vedette_secret" {
  type      = string
  sensitive = true
}

resource "github_organization_webhook" "vedette" {
  active = true
  configuration {
    url          = "{{url}}"
    content_type = "json"
    insecure_ssl = false
    secret       = var.vedette_secret
  }
  events = [
${EVENTS.map((e) => `    "${e}",`).join('\n')}
  ]
}
`;

const CLI = `# ORG is the organisation's name, VEDETTE_SECRET the source's secret. Needs: gh auth refresh -s admin:org_hook
gh api "orgs/$ORG/hooks" --method POST --input - <<EOF | jq .id
{
  "name": "web",
  "active": true,
  "events": [${EVENTS.map((e) => `"${e}"`).join(', ')}],
  "config": { "url": "{{url}}", "content_type": "json", "insecure_ssl": "0", "secret": "$VEDETTE_SECRET" }
}
EOF
# GitHub has sent a ping by now; its answer:
gh api "orgs/$ORG/hooks/$(gh api "orgs/$ORG/hooks" --jq '.[] | select(.config.url == "{{url}}") | .id')/deliveries" --jq '.[0] | {event, status_code}'
`;

const CONSOLE = `1. The organisation's Settings > Webhooks > Add webhook (for one repository: its own Settings > Webhooks)
2. Payload URL: {{url}}
   Content type: application/json
   Secret: the source's secret
   SSL verification: enabled
3. Let me select individual events:
   ${EVENTS.join(', ')}
4. Add webhook; Recent Deliveries shows a ping that was answered with 202
`;

export const about = {
  id: 'github.webhook',
  title: 'GitHub webhook',
  vendor: 'GitHub',
  summary: 'Alerts about secrets, code and dependencies, and changes of members, repositories, protections and keys.',
  proves: 'The sender holds the webhook’s secret and signed these very bytes with it.',
  limits:
    'The signature covers the body alone: no time, neither the delivery’s id nor the event’s name. Who captured a signed body could send it again under a new id (it counts once, by its content) or as another kind of event; so a change that is undone and made again with nothing else different counts once too. Addresses and tokens are not told: the audit log tells those. GitHub does not send a failed delivery again by itself; redeliver it from the webhook’s page.',
  secret: 'random',
  settings: [],
  accounts: {
    label: 'GitHub organisations (or owners of repositories)',
    pattern: '[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?',
    example: 'example-org',
  },
  setup: [
    { tool: 'Terraform', language: 'hcl', text: TERRAFORM },
    { tool: 'GitHub CLI', language: 'sh', text: CLI },
    { tool: 'GitHub settings', language: 'text', text: CONSOLE },
  ],
  rhythmMinutes: 0,
  formats: ['github.webhook'],
  references: [
    'https://docs.github.com/en/webhooks/webhook-events-and-payloads',
    'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
    'https://docs.github.com/en/rest/orgs/webhooks',
    'https://registry.terraform.io/providers/integrations/github/latest/docs/resources/organization_webhook',
  ],
} as const satisfies SourceAbout;
