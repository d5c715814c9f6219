import type { SourceAbout } from '../../../../contracts/source-about.ts';

/** Event types that rules look at and that every organisation can hook. */
const EVENTS = [
  'user.session.start',
  'user.authentication.sso',
  'user.mfa.factor.activate',
  'user.mfa.factor.deactivate',
  'user.mfa.factor.reset_all',
  'user.lifecycle.create',
  'user.lifecycle.activate',
  'user.lifecycle.suspend',
  'user.lifecycle.deactivate',
  'user.lifecycle.delete.initiated',
  'user.account.lock',
  'user.account.update_password',
  'user.account.reset_password',
  'user.account.privilege.grant',
  'user.account.privilege.revoke',
  'user.account.report_suspicious_activity_by_enduser',
  'group.user_membership.add',
  'group.user_membership.remove',
  'application.lifecycle.create',
  'application.lifecycle.update',
  'application.user_membership.add',
];
/** More that rules look at; whether they can be hooked depends on the organisation's engine and age. */
const MORE = [
  'group.privilege.grant',
  'policy.lifecycle.deactivate',
  'policy.rule.deactivate',
  'security.threat.detected',
  'system.api_token.create',
  'system.idp.lifecycle.create',
  'user.mfa.attempt_bypass',
  'user.session.access_admin_app',
  'user.session.impersonation.grant',
  'zone.deactivate',
];
const NOTE = `# Add what your organisation can hook of: ${MORE.join(', ')}
# (marked event-hook-eligible in https://developer.okta.com/docs/reference/api/event-types/; one that is not makes Okta refuse the hook)`;

const TERRAFORM = `${NOTE}
variable "vedette_secret" {
  type      = string
  sensitive = true
}

resource "okta_event_hook" "vedette" {
  name = "vedette-{{source}}"
  events = [
${EVENTS.map((e) => `    "${e}",`).join('\n')}
  ]
  channel = {
    type    = "HTTP"
    version = "1.0.0"
    uri     = "{{url}}"
  }
  auth = {
    type  = "HEADER"
    key   = "Authorization"
    value = var.vedette_secret
  }
}

resource "okta_event_hook_verification" "vedette" {
  event_hook_id = okta_event_hook.vedette.id
}
`;

const CURL = `${NOTE}
# OKTA_ORG_URL is such as https://example.okta.com, OKTA_API_TOKEN a token of a super admin, VEDETTE_SECRET the source's secret
hook="$(curl -sS -X POST "$OKTA_ORG_URL/api/v1/eventHooks" \\
  -H "Authorization: SSWS $OKTA_API_TOKEN" -H 'Content-Type: application/json' --data @- <<EOF | jq -r .id
{
  "name": "vedette-{{source}}",
  "events": { "type": "EVENT_TYPE", "items": [
    ${EVENTS.map((e) => `"${e}"`).join(',\n    ')}
  ] },
  "channel": { "type": "HTTP", "version": "1.0.0", "config": {
    "uri": "{{url}}",
    "authScheme": { "type": "HEADER", "key": "Authorization", "value": "$VEDETTE_SECRET" }
  } }
}
EOF
)"
# Okta asks the URL for its challenge back; from then on it delivers.
curl -sS -X POST "$OKTA_ORG_URL/api/v1/eventHooks/$hook/lifecycle/verify" -H "Authorization: SSWS $OKTA_API_TOKEN" | jq .verificationStatus
`;

const CONSOLE = `1. Admin Console > Workflow > Event Hooks > Create Event Hook
2. Endpoint URL: {{url}}
3. Authentication field: Authorization
   Authentication secret: the source's secret
4. Choose the events: ${EVENTS.join(', ')};
   where they are offered also ${MORE.join(', ')}.
   Not every event can be hooked, and not every outcome of those; a log stream brings all.
5. Create hook & continue, then Verify
`;

export const about = {
  id: 'okta.hook',
  title: 'Okta event hook',
  vendor: 'Okta',
  summary: 'System Log events as they happen: sign-ins, users, factors, privileges, applications, policies.',
  proves: 'The sender holds the secret that is set in the event hook’s authorization header.',
  limits:
    'Nothing is signed: whoever learns the secret can send events of their own making, and a delivery that was seen can be sent again, though each event counts once. Events do not name their organisation: they belong to the source’s one account, so make one source an Okta organisation. Okta delivers only types that can be hooked and gives up after one more try: a log stream (Splunk or EventBridge) is complete.',
  secret: 'random',
  settings: [],
  accounts: {
    label: 'the Okta organisation’s domain',
    pattern: '[A-Za-z0-9][A-Za-z0-9.-]{0,63}',
    example: 'example.okta.com',
  },
  setup: [
    { tool: 'Terraform', language: 'hcl', text: TERRAFORM },
    { tool: 'Okta admin console', language: 'text', text: CONSOLE },
    { tool: 'curl', language: 'sh', text: CURL },
  ],
  rhythmMinutes: 240,
  formats: ['okta.systemlog'],
  references: [
    'https://developer.okta.com/docs/concepts/event-hooks/',
    'https://developer.okta.com/docs/reference/api/event-hooks/',
    'https://developer.okta.com/docs/reference/api/system-log/',
    'https://registry.terraform.io/providers/okta/okta/latest/docs/resources/event_hook',
  ],
} as const satisfies SourceAbout;
