import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const line = (now: number, n: number, more: Record<string, unknown>) => ({
  '@timestamp': now + n,
  _document_id: `SampleLine${now}${n}`,
  created_at: now + n,
  actor: 'mara-example',
  actor_id: 61_000_001,
  actor_ip: '198.51.100.7',
  actor_is_bot: false,
  org: 'example-org',
  org_id: 41_000_001,
  business: 'example-group',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  ...more,
});

/** A line an event, as exports and streams write them. */
export const client = {
  id: 'github.auditlog',
  gzip: true,
  wrap: ({ records }) => ({
    body: utf8(records.map((r) => JSON.stringify(r)).join('\n')),
    headers: { 'content-type': 'application/x-ndjson' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    line(now, 0, { action: 'org.add_member', operation_type: 'create', user: 'noor-example', permission: 'read' }),
    line(now, 1, {
      action: 'repo.create',
      operation_type: 'create',
      repo: 'example-org/billing',
      repo_id: 71_000_001,
      visibility: 'private',
    }),
    line(now, 2, {
      action: 'git.clone',
      operation_type: 'access',
      repo: 'example-org/billing',
      programmatic_access_type: 'Fine-grained personal access token',
      hashed_token: 'U2FtcGxlSGFzaE9mQVRva2VuMDAwMDAwMDAwMDAwMDA=',
      token_id: 91_000_001,
      user_agent: 'git/2.51.0',
    }),
    line(now, 3, {
      action: 'org.sso_response',
      operation_type: 'authentication',
      external_identity_nameid: 'mara@example.com',
    }),
    line(now, 4, {
      action: 'team.add_member',
      operation_type: 'modify',
      user: 'noor-example',
      team: 'example-org/operators',
    }),
  ],
} as const satisfies SourceClient;
