import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../ingest/sources/github/webhook/canonical.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { webhook } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const RECEIVED = NOW + 5_000;
const AT = new Date(NOW).toISOString();
type Fields = Record<string, unknown>;
const owner = { login: 'example-org', id: 4, type: 'Organization' };
const common = {
  repository: { id: 1, full_name: 'example-org/billing', private: true, owner },
  sender: { login: 'mara-example', id: 7, type: 'User' },
};
const record = (event: string, payload: Fields): Fields =>
  canonical({ event, received: String(RECEIVED) }, { ...common, ...payload })[0]!;
const factsOf = (line: Fields) => {
  const facts = webhook.facts(line);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const ocsfOf = (line: Fields) => webhook.toOcsf(line, factsOf(line));

const secret = (more: Fields = {}, action = 'created') =>
  record('secret_scanning_alert', {
    action,
    alert: { number: 3, created_at: AT, secret_type: 'sample_token', secret_type_display_name: 'Sample', ...more },
  });
const dependency = (severity = 'critical', action = 'created') =>
  record('dependabot_alert', {
    action,
    alert: {
      number: 4,
      updated_at: AT,
      dependency: { package: { name: 'left' } },
      security_advisory: { ghsa_id: 'GHSA-0000-0000-0000', cve_id: 'CVE-2026-0001', severity, summary: 'A sample' },
    },
  });
const code = (rule: Fields) =>
  record('code_scanning_alert', {
    action: 'created',
    alert: { number: 5, created_at: AT, rule: { id: 'js/sample', ...rule } },
  });

describe('facts', () => {
  it('the id is the payload’s, so that the same payload under another delivery id counts once', () => {
    const payload = { ...common, action: 'added', member: { login: 'x' } };
    const one = canonical({ event: 'member', delivery: 'a', received: '1' }, payload)[0]!;
    const two = canonical({ event: 'member', delivery: 'b', received: String(NOW) }, payload)[0]!;
    expect(webhook.facts({ ...one, webhook: two['webhook'] })).toEqual(webhook.facts(two));
    expect(factsOf(two).uid).not.toBe(factsOf(record('member', { action: 'added', member: { login: 'y' } })).uid);
  });

  it('two records of one payload are two events', () => {
    const alert = { push_protection_bypassed: true, created_at: AT };
    const payload = { ...common, action: 'created', alert };
    const records = canonical({ event: 'secret_scanning_alert', received: String(NOW) }, payload);
    expect(new Set(records.map((r) => factsOf(r).uid)).size).toBe(2);
  });

  it.each([
    ['the alert’s own', secret(), NOW],
    ['a push’s, in seconds', record('push', { repository: { ...common.repository, pushed_at: NOW / 1000 } }), NOW],
    ['when it came in, where the payload says none', record('member', { action: 'added' }), RECEIVED],
    [
      'when it came in, for what is gone',
      record('deploy_key', { action: 'deleted', key: { created_at: AT } }),
      RECEIVED,
    ],
  ])('the time is %s', (_, line, time) => expect(factsOf(line).time).toBe(time));

  it('the account is the organisation, else the repository’s owner', () => {
    expect(factsOf(secret()).account).toBe('example-org');
    expect(factsOf(record('member', { organization: { login: 'other' } })).account).toBe('other');
  });
});

describe('alerts', () => {
  it('a secret is a Detection Finding about its repository, and a weakness a Vulnerability Finding', () => {
    expect(ocsfOf(secret())).toMatchObject({
      class_uid: 2004,
      type_uid: 200401,
      severity_id: 4,
      resources: [{ uid: 'github.com/example-org/billing' }],
    });
    expect(ocsfOf(dependency())).toMatchObject({
      class_uid: 2002,
      type_uid: 200201,
      severity_id: 5,
      vulnerabilities: [{ cve: { uid: 'CVE-2026-0001' } }],
      unmapped: { weakness: { cve: 'CVE-2026-0001', ghsa: 'GHSA-0000-0000-0000' } },
    });
    expect(ocsfOf(code({ tags: ['security', 'external/cwe/cwe-079'] }))).toMatchObject({
      class_uid: 2002,
      vulnerabilities: [{ cwe: { uid: 'CWE-79' } }],
    });
    for (const line of [secret(), dependency(), code({}), secret({}, 'resolved')])
      expect(problemsOf(ocsfOf(line))).toEqual([]);
  });

  it.each([
    [secret(), 4],
    [secret({ validity: 'active' }), 5],
    [secret({ validity: 'inactive' }), 2],
    [secret({}, 'publicly_leaked'), 5],
    [dependency('critical'), 2],
    [dependency('low', 'reintroduced'), 2],
    [code({ security_severity_level: 'high' }), 2],
  ])('weighs what it means: $action', (line, severity) => expect(webhook.verdict(line)?.severity).toBe(severity));

  it.each([
    ['an alert that ends', secret({}, 'resolved')],
    ['a matter of style', code({ severity: 'warning' })],
    ['what is no alert', record('repository', { action: 'publicized' })],
    ['an event without its alert', record('secret_scanning_alert', { action: 'created' })],
  ])('%s raises nothing', (_, line) => expect(webhook.verdict(line)).toBeUndefined());

  it('an end is a finding’s close', () => expect(ocsfOf(secret({}, 'resolved')).activity_id).toBe(3));
});

it('what is no alert is of the class that the audit log’s line would be, and bears no payload', () => {
  const line = record('membership', { action: 'added', member: { login: 'u' }, team: { slug: 'ops' } });
  expect(ocsfOf(line)).toMatchObject({ type_uid: 300603, group: { name: 'ops' }, user: { name: 'u' } });
  expect(ocsfOf(line).unmapped).not.toHaveProperty('payload');
  expect(problemsOf(ocsfOf(line))).toEqual([]);
});

it('GitHub itself is nobody', () => {
  const line = record('dependabot_alert', { action: 'created', sender: { login: 'github', type: 'Organization' } });
  expect(webhook.entities(line).some((e) => e.type === 'principal')).toBe(false);
  expect(webhook.traits(line)).toMatchObject({ byService: true });
});

it('no payload makes it throw', () => {
  const events = [
    'secret_scanning_alert',
    'dependabot_alert',
    'code_scanning_alert',
    'push',
    'member',
    'security_and_analysis',
  ];
  const key = fc.oneof(
    fc.constantFrom(
      'action',
      'alert',
      'rule',
      'changes',
      'sender',
      'repository',
      'organization',
      'member',
      '__proto__',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...events), fc.dictionary(key, fc.jsonValue()), (event, made) => {
      for (const line of [...canonical({ event, received: String(NOW) }, made), { ...secret(), ...made }, made]) {
        webhook.facts(line);
        webhook.entities(line);
        webhook.observables(line);
        webhook.traits(line);
        webhook.verdict(line);
        webhook.toOcsf(line, factsOf(secret()));
      }
    }),
    { numRuns: 300 },
  );
});

it('an account of an Enterprise Server that is made or removed is the target', () => {
  for (const action of ['created', 'deleted']) {
    const line = record('user', { action, user: { login: 'eve', id: 9 } });
    expect(webhook.entities(line).map((e) => `${e.role} ${e.id}`)).toContain('target github.com/eve');
    expect(ocsfOf(line)).toMatchObject({ class_uid: 3001, user: { name: 'eve' } });
  }
});
