import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { vpcflow } from './index.ts';

const flowOf = (payload: Record<string, unknown> = {}) => ({
  jsonPayload: {
    reporter: 'DEST',
    connection: { src_ip: '203.0.113.9', src_port: 50_604, dest_ip: '192.0.2.10', dest_port: 22, protocol: 6 },
    bytes_sent: '5342',
    packets_sent: '32',
    start_time: '2026-01-10T11:59:50.5Z',
    end_time: '2026-01-10T12:00:00Z',
    dest_instance: { project_id: 'shop', zone: 'europe-west1-b', vm_name: 'web-1' },
    ...payload,
  },
  insertId: 'flow1',
  resource: { type: 'gce_subnetwork', labels: { project_id: 'shop', location: 'europe-west1-b' } },
  timestamp: '2026-01-10T12:00:03Z',
  logName: 'projects/shop/logs/compute.googleapis.com%2Fvpc_flows',
});

describe('a VPC flow log', () => {
  it('is Network Activity with both ends, as seen by the machine that reports', () => {
    const facts = vpcflow.facts(flowOf());
    if (!facts.ok) throw new Error(facts.error);
    expect(facts.value).toMatchObject({
      time: Date.UTC(2026, 0, 10, 11, 59, 50, 500),
      account: 'shop',
      outcome: 'unknown',
    });
    const event = vpcflow.toOcsf(flowOf(), facts.value);
    expect(event).toMatchObject({
      class_uid: 4001,
      type_uid: 400106,
      src_endpoint: { ip: '203.0.113.9', port: 50_604 },
      dst_endpoint: { ip: '192.0.2.10', port: 22, name: 'web-1' },
      connection_info: { protocol_num: 6, direction_id: 1 },
      traffic: { bytes: 5342, packets: 32 },
    });
    expect(problemsOf(event)).toEqual([]);
  });

  it('names the pod as the audit logs of its cluster do', () => {
    const dest_gke_details = { pod: { pod_name: 'cart-1', pod_namespace: 'shop' }, cluster: { cluster_name: 'c1' } };
    expect(vpcflow.entities(flowOf({ dest_gke_details })).map((e) => e.id)).toContain('namespaces/shop/pods/cart-1');
  });

  it('names the machine as audit logs do', () => {
    expect(vpcflow.entities(flowOf()).map((e) => `${e.role} ${e.id}`)).toEqual([
      'source 203.0.113.9',
      'related 192.0.2.10',
      'related //compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1',
    ]);
  });

  it('without addresses is none', () => {
    expect(vpcflow.facts(flowOf({ connection: {} }))).toMatchObject({ ok: false });
  });

  it('never makes it throw, and is valid OCSF if it has addresses', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('connection', 'src_instance', 'dest_vpc', 'reporter', 'bytes_sent', 'start_time'),
          value,
        ),
        (payload) => {
          const record = flowOf(payload);
          vpcflow.entities(record);
          vpcflow.observables(record);
          const facts = vpcflow.facts(record);
          const event = vpcflow.toOcsf(record, facts.ok ? facts.value : { uid: 'u', time: 0, outcome: 'unknown' });
          if (facts.ok && event.start_time === undefined) expect(problemsOf(event)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
