import {
  CreateAccessKeyCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { CreateSecurityGroupCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../start.ts';
import { ADMIN, allow, assume, policy, refusal, sdk, SEED, seeded, MALLORY, VPC } from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await seeded();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SEED);
});

const deactivate = () =>
  new UpdateAccessKeyCommand({ UserName: 'mallory', AccessKeyId: MALLORY.accessKeyId, Status: 'Inactive' });
const status = async (iam = sdk(simulator, ADMIN).iam) =>
  (await iam.send(new ListAccessKeysCommand({ UserName: 'mallory' }))).AccessKeyMetadata?.map((k) => k.Status);
const SECONDS = 1000;

describe('a request that AWS carries out late', () => {
  it('shows nothing until then, and is there after', async () => {
    await simulator.faults({ kind: 'late-apply', operation: 'UpdateAccessKey', delayMs: 300 * SECONDS });
    await expect(sdk(simulator, ADMIN).iam.send(deactivate())).rejects.toThrow(/./);
    expect(await status()).toEqual(['Active']);
    await simulator.advance(299 * SECONDS);
    expect(await status()).toEqual(['Active']);
    await simulator.advance(2 * SECONDS);
    expect(await status()).toEqual(['Inactive']);
    expect((await simulator.calls()).log.filter((c) => c.fault === 'late-apply')).toMatchObject([
      { outcome: 'Timeout', carriedOut: false },
      { outcome: 'ok', carriedOut: true },
    ]);
  });

  it('is refused then if its signature has lapsed, or its token', async () => {
    await simulator.faults({ kind: 'late-apply', times: 2, delayMs: 901 * SECONDS });
    await expect(sdk(simulator, ADMIN).iam.send(deactivate())).rejects.toThrow(/./);
    await expect(sdk(simulator, await assume(simulator)).iam.send(deactivate())).rejects.toThrow(/./);
    await simulator.advance(1_000 * SECONDS);
    expect(await status(sdk(simulator, ADMIN, 1_000 * SECONDS).iam)).toEqual(['Active']);
    expect((await simulator.calls()).log.filter((c) => c.carriedOut && c.operation === 'UpdateAccessKey')).toEqual([]);
  });

  it('meets the world as it is then', async () => {
    await simulator.faults({ kind: 'late-apply', operation: 'PutUserPolicy', delayMs: 60 * SECONDS });
    const { iam } = sdk(simulator, ADMIN);
    const put = (effect: string) =>
      new PutUserPolicyCommand({
        UserName: 'viewer',
        PolicyName: 'p',
        PolicyDocument: JSON.stringify(policy(allow(effect))),
      });
    await expect(iam.send(put('s3:Late'))).rejects.toThrow(/./);
    await iam.send(put('s3:Early'));
    await simulator.advance(61 * SECONDS);
    const { PolicyDocument } = await iam.send(new GetUserPolicyCommand({ UserName: 'viewer', PolicyName: 'p' }));
    expect(decodeURIComponent(PolicyDocument!)).toContain('s3:Late');
  });
});

describe('an error after the deed', () => {
  it.each(['500-after', '503-after'] as const)('%s: it is done all the same', async (kind) => {
    await simulator.faults({ kind, operation: 'UpdateAccessKey' });
    const { status: code } = await refusal(sdk(simulator, ADMIN).iam.send(deactivate()));
    expect(code).toBe(kind === '500-after' ? 500 : 503);
    expect(await status()).toEqual(['Inactive']);
  });
});

describe('reads that lag behind', () => {
  it('do not see a change for a while; what others changed they see', async () => {
    await simulator.faults({ kind: 'stale-reads', service: 'iam', operation: 'UpdateAccessKey', forMs: 60 * SECONDS });
    const { iam } = sdk(simulator, ADMIN);
    await iam.send(deactivate());
    expect(await status()).toEqual(['Active']);
    await iam.send(new CreateAccessKeyCommand({ UserName: 'viewer' }));
    const viewer = await iam.send(new ListAccessKeysCommand({ UserName: 'viewer' }));
    expect(viewer.AccessKeyMetadata).toHaveLength(2);
    await simulator.advance(61 * SECONDS);
    expect(await status()).toEqual(['Inactive']);
  });

  it('do not see what was made, and see what was removed', async () => {
    const { ec2 } = sdk(simulator, ADMIN);
    const groups = async () => (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.length ?? 0;
    const before = await groups();
    await simulator.faults({ kind: 'stale-reads', service: 'ec2', forMs: 60 * SECONDS });
    await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'new', Description: 'd', VpcId: VPC }));
    expect(await groups()).toBe(before);
    await simulator.advance(61 * SECONDS);
    expect(await groups()).toBe(before + 1);
  });

  it('flap where replicas disagree, and agree in the end', async () => {
    await simulator.faults({ kind: 'stale-reads', service: 'iam', forMs: 60 * SECONDS, replicas: 'disagree' });
    await sdk(simulator, ADMIN).iam.send(deactivate());
    const seen = new Set<string | undefined>();
    for (let n = 0; n < 12; n++) seen.add((await status())?.[0]);
    expect(seen).toEqual(new Set(['Active', 'Inactive']));
    await simulator.advance(61 * SECONDS);
    expect(await status()).toEqual(['Inactive']);
  });

  it('a read by the very key that is changed does not bring the past back', async () => {
    await simulator.faults({ kind: 'stale-reads', service: 'iam', operation: 'UpdateAccessKey', forMs: 60 * SECONDS });
    await sdk(simulator, ADMIN).iam.send(deactivate());
    expect(await status(sdk(simulator, MALLORY).iam)).toEqual(['Active']);
    await simulator.advance(61 * SECONDS);
    expect(await status()).toEqual(['Inactive']);
  });
});
