import type { SourceAbout } from '../../../../contracts/source-about.ts';

const HELM = `# The chart falcosecurity/falco with Falcosidekick. VEDETTE_SECRET holds the source's secret.
# The chart takes all of Falcosidekick's configuration from the secret that it is given.
kubectl create namespace falco --dry-run=client -o yaml | kubectl apply -f -
kubectl -n falco create secret generic falcosidekick-vedette \\
  --from-literal=WEBHOOK_ADDRESS='{{url}}' \\
  --from-literal=WEBHOOK_MINIMUMPRIORITY=notice \\
  --from-literal=WEBHOOK_CUSTOMHEADERS="Authorization:Bearer $VEDETTE_SECRET"
helm repo add falcosecurity https://falcosecurity.github.io/charts
helm upgrade --install falco falcosecurity/falco -n falco \\
  --set falcosidekick.enabled=true \\
  --set falcosidekick.config.existingSecret=falcosidekick-vedette
`;

const SIDEKICK = `# The environment of falcosidekick; VEDETTE_SECRET holds the source's secret
export WEBHOOK_ADDRESS='{{url}}'
export WEBHOOK_CUSTOMHEADERS="Authorization:Bearer $VEDETTE_SECRET"
export WEBHOOK_MINIMUMPRIORITY=notice
falcosidekick
`;

const PLAIN = `# Falco by itself cannot set headers, but turns the name and password of its URL into one.
# VEDETTE_SECRET holds the source's secret; the file is for root alone, since the secret stands in it.
umask 077
url='{{url}}'
cat > /etc/falco/config.d/vedette.yaml <<EOF
json_output: true
json_include_output_property: true
json_include_tags_property: true
http_output:
  enabled: true
  url: "https://vedette:$VEDETTE_SECRET@\${url#https://}"
  user_agent: falcosecurity/falco
  keep_alive: true
EOF
systemctl restart falco
`;

const CHECK = `# One alert by hand; the answer is 202. VEDETTE_SECRET holds the source's secret.
curl -sS -i '{{url}}' -H "Authorization: Bearer $VEDETTE_SECRET" -H 'Content-Type: application/json' --data '{
  "uuid": "'"$(uuidgen)"'", "rule": "Set-up check", "priority": "Informational", "source": "syscall",
  "time": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'", "output": "set-up check", "output_fields": {}, "tags": []
}'
`;

export const about = {
  id: 'falco.webhook',
  title: 'Falco',
  vendor: 'Falco',
  summary: 'Alerts of Falco’s rules about hosts, containers and clusters, by Falcosidekick or by Falco itself.',
  proves: 'The sender holds the key that is set in Falcosidekick’s custom header or in Falco’s output URL.',
  limits:
    'Whoever is root on a host that Falco runs on can read the key, silence Falco and send alerts of their own making. Alerts do not name their cluster: they belong to the source’s one account, so make one source a cluster. Neither sender keeps alerts that it could not deliver.',
  secret: 'random',
  settings: [],
  accounts: {
    label: 'the cluster’s or fleet’s name',
    pattern: '[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}',
    example: 'production-eu-1',
  },
  setup: [
    { tool: 'Helm (with Falcosidekick)', language: 'sh', text: HELM },
    { tool: 'Falcosidekick', language: 'sh', text: SIDEKICK },
    { tool: 'Falco without Falcosidekick', language: 'sh', text: PLAIN },
    { tool: 'curl', language: 'sh', text: CHECK },
  ],
  rhythmMinutes: 0,
  formats: ['falco.event'],
  references: [
    'https://falco.org/docs/outputs/channels/',
    'https://falco.org/docs/outputs/formatting/',
    'https://github.com/falcosecurity/falcosidekick/blob/master/docs/outputs/webhook.md',
    'https://github.com/falcosecurity/falco/blob/master/userspace/falco/outputs_http.cpp',
  ],
} as const satisfies SourceAbout;
