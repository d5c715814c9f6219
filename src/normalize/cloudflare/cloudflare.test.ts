import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../testing/validate-ocsf.ts';
import type { Normalizer } from '../types.ts';
import { access } from './access/index.ts';
import { audit } from './audit/index.ts';
import { controlOf, momentOf } from './common.ts';
import { dns } from './dns/index.ts';
import { firewall } from './firewall/index.ts';
import { http } from './http/index.ts';
import { network } from './network/index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const TIME = new Date(NOW).toISOString();
const ACCOUNT = '0123456789abcdef0123456789abcdef';

function seen(normalizer: Normalizer, row: Record<string, unknown>) {
  const facts = normalizer.facts(row);
  if (!facts.ok) throw new Error(facts.error);
  const event = normalizer.toOcsf(row, facts.value);
  expect(problemsOf(event)).toEqual([]);
  const entities = normalizer.entities(row).map((e) => `${e.role} ${e.type} ${e.id}`);
  return { facts: facts.value, event, entities, traits: normalizer.traits?.(row) };
}

describe('a time of Logpush', () => {
  it('is the same moment in each of its forms', () => {
    for (const value of [TIME, NOW / 1_000, NOW, NOW * 1_000, `${NOW}000000`, NOW * 1_000_000])
      expect(momentOf(value)).toBe(NOW);
  });

  it('keeps its millisecond in nanoseconds, which a double does not hold', () => {
    for (let ms = 0; ms < 1_000; ms++) expect(momentOf(`${NOW + ms}000000`)).toBe(NOW + ms);
  });

  it.each([[''], ['soon'], [0], [-5], [null], [{}], ['99999999999999999999']])(
    'is none where there is none (%j)',
    (value) => {
      expect(momentOf(value)).toBeUndefined();
    },
  );
});

describe('an action of the firewall', () => {
  it.each([
    ['block', 2, 2],
    ['managedChallenge', 23, 2],
    ['jschallengesolved', 1, 1],
    ['managedchallengenoninteractivesolved', 1, 1],
    ['log', 17, 1],
    ['connectionClose', 6, 2],
    ['allowedOnNoRuleMatch', 1, 1],
    ['drop', 6, 2],
    ['somethingnew', 0, 0],
  ])('%s has its disposition', (action, disposition_id, action_id) => {
    expect(controlOf(action)).toEqual({ disposition_id, action_id });
  });
});

describe('requests', () => {
  const row = {
    EdgeStartTimestamp: TIME,
    RayID: '9a1b2c3d4e5f6071',
    ClientIP: '198.51.100.7',
    ClientRequestHost: 'Shop.example.com:8443',
    ClientRequestMethod: 'GET',
    ClientRequestURI: '/a?b=c',
    EdgeResponseStatus: 200,
    SecurityAction: '',
    OriginIP: '',
  };
  it('to a zone are HTTP Activity of the client', () => {
    const { event, facts, entities } = seen(http, row);
    expect(event).toMatchObject({
      class_uid: 4002,
      activity_id: 3,
      status_id: 1,
      http_request: { url: { url_string: 'https://shop.example.com/a?b=c', path: '/a', query_string: 'b=c' } },
      http_response: { code: 200 },
    });
    expect(event).not.toHaveProperty('disposition_id');
    expect(facts).toMatchObject({ uid: 'http:9a1b2c3d4e5f6071', outcome: 'success', time: NOW });
    expect(entities).toEqual(['source ip 198.51.100.7', 'target domain shop.example.com']);
  });

  it('that a rule ended say which', () => {
    const { event } = seen(http, {
      ...row,
      SecurityAction: 'block',
      SecurityRuleID: 'r1',
      SecurityRuleDescription: 'SQLi',
    });
    expect(event).toMatchObject({ disposition_id: 2, action_id: 2, firewall_rule: { uid: 'r1', name: 'SQLi' } });
  });

  it('of one’s own people through Gateway name the person and where they went', () => {
    const { entities, facts } = seen(http, {
      Datetime: TIME,
      RequestID: 'req-1',
      HTTPMethod: 'GET',
      HTTPHost: 'files.example.net',
      URL: 'https://files.example.net/x?y=1',
      Action: 'block',
      Email: 'Mara@example.com',
      SourceIP: '198.51.100.7',
      AccountID: ACCOUNT,
    });
    expect(entities).toEqual([
      'actor principal mara@example.com',
      'source ip 198.51.100.7',
      'related domain files.example.net',
    ]);
    expect(facts).toMatchObject({ uid: 'gateway_http:req-1', account: ACCOUNT });
  });
});

describe('firewall events', () => {
  const row = {
    Datetime: TIME,
    Action: 'block',
    Source: 'firewallmanaged',
    RuleID: 'r1',
    RayID: '9a1b2c3d4e5f6071',
    MatchIndex: 0,
    ClientIP: '198.51.100.7',
    ClientRequestHost: 'shop.example.com',
    ClientRequestQuery: '?a=b',
    ClientRequestPath: '/',
  };
  it('are HTTP Activity with a disposition', () => {
    const { event, facts } = seen(firewall, row);
    expect(event).toMatchObject({
      class_uid: 4002,
      activity_id: 0,
      disposition_id: 2,
      firewall_rule: { uid: 'r1', type: 'firewallmanaged' },
      http_request: { url: { url_string: 'https://shop.example.com/?a=b' } },
    });
    expect(facts.outcome).toBe('failure');
  });

  it('of one request differ by rule, and from the request itself', () => {
    const { uid } = seen(firewall, row).facts;
    expect(seen(firewall, { ...row, MatchIndex: 1, RuleID: 'r2' }).facts.uid).not.toBe(uid);
    expect(uid).not.toBe(seen(http, { EdgeStartTimestamp: TIME, RayID: row.RayID }).facts.uid);
  });
});

describe('audit logs', () => {
  const row = {
    ActionTimestamp: TIME,
    ActionType: 'delete',
    ActionResult: 'success',
    ActorEmail: 'Mara@example.com',
    ActorID: 'u1',
    ActorIPAddress: '198.51.100.7',
    ActorType: 'user',
    AccountID: ACCOUNT,
    AuditLogID: 'log-1',
    ResourceType: 'firewall_rule',
    ResourceID: 'r1',
    ZoneName: 'example.com',
  };
  it('are API Activity of the person', () => {
    const { event, facts, entities, traits } = seen(audit, row);
    expect(event).toMatchObject({
      class_uid: 6003,
      activity_id: 4,
      status_id: 1,
      api: { operation: 'firewall_rule:delete' },
    });
    expect(facts).toMatchObject({ uid: 'audit:log-1', account: ACCOUNT, outcome: 'success' });
    expect(entities).toEqual([
      'actor principal mara@example.com',
      'source ip 198.51.100.7',
      'target resource cloudflare:firewall_rule:r1',
      'related domain example.com',
    ]);
    expect(traits).toEqual({
      byService: false,
      activity: 'delete',
      principal: 'mara@example.com',
      principalType: 'user',
      address: '198.51.100.7',
    });
  });

  it('of version 1 say the same in other fields', () => {
    const { When, ActorIP } = { When: NOW / 1_000, ActorIP: '198.51.100.7' };
    const { event, facts } = seen(audit, {
      When,
      ActorIP,
      ID: 'log-2',
      ActionType: 'login',
      ActionResult: false,
      ActorEmail: 'mara@example.com',
      ActorType: 'user',
    });
    expect(event).toMatchObject({ class_uid: 3002, activity_id: 1, status_id: 2, user: { name: 'mara@example.com' } });
    expect(facts).toMatchObject({ uid: 'audit:log-2', time: NOW });
  });

  it('of Cloudflare’s own doing are nobody’s habit', () => {
    const { traits, entities } = seen(audit, { ...row, ActorType: 'system', ActorEmail: '', ActorIPAddress: '' });
    expect(traits).toMatchObject({ byService: true });
    expect(traits).not.toHaveProperty('principal');
    expect(entities.filter((e) => e.startsWith('actor'))).toEqual([]);
  });
});

it('a sign-in through Access is Authentication, let in or not', () => {
  const row = {
    CreatedAt: TIME,
    Action: 'login',
    Allowed: false,
    AppDomain: 'wiki.example.com/x',
    Email: 'M@example.com',
    IPAddress: '198.51.100.7',
    RayID: 'abc',
  };
  const { event, facts, traits } = seen(access, row);
  expect(event).toMatchObject({ class_uid: 3002, activity_id: 1, status_id: 2, user: { name: 'm@example.com' } });
  expect(facts.uid).toBe('access:abc:login');
  expect(traits?.activity).toBe('sign-in');
  expect(seen(access, { ...row, Action: 'logout', Allowed: true }).event.activity_id).toBe(2);
});

describe('DNS', () => {
  it('of one’s own people is what they asked, with the answer', () => {
    const { event, entities } = seen(dns, {
      Datetime: TIME,
      QueryID: 'q1',
      QueryName: 'Bad.example.com.',
      QueryType: 28,
      RCode: 0,
      ResolverDecision: 'allowedOnNoPolicyMatch',
      ResolvedIPs: ['2001:db8::1', 'nonsense'],
      SrcIP: '198.51.100.7',
      Email: 'mara@example.com',
    });
    expect(event).toMatchObject({
      class_uid: 4003,
      type_uid: 400306,
      query: { type: 'AAAA' },
      rcode_id: 0,
      answers: [{ rdata: '2001:db8::1' }],
      disposition_id: 1,
    });
    expect(entities).toContain('related domain bad.example.com');
  });

  it('that was blocked failed; a code that OCSF does not know is other', () => {
    const row = { Timestamp: TIME, QueryName: 'example.com', SourceIP: '198.51.100.7' };
    expect(seen(dns, { ...row, ResponseCode: 0, ResolverDecision: 'blockedByCategory' }).facts.outcome).toBe('failure');
    expect(seen(dns, { ...row, ResponseCode: 3 }).event).toMatchObject({
      rcode: 'NXDomain',
      rcode_id: 3,
      status_id: 2,
    });
    expect(seen(dns, { ...row, ResponseCode: 4_000 }).event.rcode_id).toBe(99);
  });
});

it('a session that Gateway blocked was refused', () => {
  const { event } = seen(network, {
    Datetime: TIME,
    SessionID: 's',
    Action: 'block',
    SourceIP: '198.51.100.7',
    DestinationIP: '203.0.113.22',
    DestinationPort: 22,
  });
  expect(event).toMatchObject({ class_uid: 4001, activity_id: 5, disposition_id: 2, dst_endpoint: { port: 22 } });
});

describe('the other datasets of connections', () => {
  it('packets that a network firewall dropped came in, and were refused', () => {
    const { event, entities, facts } = seen(network, {
      Datetime: TIME,
      Direction: 'ingress',
      IPSourceAddress: '203.0.113.9',
      IPDestinationAddress: '198.51.100.20',
      DestinationPort: 27_015,
      IPProtocolName: 'UDP',
      MitigationSystem: 'magic-firewall',
      RuleID: 'rule-9',
      Verdict: 'drop',
    });
    expect(event).toMatchObject({
      activity_id: 5,
      disposition_id: 6,
      action_id: 2,
      connection_info: { protocol_name: 'udp', direction_id: 1 },
      dst_endpoint: { ip: '198.51.100.20', port: 27_015 },
      firewall_rule: { uid: 'rule-9' },
    });
    expect(facts.outcome).toBe('failure');
    expect(entities).toEqual(['source ip 203.0.113.9', 'target ip 198.51.100.20']);
  });

  it('a session is of its person, to where it went, from when it began', () => {
    const { facts, entities } = seen(network, {
      SessionStartTime: TIME,
      SessionEndTime: new Date(NOW + 5_000).toISOString(),
      SessionID: 's-1',
      Email: 'Mara@example.com',
      SourceIP: '198.51.100.7',
      OriginIP: '203.0.113.80',
      OriginPort: 443,
      Protocol: 'TCP',
    });
    expect(facts).toMatchObject({ time: NOW, outcome: 'unknown' });
    expect(entities).toEqual(['actor principal mara@example.com', 'source ip 198.51.100.7', 'related ip 203.0.113.80']);
  });

  it('what intrusion detection found is a finding, and counts less where it was stopped', () => {
    const row = {
      Timestamp: TIME,
      SignatureID: 2_000_001,
      SignatureMessage: 'EXAMPLE known tool',
      SourceIP: '203.0.113.9',
      DestinationIP: '198.51.100.20',
      Protocol: 'tcp',
      Action: 'pass',
    };
    seen(network, row);
    expect(network.verdict(row)).toMatchObject({
      ruleId: 'cloudflare.network:2000001',
      title: 'EXAMPLE known tool',
      severity: 3,
    });
    expect(network.verdict({ ...row, Action: 'drop' })?.severity).toBe(2);
    expect(network.verdict({ Datetime: TIME, SourceIP: '203.0.113.9' })).toBeUndefined();
  });
});

const ALL: readonly (readonly [string, Normalizer, readonly string[]])[] = [
  [
    'http',
    http,
    [
      'EdgeStartTimestamp',
      'Datetime',
      'RayID',
      'ClientIP',
      'ClientRequestHost',
      'ClientRequestURI',
      'EdgeResponseStatus',
      'SecurityAction',
      'SecurityRuleID',
      'URL',
      'ClientRequestMethod',
    ],
  ],
  [
    'firewall',
    firewall,
    [
      'Datetime',
      'Action',
      'RuleID',
      'RayID',
      'MatchIndex',
      'ClientIP',
      'ClientRequestHost',
      'ClientRequestQuery',
      'EdgeResponseStatus',
    ],
  ],
  [
    'audit',
    audit,
    [
      'ActionTimestamp',
      'When',
      'ActionType',
      'ActionResult',
      'ActorEmail',
      'ActorType',
      'ActorIP',
      'ResourceID',
      'ZoneName',
      'AccountID',
    ],
  ],
  ['access', access, ['CreatedAt', 'Allowed', 'Action', 'AppDomain', 'Email', 'IPAddress', 'RayID', 'Connection']],
  [
    'dns',
    dns,
    ['Datetime', 'QueryName', 'QueryType', 'RCode', 'ResolvedIPs', 'SrcIP', 'DstIP', 'ResolverDecision', 'PolicyID'],
  ],
  [
    'network',
    network,
    [
      'Datetime',
      'SourceIP',
      'DestinationIP',
      'SNI',
      'Action',
      'TransportProtocol',
      'PolicyID',
      'SessionID',
      'IPSourceAddress',
      'IPDestinationAddress',
      'OriginIP',
      'Verdict',
      'SignatureID',
      'SignatureMessage',
      'RuleID',
    ],
  ],
];
it.each(ALL)('no record makes %s throw, and one that has a time is valid OCSF', (_name, normalizer, names) => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(TIME, NOW * 1_000_000, '198.51.100.7', 'block', 'x.example.com', 'login', '?', 200),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.dictionary(fc.string(), value),
        fc.dictionary(fc.constantFrom(...names), value).map((r) => ({ ...r, [names[0]!]: TIME })),
      ),
      (row) => {
        normalizer.entities(row);
        normalizer.observables(row);
        normalizer.traits?.(row);
        const facts = normalizer.facts(row);
        const event = normalizer.toOcsf(row, facts.ok ? facts.value : { uid: 'u', time: NOW, outcome: 'unknown' });
        if (facts.ok && facts.value.time === NOW) expect(problemsOf(event)).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});

it.each([
  ['managed_challenge', 2],
  ['js_challenge', 2],
  ['force_connection_close', 2],
  ['challengeFailed', 2],
  ['managedChallengeSkipped', 1],
  ['auditSSH', 1],
  ['quarantined', 2],
])('%s is told however it is written', (action, action_id) => expect(controlOf(action)?.action_id).toBe(action_id));

it('requests that were refused before they had a ray are not one and the same', () => {
  const row = (path: string) => ({ EdgeStartTimestamp: TIME, RayID: '00', ClientRequestPath: path });
  expect(seen(http, row('/a')).facts.uid).not.toBe(seen(http, row('/b')).facts.uid);
  expect(seen(http, row('/a')).facts.uid).toBe(seen(http, row('/a')).facts.uid);
});

it('an application of Access is known by its host, whatever its path', () => {
  const row = { CreatedAt: TIME, Allowed: true, AppDomain: 'wiki.example.com/admin', Email: 'mara@example.com' };
  expect(seen(access, row).entities).toContain('target domain wiki.example.com');
});

it('a query to the DNS firewall has its answer', () => {
  const row = { Timestamp: TIME, QueryName: 'a.example.com', QueryType: 1, ClientResponseCode: 3 };
  expect(seen(dns, row).facts.outcome).toBe('failure');
});

it('an API token of Cloudflare is the same when it is made and when it acts', () => {
  const row = {
    ActionTimestamp: TIME,
    ActionType: 'create',
    ActorID: 'a',
    ResourceType: 'api_token',
    ResourceID: 't1',
  };
  expect(seen(audit, row).entities).toContain('target access_key t1');
  const used = seen(audit, { ...row, ResourceType: 'zone', ActorTokenDetails: { token_id: 't1' } });
  expect(used.entities).toContain('actor access_key t1');
  expect(used.traits).toMatchObject({ accessKey: 't1' });
});

it('a request through Gateway is of a device, too', () => {
  const row = { Datetime: TIME, HTTPHost: 'a.example.com', HTTPMethod: 'GET', DeviceID: 'd1' };
  expect(seen(http, row).entities).toContain('related resource cloudflare:device:d1');
});
