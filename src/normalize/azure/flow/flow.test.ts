import { describe, expect, it } from 'vitest';
import { Collector } from '../../../ingest/collect.ts';
import { addRecord } from '../../../ingest/recognise/index.ts';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { flow } from './index.ts';

const SUBSCRIPTION = '0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9';
const RESOURCE = `/SUBSCRIPTIONS/${SUBSCRIPTION.toUpperCase()}/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.NETWORK/X`;
const SECONDS = Date.UTC(2026, 0, 10, 12) / 1_000;
const group = (Version: number, ...flowTuples: unknown[]) => ({
  time: '2026-01-10T12:01:00.123Z',
  macAddress: '000D3AF87856',
  category: 'NetworkSecurityGroupFlowEvent',
  resourceId: RESOURCE,
  operationName: 'NetworkSecurityGroupFlowEvents',
  properties: { Version, flows: [{ rule: 'UserRule_no-ssh', flows: [{ mac: '000D3AF87856', flowTuples }] }] },
});
const network = (...flowTuples: unknown[]) => ({
  time: '2026-01-10T12:01:00.123Z',
  macAddress: '000D3AF87856',
  category: 'FlowLogFlowEvent',
  flowLogVersion: 4,
  flowLogResourceID: `${RESOURCE}/FLOWLOGS/Y`,
  targetResourceID: RESOURCE,
  operationName: 'FlowLogFlowEvent',
  flowRecords: { flows: [{ aclID: 'a', flowGroups: [{ rule: 'UserRule_no-ssh', flowTuples }] }] },
});
function read(value: unknown) {
  const into = new Collector(50_000);
  addRecord(into, value, () => 'it');
  return into;
}
function seen(value: unknown) {
  return read(value).records.map((r) => {
    expect(r.format).toBe('azure.flow');
    const facts = flow.facts(r.value);
    if (!facts.ok) throw new Error(facts.error);
    const event = flow.toOcsf(r.value, facts.value);
    expect(problemsOf(event)).toEqual([]);
    return { facts: facts.value, event };
  });
}

describe('a flow of Azure', () => {
  it.each([
    ['a group, version 1', group(1, `${SECONDS},203.0.113.9,10.0.0.4,40112,22,T,I,D`), 5],
    ['a group, version 2', group(2, `${SECONDS},203.0.113.9,10.0.0.4,40112,22,T,I,D,B,,,,`), 5],
    ['a network', network(`${SECONDS}000,203.0.113.9,10.0.0.4,40112,22,6,I,D,NX,0,0,0,0`), 5],
    ['a group that let it begin', group(2, `${SECONDS},203.0.113.9,10.0.0.4,40112,22,T,I,A,B,,,,`), 1],
    ['a network that let it go on', network(`${SECONDS}000,203.0.113.9,10.0.0.4,40112,22,6,I,C,NX,1,60,1,60`), 6],
    ['a network that saw its end', network(`${SECONDS}000,203.0.113.9,10.0.0.4,40112,22,6,I,E,X,1,60,1,60`), 2],
  ])('told by %s is Network Activity with both ends', (_by, record, activity_id) => {
    const [one] = seen(record);
    expect(one?.facts).toMatchObject({ time: SECONDS * 1_000, account: SUBSCRIPTION });
    expect(one?.facts.outcome).toBe(activity_id === 5 ? 'failure' : 'success');
    expect(one?.event).toMatchObject({
      class_uid: 4001,
      activity_id,
      src_endpoint: { ip: '203.0.113.9', port: 40_112 },
      dst_endpoint: { ip: '10.0.0.4', port: 22 },
      connection_info: { protocol_num: 6, direction_id: 1 },
      firewall_rule: { uid: 'UserRule_no-ssh' },
    });
  });

  it('counts what went both ways', () => {
    const [one] = seen(group(2, `${SECONDS},10.0.0.4,203.0.113.9,40112,443,T,O,A,E,3,180,2,140`));
    expect(one?.event.traffic).toEqual({ packets: 5, bytes: 320 });
  });

  it('is one event however often its record comes, and no other flow', () => {
    const line = `${SECONDS},10.0.0.4,203.0.113.9,40112,443,T,O,A`;
    const [one, two] = seen(group(1, line, line.replace('40112', '40113')));
    expect(seen(group(1, line))[0]?.facts.uid).toBe(one?.facts.uid);
    expect(two?.facts.uid).not.toBe(one?.facts.uid);
  });

  it('that cannot be read loses none beside it', () => {
    const into = read(group(1, 5, 'text', `${SECONDS},10.0.0.4,203.0.113.9,40112,443,T,O,A`));
    expect([into.records.length, into.bad.length]).toEqual([1, 2]);
    expect(into.bad[0]?.at).toBe('it.properties.flows[0].flows[0].flowTuples[0]');
  });

  it('is not read out of a record without measure', () => {
    expect(read(group(1, ...Array.from({ length: 10_001 }, () => ''))).bad[0]?.reason).toMatch(/at most 10000/);
  });

  it('never throws', () => {
    const [one] = read(group(1, `${SECONDS},10.0.0.4,203.0.113.9,40112,443,T,O,A`)).records;
    expect(() => neverThrows(flow, one!.value)).not.toThrow();
  });
});
