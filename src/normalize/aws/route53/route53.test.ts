import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Entity } from '../../../contracts/entity.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { guardduty } from '../guardduty/index.ts';
import { route53 } from './index.ts';

const QUERY = {
  version: '1.100000',
  account_id: '123456789012',
  region: 'eu-west-1',
  vpc_id: 'vpc-0a1b2c3d4e5f60718',
  query_timestamp: '2026-01-10T12:00:00Z',
  query_name: 'API.Example.com.',
  query_type: 'A',
  query_class: 'IN',
  rcode: 'NOERROR',
  answers: [
    { Rdata: 'edge.example.net.', Type: 'CNAME', Class: 'IN' },
    { Rdata: '203.0.113.80', Type: 'A', Class: 'IN' },
    { Rdata: '203.0.113.80', Type: 'A', Class: 'IN' },
  ],
  srcaddr: '10.0.1.12',
  srcport: '40312',
  transport: 'UDP',
  srcids: { instance: 'i-0a1b2c3d4e5f60718' },
};
const BLOCKED = {
  ...QUERY,
  query_name: 'bad.example.org.',
  rcode: 'NOERROR',
  answers: [],
  firewall_rule_action: 'BLOCK',
  firewall_rule_group_id: 'rslvr-frg-0a1b2c3d4e5f6071',
  firewall_domain_list_id: 'rslvr-fdl-0a1b2c3d4e5f6071',
};
function eventOf(record: Record<string, unknown>) {
  const facts = route53.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = route53.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return event;
}

describe('a DNS query', () => {
  it('is DNS Activity with its answer', () => {
    expect(eventOf(QUERY)).toMatchObject({
      class_uid: 4003,
      activity_id: 6,
      type_uid: 400_306,
      time: Date.UTC(2026, 0, 10, 12),
      query: { hostname: 'api.example.com', type: 'A', class: 'IN' },
      answers: [{ rdata: 'edge.example.net.', type: 'CNAME' }, { rdata: '203.0.113.80' }, { rdata: '203.0.113.80' }],
      rcode: 'NoError',
      rcode_id: 0,
      src_endpoint: { ip: '10.0.1.12', port: 40_312, instance_uid: 'i-0a1b2c3d4e5f60718', vpc_uid: QUERY.vpc_id },
      connection_info: { protocol_num: 17, direction_id: 2 },
      cloud: { provider: 'AWS', region: 'eu-west-1', account: { uid: '123456789012' } },
      metadata: { profiles: ['cloud'] },
    });
  });

  it.each([
    ['NXDOMAIN', 3, 'NXDomain'],
    ['SERVFAIL', 2, 'ServError'],
    ['REFUSED', 5, 'Refused'],
    ['BADCOOKIE', 99, 'BADCOOKIE'],
  ])('answered with %s has that code and failed', (rcode, id, caption) => {
    expect(eventOf({ ...QUERY, rcode })).toMatchObject({ rcode_id: id, rcode: caption, status_id: 2 });
  });

  it('that DNS Firewall blocked is denied by its rule, whatever the answer says', () => {
    expect(route53.facts(BLOCKED)).toMatchObject({ ok: true, value: { outcome: 'failure' } });
    expect(eventOf(BLOCKED)).toMatchObject({
      action_id: 2,
      disposition_id: 2,
      status_id: 2,
      firewall_rule: { uid: 'rslvr-frg-0a1b2c3d4e5f6071', name: 'rslvr-fdl-0a1b2c3d4e5f6071' },
      metadata: { profiles: ['cloud', 'security_control'] },
    });
  });

  it.each([
    ['ALERT', 1, 19],
    ['ALLOW', 1, 1],
  ])('with %s of DNS Firewall went through', (action, actionId, dispositionId) => {
    const event = eventOf({ ...BLOCKED, firewall_rule_action: action });
    expect(event).toMatchObject({ action_id: actionId, disposition_id: dispositionId, status_id: 1 });
  });

  it('concerns who asked, its machine as GuardDuty names it, and the name', () => {
    const finding = guardduty.entities({
      accountId: '123456789012',
      region: 'eu-west-1',
      resource: { instanceDetails: { instanceId: 'i-0a1b2c3d4e5f60718' } },
    });
    const found = route53.entities(QUERY);
    expect(found).toContainEqual({ ...finding[0], role: 'related' });
    expect(found.map((e) => [e.type, e.id, e.role])).toEqual([
      ['ip', '10.0.1.12', 'source'],
      ['instance', 'i-0a1b2c3d4e5f60718', 'related'],
      ['domain', 'api.example.com', 'related'],
    ]);
  });

  it('shows the name, names and addresses behind it, and the client, each once', () => {
    expect(route53.observables(QUERY)).toEqual([
      ['domain', 'api.example.com'],
      ['domain', 'edge.example.net'],
      ['ip', '203.0.113.80'],
      ['ip', '10.0.1.12'],
    ]);
  });

  it('that came through an endpoint names it', () => {
    const forwarded = {
      ...QUERY,
      srcids: { resolver_endpoint: 'rslvr-in-0a1b2c3d4e5f60718', resolver_network_interface: 'rni-1' },
    };
    expect(route53.entities(forwarded)).toContainEqual(
      expect.objectContaining({ type: 'resource', id: 'rslvr-in-0a1b2c3d4e5f60718', role: 'related' }),
    );
    expect(eventOf(forwarded).unmapped).toMatchObject({ resolver_network_interface: 'rni-1' });
  });

  it('keeps what a rule says that has no place, and a rule that did nothing', () => {
    const rule = { firewall_rule_group_id: 'g', firewall_domain_list_id: 'l', firewall_next_year: 'x' };
    expect(eventOf({ ...QUERY, ...rule }).unmapped).toMatchObject(rule);
    const { unmapped } = eventOf({ ...QUERY, ...rule, firewall_rule_action: 'BLOCK' });
    expect(unmapped).toMatchObject({ firewall_next_year: 'x', firewall_rule_action: 'BLOCK' });
    expect(unmapped).not.toHaveProperty('firewall_rule_group_id');
  });

  it('is the same by what it says, and another from another port', () => {
    expect(route53.facts({ ...QUERY })).toEqual(route53.facts(QUERY));
    expect(route53.facts({ ...QUERY, srcport: '40313' })).not.toEqual(route53.facts(QUERY));
  });

  it('without a time or a name is no event', () => {
    expect(route53.facts({ ...QUERY, query_timestamp: 'then' })).toMatchObject({ ok: false });
    expect(route53.facts({ ...QUERY, query_name: '' })).toMatchObject({ ok: false });
  });
});

it('no record breaks it', () => {
  const value = fc.oneof(fc.constantFrom('-', '', '.', '10.0.0.1', 'CNAME'), fc.string(), fc.jsonValue());
  const answers = fc.array(
    fc.oneof(fc.record({ Rdata: value, Type: value, Class: value }, { requiredKeys: [] }), fc.jsonValue()),
  );
  const named = fc.record(Object.fromEntries(Object.keys(BLOCKED).map((k) => [k, value])), { requiredKeys: [] });
  const record = fc.oneof(
    fc.tuple(named, answers).map(([r, a]) => ({ ...r, answers: a })),
    fc.dictionary(fc.string(), fc.jsonValue()),
  );
  fc.assert(
    fc.property(record, (r) => {
      for (const e of route53.entities(r)) Entity.parse(e);
      route53.observables(r);
      const facts = route53.facts(r);
      route53.toOcsf(r, facts.ok ? facts.value : { uid: 'u', time: 1, outcome: 'unknown' });
    }),
  );
});

it('a rule of which nothing is said that it did is no decision', () => {
  const { firewall_rule_action: _none, ...record } = BLOCKED;
  const event = eventOf(record);
  expect(event).not.toHaveProperty('firewall_rule');
  expect(event.unmapped).toMatchObject({ firewall_rule_group_id: BLOCKED.firewall_rule_group_id });
});
