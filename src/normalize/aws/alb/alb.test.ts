import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Entity } from '../../../contracts/entity.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { waf } from '../waf/index.ts';
import { alb } from './index.ts';

const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067';
const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188';
const ACCESS = {
  type: 'h2',
  time: '2026-01-10T12:00:00.123456Z',
  elb: 'app/shop/50dc6c495c0c9188',
  client_ip: '203.0.113.20',
  client_port: '50412',
  target_ip: '10.0.1.12',
  target_port: '8080',
  request_processing_time: '0.001',
  target_processing_time: '0.014',
  response_processing_time: '0.000',
  elb_status_code: '200',
  target_status_code: '200',
  received_bytes: '312',
  sent_bytes: '5120',
  request_verb: 'GET',
  request_url: 'https://shop.example.com:443/basket?id=7',
  request_proto: 'HTTP/2.0',
  user_agent: 'curl/8.0',
  ssl_cipher: 'TLS_AES_128_GCM_SHA256',
  ssl_protocol: 'TLSv1.3',
  target_group_arn: GROUP,
  trace_id: 'Root=1-65a00000-000000000000000000000001',
  domain_name: 'shop.example.com',
  chosen_cert_arn: 'session-reused',
  matched_rule_priority: '10',
  request_creation_time: '2026-01-10T12:00:00.108000Z',
  actions_executed: 'waf,forward',
  redirect_url: '-',
  error_reason: '-',
  classification: '-',
  classification_reason: '-',
  conn_trace_id: 'TID_1234',
};
const CONNECTION = {
  time: '2026-01-10T12:00:00.123456Z',
  client_ip: '203.0.113.20',
  client_port: '50412',
  listener_port: '443',
  tls_protocol: 'TLSv1.3',
  tls_cipher: 'TLS_AES_128_GCM_SHA256',
  tls_handshake_latency: '0.012',
  leaf_client_cert_subject: '-',
  leaf_client_cert_validity: '-',
  leaf_client_cert_serial_number: '-',
  tls_verify_status: '-',
  conn_trace_id: 'TID_1234',
};
function eventOf(record: Record<string, unknown>) {
  const facts = alb.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = alb.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return event;
}
const uidOf = (record: Record<string, unknown>) => {
  const facts = alb.facts(record);
  return facts.ok ? facts.value.uid : undefined;
};

describe('a request', () => {
  it('is HTTP Activity with its answer, its way and its load balancer', () => {
    expect(eventOf(ACCESS)).toMatchObject({
      class_uid: 4002,
      activity_id: 3,
      time: Date.UTC(2026, 0, 10, 12, 0, 0, 123),
      start_time: Date.UTC(2026, 0, 10, 12, 0, 0, 108),
      status_id: 1,
      http_request: {
        http_method: 'GET',
        user_agent: 'curl/8.0',
        url: {
          url_string: 'https://shop.example.com:443/basket?id=7',
          scheme: 'https',
          hostname: 'shop.example.com',
          port: 443,
          path: '/basket',
          query_string: 'id=7',
        },
      },
      http_response: { code: 200, length: 5120 },
      src_endpoint: { ip: '203.0.113.20', port: 50_412 },
      dst_endpoint: { ip: '10.0.1.12', port: 8080, hostname: 'shop.example.com' },
      load_balancer: { uid: ARN, name: 'app/shop/50dc6c495c0c9188' },
      tls: { version: 'TLSv1.3', sni: 'shop.example.com' },
      traffic: { bytes_in: 312, bytes_out: 5120 },
      unmapped: { actions_executed: 'waf,forward', target_group_arn: GROUP },
    });
  });

  it.each([
    ['200', 'success'],
    ['301', 'success'],
    ['403', 'failure'],
    ['502', 'failure'],
    ['-', 'unknown'],
    ['999', 'unknown'],
  ])('answered with %s is a %s', (code, outcome) => {
    expect(alb.facts({ ...ACCESS, elb_status_code: code })).toMatchObject({ ok: true, value: { outcome } });
  });

  it.each([
    ['https://shop.example.com', { hostname: 'shop.example.com' }],
    ['https://[2001:db8::1]:8443/?a', { hostname: '[2001:db8::1]', port: 8443, path: '/', query_string: 'a' }],
    ['https://h?u=https://x/y', { hostname: 'h', query_string: 'u=https://x/y' }],
    ['/odd path', { path: '/odd path' }],
  ])('for %s keeps what was written and tells its parts', (url, parts) => {
    expect(eventOf({ ...ACCESS, request_url: url }).http_request?.url).toMatchObject({ url_string: url, ...parts });
  });

  it('is not another one with the trace id that a client chose', () => {
    const uids = [
      ACCESS,
      { ...ACCESS, time: '2026-01-10T12:00:00.123457Z' },
      { ...ACCESS, client_port: '50413' },
      { ...ACCESS, request_url: 'https://shop.example.com:443/admin' },
    ].map(uidOf);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uidOf({ ...ACCESS, target_processing_time: '0.015' })).toBe(uids[0]);
  });

  it('names the load balancer as AWS WAF’s record of it does', () => {
    const judged = waf.entities({
      webaclId: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/8e2f1a3b',
      httpSourceName: 'ALB',
      httpSourceId: '123456789012-app/shop/50dc6c495c0c9188',
      httpRequest: { clientIp: '203.0.113.20' },
    });
    expect(alb.entities(ACCESS).map((e) => e.id)).toEqual(judged.slice(0, 2).map((e) => e.id));
  });

  it('that no target got names the balancer by its certificate, or as AWS wrote it', () => {
    const none = { ...ACCESS, target_group_arn: '-' };
    const certificate = { ...none, chosen_cert_arn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' };
    expect(alb.entities(certificate)[1]).toMatchObject({ id: ARN, account: '123456789012', region: 'eu-west-1' });
    expect(alb.entities(none)[1]).toEqual({ type: 'resource', id: 'app/shop/50dc6c495c0c9188', role: 'target' });
    const imported = { ...none, chosen_cert_arn: 'arn:aws:iam::123456789012:server-certificate/x' };
    expect(alb.facts(imported)).not.toHaveProperty('value.account');
  });
});

describe('a connection', () => {
  it('is Network Activity', () => {
    expect(eventOf(CONNECTION)).toMatchObject({
      class_uid: 4001,
      activity_id: 1,
      src_endpoint: { ip: '203.0.113.20', port: 50_412 },
      dst_endpoint: { port: 443 },
      connection_info: { direction_id: 1, uid: 'TID_1234' },
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
    });
  });

  it('whose client certificate was refused failed', () => {
    const refused = {
      ...CONNECTION,
      tls_verify_status: 'Failed:ClientCertUntrusted',
      leaf_client_cert_subject: 'CN=x',
    };
    expect(eventOf(refused)).toMatchObject({
      activity_id: 4,
      status_id: 2,
      status_detail: 'Failed:ClientCertUntrusted',
      unmapped: { leaf_client_cert_subject: 'CN=x' },
    });
  });

  it('concerns its client; the log does not say the balancer', () => {
    expect(alb.entities(CONNECTION)).toEqual([{ type: 'ip', id: '203.0.113.20', role: 'source' }]);
    expect(alb.observables(CONNECTION)).toEqual([['ip', '203.0.113.20']]);
  });
});

it('no record breaks it', () => {
  const value = fc.oneof(
    fc.constantFrom(
      '-',
      '',
      'x'.repeat(3_000),
      `arn:${'p'.repeat(1_990)}:a:b:123456789012:c`,
      GROUP,
      '://',
      '?',
      ':',
      '200',
    ),
    fc.string(),
    fc.jsonValue(),
  );
  const part = (o: object) =>
    fc.record(Object.fromEntries(Object.keys(o).map((k) => [k, value])), { requiredKeys: [] });
  const record = fc.oneof(part(ACCESS), part(CONNECTION), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(record, (r) => {
      for (const e of alb.entities(r)) Entity.parse(e);
      alb.observables(r);
      const facts = alb.facts(r);
      alb.toOcsf(r, facts.ok ? facts.value : { uid: 'u', time: 1, outcome: 'unknown' });
    }),
  );
});
