import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Entity } from '../../../contracts/entity.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { vpcflow } from './index.ts';

const DEFAULT = {
  version: '2',
  'account-id': '123456789012',
  'interface-id': 'eni-0a1b2c3d4e5f60718',
  srcaddr: '198.51.100.7',
  dstaddr: '10.0.1.12',
  srcport: '51514',
  dstport: '443',
  protocol: '6',
  packets: '12',
  bytes: '2400',
  start: '1768046400',
  end: '1768046460',
  action: 'ACCEPT',
  'log-status': 'OK',
};
const CUSTOM = {
  ...DEFAULT,
  version: '7',
  'vpc-id': 'vpc-0a1b2c3d4e5f60718',
  'subnet-id': 'subnet-0a1b2c3d4e5f60718',
  'instance-id': 'i-0a1b2c3d4e5f60718',
  'tcp-flags': '19',
  type: 'IPv4',
  'pkt-srcaddr': '203.0.113.9',
  'pkt-dstaddr': '10.0.1.12',
  region: 'eu-west-1',
  'pkt-src-aws-service': '-',
  'flow-direction': 'ingress',
  'traffic-path': '8',
  'ecs-service-name': 'basket',
};
function eventOf(record: Record<string, unknown>) {
  const facts = vpcflow.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = vpcflow.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return event;
}

describe('a flow', () => {
  it('of the default format is Network Activity', () => {
    expect(eventOf(DEFAULT)).toMatchObject({
      class_uid: 4001,
      activity_id: 6,
      type_uid: 400106,
      time: 1_768_046_400_000,
      start_time: 1_768_046_400_000,
      end_time: 1_768_046_460_000,
      action_id: 1,
      disposition_id: 1,
      src_endpoint: { ip: '198.51.100.7', port: 51_514, interface_uid: 'eni-0a1b2c3d4e5f60718' },
      dst_endpoint: { ip: '10.0.1.12', port: 443 },
      connection_info: { protocol_num: 6, protocol_name: 'tcp', direction_id: 0 },
      traffic: { bytes: 2400, packets: 12 },
      cloud: { provider: 'AWS', account: { uid: '123456789012' } },
    });
  });

  it('that was rejected is refused', () => {
    expect(eventOf({ ...DEFAULT, action: 'REJECT' })).toMatchObject({
      activity_id: 5,
      type_uid: 400_105,
      status_id: 2,
      action_id: 2,
      disposition_id: 2,
    });
  });

  it('of a custom format says more: where it went, whose the interface is, and the rest as AWS wrote it', () => {
    expect(eventOf(CUSTOM)).toMatchObject({
      src_endpoint: { ip: '198.51.100.7', port: 51_514 },
      dst_endpoint: {
        ip: '10.0.1.12',
        instance_uid: 'i-0a1b2c3d4e5f60718',
        subnet_uid: 'subnet-0a1b2c3d4e5f60718',
        vpc_uid: 'vpc-0a1b2c3d4e5f60718',
        interface_uid: 'eni-0a1b2c3d4e5f60718',
      },
      connection_info: { direction_id: 1, boundary_id: 11, tcp_flags: 19, protocol_ver_id: 4 },
      cloud: { region: 'eu-west-1' },
      unmapped: { 'pkt-srcaddr': '203.0.113.9', 'traffic-path': '8', 'ecs-service-name': 'basket' },
    });
    expect(eventOf(CUSTOM).src_endpoint).not.toHaveProperty('instance_uid');
    expect(eventOf({ ...CUSTOM, 'flow-direction': 'egress' }).src_endpoint).toHaveProperty('instance_uid');
  });

  it.each(['1', '2', '3', '4', '5', '6', '7', '8'])('over path %s has a border of its own', (path) => {
    expect(eventOf({ ...CUSTOM, 'traffic-path': path }).connection_info?.boundary_id).toBe(Number(path) + 3);
  });

  it('concerns both addresses, the packet’s own, and what stands behind the interface, which is nobody’s target by that', () => {
    expect(vpcflow.entities(CUSTOM)).toEqual([
      { type: 'ip', id: '198.51.100.7', role: 'source' },
      { type: 'ip', id: '10.0.1.12', role: 'source' },
      { type: 'ip', id: '203.0.113.9', role: 'source' },
      { type: 'instance', id: 'i-0a1b2c3d4e5f60718', role: 'related', account: '123456789012', region: 'eu-west-1' },
      {
        type: 'resource',
        id: 'eni-0a1b2c3d4e5f60718',
        role: 'related',
        account: '123456789012',
        region: 'eu-west-1',
        of: 'i-0a1b2c3d4e5f60718',
      },
    ]);
    expect(vpcflow.entities(DEFAULT).at(-1)).toMatchObject({ type: 'resource', role: 'target' });
    expect(vpcflow.observables(CUSTOM)).toEqual([
      ['ip', '198.51.100.7'],
      ['ip', '10.0.1.12'],
      ['ip', '203.0.113.9'],
    ]);
  });

  it('through a transit gateway tells both of its networks', () => {
    const { 'interface-id': _i, action: _a, ...rest } = DEFAULT;
    const record = {
      ...rest,
      version: '6',
      'resource-type': 'TransitGateway',
      'tgw-id': 'tgw-0a1b2c3d4e5f60718',
      'tgw-src-vpc-id': 'vpc-1',
      'tgw-dst-vpc-id': 'vpc-2',
      'packets-lost-blackhole': '3',
    };
    expect(eventOf(record)).toMatchObject({
      activity_id: 6,
      status_id: 0,
      metadata: { product: { name: 'Transit Gateway Flow Logs' } },
      src_endpoint: { ip: '198.51.100.7', vpc_uid: 'vpc-1' },
      dst_endpoint: { ip: '10.0.1.12', vpc_uid: 'vpc-2' },
      unmapped: { 'packets-lost-blackhole': '3' },
    });
    expect(vpcflow.entities(record).at(-1)).toMatchObject({ type: 'resource', id: 'tgw-0a1b2c3d4e5f60718' });
  });

  it('is the same by what it says, whatever the order of its fields', () => {
    const turned = Object.fromEntries(Object.entries(CUSTOM).toReversed());
    expect(vpcflow.facts(turned)).toEqual(vpcflow.facts(CUSTOM));
    expect(vpcflow.facts({ ...CUSTOM, srcport: '1' })).not.toEqual(vpcflow.facts(CUSTOM));
  });

  it('has the end’s time where its format has no start, and without either is no event', () => {
    const { start: _, ...ending } = DEFAULT;
    expect(vpcflow.facts(ending)).toMatchObject({ ok: true, value: { time: 1_768_046_460_000 } });
    expect(vpcflow.facts({ ...ending, end: '-' })).toMatchObject({ ok: false });
  });

  it.each(['-', 'unknown'])('of an interface whose account is %s belongs to none', (account) => {
    const record = { ...CUSTOM, 'account-id': account };
    expect(vpcflow.facts(record)).not.toHaveProperty('value.account');
    expect(vpcflow.entities(record).some((e) => e.account !== undefined)).toBe(false);
    expect(eventOf(record).cloud).toEqual({ provider: 'AWS', region: 'eu-west-1' });
  });
});

it('no record breaks it', () => {
  const value = fc.oneof(fc.constantFrom('-', '', '1768046400', '10.0.0.1', '__proto__'), fc.string(), fc.jsonValue());
  const record = fc.oneof(
    fc.record(Object.fromEntries(Object.keys(CUSTOM).map((k) => [k, value])), { requiredKeys: [] }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'start')), fc.jsonValue()),
  );
  fc.assert(
    fc.property(record, (r) => {
      for (const e of vpcflow.entities(r)) Entity.parse(e);
      vpcflow.observables(r);
      const facts = vpcflow.facts(r);
      vpcflow.toOcsf(r, facts.ok ? facts.value : { uid: 'u', time: 1, outcome: 'unknown' });
    }),
  );
});

it('an end without an address, and a path that OCSF does not know, are said to be so', () => {
  const { dstaddr: _none, ...lone } = DEFAULT;
  expect(eventOf(lone).dst_endpoint).toEqual({ name: 'unknown', port: 443 });
  expect(eventOf({ ...CUSTOM, 'traffic-path': '42' }).connection_info).toMatchObject({
    boundary_id: 99,
    boundary: 'traffic-path 42',
  });
});
