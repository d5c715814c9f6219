import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { dns } from './index.ts';

const entry = (payload: Record<string, unknown> = {}) => ({
  insertId: 'q1',
  logName: 'projects/shop/logs/dns.googleapis.com%2Fdns_queries',
  timestamp: '2026-01-10T12:00:00.5Z',
  resource: { type: 'dns_query', labels: { project_id: 'shop', location: 'europe-west1' } },
  jsonPayload: {
    queryName: 'Bad.Example.com.',
    queryType: 'A',
    responseCode: 'NOERROR',
    rdata: 'bad.example.com.\t300\tIN\ta\t192.0.2.66\nbad.example.com.\t300\tIN\ta\t192.0.2.67',
    sourceIP: '10.0.0.3',
    vmInstanceName: '123456789012.web-1',
    vmProjectId: 'shop',
    vmZoneName: 'europe-west1-b',
    ...payload,
  },
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = dns.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const ocsf = (record: Record<string, unknown>) => dns.toOcsf(record, factsOf(record));

describe('a query of Cloud DNS', () => {
  it('is asked by a machine, by the name that it has elsewhere, for a domain', () => {
    expect(dns.entities(entry()).map((e) => `${e.role} ${e.type} ${e.id}`)).toEqual([
      'actor instance //compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1',
      'source ip 10.0.0.3',
      'related domain bad.example.com',
    ]);
    expect(factsOf(entry())).toMatchObject({ account: 'shop', region: 'europe-west1', outcome: 'success' });
  });

  it('has its answers as observables', () => {
    expect(dns.observables(entry())).toEqual([
      ['ip', '10.0.0.3'],
      ['domain', 'bad.example.com'],
      ['ip', '192.0.2.66'],
      ['ip', '192.0.2.67'],
    ]);
    expect(ocsf(entry()).answers).toEqual([
      { type: 'A', rdata: '192.0.2.66' },
      { type: 'A', rdata: '192.0.2.67' },
    ]);
  });

  it.each([
    ['NXDOMAIN', 3, 'NXDomain'],
    ['SERVFAIL', 2, 'ServError'],
    ['BADVERS', 99, 'BADVERS'],
  ])('that ends with %s is a failure', (responseCode, rcode_id, rcode) => {
    const record = entry({ responseCode, rdata: undefined });
    expect(factsOf(record).outcome).toBe('failure');
    expect(ocsf(record)).toMatchObject({ rcode_id, rcode });
    expect(problemsOf(ocsf(record))).toEqual([]);
  });

  it('for the root is about no domain', () => {
    const record = entry({ queryName: '.', vmInstanceName: undefined });
    expect(dns.entities(record).map((e) => e.type)).toEqual(['ip']);
    expect(problemsOf(ocsf(record))).toEqual([]);
  });

  it('never throws, whatever its fields hold', () => {
    expect(() => neverThrows(dns, entry())).not.toThrow();
    expect(() => neverThrows({ ...dns }, { ...entry(), jsonPayload: { queryName: 'a', rdata: 5 } })).not.toThrow();
  });
});

it('a query whose source is no address still has one end', () => {
  const event = ocsf(entry({ sourceIP: '999.1.2.3' }));
  expect(problemsOf(event)).toEqual([]);
  expect(event.dst_endpoint).toEqual({ svc_name: 'Cloud DNS' });
});

it('answers in parts are answers, where there are no lines', () => {
  const structuredRdata = [
    { domainName: 'bad.example.com.', type: 'A', class: 'IN', ttl: '300', rvalue: '192.0.2.66' },
  ];
  const record = entry({ rdata: undefined, structuredRdata });
  expect(ocsf(record).answers).toEqual([{ type: 'A', rdata: '192.0.2.66' }]);
  expect(dns.observables(record)).toContainEqual(['ip', '192.0.2.66']);
});
