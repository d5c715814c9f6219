import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'prometheus.alertmanager',
  title: 'Prometheus Alertmanager',
  vendor: 'Prometheus',
  summary: 'Alerts as they fire and resolve, of Prometheus, Mimir, Loki and Grafana’s own Alertmanager.',
  proves: 'The sender holds the token set in Alertmanager’s webhook receiver.',
  limits:
    'Whoever reads Alertmanager’s configuration can send the same. Alerts name no account, so they belong to the source’s one account: give each environment a source of its own. There is no signed time unless Grafana signs with a timestamp, so a captured request could be sent again; the same alert with the same start then counts once. An alert becomes a finding by its severity label (critical, high, medium, low and their like); one without stays an event. Leave max_alerts at 0, or alerts beyond it are not sent.',
  secret: 'random',
  settings: [],
  accounts: {
    label: 'the name of the cluster or environment',
    pattern: '[A-Za-z0-9._:@/-]{1,64}',
    example: 'production',
  },
  setup: [
    {
      tool: 'alertmanager.yml',
      language: 'yaml',
      text: `# The secret of {{name}}, and nothing else, stands in /etc/alertmanager/vedette-secret (mode 0400).
route:
  routes:
    - receiver: vedette
      matchers:
        - severity=~"critical|high|warning"
      continue: true
      group_by: ['...'] # an alert by itself, at once
      group_wait: 0s
      group_interval: 1m
      repeat_interval: 12h

receivers:
  - name: vedette
    webhook_configs:
      - url: '{{url}}'
        send_resolved: true
        max_alerts: 0
        http_config:
          authorization:
            type: Bearer
            credentials_file: /etc/alertmanager/vedette-secret
`,
    },
    {
      tool: 'Prometheus Operator',
      language: 'yaml',
      text: `# First: kubectl create secret generic vedette --namespace monitoring --from-file=secret=./vedette-secret
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata:
  name: vedette
  namespace: monitoring
spec:
  route:
    receiver: vedette
    groupBy: ['...']
    groupWait: 0s
    groupInterval: 1m
    repeatInterval: 12h
  receivers:
    - name: vedette
      webhookConfigs:
        - url: '{{url}}'
          sendResolved: true
          httpConfig:
            authorization:
              type: Bearer
              credentials:
                name: vedette
                key: secret
`,
    },
    {
      tool: 'Grafana, contact point by file',
      language: 'yaml',
      text: `# /etc/grafana/provisioning/alerting/vedette.yaml; Grafana's environment variable VEDETTE_SECRET holds the secret of {{name}}.
# In the UI: a contact point of type Webhook with this URL, and the secret as Authorization credentials. To sign instead of showing the
# secret, give it as HMAC secret, leave the signature's header as it is, and set the timestamp's to X-Grafana-Alerting-Timestamp.
apiVersion: 1
contactPoints:
  - orgId: 1
    name: vedette
    receivers:
      - uid: vedette
        type: webhook
        disableResolveMessage: false
        settings:
          url: '{{url}}'
          httpMethod: POST
          authorization_scheme: Bearer
          authorization_credentials: $VEDETTE_SECRET
`,
    },
    {
      tool: 'curl, for a try',
      language: 'sh',
      text: `# VEDETTE_SECRET holds the secret of {{name}}.
curl --fail-with-body "{{url}}" \\
  --header "authorization: Bearer $VEDETTE_SECRET" --header "content-type: application/json" \\
  --data '{"version":"4","groupKey":"{}","receiver":"vedette","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"Try","severity":"low"},"annotations":{},"startsAt":"'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"0000000000000001"}]}'
`,
    },
  ],
  rhythmMinutes: 0,
  formats: ['prometheus.alert'],
  references: [
    'https://prometheus.io/docs/alerting/latest/configuration/#webhook_config',
    'https://prometheus.io/docs/alerting/latest/notifications/#data',
    'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
    'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1alpha1.AlertmanagerConfig',
  ],
} as const satisfies SourceAbout;
