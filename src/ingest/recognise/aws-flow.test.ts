import { describe, expect, it } from 'vitest';
import { Collector } from '../collect.ts';
import { addRecord } from './index.ts';

const read = (value: unknown) => {
  const into = new Collector(4);
  addRecord(into, value, () => 'body');
  return into;
};

describe('a flow log’s record out of a table', () => {
  const row = {
    version: 2,
    account_id: '123456789012',
    interface_id: 'eni-0a1b2c3d4e5f60718',
    srcaddr: '198.51.100.7',
    dstaddr: '10.0.1.12',
    srcport: 51514,
    start: 1768046400,
    end: 1768046460,
    action: 'REJECT',
    log_status: 'OK',
    vpc_id: null,
  };
  const line = {
    version: '2',
    'account-id': '123456789012',
    'interface-id': 'eni-0a1b2c3d4e5f60718',
    srcaddr: '198.51.100.7',
    dstaddr: '10.0.1.12',
    srcport: '51514',
    start: '1768046400',
    end: '1768046460',
    action: 'REJECT',
    'log-status': 'OK',
    'vpc-id': '-',
  };

  it('is the same record as its line', () => {
    expect(read(row).records).toEqual([{ format: 'aws.vpcflow', value: line }]);
    expect(read(line).records).toEqual([{ format: 'aws.vpcflow', value: line }]);
  });

  it('of a transit gateway, which has no action, is one too', () => {
    const gateway = { tgw_id: 'tgw-1', srcaddr: '10.0.0.1', dstaddr: '10.0.0.2', end: 1768046460 };
    expect(read(gateway).records).toMatchObject([{ format: 'aws.vpcflow', value: { 'tgw-id': 'tgw-1' } }]);
  });

  it.each([
    ['without traffic', { ...row, log_status: 'NODATA', srcaddr: '-', dstaddr: '-' }],
    ['that says nothing of its status', { ...row, log_status: undefined, srcaddr: '-', dstaddr: '-' }],
  ])('%s is none, and is not bad', (_, empty) => {
    expect(read(empty)).toMatchObject({ records: [], bad: [] });
  });

  it('has only names that flow logs have, and no more of them', () => {
    const odd = JSON.parse('{"__proto__":"x","a b":"y","constructor":{"z":1}}') as object;
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, i]));
    const [record] = read({ ...row, ...odd, ...many }).records;
    expect(Object.keys(record!.value).length).toBeLessThanOrEqual(64);
    expect(record!.value).not.toHaveProperty('a b');
    expect(Object.hasOwn(record!.value, 'constructor')).toBe(false);
  });
});

it('a load balancer’s log out of a table is the same record as with texts', () => {
  const access = {
    time: '2026-01-10T12:00:00.1Z',
    elb: 'app/a/1',
    client_ip: '192.0.2.1',
    client_port: '5',
    elb_status_code: '200',
  };
  const numbers = { ...access, client_port: 5, elb_status_code: 200 };
  const opened = {
    time: '2026-01-10T12:00:00.1Z',
    client_ip: '192.0.2.1',
    listener_port: '443',
    tls_verify_status: '-',
  };
  expect(read(numbers).records).toEqual([{ format: 'aws.alb', value: access }]);
  expect(read({ ...opened, listener_port: 443 }).records).toEqual([{ format: 'aws.alb', value: opened }]);
});
