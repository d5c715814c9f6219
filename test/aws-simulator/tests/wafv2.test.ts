import {
  CreateIPSetCommand,
  DeleteIPSetCommand,
  GetIPSetCommand,
  ListIPSetsCommand,
  ListTagsForResourceCommand,
  UpdateIPSetCommand,
} from '@aws-sdk/client-wafv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../start.ts';
import { clients, IP_SET, SERVICES_SEED, SET_ARN } from './services.ts';
import { ADMIN, allow, assume, policy, refusal, VIEWER } from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SERVICES_SEED);
});

const waf = (region?: string) => clients(simulator, ADMIN, region).wafv2;
const get = () => waf().send(new GetIPSetCommand(IP_SET));
const update = (Addresses: string[], LockToken: string | undefined) =>
  waf().send(new UpdateIPSetCommand({ ...IP_SET, Addresses, LockToken }));
const make = (change: object = {}, region?: string) =>
  waf(region).send(
    new CreateIPSetCommand({
      Name: 'fresh',
      Scope: 'REGIONAL',
      IPAddressVersion: 'IPV4',
      Addresses: [],
      Tags: [{ Key: 'a', Value: 'b' }],
      ...change,
    }),
  );

describe('IP sets, by the official SDK', () => {
  it('shows a seeded set with its lock token and tags', async () => {
    const { IPSet, LockToken } = await get();
    expect(IPSet).toMatchObject({ Name: IP_SET.Name, Id: IP_SET.Id, ARN: SET_ARN, IPAddressVersion: 'IPV4' });
    expect(IPSet?.Addresses).toEqual(['198.51.100.0/24']);
    expect(LockToken).toMatch(/^[0-9a-f-]{36}$/);
    const { TagInfoForResource } = await waf().send(new ListTagsForResourceCommand({ ResourceARN: SET_ARN }));
    expect(TagInfoForResource?.TagList).toEqual([{ Key: 'by', Value: 'vedette' }]);
  });

  it('an update replaces all addresses and the lock token', async () => {
    const { LockToken } = await get();
    const { NextLockToken } = await update(['203.0.113.7/32', '192.0.2.0/24'], LockToken);
    const after = await get();
    expect(after.LockToken).toBe(NextLockToken);
    expect(after.LockToken).not.toBe(LockToken);
    expect(after.IPSet?.Addresses?.toSorted((a, b) => a.localeCompare(b))).toEqual(['192.0.2.0/24', '203.0.113.7/32']);
    await update([], NextLockToken);
    expect((await get()).IPSet?.Addresses).toEqual([]);
  });

  it('a lock token that was used is refused, and nothing is changed', async () => {
    const { LockToken } = await get();
    await update(['203.0.113.7/32'], LockToken);
    expect(await refusal(update([], LockToken))).toMatchObject({ code: 'WAFOptimisticLockException', status: 400 });
    expect((await get()).IPSet?.Addresses).toEqual(['203.0.113.7/32']);
  });

  it('does not keep the order of addresses', async () => {
    const given = Array.from({ length: 12 }, (_, i) => `192.0.2.${i}/32`);
    await update(given, (await get()).LockToken);
    const { Addresses } = (await get()).IPSet!;
    expect(Addresses).not.toEqual(given);
    expect(new Set(Addresses)).toEqual(new Set(given));
  });

  it('gives IPv6 back in its long form', async () => {
    const { Summary } = await make({ IPAddressVersion: 'IPV6', Addresses: ['2001:DB8::7/128'] });
    const { IPSet } = await waf().send(new GetIPSetCommand({ Name: 'fresh', Id: Summary!.Id, Scope: 'REGIONAL' }));
    expect(IPSet?.Addresses).toEqual(['2001:0db8:0000:0000:0000:0000:0000:0007/128']);
  });

  it('lists, makes and removes sets, each scope for itself', async () => {
    const { Summary } = await make();
    const list = async (Scope: 'REGIONAL' | 'CLOUDFRONT', region?: string) =>
      (await waf(region).send(new ListIPSetsCommand({ Scope }))).IPSets?.map((s) => s.Name);
    expect(await list('REGIONAL')).toEqual(['blocked', 'fresh']);
    expect(await list('CLOUDFRONT', 'us-east-1')).toEqual(['edge']);
    const { Id, LockToken } = Summary!;
    await waf().send(new DeleteIPSetCommand({ Name: 'fresh', Scope: 'REGIONAL', Id, LockToken }));
    expect(await list('REGIONAL')).toEqual(['blocked']);
  });

  it('lists in pages', async () => {
    await make();
    const first = await waf().send(new ListIPSetsCommand({ Scope: 'REGIONAL', Limit: 1 }));
    const { NextMarker } = first;
    const second = await waf().send(new ListIPSetsCommand({ Scope: 'REGIONAL', Limit: 1, NextMarker }));
    expect([first, second].map((p) => p.IPSets?.map((s) => s.Name))).toEqual([['blocked'], ['fresh']]);
    expect(second.NextMarker).toBeUndefined();
  });
});

describe('what WAF refuses', () => {
  it.each([
    ['no CIDR', ['203.0.113.7']],
    ['everything', ['0.0.0.0/0']],
    ['an address within a network', ['203.0.113.7/24']],
    ['IPv6 in a set of IPv4', ['2001:db8::/32']],
    ['nonsense', ['x']],
  ])('%s as an address', async (_, addresses) => {
    const { LockToken } = await get();
    expect((await refusal(update(addresses, LockToken))).code).toBe('WAFInvalidParameterException');
    expect((await get()).LockToken).toBe(LockToken);
  });

  it('a set that is not there', async () => {
    const other = new GetIPSetCommand({ ...IP_SET, Id: '00000000-0000-4000-8000-00000000000f' });
    expect(await refusal(waf().send(other))).toMatchObject({ code: 'WAFNonexistentItemException', status: 400 });
    const tags = new ListTagsForResourceCommand({ ResourceARN: `${SET_ARN}0` });
    expect((await refusal(waf().send(tags))).code).toBe('WAFNonexistentItemException');
  });

  it('CloudFront’s sets outside us-east-1', async () => {
    const list = waf().send(new ListIPSetsCommand({ Scope: 'CLOUDFRONT' }));
    expect((await refusal(list)).code).toBe('WAFInvalidParameterException');
  });

  it('a second set of a name', async () => {
    await make();
    expect((await refusal(make())).code).toBe('WAFDuplicateItemException');
  });

  it('an update without a lock token', async () => {
    expect((await refusal(update([], undefined))).code).toBe('ValidationException');
  });

  it('who may not, by identity and by session policy', async () => {
    const by = (keys: typeof ADMIN) => clients(simulator, keys).wafv2.send(new GetIPSetCommand(IP_SET));
    expect(await refusal(by(VIEWER))).toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
      message: expect.stringContaining(`wafv2:GetIPSet on resource: ${SET_ARN}`) as string,
    });
    const narrowed = await assume(simulator, policy(allow('wafv2:UpdateIPSet', SET_ARN)));
    expect((await refusal(by(narrowed))).message).toContain('no session policy allows');
    const { LockToken } = await get();
    const change = new UpdateIPSetCommand({ ...IP_SET, LockToken, Addresses: [] });
    await clients(simulator, narrowed).wafv2.send(change);
  });

  it('tags decide, of the set and of the request', async () => {
    const condition = (key: string, value: string) => ({ Condition: { StringEquals: { [key]: value } } });
    const session = await assume(
      simulator,
      policy(
        allow('wafv2:GetIPSet', '*', condition('aws:ResourceTag/by', 'somebody')),
        allow('wafv2:CreateIPSet', '*', condition('aws:RequestTag/by', 'vedette')),
      ),
    );
    const { wafv2 } = clients(simulator, session);
    expect((await refusal(wafv2.send(new GetIPSetCommand(IP_SET)))).code).toBe('AccessDeniedException');
    const fresh = (by: string) =>
      wafv2.send(
        new CreateIPSetCommand({
          Name: by,
          Scope: 'REGIONAL',
          IPAddressVersion: 'IPV4',
          Addresses: [],
          Tags: [{ Key: 'by', Value: by }],
        }),
      );
    expect((await refusal(fresh('somebody'))).code).toBe('AccessDeniedException');
    await fresh('vedette');
  });

  it('a wrong signature, an unknown key and a session without its token', async () => {
    const by = (keys: typeof ADMIN) => refusal(clients(simulator, keys).wafv2.send(new GetIPSetCommand(IP_SET)));
    expect(await by({ ...ADMIN, secretAccessKey: 'wrong' })).toMatchObject({ code: 'InvalidSignatureException' });
    expect(await by({ ...ADMIN, accessKeyId: 'AKIANOBODY0000000001' })).toMatchObject({
      code: 'UnrecognizedClientException',
      status: 400,
    });
    const { sessionToken: _, ...bare } = await assume(simulator);
    expect((await by(bare)).code).toBe('UnrecognizedClientException');
  });

  it('the log of calls says what was touched', async () => {
    await get();
    const { log } = await simulator.calls();
    expect(log.at(-1)).toMatchObject({ service: 'wafv2', operation: 'GetIPSet', writes: false, resources: [SET_ARN] });
    await update([], (await get()).LockToken);
    expect((await simulator.calls()).log.at(-1)).toMatchObject({ operation: 'UpdateIPSet', writes: true });
  });
});
