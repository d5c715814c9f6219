import type { SourceAbout } from '../../../../contracts/source-about.ts';
import { curl, terraform } from './setup.ts';

export const about = {
  id: 'cloudflare.logpush',
  title: 'Cloudflare Logpush, HTTP destination',
  vendor: 'Cloudflare',
  summary:
    'Batches of logs: audit logs, Access sign-ins, requests and firewall events of zones, and DNS, HTTP and network sessions of Gateway.',
  proves: 'The sender holds the key that the Logpush job sends in a header.',
  limits:
    'Whoever may read the job (Logs Read) or its Terraform state can read the key and send the same. Most datasets do not say whose they are: their events belong to the source’s one account. Batches have no id and no signature; events repeated are told by their own ids, those without one by a digest of all that they say. A batch for which all of Logpush’s tries failed is dropped for good: its health page and the source’s silence tell.',
  secret: 'random',
  settings: [
    {
      name: 'dataset',
      label: 'Dataset',
      help: 'Name of the dataset if the source takes one only. Left out, each job may say its own in its destination (?dataset=…), else records are told by their fields.',
      type: 'text',
      pattern: '[a-z0-9_]{2,64}',
      required: false,
      example: 'audit_logs_v2',
    },
  ],
  accounts: { label: 'Cloudflare account ids', pattern: '[0-9a-f]{32}', example: '0123456789abcdef0123456789abcdef' },
  setup: [
    { tool: 'Terraform', language: 'hcl', text: terraform },
    { tool: 'Cloudflare API', language: 'sh', text: curl },
  ],
  rhythmMinutes: 60,
  formats: [
    'cloudflare.audit',
    'cloudflare.access',
    'cloudflare.http',
    'cloudflare.firewall',
    'cloudflare.dns',
    'cloudflare.network',
    'vedette.event',
  ],
  references: [
    'https://developers.cloudflare.com/logs/logpush/logpush-job/enable-destinations/http/',
    'https://developers.cloudflare.com/logs/logpush/logpush-job/api-configuration/',
    'https://developers.cloudflare.com/logs/logpush/logpush-job/log-output-options/',
    'https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/',
    'https://developers.cloudflare.com/logs/logpush/logpush-health/',
  ],
} as const satisfies SourceAbout;
