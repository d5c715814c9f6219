import fc from 'fast-check';
import { expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { firewall } from './index.ts';

const entryOf = (payload: Record<string, unknown> = {}) => ({
  jsonPayload: {
    connection: { src_ip: '203.0.113.25', src_port: 50_112, dest_ip: '192.0.2.10', dest_port: 22, protocol: 6 },
    disposition: 'DENIED',
    rule_details: { reference: 'network:default/firewall:no-ssh', direction: 'INGRESS' },
    instance: { project_id: 'shop', zone: 'europe-west1-b', vm_name: 'web-1' },
    ...payload,
  },
  insertId: 'f1',
  resource: { type: 'gce_subnetwork', labels: { project_id: 'shop', location: 'europe-west1-b' } },
  timestamp: '2026-01-10T12:00:00Z',
  logName: 'projects/shop/logs/compute.googleapis.com%2Ffirewall',
});
function seen(record: Record<string, unknown>) {
  const facts = firewall.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = firewall.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return { facts: facts.value, event };
}

it.each([
  ['DENIED', 5, 2, 'failure'],
  ['ALLOWED', 1, 1, 'success'],
  ['INTERCEPTED', 1, 0, 'unknown'],
])('a connection that was %s is Network Activity with its rule', (disposition, activity, disposition_id, outcome) => {
  const { event, facts } = seen(entryOf({ disposition }));
  expect(event).toMatchObject({
    class_uid: 4001,
    activity_id: activity,
    disposition_id,
    firewall_rule: { uid: 'network:default/firewall:no-ssh' },
    connection_info: { direction_id: 1, protocol_num: 6 },
    dst_endpoint: { ip: '192.0.2.10', port: 22 },
  });
  expect(facts).toMatchObject({ outcome, account: 'shop' });
});

it('names both ends and the machine as audit and flow logs do', () => {
  expect(firewall.entities(entryOf()).map((e) => `${e.role} ${e.id}`)).toEqual([
    'source 203.0.113.25',
    'related 192.0.2.10',
    'target //compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1',
  ]);
});

it('no record makes it throw, and one that has addresses is valid OCSF', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('disposition', 'rule_details', 'instance', 'vpc', 'connection'), value),
      (p) => {
        const record = entryOf(p);
        firewall.entities(record);
        firewall.observables(record);
        if (firewall.facts(record).ok) seen(record);
        else firewall.toOcsf(record, { uid: 'u', time: 0, outcome: 'unknown' });
      },
    ),
    { numRuns: 100 },
  );
});

it('names the machine at the other end, where that is known too', () => {
  const remote_instance = { project_id: 'shop', zone: 'europe-west1-c', vm_name: 'web-2' };
  expect(firewall.entities(entryOf({ remote_instance })).at(-1)).toMatchObject({
    role: 'related',
    id: '//compute.googleapis.com/projects/shop/zones/europe-west1-c/instances/web-2',
  });
});
