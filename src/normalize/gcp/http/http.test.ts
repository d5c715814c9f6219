import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { http } from './index.ts';

const entryOf = (httpRequest: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  httpRequest: {
    requestMethod: 'GET',
    requestUrl: 'https://Shop.example.com/a?b=c',
    status: 200,
    remoteIp: '198.51.100.7',
    userAgent: 'curl/8',
    responseSize: '120',
    ...httpRequest,
  },
  insertId: 'r1',
  resource: { type: 'http_load_balancer', labels: { project_id: 'shop', zone: 'global' } },
  timestamp: '2026-01-10T12:00:00Z',
  logName: 'projects/shop/logs/requests',
  ...more,
});
function seen(record: Record<string, unknown>) {
  const facts = http.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = http.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return { facts: facts.value, event };
}

describe('a request to a load balancer', () => {
  it('is HTTP Activity of its client', () => {
    const { event, facts } = seen(entryOf());
    expect(facts).toMatchObject({ account: 'shop', outcome: 'success', time: Date.UTC(2026, 0, 10, 12) });
    expect(event).toMatchObject({
      class_uid: 4002,
      activity_id: 3,
      http_request: { url: { hostname: 'shop.example.com', path: '/a', query_string: 'b=c' } },
      http_response: { code: 200 },
      src_endpoint: { ip: '198.51.100.7' },
      traffic: { bytes_out: 120 },
    });
    expect(event).not.toHaveProperty('disposition_id');
    expect(http.entities(entryOf()).map((e) => `${e.role} ${e.id}`)).toEqual([
      'source 198.51.100.7',
      'target shop.example.com',
    ]);
  });

  it.each([
    ['DENY', 2],
    ['ACCEPT', 1],
  ])('that Cloud Armor looked at (%s) has a disposition', (outcome, disposition_id) => {
    const policy = { enforcedSecurityPolicy: { name: 'edge', outcome, priority: 7 } };
    const { event } = seen(entryOf({ status: 403 }, { jsonPayload: policy }));
    expect(event).toMatchObject({ disposition_id, status_id: 2, firewall_rule: { uid: 'edge/7', name: 'edge' } });
  });

  it('to an address has no domain; one with its client’s port has its client', () => {
    const record = entryOf({ requestUrl: 'https://203.0.113.80/x', remoteIp: '198.51.100.7:51234' });
    expect(http.entities(record).map((e) => e.id)).toEqual(['198.51.100.7']);
    seen(record);
  });
});

it('no record makes it throw, and one that has a time is valid OCSF', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.webUrl(),
    fc.constantFrom('//x', 'data:,', '1.2.3.4:5', '::1'),
  );
  const names = fc.constantFrom(
    'requestMethod',
    'requestUrl',
    'status',
    'remoteIp',
    'serverIp',
    'userAgent',
    'protocol',
  );
  fc.assert(
    fc.property(fc.dictionary(names, value), value, (request, jsonPayload) => {
      const record = entryOf(request, { jsonPayload });
      http.entities(record);
      http.observables(record);
      seen(record);
    }),
    { numRuns: 200 },
  );
});
