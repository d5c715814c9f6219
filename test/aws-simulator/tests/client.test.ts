import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { paginate } from '../../../src/aws/paginate.ts';
import type { AwsRequest } from '../../../src/aws/types.ts';
import type { FaultSpec } from '../faults.ts';
import type { Simulator } from '../start.ts';
import {
  ADMIN,
  assume,
  deny,
  ENI,
  INSTANCE,
  MALLORY,
  ours,
  policy,
  REGION,
  SEED,
  seeded,
  sessionOf,
  SUBNET,
  VPC,
  WEB,
} from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await seeded();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SEED);
});

const iam = (operation: string, params: AwsRequest['params'] = {}): AwsRequest => ({
  service: 'iam',
  operation,
  region: REGION,
  params,
});
const ec2 = (operation: string, params: AwsRequest['params'] = {}): AwsRequest => ({
  service: 'ec2',
  operation,
  region: REGION,
  params,
});
const off = iam('UpdateAccessKey', { UserName: 'mallory', AccessKeyId: MALLORY.accessKeyId, Status: 'Inactive' });
const keyStatus = async () => (await simulator.state()).keys.find((k) => k['id'] === MALLORY.accessKeyId)?.['status'];

describe('our client against the simulator', () => {
  it('contains a key and its sessions', async () => {
    const client = ours(simulator, await assume(simulator));
    const session = await sessionOf(simulator, MALLORY);
    expect((await client.send(off)).ok).toBe(true);
    const document = policy(
      deny('*', '*', {
        Condition: { DateLessThan: { 'aws:TokenIssueTime': new Date(Date.now() + 60_000).toISOString() } },
      }),
    );
    const put = iam('PutUserPolicy', {
      UserName: 'mallory',
      PolicyName: 'deny-sessions',
      PolicyDocument: JSON.stringify(document),
    });
    expect((await client.send(put)).ok).toBe(true);
    expect(await ours(simulator, MALLORY).send(ec2('DescribeVpcs'))).toMatchObject({ error: { kind: 'denied' } });
    expect(await ours(simulator, session).send(ec2('DescribeVpcs'))).toMatchObject({
      error: { kind: 'denied', code: 'UnauthorizedOperation' },
    });
    expect(await client.sendRead(iam('ListAccessKeys', { UserName: 'mallory' }))).toMatchObject({
      value: { AccessKeyMetadata: [{ AccessKeyId: MALLORY.accessKeyId, Status: 'Inactive' }], IsTruncated: false },
    });
  });

  it('isolates an instance and puts it back', async () => {
    const client = ours(simulator, await assume(simulator));
    const made = await client.send(
      ec2('CreateSecurityGroup', {
        GroupName: 'q',
        Description: 'd',
        VpcId: VPC,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'for', Value: INSTANCE }] }],
      }),
    );
    const group = made.ok ? (made.value['GroupId'] as string) : '';
    const open = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const strip = ec2('RevokeSecurityGroupEgress', { GroupId: group, IpPermissions: [open] });
    expect(await client.send(strip)).toMatchObject({ ok: true, value: { Return: true } });
    const swap = (to: string) => ec2('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: ENI, Groups: [to] });
    expect((await client.send(swap(group))).ok).toBe(true);
    expect(await client.sendRead(ec2('DescribeInstances', { InstanceIds: [INSTANCE] }))).toMatchObject({
      value: {
        Reservations: [
          { Instances: [{ NetworkInterfaces: [{ NetworkInterfaceId: ENI, Groups: [{ GroupId: group }] }] }] },
        ],
      },
    });
    const remove = ec2('DeleteSecurityGroup', { GroupId: group });
    expect(await client.send(remove)).toMatchObject({ error: { kind: 'conflict', code: 'DependencyViolation' } });
    await client.send(swap(WEB));
    expect((await client.send(remove)).ok).toBe(true);
    expect(await client.send(remove)).toMatchObject({ error: { kind: 'not_found' } });
  });

  it('reads all pages', async () => {
    const client = ours(simulator, ADMIN);
    const run = { ImageId: 'ami-1', MinCount: 12, MaxCount: 12, SubnetId: SUBNET, SecurityGroupIds: [WEB] };
    await client.send(ec2('RunInstances', run));
    const all = await paginate(client, ec2('DescribeNetworkInterfaces', { MaxResults: 5 }), 'NetworkInterfaces');
    expect(all.ok && all.value).toHaveLength(13);
    const { log } = await simulator.calls();
    expect(log.filter((c) => c.operation === 'DescribeNetworkInterfaces')).toHaveLength(3);
  });
});

describe('when something goes wrong', () => {
  it.each([
    [{ kind: 'throttle' }, 'throttled', 'Active'],
    [{ kind: '503' }, 'throttled', 'Active'],
    [{ kind: '500' }, 'unknown', 'Active'],
    [{ kind: 'expire' }, 'expired', 'Active'],
    [{ kind: 'timeout-before', delayMs: 300 }, 'unknown', 'Active'],
    [{ kind: 'lose-answer' }, 'unknown', 'Inactive'],
    [{ kind: 'truncate' }, 'unknown', 'Inactive'],
  ] satisfies [FaultSpec, string, string][])('%j: %s, and the key is %s', async (fault, kind, status) => {
    await simulator.faults({ ...fault, operation: 'UpdateAccessKey' });
    expect(await ours(simulator, ADMIN).send(off)).toMatchObject({ ok: false, error: { kind } });
    expect(await keyStatus()).toBe(status);
    const { log } = await simulator.calls();
    expect(log).toMatchObject([{ fault: fault.kind, operation: 'UpdateAccessKey', carriedOut: status === 'Inactive' }]);
  });

  it('a write is sent once, whatever comes back; a read is repeated', async () => {
    await simulator.faults({ kind: 'throttle', times: 2 });
    await ours(simulator, ADMIN).send(off);
    expect((await simulator.calls()).calls).toBe(1);
    expect((await ours(simulator, ADMIN).sendRead(ec2('DescribeVpcs'))).ok).toBe(true);
    expect((await simulator.calls()).calls).toBe(3);
  });

  it('a silent server is given up after the time-out', async () => {
    await simulator.faults({ kind: 'timeout-before', delayMs: 900 });
    expect(await ours(simulator, ADMIN, 200).send(off)).toMatchObject({ error: { kind: 'unknown', code: 'Timeout' } });
    expect(await keyStatus()).toBe('Active');
  });

  it('faults befall the calls that they name, after those that they let pass', async () => {
    await simulator.faults({ kind: '500', service: 'ec2', operation: 'DescribeVpcs', after: 1 });
    const client = ours(simulator, ADMIN);
    expect((await client.send(ec2('DescribeSubnets'))).ok).toBe(true);
    expect((await client.send(ec2('DescribeVpcs'))).ok).toBe(true);
    expect((await client.send(ec2('DescribeVpcs'))).ok).toBe(false);
    expect((await client.send(ec2('DescribeVpcs'))).ok).toBe(true);
  });
});
