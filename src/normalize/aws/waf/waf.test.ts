import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Entity } from '../../../contracts/entity.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { waf } from './index.ts';

const ACL = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/8e2f1a3b-6c4d-4e7a-9b1f-2d5e8c3a7f1b';
const request = (more: object = {}, http: object = {}) => ({
  timestamp: 1_768_046_400_123,
  formatVersion: 1,
  webaclId: ACL,
  terminatingRuleId: 'Default_Action',
  terminatingRuleType: 'REGULAR',
  action: 'ALLOW',
  httpSourceName: 'ALB',
  httpSourceId: '123456789012-app/shop/50dc6c495c0c9188',
  ruleGroupList: [],
  nonTerminatingMatchingRules: [],
  responseCodeSent: null,
  httpRequest: {
    clientIp: '203.0.113.20',
    country: 'NL',
    headers: [
      { name: 'HOST', value: 'shop.example.com' },
      { name: 'user-agent', value: 'curl/8.0' },
      { name: 'X-Forwarded-For', value: '192.0.2.99' },
    ],
    uri: '/basket',
    args: 'id=7',
    httpVersion: 'HTTP/1.1',
    httpMethod: 'POST',
    requestId: '1-65a00000-000000000000000000000001',
    ...http,
  },
  ...more,
});
function eventOf(record: Record<string, unknown>) {
  const facts = waf.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = waf.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return event;
}
const uidOf = (record: Record<string, unknown>) => {
  const facts = waf.facts(record);
  return facts.ok ? facts.value.uid : undefined;
};

describe('a request that a web ACL judged', () => {
  it('is HTTP Activity by its method, with what it asked for', () => {
    expect(eventOf(request())).toMatchObject({
      class_uid: 4002,
      activity_id: 6,
      type_uid: 400_206,
      time: 1_768_046_400_123,
      status_id: 1,
      src_endpoint: { ip: '203.0.113.20' },
      dst_endpoint: { hostname: 'shop.example.com', svc_name: 'ALB' },
      http_request: {
        http_method: 'POST',
        user_agent: 'curl/8.0',
        url: { hostname: 'shop.example.com', path: '/basket', query_string: 'id=7' },
      },
      policy: { uid: ACL },
      cloud: { provider: 'AWS', region: 'eu-west-1', account: { uid: '123456789012' } },
      unmapped: { country: 'NL', x_forwarded_for: '192.0.2.99' },
    });
  });

  it.each([
    ['ALLOW', 'success', 1, 1],
    ['BLOCK', 'failure', 2, 2],
    ['COUNT', 'unknown', 1, 20],
    ['CAPTCHA', 'failure', 2, 22],
    ['CHALLENGE', 'failure', 2, 23],
    ['SOMETHING_NEW', 'unknown', 0, 0],
  ])('with %s is a %s', (action, outcome, actionId, dispositionId) => {
    const record = request({ action });
    expect(waf.facts(record)).toMatchObject({ ok: true, value: { outcome, operation: `waf:${action}` } });
    expect(eventOf(record)).toMatchObject({ action_id: actionId, disposition_id: dispositionId });
  });

  it('names the rule that ended it, in a group too, with the answer and the labels', () => {
    const blocked = request({
      action: 'BLOCK',
      terminatingRuleId: 'AWS-AWSManagedRulesSQLiRuleSet',
      terminatingRuleType: 'MANAGED_RULE_GROUP',
      ruleGroupList: [{ ruleGroupId: 'g', terminatingRule: null }, { terminatingRule: { ruleId: 'SQLi_BODY' } }],
      labels: [{ name: 'awswaf:managed:aws:sql-database:SQLi_Body' }],
      responseCodeSent: 403,
    });
    expect(eventOf(blocked)).toMatchObject({
      firewall_rule: { uid: 'AWS-AWSManagedRulesSQLiRuleSet', name: 'SQLi_BODY', type: 'MANAGED_RULE_GROUP' },
      http_response: { code: 403 },
      unmapped: { labels: ['awswaf:managed:aws:sql-database:SQLi_Body'] },
    });
  });

  it('is not another one with the trace id that a client chose', () => {
    const uids = [
      request(),
      request({ timestamp: 1_768_046_400_124 }),
      request({}, { clientIp: '203.0.113.21' }),
      request({}, { uri: '/admin' }),
      request({ webaclId: `${ACL}2` }),
    ].map(uidOf);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uidOf(request())).toBe(uids[0]);
  });

  it('concerns the client, the load balancer by its ARN, and the web ACL', () => {
    const place = { account: '123456789012', region: 'eu-west-1' };
    expect(waf.entities(request())).toEqual([
      { type: 'ip', id: '203.0.113.20', role: 'source' },
      {
        type: 'resource',
        id: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188',
        role: 'target',
        ...place,
      },
      { type: 'resource', id: ACL, role: 'related', ...place },
    ]);
  });

  it.each([
    ['a distribution', 'CF', 'E1A2B3C4D5E6F7', 'arn:aws:cloudfront::123456789012:distribution/E1A2B3C4D5E6F7'],
    ['an API', 'APIGW', '123456789012:a1b2c3d4e5:prod', '123456789012:a1b2c3d4e5:prod'],
    [
      'an ARN',
      'APPSYNC',
      'arn:aws:appsync:eu-west-1:123456789012:apis/x',
      'arn:aws:appsync:eu-west-1:123456789012:apis/x',
    ],
  ])('may be for %s', (_, httpSourceName, httpSourceId, id) => {
    expect(waf.entities(request({ httpSourceName, httpSourceId }))[1]).toMatchObject({ role: 'target', id });
  });

  it('shows the client’s address only: whatever else it shows is the client’s word', () => {
    expect(waf.observables(request())).toEqual([['ip', '203.0.113.20']]);
    expect(waf.observables(request({}, { clientIp: '-' }))).toEqual([]);
  });

  it('of the classic WAF belongs to no account', () => {
    expect(waf.facts(request({ webaclId: '385cb038-3a6f-4f2f-ac64-09ab912af590' }))).not.toHaveProperty(
      'value.account',
    );
  });

  it('without a time or an action is no event', () => {
    expect(waf.facts(request({ timestamp: 'now' }))).toMatchObject({ ok: false });
    expect(waf.facts(request({ action: null }))).toMatchObject({ ok: false });
  });
});

it('a request without a path is one of the root', () => {
  const record = request({}, { uri: '', args: '', headers: [] });
  const facts = waf.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = waf.toOcsf(record, facts.value);
  expect(event.http_request?.url?.path).toBe('/');
  expect(problemsOf(event)).toEqual([]);
});

it('no record breaks it', () => {
  const text = fc.oneof(
    fc.constantFrom('-', '', `123456789012-app/${'x'.repeat(3_000)}`, ACL, 'arn:', 'ALB', 'BLOCK', 'app/x'),
    fc.string(),
    fc.jsonValue(),
  );
  const part = (o: object) => fc.record(Object.fromEntries(Object.keys(o).map((k) => [k, text])), { requiredKeys: [] });
  const record = fc.oneof(
    fc.tuple(part(request()), part(request().httpRequest)).map(([r, h]) => ({ ...r, httpRequest: h })),
    fc.dictionary(fc.string(), fc.jsonValue()),
  );
  fc.assert(
    fc.property(record, (r) => {
      for (const e of waf.entities(r)) Entity.parse(e);
      waf.observables(r);
      const facts = waf.facts(r);
      waf.toOcsf(r, facts.ok ? facts.value : { uid: 'u', time: 1, outcome: 'unknown' });
    }),
  );
});

it('a method that OCSF does not list is its activity’s word', () => {
  const event = eventOf(request({}, { httpMethod: 'PATCH' }));
  expect(event).toMatchObject({ activity_id: 99, type_uid: 400_299, activity_name: 'PATCH' });
  expect(event.http_request).not.toHaveProperty('http_method');
});

it('a request to nobody knows what has an end all the same', () => {
  const bare = request({ httpSourceName: undefined, httpSourceId: undefined, webaclId: undefined }, { headers: [] });
  expect(eventOf(bare).dst_endpoint).toEqual({ name: 'unknown' });
});
