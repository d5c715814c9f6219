import {
  CreateNetworkAclEntryCommand,
  DeleteNetworkAclEntryCommand,
  DescribeNetworkAclsCommand,
  ReplaceNetworkAclEntryCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../start.ts';
import { ADMIN, allow, assume, policy, refusal, sdk, SEED, seeded, VPC } from './support.ts';

let simulator: Simulator;
let NetworkAclId: string;
beforeAll(async () => {
  simulator = await seeded();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SEED);
  NetworkAclId = (await acl()).NetworkAclId!;
});

const ec2 = (keys = ADMIN) => sdk(simulator, keys).ec2;
async function acl() {
  const Filters = [{ Name: 'vpc-id', Values: [VPC] }];
  return (await ec2().send(new DescribeNetworkAclsCommand({ Filters }))).NetworkAcls![0]!;
}
const entry = (more: object = {}) => ({
  NetworkAclId,
  RuleNumber: 7,
  Egress: false,
  Protocol: '-1',
  RuleAction: 'deny' as const,
  CidrBlock: '203.0.113.7/32',
  ...more,
});
const create = (more: object = {}, keys = ADMIN) => ec2(keys).send(new CreateNetworkAclEntryCommand(entry(more)));
const replace = (more: object = {}) => ec2().send(new ReplaceNetworkAclEntryCommand(entry(more)));
const remove = (RuleNumber = 7, Egress = false) =>
  ec2().send(new DeleteNetworkAclEntryCommand({ NetworkAclId, RuleNumber, Egress }));
const denied = async () =>
  (await acl()).Entries?.filter((e) => e.RuleAction === 'deny' && e.RuleNumber !== 32_767).map((e) => [
    e.RuleNumber,
    e.Egress,
    e.CidrBlock,
  ]);

describe('entries of a network ACL', () => {
  it('are made, replaced and removed, each direction for itself', async () => {
    await create();
    await create({ Egress: true });
    await replace({ CidrBlock: '198.51.100.0/24' });
    expect(await denied()).toEqual([
      [7, false, '198.51.100.0/24'],
      [7, true, '203.0.113.7/32'],
    ]);
    await remove();
    expect(await denied()).toEqual([[7, true, '203.0.113.7/32']]);
  });

  it('keep the network’s address, whatever address of it was given', async () => {
    await create({ CidrBlock: '100.68.0.18/18' });
    expect(await denied()).toEqual([[7, false, '100.68.0.0/18']]);
  });

  it('a number that is taken', async () => {
    await create();
    expect(await refusal(create({ CidrBlock: '198.51.100.7/32' }))).toMatchObject({
      code: 'NetworkAclEntryAlreadyExists',
      status: 400,
    });
    expect(await denied()).toEqual([[7, false, '203.0.113.7/32']]);
  });

  it('a number that is not there', async () => {
    expect((await refusal(remove())).code).toBe('InvalidNetworkAclEntry.NotFound');
    expect((await refusal(replace())).code).toBe('InvalidNetworkAclEntry.NotFound');
    await create();
    expect((await refusal(remove(7, true))).code).toBe('InvalidNetworkAclEntry.NotFound');
  });

  it('more than twenty in a direction, with the last one', async () => {
    // One of them allows everything, and came with the VPC.
    for (let n = 1; n <= 18; n++) await create({ RuleNumber: n });
    expect((await refusal(create({ RuleNumber: 19 }))).code).toBe('NetworkAclEntryLimitExceeded');
    await create({ RuleNumber: 19, Egress: true });
  });

  it.each([
    ['the last one’s number', { RuleNumber: 32_767 }, 'InvalidParameterValue'],
    ['no CIDR', { CidrBlock: '203.0.113.7' }, 'InvalidParameterValue'],
    ['no address', { CidrBlock: undefined }, 'MissingParameter'],
    ['TCP without ports', { Protocol: '6' }, 'MissingParameter'],
    ['an ACL that is not there', { NetworkAclId: 'acl-00000000000000fff' }, 'InvalidNetworkAclID.NotFound'],
  ])('%s', async (_, change, code) => {
    expect((await refusal(create(change))).code).toBe(code);
  });

  it('who may not, by session policy', async () => {
    const narrowed = await assume(simulator, policy(allow('ec2:DeleteNetworkAclEntry')));
    expect(await refusal(create({}, narrowed))).toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
    expect(await denied()).toEqual([]);
  });
});
