import type { SourceAbout } from '../../../../contracts/source-about.ts';

const POLL = `#!/bin/sh
# From cron, every few minutes. ORG is the organisation, GH_TOKEN a token with read:audit_log, VEDETTE_SECRET the source's secret.
# The API gives the audit log to organisations on GitHub Enterprise Cloud. Lines that come twice count once.
set -eu
state="\${XDG_STATE_HOME:-$HOME/.local/state}/vedette-{{source}}"
mkdir -p "$state"
since="$(cat "$state/since" 2>/dev/null || date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)"
# Lines reach the log late; so each turn begins ten minutes before the last one ended.
next="$(date -u -d '10 minutes ago' +%Y-%m-%dT%H:%M:%SZ)"
gh api --method GET --paginate "orgs/$ORG/audit-log" \\
  -f include=all -f order=asc -F per_page=100 -f phrase="created:>=$since" --jq '.[] | @json' > "$state/lines"
if [ -s "$state/lines" ]; then
  split -C 8m "$state/lines" "$state/part."
  for part in "$state"/part.*; do
    curl -sS --fail --retry 5 '{{url}}' -H "Authorization: Bearer $VEDETTE_SECRET" \\
      -H 'Content-Type: application/x-ndjson' --data-binary "@$part"
    rm "$part"
  done
fi
printf '%s' "$next" > "$state/since"
`;

const EXPORT = `# Files of an export, or of a stream to a bucket (*.json.log.gz, a line an event). VEDETTE_SECRET holds the source's secret.
for file in *.json.log.gz; do
  curl -sS --fail '{{url}}' -H "Authorization: Bearer $VEDETTE_SECRET" \\
    -H 'Content-Type: application/x-ndjson' -H 'Content-Encoding: gzip' --data-binary "@$file"
done
`;

const STREAM = `GitHub streams an enterprise's audit log by itself, without cron, to a Splunk HTTP Event Collector, and Vedette takes Splunk's protocol:
1. Make a Vedette source of the kind splunk.hec beside this one
2. The enterprise's Settings > Audit log > Log streaming > Configure stream > Splunk
3. Domain: the host of {{origin}}, port 443, token: that source's secret, SSL verification enabled
4. Check endpoint, then Save
`;

export const about = {
  id: 'github.auditlog',
  title: 'GitHub audit log',
  vendor: 'GitHub',
  summary: 'Lines of the audit log of an organisation or enterprise, from its API, an export or a stream’s files.',
  proves: 'The sender holds the source’s key.',
  limits:
    'Whoever holds the key can send lines of their own making. Addresses stand in the lines only where the enterprise discloses them, and git events only where they are asked for or streamed. The organisation is the line’s word: one that is not among the source’s accounts is kept and marked.',
  secret: 'random',
  settings: [],
  accounts: {
    label: 'GitHub organisations and enterprises',
    pattern: '[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?',
    example: 'example-org',
  },
  setup: [
    { tool: 'GitHub CLI and cron', language: 'sh', text: POLL },
    { tool: 'Files of an export or stream', language: 'sh', text: EXPORT },
    { tool: 'Audit-log streaming (Splunk)', language: 'text', text: STREAM },
  ],
  rhythmMinutes: 60,
  formats: ['github.audit'],
  references: [
    'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/streaming-the-audit-log-for-your-enterprise',
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization',
  ],
} as const satisfies SourceAbout;
