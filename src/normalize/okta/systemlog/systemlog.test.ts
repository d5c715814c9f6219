import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { client } from '../../../ingest/sources/okta/hook/client.ts';
import { systemlog } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
type Event = Record<string, unknown>;
const [signIn, created, granted, joined] = client.samples(NOW) as unknown as [Event, Event, Event, Event];
const factsOf = (event: Event) => {
  const facts = systemlog.facts(event);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const ocsfOf = (event: Event) => systemlog.toOcsf(event, factsOf(event));
const ids = (event: Event) => systemlog.entities(event).map((e) => `${e.role} ${e.type} ${e.id}`);

describe('facts', () => {
  it('id, time, type and outcome are the event’s own; its organisation is the key’s', () => {
    expect(factsOf(signIn)).toEqual({
      uid: signIn['uuid'],
      time: NOW,
      operation: 'user.session.start',
      outcome: 'success',
    });
    expect(systemlog.accountFromKey).toBe(true);
  });

  it.each([
    ['ALLOW', 'success'],
    ['DENY', 'failure'],
    ['FAILURE', 'failure'],
    ['CHALLENGE', 'unknown'],
  ])('%s is a %s', (result, outcome) => expect(factsOf({ ...signIn, outcome: { result } }).outcome).toBe(outcome));

  it.each(['uuid', 'published', 'eventType'])('an event without %s is bad', (name) =>
    expect(systemlog.facts({ ...signIn, [name]: null }).ok).toBe(false),
  );
});

describe('entities', () => {
  it('a person is known by their login, as other systems know them, and by Okta’s id too', () => {
    const upper = { ...signIn, actor: { ...(signIn['actor'] as Event), alternateId: 'Mara@Example.com' } };
    expect(ids(upper)).toEqual([
      'actor principal mara@example.com',
      'actor user 00usampleadmin000001',
      'source ip 198.51.100.7',
      'related session 102SampleSession',
    ]);
  });

  it('whom somebody gives rights to has the id by which they act later', () => {
    const later = { ...signIn, actor: (granted['target'] as Event[])[0] };
    expect(ids(granted)).toContain('target principal noor@example.com');
    expect(ids(later)).toContain('actor principal noor@example.com');
  });

  it('groups are resources; Okta itself is nobody', () => {
    expect(ids(joined)).toContain('target resource 00gsamplegroup000001');
    const system = { id: '00', type: 'SystemPrincipal', alternateId: 'system@okta.com' };
    expect(ids({ ...signIn, actor: system }).some((e) => e.includes('actor'))).toBe(false);
  });

  it('an API token is the key that acted', () => {
    expect(ids({ ...signIn, transaction: { detail: { requestApiTokenId: '00Tsample1' } } })).toContain(
      'actor access_key 00Tsample1',
    );
  });
});

describe('OCSF', () => {
  it.each([
    ['user.session.start', 300201],
    ['user.session.end', 300202],
    ['user.authentication.auth_via_mfa', 300201],
    ['user.session.impersonation.grant', 300299],
    ['user.lifecycle.create', 300101],
    ['user.account.lock', 300109],
    ['user.mfa.factor.reset_all', 300111],
    ['user.account.privilege.grant', 300501],
    ['application.user_membership.remove', 300502],
    ['group.user_membership.add', 300603],
    ['group.privilege.grant', 300601],
    ['system.api_token.create', 600301],
    ['policy.rule.deactivate', 600304],
    ['security.threat.detected', 600399],
  ])('%s is %i', (eventType, type) => {
    const event = ocsfOf({ ...signIn, eventType });
    expect([event.type_uid, event.class_uid, event.category_uid]).toEqual([
      type,
      Math.floor(type / 100),
      Math.floor(type / 100_000),
    ]);
  });

  it('the user of a change is whom it changes, the actor who changes', () => {
    expect(ocsfOf(created)).toMatchObject({
      user: { name: 'noor@example.com' },
      actor: { user: { name: 'mara@example.com' } },
    });
    expect(ocsfOf(granted)).toMatchObject({
      privileges: ['Help desk administrator'],
      user: { name: 'noor@example.com' },
    });
    expect(ocsfOf(joined)).toMatchObject({ group: { name: 'Operators' }, user: { name: 'noor@example.com' } });
  });
});

it('traits are the person’s, and Okta’s own doing is a service’s', () => {
  expect(systemlog.traits(signIn)).toMatchObject({
    principal: 'mara@example.com',
    activity: 'sign-in',
    address: '198.51.100.7',
    byService: false,
  });
  expect(systemlog.traits({ ...signIn, actor: { id: '1', type: 'SystemPrincipal' } })).toMatchObject({
    byService: true,
  });
});

it('no JSON object makes it throw', () => {
  const key = fc.oneof(
    fc.constantFrom('uuid', 'actor', 'target', 'client', 'request', 'debugContext', '__proto__'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), fc.constantFrom(signIn, granted, joined), (made, sample) => {
      for (const event of [made, { ...sample, ...made }, { ...sample, actor: made, target: [made], client: made }]) {
        systemlog.facts(event);
        systemlog.entities(event);
        systemlog.observables(event);
        systemlog.traits(event);
        systemlog.toOcsf(event, factsOf(signIn));
      }
    }),
    { numRuns: 300 },
  );
});

it('an API token is the same thing when it is made and when it is used', () => {
  const made = { ...created, target: [{ id: '00T1', type: 'Token', displayName: 'ci' }] };
  const used = { ...created, transaction: { type: 'WEB', id: 't', detail: { requestApiTokenId: '00T1' } } };
  expect(ids(made)).toContain('target access_key 00T1');
  expect(ids(used)).toContain('actor access_key 00T1');
});

it('a token that is granted is made, whichever its kind', () => {
  const grant = { ...signIn, eventType: 'app.oauth2.token.grant.refresh_token' };
  expect(ocsfOf(grant)).toMatchObject({ class_uid: 6003, activity_id: 1 });
});

it('a request that was too many failed', () =>
  expect(factsOf({ ...signIn, outcome: { result: 'RATE_LIMIT' } }).outcome).toBe('failure'));

it('Okta’s own word for the outcome is its code; a login that is no mail address by OCSF is none', () => {
  expect(ocsfOf({ ...signIn, outcome: { result: 'ALLOW' } })).toMatchObject({ status_id: 1, status_code: 'ALLOW' });
  const odd = { ...signIn, actor: { ...(signIn['actor'] as Event), alternateId: 'o’hara@example.com' } };
  expect(ocsfOf(odd).user).not.toHaveProperty('email_addr');
});
