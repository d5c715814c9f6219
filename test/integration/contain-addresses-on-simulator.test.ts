import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DeleteNetworkAclCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DeleteIPSetCommand,
  GetIPSetCommand,
  ListIPSetsCommand,
  UpdateIPSetCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { describe, expect, it } from 'vitest';
import { BLOCK, SET_ID, aclOfVpc, addresses, denying, onSimulator, rules, sdk, setUp } from './contain-support.ts';

onSimulator();

describe('an IP set that many share', () => {
  it('two incidents at once: both addresses get in, each release takes out its own', async () => {
    const one = await setUp('aws.wafv2.block-address', BLOCK);
    const two = await setUp('aws.wafv2.block-address', { ...BLOCK, address: '203.0.113.8/32' }, { n: 2 });
    const held = await Promise.all([one.contain(), two.contain()]);
    expect(held.map((s) => s?.state)).toEqual(['held', 'held']);
    const both = ['198.51.100.0/24', '203.0.113.7/32', '203.0.113.8/32'];
    expect(await addresses()).toEqual({ addresses: both, description: 'kept' });
    await one.letGo();
    expect((await addresses()).addresses).toEqual(['198.51.100.0/24', '203.0.113.8/32']);
    await two.letGo();
    expect((await addresses()).addresses).toEqual(['198.51.100.0/24']);
  });

  it('a change between reading and writing makes AWS refuse the old token; nothing of it is lost', async () => {
    let raced = false;
    const t = await setUp('aws.wafv2.block-address', BLOCK, {
      beforeWrite: async (r) => {
        if (raced || r.operation !== 'UpdateIPSet') return;
        raced = true;
        const { LockToken } = (await new WAFV2Client(sdk()).send(new ListIPSetsCommand({ Scope: 'REGIONAL' })))
          .IPSets![0]!;
        await new WAFV2Client(sdk()).send(
          new UpdateIPSetCommand({
            Name: BLOCK.ipSetName,
            Scope: 'REGIONAL',
            Id: SET_ID,
            Description: 'kept',
            Addresses: ['198.51.100.0/24', '192.0.2.99/32'],
            LockToken,
          }),
        );
      },
    });
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect(raced).toBe(true);
    expect((await addresses()).addresses).toEqual(['192.0.2.99/32', '198.51.100.0/24', '203.0.113.7/32']);
  });

  it('an address that somebody takes out while held is drift: a person is asked', async () => {
    const t = await setUp('aws.wafv2.block-address', BLOCK);
    await t.contain();
    const { LockToken } = (await new WAFV2Client(sdk()).send(new ListIPSetsCommand({ Scope: 'REGIONAL' }))).IPSets![0]!;
    await new WAFV2Client(sdk()).send(
      new UpdateIPSetCommand({ Name: BLOCK.ipSetName, Scope: 'REGIONAL', Id: SET_ID, Addresses: [], LockToken }),
    );
    t.custody.passTo(t.custody.now + t.custody.times.probeEveryMs);
    await t.contain('contested');
    expect(t.custody.status(t.op.opId)).toMatchObject({ state: 'contested' });
  });

  it('a set deleted while held: nothing is left to undo', async () => {
    const t = await setUp('aws.wafv2.block-address', BLOCK);
    await t.contain();
    const named = { Name: BLOCK.ipSetName, Scope: 'REGIONAL', Id: SET_ID } as const;
    const { LockToken } = await new WAFV2Client(sdk()).send(new GetIPSetCommand(named));
    await new WAFV2Client(sdk()).send(new DeleteIPSetCommand({ ...named, LockToken }));
    expect(await t.letGo('gone')).toMatchObject({ state: 'gone' });
  });
});

describe('a network ACL that many share', () => {
  it('two incidents at once: each gets a number of its own, each release deletes its own', async () => {
    const before = await rules();
    const one = await setUp('aws.ec2.deny-address', await denying());
    const other = await setUp('aws.ec2.deny-address', await denying('203.0.113.8/32'), { n: 2 });
    const held = await Promise.all([one.contain(), other.contain()]);
    expect(held.map((s) => s?.state)).toEqual(['held', 'held']);
    expect((await rules()).filter((r) => r.includes('deny 203'))).toHaveLength(4);
    await one.letGo();
    expect((await rules()).filter((r) => r.includes('deny 203')).every((r) => r.endsWith('203.0.113.8/32'))).toBe(true);
    await other.letGo();
    expect(await rules()).toEqual(before);
  });

  it('a number that somebody takes in between is refused by AWS, and the next one is taken', async () => {
    let raced = false;
    const t = await setUp('aws.ec2.deny-address', await denying(), {
      beforeWrite: async (r) => {
        if (raced) return;
        raced = true;
        await new EC2Client(sdk()).send(
          new CreateNetworkAclEntryCommand({
            NetworkAclId: r.params['NetworkAclId'] as string,
            RuleNumber: r.params['RuleNumber'] as number,
            Protocol: '-1',
            RuleAction: 'allow',
            Egress: false,
            CidrBlock: '198.51.100.0/24',
          }),
        );
      },
    });
    expect(await t.contain()).toMatchObject({ state: 'held', proof: 'configured' });
    expect(await rules()).toEqual(
      expect.arrayContaining([
        'false 1 allow 198.51.100.0/24',
        'false 2 deny 203.0.113.7/32',
        'true 1 deny 203.0.113.7/32',
      ]),
    );
    await t.letGo();
    expect((await rules()).filter((r) => r.includes('203.0.113.7'))).toEqual([]);
    expect(await rules()).toContain('false 1 allow 198.51.100.0/24');
  });

  it('where no number is free before what allows, nothing is changed and it fails, as the preview said', async () => {
    const { NetworkAclId } = await aclOfVpc();
    const first = { NetworkAclId, RuleNumber: 1, Protocol: '-1', RuleAction: 'allow', CidrBlock: '0.0.0.0/0' } as const;
    for (const Egress of [false, true])
      await new EC2Client(sdk()).send(new CreateNetworkAclEntryCommand({ ...first, Egress }));
    const before = await rules();
    const t = await setUp('aws.ec2.deny-address', await denying());
    expect(t.action.notes(t.before, {}).join()).toContain('no rule number is free');
    expect(await t.contain('failed')).toMatchObject({ state: 'failed' });
    expect(await rules()).toEqual(before);
  });

  it('with its quota of rules used up, AWS’s own refusal is what is reported', async () => {
    const { NetworkAclId } = await aclOfVpc();
    for (let n = 500; n < 518; n++)
      await new EC2Client(sdk()).send(
        new CreateNetworkAclEntryCommand({
          NetworkAclId,
          RuleNumber: n,
          Protocol: '-1',
          RuleAction: 'deny',
          Egress: false,
          CidrBlock: `198.51.100.${n - 500}/32`,
        }),
      );
    const t = await setUp('aws.ec2.deny-address', await denying());
    expect(await t.contain('failed')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('NetworkAclEntryLimitExceeded') as string,
    });
  });

  it('an ACL deleted while held: nothing is left to undo', async () => {
    const { NetworkAcl } = await new EC2Client(sdk()).send(
      new CreateNetworkAclCommand({ VpcId: 'vpc-00000000000000001' }),
    );
    const t = await setUp('aws.ec2.deny-address', { networkAclId: NetworkAcl!.NetworkAclId!, cidr: '203.0.113.7/32' });
    expect(await t.contain()).toMatchObject({ state: 'held', detail: expect.stringContaining('no subnet') as string });
    await new EC2Client(sdk()).send(new DeleteNetworkAclCommand({ NetworkAclId: NetworkAcl!.NetworkAclId! }));
    expect(await t.letGo('gone')).toMatchObject({ state: 'gone' });
  });
});
