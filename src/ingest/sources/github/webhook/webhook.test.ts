import { sign } from '@octokit/webhooks-methods';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf, type World } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'github.webhook';
const GUID = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const door = (world: Partial<World> = {}) => doorOf({ kind: KIND, ...world });
const sender = { login: 'mara-example', id: 7, type: 'User' };
const owner = { login: 'example-org', id: 4, type: 'Organization' };
const repository = { id: 1, full_name: 'example-org/billing', private: true, owner };
const removed = { action: 'removed', member: { login: 'noor-example', id: 8 }, repository, sender };

/** Signed by GitHub's own library. */
async function delivery(
  event: string | undefined,
  payload: unknown,
  more: Record<string, string> = {},
  secret = secretOf(KIND),
) {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-github-delivery': GUID,
    'x-hub-signature-256': await sign(secret, text),
    ...(event === undefined ? {} : { 'x-github-event': event }),
    ...more,
  };
  return { body: utf8(text), headers };
}
async function recordsOf(event: string, payload: unknown) {
  const d = door();
  await d.send(await delivery(event, payload));
  return splitOf(d.accepted[0]!).records.map((r) => r.value);
}

describe('the signature', () => {
  it('is that of GitHub’s own library and of the published vector', async () => {
    expect((await door().send(await delivery('member', removed))).status).toBe(202);
    const vector = {
      body: utf8('{"foo":"bar"}'),
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'ping',
        'x-hub-signature-256': 'sha256=4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3',
      },
    };
    expect((await door({ grant: { secrets: ['mysecret'] } }).send(vector)).status).toBe(202);
    for (let i = 0; i < vector.body.length; i++) {
      const body = vector.body.slice();
      body[i]! ^= 1;
      expect((await door({ grant: { secrets: ['mysecret'] } }).send({ ...vector, body })).status).toBe(401);
    }
  });

  it('may be by the secret before the newest', async () => {
    const d = door({ grant: { secrets: [secretOf(KIND, 'new'), secretOf(KIND)] } });
    expect((await d.send(await delivery('member', removed))).status).toBe(202);
  });

  it('must be there, whole and of SHA-256; the header with SHA-1 proves nothing', async () => {
    const { body, headers } = await delivery('member', removed);
    const good = headers['x-hub-signature-256']!;
    const { 'x-hub-signature-256': _, ...without } = headers;
    const wrong = [
      without,
      { ...without, 'x-hub-signature': `sha1=${good.slice(7, 47)}` },
      { ...headers, 'x-hub-signature-256': good.slice(7) },
      { ...headers, 'x-hub-signature-256': good.slice(0, -1) },
      { ...headers, 'x-hub-signature-256': good.toUpperCase() },
      { ...headers, 'x-hub-signature-256': await sign('another secret', JSON.stringify(removed)) },
    ];
    const d = door();
    for (const headers of wrong) expect((await d.send({ body, headers })).status).toBe(401);
    expect(d.accepted).toEqual([]);
  });

  it('is never taken under an empty secret', async () => {
    const d = door({ grant: { secrets: [''] } });
    const { hmacSha256 } = await import('../../../../kit/crypto.ts');
    const { toHex } = await import('../../../../kit/bytes.ts');
    const { body, headers } = await delivery('member', removed);
    const forged = { ...headers, 'x-hub-signature-256': `sha256=${toHex(hmacSha256('', body))}` };
    expect((await d.send({ body, headers: forged })).status).toBe(401);
  });
});

describe('the delivery’s id', () => {
  const idOf = async (payload: unknown, guid: string) => {
    const d = door();
    await d.send(await delivery('member', payload, { 'x-github-delivery': guid }));
    return d.accepted[0]!.senderId;
  };
  it('is the same for a redelivery, and bound to the signed body, since it is not signed itself', async () => {
    expect(await idOf(removed, GUID)).toBe(await idOf(removed, GUID.toUpperCase()));
    expect(await idOf(removed, GUID)).not.toBe(await idOf({ ...removed, action: 'added' }, GUID));
  });
  it('is left out where it is none', async () => expect(await idOf(removed, 'x y')).toBeUndefined());
});

describe('what is taken', () => {
  it('a ping says that the hook works and is no record', async () => {
    const d = door();
    expect((await d.send(await delivery('ping', { zen: 'x', hook_id: 1, hook: {} }))).status).toBe(202);
    expect(splitOf(d.accepted[0]!)).toMatchObject({ records: [], bad: [], skipped: 1 });
  });

  it('a form as well: the signature is over the form as it came', async () => {
    const form = new URLSearchParams({ payload: JSON.stringify({ ...removed, note: 'a+b & ü=1' }) }).toString();
    const d = door();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await d.send(await delivery('member', form, type))).status).toBe(202);
    expect(splitOf(d.accepted[0]!).records[0]?.value).toMatchObject({
      action: 'repo.remove_member',
      payload: { note: 'a+b & ü=1' },
    });
  });

  it('a form of whatever other fields, of which no list is made', { timeout: 5_000 }, async () => {
    const d = door();
    const form = `${'a&'.repeat(1_000_000)}xpayload=1&payload=${encodeURIComponent(JSON.stringify(removed))}&b`;
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await d.send(await delivery('member', form, type))).status).toBe(202);
    expect(splitOf(d.accepted[0]!).records[0]?.value['action']).toBe('repo.remove_member');
  });

  it.each([
    ['a form without a payload', 'member', 'payloads=%7B%7D', 'application/x-www-form-urlencoded', 400],
    ['a form whose payload is cut', 'member', 'payload=%7B%22action', 'application/x-www-form-urlencoded', 400],
    ['another media type', 'member', '{}', 'text/plain', 415],
    ['a cut body', 'member', '{"action":"remo', 'application/json', 400],
  ])('not %s', async (_, event, text, type, status) => {
    const d = door();
    expect((await d.send(await delivery(event, text, { 'content-type': type }))).status).toBe(status);
    expect(d.accepted).toEqual([]);
  });

  it.each([undefined, 'Member', '../member', 'a'.repeat(65)])(
    'without an event’s name (%s) it is a bad record',
    async (name) => {
      const d = door();
      await d.send(await delivery(name, removed));
      expect(splitOf(d.accepted[0]!).bad[0]?.reason).toContain('X-GitHub-Event');
    },
  );
});

describe('in the audit log’s shape', () => {
  it('the record says who, where and upon whom, and keeps its payload', async () => {
    const [record] = await recordsOf('member', removed);
    expect(record).toEqual({
      action: 'repo.remove_member',
      actor: 'mara-example',
      actor_id: 7,
      actor_type: 'User',
      actor_is_bot: false,
      org: 'example-org',
      org_id: 4,
      repo: 'example-org/billing',
      repo_id: 1,
      public_repo: false,
      user: 'noor-example',
      user_id: 8,
      webhook: { event: 'member', action: 'removed', delivery: GUID, received_at: NOW },
      payload: removed,
    });
  });

  it.each([
    ['repository', { action: 'publicized' }, { action: 'repo.access', visibility: 'public' }],
    ['repository', { action: 'deleted' }, { action: 'repo.destroy' }],
    [
      'deploy_key',
      { action: 'created', key: { title: 'ci', read_only: false } },
      { action: 'public_key.create', read_only: false },
    ],
    [
      'organization',
      { action: 'member_added', membership: { role: 'admin', user: { login: 'u' } } },
      { action: 'org.add_member', permission: 'admin', user: 'u' },
    ],
    [
      'repository_ruleset',
      {
        action: 'edited',
        repository_ruleset: { enforcement: 'disabled' },
        changes: { enforcement: { from: 'active' } },
      },
      { action: 'repository_ruleset.update', ruleset_enforcement: 'disabled', ruleset_old_enforcement: 'active' },
    ],
    [
      'installation',
      { action: 'created', installation: { app_slug: 'ship', repository_selection: 'all' } },
      { action: 'integration_installation.create', repository_selection: 'all' },
    ],
    [
      'personal_access_token_request',
      { action: 'approved', personal_access_token_request: { repository_selection: 'all', owner: { login: 'u' } } },
      { action: 'personal_access_token.access_granted', repository_selection: 'all' },
    ],
    ['push', { ref: 'refs/heads/main', forced: true }, { action: 'git.push', forced: true }],
    ['issues', { action: 'opened' }, { action: 'issues.opened' }],
    ['gollum', {}, { action: 'gollum' }],
  ])('%s %j is %j', async (event, payload, wanted) => {
    expect((await recordsOf(event, { ...payload, repository, sender }))[0]).toMatchObject(wanted);
  });

  it('one edit of a branch’s protection is a record for each setting that it changes', async () => {
    const rule = { name: 'main', admin_enforced: false, allow_force_pushes_enforcement_level: 'everyone' };
    const changes = { admin_enforced: { from: true }, allow_force_pushes_enforcement_level: { from: 'off' } };
    const records = await recordsOf('branch_protection_rule', { action: 'edited', rule, changes, repository, sender });
    expect(records.map((r) => r['action'])).toEqual([
      'protected_branch.update',
      'protected_branch.update_admin_enforced',
      'protected_branch.update_allow_force_pushes_enforcement_level',
    ]);
  });

  it('a feature that is switched off is named as the audit log names it', async () => {
    const state = (status: string) => ({ security_and_analysis: { secret_scanning_push_protection: { status } } });
    const payload = {
      changes: { from: state('enabled') },
      repository: { ...repository, ...state('disabled') },
      sender,
    };
    expect((await recordsOf('security_and_analysis', payload)).map((r) => r['action'])).toContain(
      'repository_secret_scanning_push_protection.disable',
    );
  });

  it('whoever pushed a secret past push protection is the actor of the bypass', async () => {
    const alert = { push_protection_bypassed: true, push_protection_bypassed_by: { login: 'noor-example', id: 8 } };
    const records = await recordsOf('secret_scanning_alert', { action: 'created', alert, repository, sender });
    expect(records.map((r) => [r['action'], r['actor']])).toEqual([
      ['secret_scanning_alert.create', 'mara-example'],
      ['secret_scanning_push_protection.bypass', 'noor-example'],
    ]);
  });

  it('names of a prototype are no payload’s', async () => {
    const [record] = await recordsOf(
      'member',
      '{"action":"added","__proto__":{"sender":{"login":"x"}},"repository":{}}',
    );
    expect(record).not.toHaveProperty('actor');
  });
});

it('its client sends several of one event, and refuses to mix', async () => {
  const d = door();
  await d.send(await clientRequest(KIND, client.samples(NOW)));
  expect(splitOf(d.accepted[0]!).records).toHaveLength(2);
  await expect(
    clientRequest(KIND, [
      { event: 'push', payload: {} },
      { event: 'member', payload: {} },
    ]),
  ).rejects.toThrow('one event');
});
