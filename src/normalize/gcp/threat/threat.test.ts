import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { threat } from './index.ts';

const entryOf = (jsonPayload: Record<string, unknown>, log: string) => ({
  jsonPayload,
  insertId: 't1',
  resource: { type: 'x', labels: { location: 'europe-west1-b' } },
  timestamp: '2026-01-10T12:00:05Z',
  logName: `projects/shop/logs/${log}`,
});
const ids = (more: Record<string, unknown> = {}) =>
  entryOf(
    {
      alert_severity: 'HIGH',
      alert_time: '2026-01-10T12:00:00Z',
      name: 'Sample of a path traversal',
      threat_id: '30852',
      type: 'vulnerability',
      source_ip_address: '203.0.113.8',
      destination_ip_address: '10.0.0.5',
      cves: ['CVE-2026-0001'],
      ...more,
    },
    'ids.googleapis.com%2Fthreat',
  );
const firewall = (action: string) =>
  entryOf(
    {
      action,
      connection: {
        clientIp: '203.0.113.8',
        clientPort: 40_112,
        serverIp: '10.0.0.5',
        serverPort: 80,
        protocol: 'tcp',
      },
      threatDetails: {
        id: '30852',
        threat: 'Sample of a path traversal',
        severity: 'HIGH',
        detectionTime: '2026-01-10T12:00:00Z',
        type: 'vulnerability',
      },
      interceptInstance: { projectId: 'shop', zone: 'europe-west1-b', vm: 'web-1' },
    },
    'networksecurity.googleapis.com%2Ffirewall_threat',
  );

describe('a threat in network traffic', () => {
  it.each([
    ['Cloud IDS', ids()],
    ['Cloud NGFW', firewall('ALERT')],
  ])('of %s is a finding from where to whom', (product, record) => {
    const facts = threat.facts(record);
    if (!facts.ok) throw new Error(facts.error);
    expect(facts.value).toMatchObject({ time: Date.UTC(2026, 0, 10, 12), account: 'shop' });
    const event = threat.toOcsf(record, facts.value);
    expect(event).toMatchObject({ class_uid: 2004, severity_id: 4, metadata: { product: { name: product } } });
    expect(problemsOf(event)).toEqual([]);
    expect(threat.verdict(record)).toMatchObject({ ruleId: 'gcp.threat:30852', severity: 4 });
    expect(threat.entities(record).slice(0, 2)).toEqual([
      { type: 'ip', id: '203.0.113.8', role: 'source' },
      { type: 'ip', id: '10.0.0.5', role: 'target' },
    ]);
  });

  it('at a machine’s own firewall names the machine as audit logs do', () => {
    expect(threat.entities(firewall('ALERT')).at(-1)?.id).toBe(
      '//compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1',
    );
  });

  it('that was stopped counts low, and one that is only information finds nothing', () => {
    for (const action of ['DENY', 'drop-packet', 'reset-server'])
      expect(threat.verdict(firewall(action))?.severity).toBe(2);
    expect(threat.verdict(ids({ alert_severity: 'INFORMATIONAL' }))).toBeUndefined();
  });

  it('never throws', () => expect(() => neverThrows(threat, ids())).not.toThrow());
});
