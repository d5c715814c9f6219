import type { SourceAbout } from '../../../../contracts/source-about.ts';
import { gcloud, terraform } from './setup.ts';

export const about = {
  id: 'google.pubsub',
  title: 'Google Cloud Pub/Sub, push',
  vendor: 'Google Cloud',
  summary:
    'What Cloud Logging and Security Command Center put on a topic: audit logs, VPC flow and firewall logs, requests, findings; other JSON too.',
  proves:
    'The sender holds an identity token that Google signed within the last hour for the push subscription’s service account and for this source.',
  limits:
    'The token covers neither the body nor the message’s id, and Google sends the same one with many messages: whoever reads one in transit can send as the subscription until it expires. Whoever may act as the service account (iam.serviceAccounts.getOpenIdToken, or actAs with leave to make push subscriptions) can have tokens of their own made, and whoever may publish to the topic decides what the messages say. So the service account is for this push alone, and the topic takes messages of the log sink and the notification only. A record’s project is the payload’s word: one that is not among the source’s accounts is kept and marked. What is refused is sent again for days, so the set-up has a dead-letter topic.',
  secret: 'none',
  settings: [
    {
      name: 'serviceAccount',
      label: 'Service account of the push subscription',
      help: 'Pub/Sub sends a token of this account with each message. Make one for this alone and give it no roles.',
      type: 'text',
      pattern: '[a-z0-9][a-z0-9.-]{0,99}@[a-z0-9.-]{1,120}\\.gserviceaccount\\.com',
      required: true,
      example: 'vedette-push@example-project.iam.gserviceaccount.com',
    },
    {
      name: 'audience',
      label: 'Audience of the token',
      help: 'What the subscription’s authentication names as audience. Leave it out if it names none: then it is the source’s URL.',
      type: 'text',
      pattern: '[!-~]{1,300}',
      required: false,
      example: 'https://ingest.example.com',
    },
    {
      name: 'subscriptions',
      label: 'Subscriptions',
      help: 'Full names of the subscriptions whose messages are taken, such as projects/P/subscriptions/S. Leave it out to take all that use the service account.',
      type: 'list',
      pattern: 'projects/[A-Za-z0-9.:_-]{1,100}/subscriptions/[A-Za-z0-9._~+%-]{3,255}',
      required: false,
      example: 'projects/example-project/subscriptions/vedette',
    },
  ],
  accounts: {
    label:
      'Google Cloud project ids (projects/… with the number where only that is known); organizations/… and folders/… for logs of no project',
    pattern: '(?:organizations|folders|projects)/[0-9]{1,20}|billingAccounts/[0-9A-F-]{1,24}|[a-z0-9][a-z0-9.:-]{2,62}',
    example: 'example-project',
  },
  setup: [
    { tool: 'Terraform', language: 'hcl', text: terraform },
    { tool: 'gcloud', language: 'sh', text: gcloud },
  ],
  rhythmMinutes: 60,
  replayWindowSeconds: 3_600,
  formats: [
    'gcp.audit',
    'gcp.vpcflow',
    'gcp.firewall',
    'gcp.dns',
    'gcp.http',
    'gcp.scc',
    'gcp.threat',
    'vedette.event',
  ],
  references: [
    'https://cloud.google.com/pubsub/docs/push',
    'https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions',
    'https://cloud.google.com/pubsub/docs/payload-unwrapping',
    'https://cloud.google.com/pubsub/docs/handling-failures',
    'https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry',
    'https://cloud.google.com/logging/docs/audit/understanding-audit-logs',
    'https://cloud.google.com/vpc/docs/about-flow-logs-records',
    'https://cloud.google.com/firewall/docs/firewall-rules-logging',
    'https://cloud.google.com/security-command-center/docs/how-to-notifications',
  ],
} as const satisfies SourceAbout;
