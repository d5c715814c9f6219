import { describe, expect, it } from 'vitest';
import { Collector } from '../collect.ts';
import { addRecord, formatOf } from './index.ts';

const LOG = { logName: 'projects/shop/logs/x', timestamp: '2026-01-10T12:00:00Z', insertId: 'a' };

describe('a log entry of Google Cloud', () => {
  it('is an audit log by its payload’s type, or by its method where a copy lost the type', () => {
    const named = { serviceName: 'storage.googleapis.com', methodName: 'storage.objects.get' };
    const typed = { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog' };
    expect(formatOf({ ...LOG, protoPayload: typed })).toBe('gcp.audit');
    expect(formatOf({ ...LOG, protoPayload: named })).toBe('gcp.audit');
    expect(formatOf({ timestamp: LOG.timestamp, protoPayload: typed })).toBe('gcp.audit');
    expect(formatOf({ timestamp: LOG.timestamp, protoPayload: named })).toBeUndefined();
  });

  it('of another payload is none', () => {
    const request = {
      '@type': 'type.googleapis.com/google.appengine.logging.v1.RequestLog',
      methodName: 'a',
      serviceName: 'b',
    };
    expect(formatOf({ ...LOG, protoPayload: request })).toBeUndefined();
    expect(formatOf({ ...LOG, textPayload: 'hello' })).toBeUndefined();
    expect(formatOf({ protoPayload: { methodName: 'a', serviceName: 'b' } })).toBeUndefined();
  });

  it('is a flow if it says who reports it, and of a firewall if it says what was done', () => {
    const connection = { src_ip: '192.0.2.1', dest_ip: '192.0.2.2' };
    const log = { ...LOG, logName: 'projects/shop/logs/compute.googleapis.com%2Fx' };
    expect(formatOf({ ...log, jsonPayload: { reporter: 'SRC', connection } })).toBe('gcp.vpcflow');
    expect(formatOf({ ...log, jsonPayload: { disposition: 'DENIED', connection } })).toBe('gcp.firewall');
    expect(formatOf({ ...log, jsonPayload: { connection } })).toBeUndefined();
  });

  it.each([
    ['a flow', 'gcp.vpcflow', { reporter: 'SRC', connection: { src_ip: '192.0.2.1' } }],
    ['a firewall', 'gcp.firewall', { disposition: 'DENIED', connection: { src_ip: '192.0.2.1' } }],
    ['a query', 'gcp.dns', { queryName: 'a.', queryType: 'A' }],
    ['a threat', 'gcp.threat', { alert_severity: 'HIGH', source_ip_address: '192.0.2.1' }],
    ['a threat to a firewall', 'gcp.threat', { threatDetails: {}, connection: {} }],
  ])('is %s in a log of Google’s, and not where a container prints it', (_name, format, jsonPayload) => {
    const inLog = (name: string) => formatOf({ ...LOG, logName: `projects/shop/logs/${name}`, jsonPayload });
    expect(inLog('a.googleapis.com%2Fb')).toBe(format);
    expect(inLog('stdout')).toBeUndefined();
  });

  it('is a request if it has one', () => {
    expect(formatOf({ ...LOG, httpRequest: { requestMethod: 'GET' } })).toBe('gcp.http');
    expect(formatOf({ ...LOG, httpRequest: {} })).toBeUndefined();
  });
});

it('a finding is told by its name, with or without the configuration that sends it', () => {
  const finding = { name: 'organizations/1/sources/2/findings/3', parent: 'organizations/1/sources/2', category: 'X' };
  expect(formatOf({ finding })).toBe('gcp.scc');
  expect(formatOf({ notificationConfigName: 'x', finding })).toBe('gcp.scc');
  expect(formatOf({ finding: { name: 'x', category: 'X', parent: 'y' } })).toBeUndefined();
  expect(formatOf(Object.create({ finding }) as Record<string, unknown>)).toBeUndefined();
});

const read = (value: unknown) => {
  const into = new Collector(10);
  addRecord(into, value, () => 'x');
  return into;
};

it('an entry of another product is an event with its own time, its project and one id by every road', () => {
  const entry = { ...LOG, resource: { type: 'k8s_container' }, textPayload: 'hello' };
  const [record] = read(entry).records;
  expect(record).toMatchObject({
    format: 'vedette.event',
    value: { textPayload: 'hello', time: LOG.timestamp, account: 'shop', event_type: 'x' },
  });
  const again = read({ ...entry, time: '2026-01-10T12:00:09Z', event_id: '17' }).records[0];
  expect(again?.value['event_id']).toBe(record?.value['event_id']);
  expect(read({ ...entry, insertId: 'b' }).records[0]?.value['event_id']).not.toBe(record?.value['event_id']);
});

it('pages of entries and of findings are what they hold', () => {
  const entry = { ...LOG, protoPayload: { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog' } };
  expect(read({ entries: [entry, entry], nextPageToken: 'n' }).records.map((r) => r.format)).toEqual([
    'gcp.audit',
    'gcp.audit',
  ]);
  const finding = { name: 'organizations/1/sources/2/findings/3', parent: 'organizations/1/sources/2', category: 'X' };
  expect(read({ listFindingsResults: [{ finding }], totalSize: 1 }).records.map((r) => r.format)).toEqual(['gcp.scc']);
  expect(read({ entries: [{ id: 1 }] }).bad).toHaveLength(1);
});

it('an activity of the Reports API says who did what when, each of a page by itself', () => {
  const activity = (uniqueQualifier: string) => ({
    kind: 'admin#reports#activity',
    id: { time: '2026-01-10T12:00:00.000Z', uniqueQualifier, applicationName: 'login', customerId: 'C1' },
    actor: { email: 'Mara@example.com' },
    ipAddress: '203.0.113.9',
    events: [{ type: 'login', name: 'login_failure' }],
  });
  const page = read({ kind: 'admin#reports#activities', items: [activity('1'), activity('2')] }).records;
  expect(page).toHaveLength(2);
  expect(page[0]?.value).toMatchObject({
    time: '2026-01-10T12:00:00.000Z',
    event_type: 'login.login_failure',
    user: 'mara@example.com',
    source_ip: '203.0.113.9',
  });
  expect(page[0]?.value['event_id']).not.toBe(page[1]?.value['event_id']);
});

it('incidents of Cloud Monitoring and changes of assets have their own time, and one id by every road', () => {
  const incident = { incident_id: '0.abc', started_at: 1_768_046_400, state: 'open', scoping_project_id: 'shop' };
  const [opened] = read({ version: '1.2', incident }).records;
  expect(opened).toMatchObject({
    format: 'vedette.event',
    value: { time: '2026-01-10T12:00:00.000Z', event_id: '0.abc:open', account: 'shop' },
  });
  const closed = { ...incident, state: 'closed', ended_at: 1_768_046_460 };
  expect(read({ incident: closed }).records[0]?.value).toMatchObject({
    time: '2026-01-10T12:01:00.000Z',
    event_id: '0.abc:closed',
  });
  const name = '//storage.googleapis.com/shop';
  const change = { asset: { name, assetType: 'storage.googleapis.com/Bucket' }, window: { startTime: LOG.timestamp } };
  expect(read(change).records[0]?.value).toMatchObject({ time: LOG.timestamp, source: name });
});
