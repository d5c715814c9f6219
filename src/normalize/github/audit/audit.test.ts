import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { client } from '../../../ingest/sources/github/auditlog/client.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { audit } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
type Line = Record<string, unknown>;
const [member, repo, clone, sso, team] = client.samples(NOW) as unknown as [Line, Line, Line, Line, Line];
const factsOf = (line: Line) => {
  const facts = audit.facts(line);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const ids = (line: Line) => audit.entities(line).map((e) => `${e.role} ${e.type} ${e.id}`);

describe('facts', () => {
  it('id, time and organisation are the line’s own', () => {
    expect(factsOf(member)).toEqual({
      uid: member['_document_id'],
      time: NOW,
      operation: 'org.add_member',
      outcome: 'success',
      account: 'example-org',
    });
  });

  it('a line without an id gets the digest of what it says', () => {
    const { _document_id: _, ...bare } = member;
    expect(factsOf(bare).uid).toMatch(/^[0-9a-f]{40}$/);
    expect(factsOf(bare).uid).not.toBe(factsOf({ ...bare, user: 'x' }).uid);
  });

  it('the time may stand in created_at, and is never invented', () => {
    expect(factsOf({ ...member, '@timestamp': null }).time).toBe(NOW);
    expect(audit.facts({ ...member, '@timestamp': 'now', created_at: null }).ok).toBe(false);
  });

  it('an enterprise’s line belongs to the enterprise', () =>
    expect(factsOf({ ...member, org: undefined }).account).toBe('example-group'));

  it('what failed by its name failed', () =>
    expect(factsOf({ ...member, action: 'user.failed_login' }).outcome).toBe('failure'));
});

describe('entities', () => {
  it('who gave what to whom', () => {
    expect(ids(member)).toEqual([
      'actor principal github.com/mara-example',
      'source ip 198.51.100.7',
      'target principal github.com/noor-example',
    ]);
  });

  it('the token that acted, and the repository that it read', () => {
    expect(ids(clone)).toEqual([
      'actor principal github.com/mara-example',
      'source ip 198.51.100.7',
      'actor access_key U2FtcGxlSGFzaE9mQVRva2VuMDAwMDAwMDAwMDAwMDA=',
      'target resource github.com/example-org/billing',
    ]);
  });

  it('the same person at the identity provider, where single sign-on says it', () =>
    expect(ids(sso)).toContain('related principal mara@example.com'));

  it('an action on the organisation itself is upon its account; exports write lists', () => {
    expect(ids({ ...member, user: null, action: 'org.disable_saml' })).toContain('target account example-org');
    expect(ids({ ...member, org: ['example-org'], user: ['noor-example'] })).toContain(
      'target principal github.com/noor-example',
    );
  });
});

it.each([
  [member, 300501],
  [repo, 600301],
  [clone, 600302],
  [sso, 300201],
  [team, 300603],
  [{ ...repo, action: 'repo.destroy', operation_type: 'remove' }, 600304],
  [{ ...repo, action: 'repo.access', operation_type: undefined }, 600303],
  [{ ...repo, action: 'two_factor_authentication.disabled', operation_type: undefined }, 300111],
  [{ ...repo, action: 'protected_branch.update_admin_enforced', operation_type: undefined }, 600303],
  [{ ...repo, action: 'something.entirely_new', operation_type: undefined }, 600399],
])('is of its class: $action', (line, type) => {
  const event = audit.toOcsf(line, factsOf(line));
  expect([event.type_uid, problemsOf(event)]).toEqual([type, []]);
});

it('traits: the person, the token, and whether it is one of an app’s short-lived ones', () => {
  expect(audit.traits(clone)).toMatchObject({
    principal: 'github.com/mara-example',
    activity: 'read',
    byService: false,
  });
  expect(audit.traits(clone).accessKeyIsTemporary).toBeUndefined();
  const app = { ...clone, actor: 'ship[bot]', programmatic_access_type: 'GitHub App server-to-server token' };
  expect(audit.traits(app)).toMatchObject({ principalType: 'Bot', accessKeyIsTemporary: true });
  expect(audit.traits(sso).activity).toBe('sign-in');
});

it('no JSON object makes it throw', () => {
  const key = fc.oneof(fc.constantFrom(...Object.keys(clone), 'user', 'team', '__proto__'), fc.string());
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), (made) => {
      for (const line of [made, { ...clone, ...made }]) {
        audit.facts(line);
        audit.entities(line);
        audit.observables(line);
        audit.traits(line);
        audit.toOcsf(line, factsOf(clone));
      }
    }),
    { numRuns: 300 },
  );
});

describe('a call of the API', () => {
  const call = (request_method: string, status_code = 200): Line => ({
    ...member,
    action: 'api.request',
    operation_type: undefined,
    request_method,
    status_code,
  });
  const activityOf = (line: Line) => audit.toOcsf(line, factsOf(line)).activity_id;

  it('is what its method does, and fails by its status', () => {
    expect(['GET', 'POST', 'PATCH', 'DELETE', 'TRACE'].map((m) => activityOf(call(m)))).toEqual([2, 1, 3, 4, 99]);
    expect([200, 404].map((status) => factsOf(call('GET', status)).outcome)).toEqual(['success', 'failure']);
  });
});

it('what older exports keep under `data` is read there', () => {
  const line: Line = { action: 'team.create', actor: 'mara', org: 'example-org', created_at: NOW };
  expect(ids({ ...line, data: { team: 'example-org/owners' } })).toEqual(ids({ ...line, team: 'example-org/owners' }));
});

it('a team is one and the same by its whole name and by its own', () => {
  const line: Line = { action: 'team.add_member', actor: 'mara', org: 'example-org', created_at: NOW };
  expect(ids({ ...line, team: 'example-org/owners' })).toEqual(ids({ ...line, team: 'owners' }));
  expect(ids({ ...line, team: 'owners' })).toContain('target resource github.com/example-org/teams/owners');
});

it('a repository is named by events of git, too', () => {
  const line: Line = { action: 'git.clone', actor: 'mara', org: 'example-org', created_at: NOW };
  expect(ids({ ...line, repository: 'example-org/shop' })).toContain('target resource github.com/example-org/shop');
});

it('a token that is let in is a target, and not what its approver acts by', () => {
  const line: Line = {
    action: 'personal_access_token.access_granted',
    actor: 'mara',
    user: 'eve',
    token_id: 9,
    org: 'example-org',
    created_at: NOW,
  };
  expect(ids(line)).toContain('target access_key token-9');
  expect(audit.traits(line).accessKey).toBeUndefined();
  expect(ids({ ...line, action: 'git.clone' })).toContain('actor access_key token-9');
});

it('who is invited by an address is named by it', () => {
  const line: Line = { action: 'org.invite_member', actor: 'mara', email: 'Eve@example.net', created_at: NOW };
  expect(ids(line)).toContain('target principal eve@example.net');
});

it.each([
  ['integration_installation.repositories_added', 1],
  ['integration_installation.repositories_removed', 4],
  ['repo.advanced_security_disabled', 4],
])('%s says what it does at its end', (action, activity) => {
  const line: Line = { action, actor: 'mara', org: 'example-org', created_at: NOW };
  expect(audit.toOcsf(line, factsOf(line)).activity_id).toBe(activity);
});
